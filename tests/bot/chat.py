"""Digests in words for the tests of chat, also with texts that nobody should write."""

from typing import Any

from hypothesis import strategies as st

from bot.rendering.view import Addresses, Button, DigestView, ItemView, view
from digests.content.model import Kind
from tests.factories import digest, item, pick

ADDRESSES = Addresses("https://share.example.com", "token-of-7")


def shown(**fields: Any) -> DigestView:
    """The digest of the factories in words."""
    return view(digest(**fields), ADDRESSES, "works_council", "Sample Company")


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
