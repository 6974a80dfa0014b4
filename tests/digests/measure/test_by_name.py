"""Who is shown by name, what is told of them, and that it gives nobody else away."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import Connection, event, insert

from digests.db import Database
from digests.ledger.model import FactKind, Verdict
from digests.measure.attribution import State
from digests.measure.conversion_store import conversions, credits_
from digests.measure.disclosure import Mode, Rules
from digests.measure.model import ItemFigures, PersonFigures, Report
from digests.measure.report import report
from digests.people.store import preferences
from tests.digests.measure.world import ACTED, SENT, World, world
from tests.factories import NOW

SINCE = NOW - timedelta(days=28)
TEAM = Rules("team", 8)
OPEN = Rules("open", 8)
STRICT = Rules("works_council", 8)

Write = Callable[[World], object]


def _told(database: Database, rules: Rules, *, names: bool = True) -> Report:
    return database.read(report, SINCE, NOW, rules, SINCE, names=names)


def _names(database: Database, rules: Rules) -> list[str]:
    return [one.id for one in _told(database, rules).people]


def _made(database: Database, write: Write) -> None:
    database.write(lambda connection: write(world(connection)))


def _one(made: World, name: str = "maja", mode: Mode = "team", *, yes: bool = True, **fields: Any) -> int:
    """Somebody of whom one digest was sent, and who said yes or did not."""
    made.person(name, country=fields.get("country", "DK"))
    if yes:
        made.chose(name, named=True)
    return made.sent(name, "harbour", **({"privacy_mode": mode, **fields}))


def _converted(
    made: World, click: str, millionths: int, *, verified: bool = True, state: str = State.ATTRIBUTED
) -> None:
    name = f"conversion of {click} {state} {verified}"[:32]
    made.connection.execute(
        insert(conversions).values(
            id=name, goal="application", source="api", verified=verified, content="", state=state, earlier=(),
            at=ACTED, received_at=ACTED, waits_until=ACTED,
        )
    )  # fmt: skip
    made.connection.execute(
        insert(credits_).values(
            conversion_id=name, position=0, click_id=click, item_id="harbour", millionths=millionths
        )
    )


def test_everything_a_named_person_did_in_the_period_is_counted(database: Database) -> None:
    def write(made: World) -> None:
        made.person("maja", "Sales")
        made.chose("maja", named=True)
        first = made.sent("maja", "harbour", "bridge", "ferry", privacy_mode="team")
        again = made.sent("maja", "harbour", privacy_mode="open", at=SENT + timedelta(hours=1))
        before = made.sent("maja", "old", privacy_mode="team", at=SINCE - timedelta(days=2))
        made.sent("maja", "held", privacy_mode="team", held_out=True)
        theirs: dict[str, Any] = {"person_id": "maja"}
        made.did(FactKind.READ, "harbour", first, **theirs)
        made.did(FactKind.READ, "harbour", again, **theirs)
        made.did(FactKind.READ, "bridge", first, **theirs)
        made.did(FactKind.TAP, "bridge", first, network="x", **theirs)
        made.did(FactKind.COPY, "ferry", first, **theirs)
        made.did(FactKind.TAP, "ferry", first, network="x", verdict=Verdict.MACHINE, **theirs)
        made.did(FactKind.TAP, "old", before, network="x", **theirs)
        made.did(FactKind.READ, "ferry", first, at=NOW, **theirs)
        link = made.link("maja", "harbour", first)
        clicks = [made.did(FactKind.HIT, None, code=link, **theirs) for _ in range(3)]
        made.did(FactKind.HIT, None, code=link, verdict=Verdict.MACHINE, **theirs)
        made.did(FactKind.HIT, None, code=link, at=SINCE - timedelta(seconds=1), **theirs)
        _converted(made, clicks[0], 1_000_000)
        _converted(made, clicks[1], 500_000)
        _converted(made, clicks[2], 1_000_000, verified=False)
        _converted(made, clicks[2], 1_000_000, state=State.UNATTRIBUTED)

    _made(database, write)
    assert _told(database, TEAM).people == (
        PersonFigures("maja", "Name of maja", "Sales", 3, 2, 2, 1, 3, 1.5),
    )  # tapped: the bridge, and the harbour because somebody followed their link


def test_people_stand_in_order_of_name_whatever_they_did(database: Database) -> None:
    def write(made: World) -> None:
        for number, (name, called) in enumerate((("c", "anna"), ("a", "Bo"), ("b", "Bo"), ("d", "Anne"))):
            made.person(name, name=called)
            made.chose(name, named=True)
            sent = made.sent(name, "harbour", "bridge", privacy_mode="team")
            for item in ("harbour", "bridge")[: number % 3]:
                made.did(FactKind.TAP, item, sent, person_id=name)

    _made(database, write)
    assert _names(database, TEAM) == ["c", "d", "a", "b"]


@pytest.mark.parametrize(
    ("rules", "mode", "yes", "shown"),
    [
        (STRICT, "open", True, False),
        (STRICT, "works_council", True, False),
        (TEAM, "team", True, True),
        (TEAM, "open", True, True),
        (TEAM, "works_council", True, False),
        (TEAM, "team", False, False),
        (TEAM, "open", False, False),
        (OPEN, "open", False, True),
        (OPEN, "open", True, True),
        (OPEN, "team", True, False),
        (OPEN, "works_council", False, False),
        (Rules("open", 8, {"DK": "works_council"}), "open", True, False),
        (Rules("open", 8, {"DK": "team"}), "open", False, False),
        (Rules("open", 8, {"DK": "team"}), "team", True, True),
        (Rules("works_council", 8, {"DK": "team"}), "team", True, True),
        (Rules("works_council", 8, {"DK": "open"}), "open", False, True),
        (Rules("works_council", 8, {"SE": "open"}), "open", True, False),
        (Rules("team", 8, {"SE": "open"}), "open", False, False),
    ],
)
def test_todays_mode_the_one_of_then_and_the_person_decide(
    database: Database, rules: Rules, mode: Mode, *, yes: bool, shown: bool
) -> None:
    _made(database, lambda made: _one(made, mode=mode, yes=yes))
    assert _names(database, rules) == (["maja"] if shown else [])


@pytest.mark.parametrize("rules", [TEAM, OPEN])
@pytest.mark.parametrize(
    "stricter",
    [{"privacy_mode": "works_council"}, {"tracked": False}, {"country": "DE"}],
    ids=["a stricter mode", "an objection", "a stricter country"],
)
def test_nobody_is_named_while_anything_stricter_of_them_is_kept(
    database: Database, rules: Rules, stricter: Mapping[str, Any]
) -> None:
    """Half of what somebody did would give away the other half, beside a group's figure."""

    def write(made: World) -> None:
        _one(made, mode="open")
        made.sent("maja", "bridge", **({"privacy_mode": "open", "at": NOW - timedelta(days=80), **stricter}))

    _made(database, write)
    assert _names(database, Rules(rules.mode, 8, {"DE": "works_council"})) == []


