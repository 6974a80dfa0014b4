"""Configuration decides what is kept for others."""

from typing import Any

from digests.events.announcing import announcing, endpoints
from digests.events.model import EventKind
from digests.settings import Secrets
from tests.bot.cli.checks.setting import settings
from tests.digests.events.happening import SECRET

CRM: dict[str, Any] = {"name": "crm", "url": "https://crm.example.com/", "events": ["conversion"]}
WALL: dict[str, Any] = {"name": "wall", "url": "https://wall.example.com/"}
SECRETS = Secrets(secret_key="k" * 32, webhooks={"crm": SECRET})


def test_without_a_webhook_nothing_is_kept_and_no_key_is_needed() -> None:
    assert not announcing(settings())


def test_what_any_webhook_asks_for_is_kept() -> None:
    found = announcing(settings(SECRETS, webhooks=[CRM], privacy={"mode": "open", "countries": {"DE": "team"}}))
    assert (found.kinds, found.mode, found.mode_in("DE"), found.key) == (
        frozenset({EventKind.CONVERSION}), "open", "team", b"k" * 32,
    )  # fmt: skip
    assert "kkk" not in repr(found)


def test_a_webhook_that_names_no_kind_gets_every_kind() -> None:
    crm, wall = endpoints(settings(SECRETS, webhooks=[CRM, WALL]))
    assert (crm.kinds, crm.secret) == (frozenset({EventKind.CONVERSION}), SECRET)
    assert (wall.kinds, wall.secret) == (frozenset(EventKind), "")
    assert SECRET not in repr(crm)


def test_an_endpoint_s_fingerprint_is_another_once_its_settings_change() -> None:
    changed: list[dict[str, Any]] = [CRM, CRM | {"url": "https://crm.example.com/b"}, CRM | {"events": []}]
    prints = {endpoints(settings(SECRETS, webhooks=[one]))[0].fingerprint for one in changed}
    (other,) = endpoints(settings(webhooks=[CRM]))
    assert len(prints | {other.fingerprint}) == 4
