"""Each kind lives as long as configuration says, and none longer than its delivery."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Table, insert, select

from digests import privacy
from digests.access import audit
from digests.access.store import audit as log
from digests.config import Config, Keep
from digests.db import Database
from digests.employee.store import wishes
from digests.errors import SettingsError
from digests.events.store import events
from digests.ledger.model import FactKind
from digests.ledger.store import facts
from digests.measure.conversion_store import conversions, credits_
from digests.settings import parse
from tests.bot.cli.checks.setting import settings
from tests.digests.measure.world import World, world
from tests.factories import KEY, NOW

OLD = NOW - timedelta(days=20)


def _everything(connection: Connection) -> World:
    """One person with one of each that can grow old, 20 days ago."""
    made = world(connection)
    sent = made.sent(made.person("maja"), "harbour", at=OLD)
    code = made.link("maja", "harbour", sent, minted_at=OLD)
    own: dict[str, Any] = {"person_id": "maja", "agent": "agent", "visitor": "visitor", "at": OLD}
    for kind in FactKind:
        made.did(kind, "harbour", sent, id=str(kind), code=code if kind is FactKind.HIT else None, **own)
    connection.execute(
        insert(conversions).values(
            id="c", goal="application", external_id="ats-4711", source="api", verified=True, content="", state="kept",
            click_id="hit", earlier=(), item_id="harbour", at=OLD, received_at=OLD, waits_until=OLD,
        )
    )  # fmt: skip
    connection.execute(insert(credits_).values(conversion_id="c", position=1, click_id="hit", millionths=1_000_000))
    body = {"item_id": "harbour", "network": "linkedin", "department": "Engineering", "country": "DK"}
    connection.execute(insert(events).values(id="e", kind="click.human", at=OLD, body=body, person_id="maja"))
    audit.note(connection, OLD, "ops", "why", "weekly", person_id="maja")
    connection.execute(insert(wishes).values(person_id="maja", delivery_id=sent, position=1, changed_at=OLD))
    return made


def _of(database: Database, table: Table, *columns: str) -> list[tuple[Any, ...]]:
    query = select(*(table.c[name] for name in columns)).order_by(*table.primary_key.columns)
    return database.read(lambda connection: [tuple(row) for row in connection.execute(query)])


def _kept(database: Database, **days: int) -> privacy.Retained:
    keep = Keep(**days).days(90)
    return database.write(lambda connection: privacy.retention(connection, NOW, 90, 30, keep=keep))


@pytest.mark.parametrize(
    ("kind", "cleared"),
    [
        ("reads", {"read"}),
        ("taps", {"tap", "copy", "confirm", "decline"}),
        ("hits", {"hit", "trap"}),
        ("conversions", set()),
        ("events", set()),
        ("audit", set()),
    ],
)
def test_a_kind_with_a_shorter_time_goes_alone(database: Database, kind: str, cleared: set[str]) -> None:
    database.write(_everything)
    assert not _kept(database, **{kind: 19}).done
    assert _kept(database, **{kind: 19}).done
    of_nobody = {row[0] for row in _of(database, facts, "kind", "person_id", "agent", "visitor") if not any(row[1:])}
    assert of_nobody == cleared
    assert _of(database, conversions, "external_id") == [(None if kind == "conversions" else "ats-4711",)]
    assert _of(database, events, "person_id") == [(None if kind == "events" else "maja",)]
    assert len(_of(database, log, "id")) == (0 if kind == "audit" else 1)
    assert len(_of(database, wishes, "id")) == (0 if kind == "taps" else 1)


def test_what_is_young_enough_stays(database: Database) -> None:
    database.write(_everything)
    assert _kept(database, **dict.fromkeys(Keep.model_fields, 21)).done


def test_nothing_but_the_log_outlives_the_delivery(database: Database) -> None:
    database.write(_everything)
    keep = Keep().days(10)
    database.write(lambda connection: privacy.retention(connection, NOW, 10, 30, keep=keep))
    assert {row[0] for row in _of(database, facts, "person_id")} == {None}
    assert _of(database, events, "person_id") == [(None,)]
    assert _of(database, conversions, "external_id") == [(None,)]
    assert _of(database, log, "person_id") == [("maja",)]


def test_without_times_of_their_own_all_kinds_live_equally_long(database: Database) -> None:
    database.write(_everything)
    cleared = database.write(privacy.retention, NOW, 10, 30)
    assert (cleared.facts, cleared.others) == (len(FactKind), 4)


def test_other_tables_are_cleared_in_bites_too(database: Database) -> None:
    def noted(connection: Connection) -> None:
        for _ in range(5):
            audit.note(connection, OLD, "ops", "report")

    database.write(noted)
    bites = [database.write(privacy.retention, NOW, 10, 30, 2).others for _ in range(4)]
    assert bites == [2, 2, 1, 0]


def test_an_erased_person_is_in_no_event_and_no_line_of_the_log(database: Database) -> None:
    database.write(_everything)
    rows = database.write(privacy.forget, KEY, "maja", NOW).rows
    assert (rows["events"], rows["audit"]) == (1, 1)
    assert _of(database, events, "person_id") == [(None,)]
    assert _of(database, log, "actor", "act", "person_id") == [("ops", "why", None)]


def test_an_export_has_what_the_persons_links_led_to_and_not_who_applied(database: Database) -> None:
    database.write(_everything)
    found = database.read(privacy.export, "maja")
    assert [row["goal"] for row in found["conversions"]] == ["application"]
    assert "external_id" not in found["conversions"][0]
    assert [row["click_id"] for row in found["attributions"]] == ["hit"]
    assert [row["actor"] for row in found["audit"]] == ["ops"]
    assert [row["kind"] for row in found["events"]] == ["click.human"]
    assert not any(database.read(privacy.export, "olav").values())


def _configured(**privacy_section: Any) -> Config:
    return parse(settings().config.model_dump(by_alias=True) | {"privacy": privacy_section})


def test_a_kind_that_is_not_named_lives_as_long_as_raw_facts() -> None:
    found = _configured(raw_days=60, keep={"hits": 7}).privacy
    assert found.keep.days(found.raw_days) == {
        "reads": 60, "taps": 60, "hits": 7, "conversions": 60, "events": 60, "audit": 365,
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["reads", "taps", "hits", "conversions", "events"])
def test_no_kind_may_be_configured_to_outlive_the_delivery(kind: str) -> None:
    with pytest.raises(SettingsError, match=f"keep.{kind} is longer than raw_days"):
        _configured(raw_days=60, keep={kind: 61})


def test_the_log_may_outlive_the_facts() -> None:
    assert _configured(raw_days=60, keep={"audit": 999}).privacy.keep.audit == 999
