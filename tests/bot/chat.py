"""Digests in words for the tests of chat, also with texts that nobody should write."""

from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import Connection

from bot.rendering.view import Addresses, Button, DigestView, House, ItemView, view
from digests.content.model import Kind
from digests.delivery.store import deliveries
from digests.edition.store import picks
from digests.people.model import Person
from digests.people.store import add_people
from digests.settings import Secrets, Settings, parse
from tests.factories import NOW, digest, item, pick

ADDRESSES = Addresses("https://share.example.com", "token-of-7")


def shown(**fields: Any) -> DigestView:
    """The digest of the factories in words."""
    return view(digest(**fields), ADDRESSES, House("Sample Company"))


def post() -> DigestView:
    """A digest whose one pick is the company's own post."""
    return shown(picks=(pick(item=item(kind=Kind.POST), offers=()),))


def _button(label: st.SearchStrategy[str], network: str = "") -> st.SearchStrategy[Button]:
    return st.builds(Button, label, st.just("https://share.example.com/s/token/1"), st.just(network))


def views() -> st.SearchStrategy[DigestView]:
    """Any digest with one to five items, whatever its texts are."""
    nasty = st.one_of(
        st.text(max_size=400),
        st.sampled_from(["<!channel> & <https://evil.example.com|here>", "*_~`", "&" * 3000, "😀" * 800, "a" * 9000]),
    )
    words = nasty.filter(lambda text: any(char.isalnum() for char in text))
    networks = ("linkedin", "x", "bluesky")

    def an_item(position: int) -> st.SearchStrategy[ItemView]:
        share = st.tuples(*(_button(words, network) for network in networks))
        return st.builds(
            ItemView,
            position=st.just(position),
            item_id=st.just(f"item-{position}"),
            title=nasty,
            read_url=st.just(f"https://share.example.com/r/token/{position}"),
            summary=nasty,
            why=nasty,
            share=share,
            pick_text=_button(words),
            open_post=st.none(),
            not_for_me=_button(words),
            meta=nasty,
            text=nasty,
            image_url=st.just(""),
            image_alt=nasty,
        )

    items = st.integers(1, 5).flatmap(lambda n: st.tuples(*(an_item(i + 1) for i in range(n))))
    return st.builds(
        DigestView,
        language=st.sampled_from(["en", "da"]),
        subject=words,
        title=words,
        picked_for=words,
        help=st.one_of(st.just(""), words),
        items=items,
        preferences=_button(words),
        snooze=_button(words),
        stop=_button(words),
        privacy=words,
    )


def settings(api: str, *, timeout_seconds: float = 20, per_minute: int = 600_000, per_second: float = 1e4) -> Settings:
    """Settings with both chats, both at the address `api`."""
    config = {
        "server": {"public_url": "https://share.example.com"},
        "links": {"base_url": "https://go.example.com"},
        "company": {"name": "Sample Company"},
        "slack": {"api_url": f"{api}/api", "per_minute": per_minute, "timeout_seconds": timeout_seconds},
        "teams": {
            "login_url": api,
            "service_url": f"{api}/teams",
            "per_second": per_second,
            "timeout_seconds": timeout_seconds,
        },
        "schedules": [{"name": "weekly", "cron": "0 9 * * tue"}],
    }
    secrets = Secrets(
        secret_key="k" * 32,
        slack_bot_token="xoxb-test",
        slack_signing_secret="signing",
        teams_tenant_id="tenant",
        teams_app_id="app",
        teams_app_secret="secret",
    )
    return Settings(config=parse(config), secrets=secrets, path=Path("config.toml"))


def keep(connection: Connection, owner: Person, *, tracked: bool = True, delivery_id: int = 7) -> None:
    """A person, and a delivery of theirs with one pick, being sent."""
    add_people(connection, [owner], NOW)
    connection.execute(
        deliveries.insert().values(
            id=delivery_id,
            edition_id=1,
            schedule="weekly",
            period=f"2026-W{delivery_id}",
            person_id=owner.id,
            department="Engineering",
            privacy_mode="works_council",
            tracked=tracked,
            state="sending",
            due_at=NOW,
            not_before=NOW,
            channels_left=(),
            changed_at=NOW,
        )
    )
    for position, held_out in ((1, False), (101, True)):
        connection.execute(
            picks.insert().values(
                delivery_id=delivery_id,
                position=position,
                item_id="harbour-emissions",
                version=1,
                score=1.0,
                probability=1.0,
                components={},
                reasons=[],
                offers=[["linkedin", "k1"]],
                language="en",
                colleagues=0,
                held_out=held_out,
            )
        )