@pytest.mark.parametrize("rules", [TEAM, OPEN])
def test_who_objects_to_tracking_or_left_is_never_named(database: Database, rules: Rules) -> None:
    def write(made: World) -> None:
        for name, fields in (("objects", {"untracked": True}), ("there", {})):
            made.person(name)
            made.chose(name, named=True, **fields)
            made.sent(name, "harbour", privacy_mode="open")
        made.person("left", left_at=NOW - timedelta(days=1))
        made.chose("left", named=True)
        made.sent("left", "harbour", privacy_mode="open")
        made.sent(None, "harbour", privacy_mode="open")

    _made(database, write)
    assert _names(database, rules) == ["there"]


def test_nobody_is_named_unless_it_is_asked_for(database: Database) -> None:
    _made(database, lambda made: _one(made, mode="open"))
    assert _told(database, OPEN, names=False).people == ()


def test_who_was_offered_nothing_and_brought_nothing_is_no_row(database: Database) -> None:
    def write(made: World) -> None:
        _one(made)
        made.person("idle")
        made.chose("idle", named=True)

    _made(database, write)
    assert _names(database, TEAM) == ["maja"]


def test_taking_the_yes_back_hides_what_was_shown(database: Database) -> None:
    _made(database, _one)
    assert _names(database, TEAM) == ["maja"]
    database.write(lambda c: c.execute(preferences.update().values(named=False)).rowcount)
    assert _names(database, TEAM) == []


