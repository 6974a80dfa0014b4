"""What is stored about a person can be told, and can be taken away."""

import shutil
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, String, Table, event, insert, select

from digests import privacy
from digests.content.store import items
from digests.db import Database, metadata
from digests.delivery.store import attempts, deliveries
from digests.edition.store import picks
from digests.employee.store import wishes
from digests.ledger.model import FactKind, Verdict
from digests.ledger.store import facts
from digests.measure.disclosure import Rules
from digests.measure.report import ItemFigures, report
from digests.newsroom.store import approval_cards, item_decisions, recalls, suggestions
from digests.people.store import erased_hashes, forgotten_hash, people, preferences
from digests.sharing.links import mint
from digests.sharing.model import Press
from digests.sharing.store import links
from tests.digests.measure.world import ACTED, SENT, World, world
from tests.factories import KEY, NOW

# Values that would tell of the person, wherever they stood.
NEEDLES = (
    "e4711",
    "Zuzanna",
    "zuzanna@example.com",
    "U0ZUZANNA",
    "U1ZUZANNA",
    "teams-zuzanna",
    "Chief of bridges",
    "zuzanna.example.social",
    "D0ZUZANNA",
    "agent of zuzanna",
    "visitor-zuzanna",
)


def _zuzanna(made: World, **fields: Any) -> int:
    """A person with all that can be known, one digest sent to her, and everything that came of it."""
    made.person(
        "e4711",
        name="Zuzanna Nowak",
        email="zuzanna@example.com",
        slack_id="U0ZUZANNA",
        slack_found="U1ZUZANNA",
        teams_id="teams-zuzanna",
        title="Chief of bridges",
        **fields,
    )
    made.chose("e4711", mastodon="zuzanna.example.social")
    sent = made.sent("e4711", "harbour", "bridge", ref="D0ZUZANNA:1", digest={"rung": "champion"})
    connection = made.connection
    connection.execute(insert(attempts).values(delivery_id=sent, channel="slack", at=SENT, result="sent", reason=""))
    code = made.link("e4711", "harbour", sent)
    own = {
        "person_id": "e4711",
        "agent": "agent of zuzanna",
        "visitor": "visitor-zuzanna",
        "referrer_host": "x.example",
    }
    made.did(FactKind.READ, "harbour", sent, **own)
    made.did(FactKind.TAP, "harbour", sent, code=code, **own)
    made.did(FactKind.HIT, "harbour", sent, code=code, verdict=Verdict.SELF, **own)
    made.did(FactKind.HIT, "harbour", sent, code=code, agent="a stranger's", visitor="stranger")
    asked = {"person_id": "e4711", "delivery_id": sent, "position": 1, "changed_at": ACTED}
    connection.execute(insert(wishes).values(asked | {"remind_at": NOW, "asked_at": ACTED}))
    _in_the_newsroom(connection, sent)
    return sent


def _in_the_newsroom(connection: Connection, sent: int) -> None:
    """She suggested an item, approved another, was asked in a message, and has one that is to be changed."""
    at = {"at": ACTED, "person_id": "e4711"}
    said = {"why": "Zuzanna would like to see this", "permalink": "https://chat.example.com/D0ZUZANNA/p1"}
    connection.execute(insert(suggestions).values(at | said | {"item_id": "quay"}))
    decided = {"item_id": "harbour", "version": 1, "act": "approved"}
    connection.execute(insert(item_decisions).values(at | decided))
    asked = {"item_id": "harbour", "version": 1, "channel": "slack", "ref": "D0ZUZANNA:9"}
    connection.execute(insert(approval_cards).values(at | asked))
    recall = {"item_id": "harbour", "delivery_id": sent, "kind": "recall", "state": "due"}
    connection.execute(insert(recalls).values(recall | {"not_before": ACTED, "changed_at": ACTED}))


def _colleagues(made: World) -> None:
    for number in range(9):
        sent = made.sent(made.person(f"c{number}"), "harbour")
        made.did(FactKind.TAP, "harbour", sent, person_id=f"c{number}", agent="a colleague's")
        made.link(f"c{number}", "harbour", sent)


def _everything(connection: Connection) -> dict[str, str]:
    """Every column of every table as one text."""
    return {
        f"{table.name}.{column.name}": "\n".join(str(value) for value in connection.scalars(select(column)))
        for table in metadata.sorted_tables
        for column in table.columns
    }


def _found(connection: Connection) -> set[str]:
    return {name for name, text in _everything(connection).items() if any(needle in text for needle in NEEDLES)}


def _marks() -> dict[str, str]:
    return {
        f"{table.name}.{column.name}": column.info["privacy"]
        for table in metadata.sorted_tables
        for column in table.columns
        if "privacy" in column.info
    }


