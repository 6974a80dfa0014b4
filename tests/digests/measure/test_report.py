"""The report's figures, and what they keep to themselves."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, event

from digests.db import Database
from digests.ledger.model import FactKind, Verdict
from digests.measure.disclosure import Rules
from digests.measure.report import Clicks, DepartmentFigures, ItemFigures, Report, report
from tests.digests.measure.world import ACTED, SENT, World, world
from tests.factories import NOW

SINCE = NOW - timedelta(days=28)
KEPT = NOW - timedelta(days=90)
OPEN = Rules("open", 8)
STRICT = Rules("works_council", 8)


def _report(database: Database, rules: Rules = STRICT) -> Report:
    return database.read(report, SINCE, NOW, rules, KEPT)


def _staff(made: World, number: int, department: str, *items: str, **fields: Any) -> list[int]:
    return [made.sent(made.person(f"{department}-{n}", department), *items, **fields) for n in range(number)]


def _item(found: Report, name: str) -> ItemFigures:
    return next(item for item in found.items if item.id == name)


def test_an_empty_ledger_gives_an_empty_report(database: Database) -> None:
    found = _report(database)
    assert found.items == ()
    assert found.departments == ()
    assert (found.overall.active, found.overall.involved, found.overall.involvement) == (0, 0, 0.0)


def test_an_items_people_are_counted_once_each(database: Database) -> None:
    def write(connection: Connection) -> None:
        made = world(connection)
        sent = _staff(made, 10, "Sales", "harbour")
        made.did(FactKind.READ, "harbour", sent[0])
        made.did(FactKind.TAP, "harbour", sent[0], network="x")
        made.did(FactKind.TAP, "harbour", sent[0], network="linkedin")
        made.did(FactKind.TAP, "harbour", sent[1])
        made.did(FactKind.CONFIRM, "harbour", sent[1])
        made.did(FactKind.COPY, "harbour", sent[2])
        for name in range(10):
            made.person(f"idle-{name}", "Sales")

    database.write(write)
    found = _report(database)
    harbour = _item(found, "harbour")
    assert (harbour.offered, harbour.read, harbour.tapped, harbour.shared) == (10, 1, 2, 1)
    assert harbour.involvement_offered == 0.3
    assert harbour.involvement_active == 0.15
    assert (found.overall.active, found.overall.involved, found.overall.involvement) == (20, 3, 0.15)


def test_somebody_elses_click_on_a_persons_link_is_a_share(database: Database) -> None:
    def write(connection: Connection) -> None:
        made = world(connection)
        sent = _staff(made, 8, "Sales", "harbour")
        made.did(FactKind.TAP, "harbour", sent[0])
        code = made.link("Sales-0", "harbour", sent[0])
        made.did(FactKind.HIT, None, None, code=code)

    database.write(write)
    harbour = _item(_report(database), "harbour")
    assert (harbour.tapped, harbour.shared) == (1, 1)
    assert harbour.clicks == Clicks(human=1)


def test_clicks_of_every_class_stand_side_by_side_and_only_human_ones_count(database: Database) -> None:
    def write(connection: Connection) -> None:
        made = world(connection)
        sent = _staff(made, 8, "Sales", "harbour")
        code = made.link("Sales-0", "harbour", sent[0])
        for verdict, number in zip(("doubtful", "preview", "machine", "self"), (1, 2, 3, 4), strict=True):
            for _ in range(number):
                made.did(FactKind.HIT, "harbour", sent[0], code=code, verdict=Verdict(verdict))
        made.did(FactKind.TAP, "harbour", sent[1], verdict=Verdict.MACHINE)
        made.did(FactKind.READ, "harbour", sent[1], verdict=Verdict.DOUBTFUL)

    database.write(write)
    found = _report(database)
    harbour = _item(found, "harbour")
    assert harbour.clicks == Clicks(human=0, doubtful=1, preview=2, machine=3, self=4)
    assert (harbour.read, harbour.tapped, harbour.shared) == (0, 0, 0)
    assert found.overall.involved == 0


def test_a_link_that_only_machines_tapped_is_evidence_of_nothing(database: Database) -> None:
    def write(connection: Connection) -> None:
        made = world(connection)
        sent = _staff(made, 8, "Sales", "harbour")
        code = made.link("Sales-0", "harbour", sent[0], dropped_at=ACTED)
        made.did(FactKind.HIT, "harbour", sent[0], code=code)

    database.write(write)
    found = _report(database)
    assert _item(found, "harbour").shared == 0
    assert _item(found, "harbour").clicks == Clicks(human=1)
    assert found.overall.involved == 0


def test_people_who_object_to_tracking_count_for_the_item_alone(database: Database) -> None:
    def write(connection: Connection) -> None:
        made = world(connection)
        _staff(made, 8, "Sales", "harbour")
        made.sent(made.person("quiet", "Sales"), "harbour", tracked=False)
        code = made.link(None, "harbour", None)
        made.did(FactKind.TAP, "harbour", code=code)
        made.did(FactKind.HIT, "harbour", code=code)
        made.did(FactKind.HIT, "harbour", code=code)

    database.write(write)
    found = _report(database)
    harbour = _item(found, "harbour")
    assert (harbour.offered, harbour.tapped, harbour.shared, harbour.clicks) == (9, 1, 1, Clicks(human=2))
    assert found.overall.involved == 0


def test_a_held_out_or_unsent_item_was_not_offered(database: Database) -> None:
    def write(connection: Connection) -> None:
        made = world(connection)
        for number in range(8):
            name = made.person(f"p{number}")
            made.sent(name, "kept-back", held_out=True)
            made.sent(name, "stuck", state="failed", sent_at=None)
            made.sent(name, "long-ago", at=SINCE - timedelta(days=1))

    database.write(write)
    assert _report(database).items == ()


def test_an_item_clicked_long_after_it_was_offered_keeps_its_clicks(database: Database) -> None:
    def write(connection: Connection) -> None:
        made = world(connection)
        sent = _staff(made, 8, "Sales", "old", at=SINCE - timedelta(days=9))
        code = made.link("Sales-0", "old", sent[0])
        made.did(FactKind.HIT, "old", sent[0], code=code)
        made.did(FactKind.HIT, "elsewhere", code="unknown")

    database.write(write)
    found = _report(database)
    assert _item(found, "old").offered == 0
    assert _item(found, "old").clicks == Clicks(human=1)
    assert _item(found, "elsewhere").clicks == Clicks(human=1)
    assert found.overall.involved == 1


def test_who_left_stopped_or_cannot_be_reached_is_not_active(database: Database) -> None:
    def write(connection: Connection) -> None:
        made = world(connection)
        made.person("here")
        made.person("gone", left_at=SENT)
        made.person("leaves-later", left_at=NOW + timedelta(days=1))
        made.person("comes-later", added_at=NOW + timedelta(days=1))
        made.person("unreachable", email="")
        made.sent(made.person("had-a-preview", email=""), "harbour")
        made.person("stopped")
        made.chose("stopped", stopped=True)
        made.chose("here", stopped=False)

    database.write(write)
    assert _report(database, OPEN).overall.active == 3


def test_a_fact_that_may_still_change_its_class_is_announced(database: Database) -> None:
    def write(connection: Connection) -> None:
        made = world(connection)
        made.did(FactKind.HIT, "harbour", settles_at=NOW)

    database.write(write)
    assert _report(database).pending == 1


def test_departments_under_k_are_hidden_with_one_more_behind_them(database: Database) -> None:
    def write(connection: Connection) -> None:
        made = world(connection)
        sales = _staff(made, 20, "Sales", "harbour")
        _staff(made, 9, "HR", "harbour")
        legal = _staff(made, 3, "Legal", "harbour")
        for delivery in (sales[0], sales[1], legal[0]):
            made.did(FactKind.TAP, "harbour", delivery)

    database.write(write)
    assert _report(database).departments == (
        DepartmentFigures("HR", 9, None, True),
        DepartmentFigures("Legal", 3, None, True),
        DepartmentFigures("Sales", 20, 0.1, False),
    )


def test_a_pilot_of_a_few_inside_a_large_department_is_hidden(database: Database) -> None:
    def write(connection: Connection) -> None:
        made = world(connection)
        sent = _staff(made, 3, "Sales", "harbour")
        for number in range(30):
            made.person(f"more-{number}", "Sales")
        made.did(FactKind.TAP, "harbour", sent[0])

    database.write(write)
    found = _report(database)
    assert found.departments == (DepartmentFigures("Sales", 33, None, True),)
    assert (found.overall.active, found.overall.involved) == (33, None)


def test_a_small_department_is_hidden_before_anything_is_sent(database: Database) -> None:
    def write(connection: Connection) -> None:
        made = world(connection)
        made.person("alone", "Legal")
        for number in range(8):
            made.person(f"s{number}", "Sales")

    database.write(write)
    assert [group.hidden for group in _report(database).departments] == [True, False]


def test_an_item_offered_to_fewer_than_k_shows_how_many_and_no_more(database: Database) -> None:
    def write(connection: Connection) -> None:
        made = world(connection)
        _staff(made, 30, "Sales", "for-all")
        for delivery in _staff(made, 3, "Legal", "for-few"):
            made.did(FactKind.TAP, "for-few", delivery)
        _staff(made, 12, "HR", "for-some")

    database.write(write)
    found = _report(database)
    assert _item(found, "for-few") == ItemFigures("for-few", 3)
    assert _item(found, "for-some").hidden  # or the total would give the few away
    assert not _item(found, "for-all").hidden


def test_a_company_smaller_than_k_is_told_nothing(database: Database) -> None:
    def write(connection: Connection) -> None:
        made = world(connection)
        made.did(FactKind.TAP, "harbour", _staff(made, 5, "Sales", "harbour")[0])

    database.write(write)
    found = _report(database)
    assert found.overall.involved is None
    assert all(item.hidden for item in found.items)


def test_under_open_small_groups_are_shown(database: Database) -> None:
    def write(connection: Connection) -> None:
        made = world(connection)
        made.did(FactKind.TAP, "harbour", _staff(made, 2, "Sales", "harbour", privacy_mode="open")[0])

    database.write(write)
    found = _report(database, OPEN)
    assert found.departments == (DepartmentFigures("Sales", 2, 0.5, False),)
    assert _item(found, "harbour").tapped == 1


def test_what_was_collected_under_a_stricter_mode_stays_under_it(database: Database) -> None:
    def write(connection: Connection) -> None:
        made = world(connection)
        made.did(FactKind.TAP, "harbour", _staff(made, 2, "Sales", "harbour")[0])

    database.write(write)
    found = _report(database, OPEN)
    assert found.departments == (DepartmentFigures("Sales", 2, None, True),)
    assert _item(found, "harbour").hidden


def test_a_country_under_a_stricter_mode_is_kept_in_groups(database: Database) -> None:
    def write(connection: Connection) -> None:
        made = world(connection)
        _staff(made, 2, "Sales", "harbour", privacy_mode="open")
        german = made.person("german", "Sales", country="DE")
        made.sent(german, "harbour", privacy_mode="open", country="DE")

    database.write(write)
    rules = Rules("open", 8, {"DE": "works_council"})
    assert database.read(report, SINCE, NOW, rules, KEPT).departments[0].hidden
    reverse = Rules("works_council", 8, {"DK": "open", "DE": "open"})
    assert not database.read(report, SINCE, NOW, reverse, KEPT).departments[0].hidden
    assert not _item(database.read(report, SINCE, NOW, reverse, KEPT), "harbour").hidden


def test_an_erased_persons_part_stays_in_the_items_figures(database: Database) -> None:
    def write(connection: Connection) -> None:
        made = world(connection)
        _staff(made, 7, "Sales", "harbour")
        made.did(FactKind.TAP, "harbour", made.sent(None, "harbour"))

    database.write(write)
    harbour = _item(_report(database), "harbour")
    assert (harbour.offered, harbour.tapped) == (8, 1)


def test_before_people_were_cleared_only_items_have_figures(database: Database) -> None:
    def write(connection: Connection) -> None:
        made = world(connection)
        made.did(FactKind.TAP, "harbour", _staff(made, 8, "Sales", "harbour")[0])

    database.write(write)
    found = database.read(report, SINCE, NOW, STRICT, SINCE + timedelta(days=1))
    assert found.cleared
    assert found.overall.involved is None
    assert [group.involvement for group in found.departments] == [None]
    assert _item(found, "harbour").tapped == 1


def test_the_report_takes_as_many_queries_for_one_item_as_for_many(database: Database) -> None:
    def counted(connection: Connection) -> int:
        statements: list[str] = []
        event.listen(connection, "before_cursor_execute", lambda *args: statements.append(args[2]))
        report(connection, SINCE, NOW, STRICT, KEPT)
        return len(statements)

    def write(connection: Connection) -> None:
        made = world(connection)
        _staff(made, 20, "Sales", *(f"item-{n}" for n in range(5)))

    before = database.read(counted)
    database.write(write)
    assert database.read(counted) == before == (18 if database.sqlite else 19)