def test_facts_that_lost_their_person_are_not_told_by_name(database: Database) -> None:
    """Kinds of facts may be kept for a shorter time than the delivery that they hang on."""

    def write(made: World) -> None:
        sent = _one(made)
        made.did(FactKind.READ, "harbour", sent, person_id=None)
        made.did(FactKind.TAP, "harbour", sent, person_id="maja")

    _made(database, write)
    (maja,) = _told(database, TEAM).people
    assert (maja.read, maja.tapped) == (0, 1)


def test_names_take_five_queries_for_one_person_as_for_many(database: Database) -> None:
    counted: list[str] = []
    event.listen(database.engine, "after_cursor_execute", lambda *args: counted.append(args[2]))

    def number(*, names: bool) -> int:
        counted.clear()
        _told(database, TEAM, names=names)
        return len(counted)

    _made(database, _one)
    one = number(names=True)
    assert one - number(names=False) == 5
    database.write(lambda connection: [_one(World(connection, count(100 * n)), f"p{n}") for n in range(1, 20)])
    assert number(names=True) == one
    assert len(_told(database, TEAM).people) == 20


# What naming some people does to the others


def _department(made: World, number: int, named: int, department: str = "Sales", *items: str) -> None:
    for one in range(number):
        name = f"{department}-{one}"
        made.person(name, department)
        made.chose(name, named=one < named)
        sent = made.sent(name, *(items or ("harbour",)), privacy_mode="team", department=department)
        made.did(FactKind.TAP, "harbour", sent, person_id=name, network="x")


def _item(found: Report) -> ItemFigures:
    (item,) = found.items
    return item


@pytest.mark.parametrize(("named", "hidden"), [(0, False), (1, False), (2, True), (9, False)])
@pytest.mark.parametrize("names", [True, False])
def test_a_department_of_nine_has_no_eight_behind_two_who_are_named(
    database: Database, named: int, *, hidden: bool, names: bool
) -> None:
    """Hidden alike where nobody's name is asked for: the API, the CSV and the weekly report show the same groups."""
    _made(database, lambda made: _department(made, 9, named))
    found = _told(database, TEAM, names=names)
    assert [group.hidden for group in found.departments] == [hidden]
    assert (found.overall.involved is None) == hidden
    assert _item(found).hidden == hidden
    assert [week.involved is None for week in found.weeks if week.starts <= SENT.date()][-1] == hidden


def test_an_item_that_two_of_nine_named_people_were_offered_twice_counts_them_once(database: Database) -> None:
    def write(made: World) -> None:
        _department(made, 10, 2)
        for one in range(2):
            made.sent(f"Sales-{one}", "harbour", privacy_mode="team", at=SENT + timedelta(hours=1))

    _made(database, write)
    assert not _item(_told(database, TEAM)).hidden


def test_an_item_offered_to_the_named_alone_may_tell_nothing_of_few_who_had_it_before(database: Database) -> None:
    """Clicks in the period may be on the links of those others."""

    def write(made: World) -> None:
        _department(made, 30, 0, "Legal", "other")
        for one in range(3):
            made.sent(f"Legal-{one}", "harbour", privacy_mode="team", at=SINCE - timedelta(days=3))
        _one(made)

    _made(database, write)
    found = {item.id: item for item in _told(database, TEAM).items}
    assert found["harbour"].hidden


def test_the_most_eager_are_not_told_where_too_few_of_them_are_nameless(database: Database) -> None:
    def write(made: World, named: int) -> None:
        for one in range(240):
            name = f"p{one:03}"
            made.person(name)
            made.chose(name, named=one < named)
            sent = made.sent(name, "harbour", privacy_mode="team")
            made.did(FactKind.CONFIRM, "harbour", sent, person_id=name, network="x")

    _made(database, lambda made: write(made, 4))
    assert _told(database, TEAM).concentration.part == pytest.approx(12 / 240)
    database.write(_say_yes, "p004")
    assert _told(database, TEAM).concentration.part is None


def _say_yes(connection: Connection, person: str) -> None:
    connection.execute(preferences.update().where(preferences.c.person_id == person).values(named=True))
