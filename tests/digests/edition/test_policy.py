"""What configuration decides about digests."""

from typing import Any

from digests.edition.policy import Policy
from digests.people.model import ChannelName, Rung
from digests.settings import parse


def policy(**tables: Any) -> Policy:
    least: dict[str, Any] = {
        "server": {"public_url": "https://news.example.com"},
        "links": {"base_url": "https://go.example.com"},
        "schedules": [{"name": "weekly", "cron": "0 9 * * tue"}],
    }
    return Policy.of(parse(least | tables), ["en", "da"], [ChannelName.EMAIL])


def test_weights_steps_and_fields_come_from_configuration() -> None:
    found = policy(
        relevance={"interest": 9, "hold_out": 0.1, "fields": {"Sales": ["customers"]}},
        ladder={"newcomer_items": 1, "champion_items": 4, "champion_shares": 5},
    )
    assert (found.weights.interest, found.weights.hold_out, found.weights.variety) == (9, 0.1, 0.6)
    assert found.near == {"Sales": ["customers"]}
    assert found.steps.items == {
        Rung.NEWCOMER: 1,
        Rung.READER: 3,
        Rung.FIRST_SHARE: 3,
        Rung.REGULAR: 4,
        Rung.CHAMPION: 4,
    }
    assert (found.steps.regular_shares, found.steps.champion_shares) == (3, 5)


def test_what_the_company_is_comes_from_configuration() -> None:
    found = policy(company={"language": "da", "timezone": "Europe/Oslo"}, content={"disclosure": "#employee"})
    assert (found.language, found.timezone, found.disclosure) == ("da", "Europe/Oslo", "#employee")
    assert (found.catalogues, found.channels) == (("en", "da"), (ChannelName.EMAIL,))


def test_a_country_can_have_a_privacy_mode_of_its_own() -> None:
    found = policy(privacy={"mode": "team", "countries": {"DE": "works_council"}})
    assert (found.mode_in("DE"), found.mode_in("DK"), found.mode_in("")) == ("works_council", "team", "team")


def test_quiet_periods_and_the_cap_come_from_configuration() -> None:
    found = policy(quiet=[{"name": "results", "since": "2026-11-24", "until": "2026-11-24"}], caps={"min_days": 7})
    assert [one.name for one in found.quiet] == ["results"]
    assert found.min_days == 7