def test_every_column_that_a_person_got_into_carries_a_mark(database: Database) -> None:
    database.write(lambda connection: _zuzanna(world(connection)))
    assert database.read(_found) <= set(_marks())


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_every_column_named_after_a_person_carries_a_mark(table: Table) -> None:
    telling = {
        "person_id",
        "email",
        "slack_id",
        "slack_found",
        "teams_id",
        "mastodon",
        "agent",
        "visitor",
        "digest",
        "ref",
    }
    assert {column.name for column in table.columns if column.name in telling and "privacy" not in column.info} == set()


def test_marks_are_of_a_kind_that_erasure_knows() -> None:
    assert set(_marks().values()) <= set(privacy.MARKS)


def test_what_is_cleared_can_be_empty() -> None:
    for table in metadata.sorted_tables:
        for column in privacy.marked(table, "identity", "visitor"):
            assert column.nullable or isinstance(column.type, String)


def test_an_erased_person_is_found_nowhere(database: Database) -> None:
    def write(connection: Connection) -> None:
        _zuzanna(world(connection))
        privacy.forget(connection, KEY, "e4711", NOW)

    database.write(write)
    assert database.read(_found) == set()


def _forgotten(connection: Connection) -> None:
    privacy.forget(connection, KEY, "e4711", NOW)


def _aged(connection: Connection) -> None:
    privacy.retention(connection, NOW + timedelta(days=365), 90, 30)


@pytest.mark.parametrize("erase", [_forgotten, _aged])
def test_the_file_itself_holds_nothing_of_an_erased_person(
    erase: Callable[[Connection], None], migrated_sqlite: Path, tmp_path: Path
) -> None:
    path = tmp_path / "kept.db"
    shutil.copyfile(migrated_sqlite, path)
    database = Database(f"sqlite:///{path}")
    event.listen(database.engine, "connect", _leave_deleted_bytes)

    def secure(connection: Connection) -> int:
        return int(connection.exec_driver_sql("PRAGMA secure_delete").scalar_one())

    try:
        database.write(lambda connection: _zuzanna(world(connection), left_at=SENT))
        database.write(erase)
        assert database.write(secure) == 0
    finally:
        database.close()
    kept = path.read_bytes()
    assert [needle for needle in NEEDLES if needle.encode() in kept] == []


def _leave_deleted_bytes(connection: sqlite3.Connection, _record: object) -> None:
    """As SQLite does by itself; some systems are built to overwrite them always."""
    connection.execute("PRAGMA secure_delete = OFF")


def test_an_erased_person_leaves_a_hash_that_only_the_key_explains(database: Database) -> None:
    def write(connection: Connection) -> None:
        _zuzanna(world(connection))
        privacy.forget(connection, KEY, "e4711", NOW)
        privacy.forget(connection, KEY, "e4711", NOW)

    database.write(write)
    assert database.read(erased_hashes) == {forgotten_hash(KEY, "e4711")}


def test_figures_stay_when_a_person_is_erased(database: Database) -> None:
    def write(connection: Connection) -> None:
        made = world(connection)
        _zuzanna(made)
        _colleagues(made)

    def harbour(connection: Connection) -> ItemFigures:
        since = NOW - timedelta(days=28)
        found = report(connection, since, NOW, Rules(k=1), since)
        return next(item for item in found.items if item.id == "harbour")

    database.write(write)
    before = database.read(harbour)
    database.write(privacy.forget, KEY, "e4711", NOW)
    after = database.read(harbour)
    assert (before.offered, before.read, before.tapped, before.shared) == (10, 1, 10, 1)
    assert (after.offered, after.read, after.tapped, after.shared) == (10, 1, 10, 1)
    assert after.clicks == before.clicks


def test_erasing_two_people_who_shared_the_same_keeps_both_links_alive(database: Database) -> None:
    def write(connection: Connection) -> None:
        made = world(connection)
        _colleagues(made)
        made.link(None, "harbour", None)
        for name in ("c1", "c2"):
            privacy.forget(connection, KEY, name, NOW)

    database.write(write)
    owners = database.read(lambda connection: list(connection.scalars(select(links.c.person_id))))
    assert len(owners) == 10
    assert owners.count(None) == 3


def test_an_erased_persons_link_is_not_given_to_whoever_is_not_tracked(database: Database) -> None:
    press = Press("harbour", "linkedin")

    def write(connection: Connection) -> tuple[str, str]:
        values = {
            "id": "harbour", "state": "approved", "owner": "comms", "kind": "news", "url": "https://www.example.com/",
            "body": {}, "version": 1, "added_at": NOW, "changed_at": NOW,
        }  # fmt: skip
        connection.execute(insert(items).values(values))
        made = world(connection)
        _colleagues(made)
        for name in ("c1", "c2"):
            privacy.forget(connection, KEY, name, NOW)
        return mint(connection, press, lambda: "fresh", NOW).code, mint(connection, press, lambda: "other", NOW).code

    assert database.write(write) == ("fresh", "fresh")


def test_erasure_touches_nobody_else(database: Database) -> None:
    def write(connection: Connection) -> dict[str, int]:
        made = world(connection)
        _colleagues(made)
        _zuzanna(made)
        return dict(privacy.forget(connection, KEY, "e4711", NOW).rows)

    assert database.write(write) == {
        "people": 1, "preferences": 1, "deliveries": 1, "facts": 4 - 1, "links": 1, "wishes": 1,
        "approval_cards": 1, "item_decisions": 1, "suggestions": 1,
    }  # fmt: skip
    left = database.read(lambda connection: connection.execute(select(people.c.id)).all())
    assert len(left) == 9
    agents = database.read(lambda connection: set(connection.scalars(select(facts.c.agent))))
    assert agents == {None, "a colleague's", "a stranger's"}


def test_what_an_erased_person_decided_stays_decided_without_them(database: Database) -> None:
    def write(connection: Connection) -> None:
        _zuzanna(world(connection))
        privacy.forget(connection, KEY, "e4711", NOW)

    database.write(write)
    decided = database.read(lambda c: c.execute(select(item_decisions.c.act, item_decisions.c.person_id)).all())
    suggested = database.read(lambda c: c.execute(select(suggestions.c.item_id, suggestions.c.why)).all())
    assert ([tuple(row) for row in decided], [tuple(row) for row in suggested]) == (
        [("approved", None)],
        [("quay", "")],
    )
    assert database.read(lambda c: c.execute(select(approval_cards.c.id)).all()) == []


def test_who_decided_is_known_as_long_as_the_log_and_who_was_asked_as_long_as_raw_facts(database: Database) -> None:
    database.write(lambda connection: _zuzanna(world(connection)))

    def after(days: int) -> tuple[list[str | None], int, int]:
        later = ACTED + timedelta(days=days)
        database.write(lambda c: privacy.retention(c, later, 90, 30, keep={"audit": 365}))
        who = database.read(lambda c: list(c.scalars(select(item_decisions.c.person_id))))
        asked = database.read(lambda c: len(c.execute(select(approval_cards.c.id)).all()))
        called = database.read(lambda c: len(c.execute(select(recalls.c.id)).all()))
        return who, asked, called

    assert after(89) == (["e4711"], 1, 1)
    assert after(91) == (["e4711"], 0, 0)
    assert after(366) == ([None], 0, 0)


def test_a_digest_that_waits_for_an_erased_person_is_not_sent(database: Database) -> None:
    def write(connection: Connection) -> None:
        made = world(connection)
        made.sent(made.person("e4711"), "harbour", state="queued", sent_at=None)
        privacy.forget(connection, KEY, "e4711", NOW)

    database.write(write)
    row = database.read(lambda connection: connection.execute(select(deliveries.c.state, deliveries.c.reason)).one())
    assert tuple(row) == ("skipped", privacy.ERASED)


def test_erasure_names_the_deliveries_that_were_the_persons(database: Database) -> None:
    def write(connection: Connection) -> tuple[tuple[int, ...], list[int]]:
        made = world(connection)
        _colleagues(made)
        theirs = [_zuzanna(made), made.sent("e4711", "bridge")]
        return privacy.forget(connection, KEY, "e4711", NOW).deliveries, theirs

    told, theirs = database.write(write)
    assert list(told) == theirs


def test_items_that_name_the_person_in_their_audience_are_told(database: Database) -> None:
    def body(audience: dict[str, Any]) -> dict[str, Any]:
        return {"title": {"en": "A title"}, "audience": audience}

    def write(connection: Connection) -> privacy.Erasure:
        bodies = {
            "for-her": body({"any": [{"person": ["e4711", "c1"]}]}),
            "not-for-her": body({"none": [{"department": ["Legal"], "person": ["e4711"]}]}),
            "for-all": {"title": {"en": "A title"}},
            "for-e4711-department": body({"any": [{"department": ["e4711"]}]}),
        }
        for name, found in bodies.items():
            connection.execute(
                insert(items).values(
                    id=name,
                    state="approved",
                    owner="comms",
                    kind="news",
                    url="https://www.example.com/",
                    body=found,
                    version=1,
                    added_at=NOW,
                    changed_at=NOW,
                )
            )
        return privacy.forget(connection, KEY, "e4711", NOW)

    assert database.write(write).named_in == ("for-her", "not-for-her")


def test_an_export_holds_everything_about_the_person_and_nothing_of_others(database: Database) -> None:
    def write(connection: Connection) -> None:
        made = world(connection)
        _colleagues(made)
        _zuzanna(made)

    database.write(write)
    found = database.read(privacy.export, "e4711")
    assert {name: len(rows) for name, rows in found.items() if rows} == {
        "approval_cards": 1,
        "attempts": 1,
        "deliveries": 1,
        "facts": 4,
        "item_decisions": 1,
        "links": 1,
        "people": 1,
        "picks": 2,
        "preferences": 1,
        "recalls": 1,
        "suggestions": 1,
        "wishes": 1,
    }
    assert found["people"][0]["email"] == "zuzanna@example.com"
    assert found["preferences"][0]["mastodon"] == "zuzanna.example.social"
    assert found["deliveries"][0]["digest"] == {"rung": "champion"}
    assert {row["item_id"] for row in found["picks"]} == {"harbour", "bridge"}


def test_an_export_does_not_tell_of_strangers_who_followed_a_link(database: Database) -> None:
    database.write(lambda connection: _zuzanna(world(connection)))
    by_agent = {row.get("agent", "not told") for row in database.read(privacy.export, "e4711")["facts"]}
    assert by_agent == {"agent of zuzanna", "not told"}


def test_an_export_of_nobody_is_empty(database: Database) -> None:
    assert not any(database.read(privacy.export, "nobody").values())


def _keep(database: Database, raw_days: int = 90, leaver_days: int = 30) -> privacy.Retained:
    return database.write(privacy.retention, NOW, raw_days, leaver_days)


def test_raw_facts_lose_their_people_after_their_time_and_figures_stay(database: Database) -> None:
    database.write(lambda connection: _zuzanna(world(connection)))
    assert _keep(database).done
    assert _keep(database, raw_days=5) == privacy.Retained(deliveries=1, facts=4, links=1, leavers=0, others=5)
    assert _keep(database, raw_days=5).done
    left = database.read(_found)
    assert left == {
        f"people.{name}" for name in ("id", "name", "email", "slack_id", "slack_found", "teams_id", "title")
    } | {
        "preferences.person_id",
        "preferences.mastodon",
    }
    kinds = database.read(lambda connection: sorted(connection.scalars(select(facts.c.kind))))
    assert kinds == ["hit", "hit", "read", "tap"]


def test_a_young_click_on_an_old_delivery_does_not_give_its_person_away(database: Database) -> None:
    def write(connection: Connection) -> None:
        made = world(connection)
        sent = made.sent(made.person("e4711"), "harbour", at=NOW - timedelta(days=95))
        code = made.link("e4711", "harbour", sent, minted_at=ACTED)
        made.did(FactKind.HIT, "harbour", sent, code=code, person_id="e4711", at=ACTED)

    database.write(write)
    assert _keep(database) == privacy.Retained(deliveries=1, facts=1, links=1, leavers=0)
    assert database.read(lambda connection: list(connection.scalars(select(facts.c.person_id)))) == [None]


def test_a_young_wish_goes_with_its_old_delivery(database: Database) -> None:
    def write(connection: Connection) -> None:
        made = world(connection)
        for name, days in (("old", 95), ("young", 85)):
            sent = made.sent(made.person(name), "harbour", at=NOW - timedelta(days=days))
            asked = {"person_id": name, "delivery_id": sent, "position": 1, "changed_at": ACTED}
            connection.execute(insert(wishes).values(asked))

    database.write(write)
    assert _keep(database).others == 1
    assert database.read(lambda connection: list(connection.scalars(select(wishes.c.person_id)))) == ["young"]


def test_what_is_still_to_be_sent_keeps_its_person(database: Database) -> None:
    def write(connection: Connection) -> None:
        made = world(connection)
        made.sent(made.person("e4711"), "harbour", at=NOW - timedelta(days=95), state="queued", sent_at=None)

    database.write(write)
    assert _keep(database).deliveries == 0


def test_retention_goes_in_bites(database: Database) -> None:
    def write(connection: Connection) -> None:
        made = world(connection)
        for number in range(5):
            made.sent(made.person(f"c{number}"), "harbour", at=NOW - timedelta(days=95))

    database.write(write)
    bites = [database.write(privacy.retention, NOW, 90, 30, 2).deliveries for _ in range(4)]
    assert bites == [2, 2, 1, 0]


def test_leavers_are_erased_after_their_time_and_may_come_back(database: Database) -> None:
    def write(connection: Connection) -> None:
        made = world(connection)
        _zuzanna(made, left_at=NOW - timedelta(days=31))
        made.person("left-lately", left_at=NOW - timedelta(days=29))
        made.person("here")

    database.write(write)
    assert _keep(database).leavers == 1
    assert database.read(_found) == set()
    assert database.read(erased_hashes) == frozenset()
    assert database.read(lambda connection: set(connection.scalars(select(people.c.id)))) == {"left-lately", "here"}
    assert database.read(lambda connection: connection.execute(select(preferences)).all()) == []
    assert len(database.read(lambda connection: connection.execute(select(picks)).all())) == 2
