"""What the report says of goals: everything that came in stands somewhere, and money is never added across."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from digests.content.store import Entry, add_items
from digests.db import Database
from digests.ledger.model import FactKind
from digests.measure.claims import Claim, Refusal, Source
from digests.measure.conversions import section, take
from digests.measure.disclosure import Rules
from digests.measure.goals import Goal, named
from digests.measure.model import GoalFigures, Portion
from digests.measure.span import Span
from digests.money import Money
from tests.digests.measure.world import ACTED, World, world
from tests.factories import NOW, item

SPAN = Span(NOW - timedelta(days=28), NOW + timedelta(seconds=1))
GOALS = (
    Goal("application", {"en": "Applications"}, "application", currency="DKK"),
    Goal("signup"),
)
CLAIM = Claim("a", "application", NOW, item_id="harbour", network="x", value=Money(1000, "DKK"), content="1")


@contextmanager
def company(database: Database, people: int = 20) -> Iterator[World]:
    with database.engine.begin() as connection:
        made = world(connection)
        add_items(connection, [Entry(item(id=name), None) for name in ("harbour", "bridge", "small")], "file", NOW)
        for number in range(people):
            made.person(f"p-{number}")
            made.sent(f"p-{number}", "harbour", "bridge", *(["small"] if number < 3 else []))
        yield made


def told(connection: Connection, *claims: Claim | Refusal, at: datetime = NOW) -> None:
    take(connection, claims, named(GOALS), at)


def figures(connection: Connection, mode: str = "works_council", span: Span = SPAN) -> dict[str, GoalFigures]:
    rules = Rules("open" if mode == "open" else "works_council", 8)
    return {one.name: one for one in section(connection, span, rules, GOALS)}


def test_everything_that_came_in_stands_somewhere(database: Database) -> None:
    with company(database) as made:
        human = made.did(FactKind.HIT, "harbour", network="linkedin")
        robot = made.did(FactKind.HIT, "harbour", network="linkedin", verdict="machine")
        old = made.did(FactKind.HIT, "harbour", network="linkedin", at=NOW - timedelta(days=60))
        by_click = replace(CLAIM, item_id=None, network=None, value=Money(2000, "EUR"))
        told(
            made.connection,
            CLAIM,
            CLAIM,
            replace(CLAIM, content="2"),
            replace(by_click, external_id="b", click_id=human),
            replace(by_click, external_id="c", click_id=robot),
            replace(by_click, external_id="d", click_id=old),
            replace(by_click, external_id="e", click_id="unknown"),
            replace(CLAIM, external_id="f", source=Source.SCRIPT, value=None),
            Refusal("at", "it lies in the future", "g", "application"),
            Refusal("goal", "it is not one"),
        )
        found = figures(made.connection)
    assert list(found) == ["application", "signup"]
    one = found["application"]
    assert (one.title, one.kind, one.attribution, one.hidden) == ({"en": "Applications"}, "application", "last", False)
    assert (one.conversions, one.unattributed, one.parked, one.unverified) == (2, 2, 1, 1)
    assert (one.doubled, one.refused, one.late) == (1, 2, 1)
    assert one.reasons == {"late": 1, "not human": 1}
    assert (one.value, one.currency) == (10.0, "DKK")
    assert one.values == (Money(1000, "DKK"), Money(2000, "EUR"))
    assert one.unattributed_values == (Money(4000, "EUR"),)
    assert (one.per_1000, one.value_per_1000) == (100.0, 500.0)
    assert one.networks == (Portion("linkedin", 1.0, (Money(2000, "EUR"),)), Portion("x", 1.0, (Money(1000, "DKK"),)))
    assert found["signup"] == GoalFigures(
        "signup", conversions=0, per_1000=0.0, unattributed=0, unverified=0, parked=0, refused=0, doubled=0, late=0,
        items=found["signup"].items,
    )  # fmt: skip


def test_small_groups_stay_hidden_and_cannot_be_found_by_subtraction(database: Database) -> None:
    with company(database) as made:
        told(
            made.connection,
            *(replace(CLAIM, external_id=name, item_id=name) for name in ("harbour", "bridge", "small")),
        )
        items = figures(made.connection)["application"].items
        opened = figures(made.connection, "open")["application"].items
        goals = figures(made.connection)["signup"].items
    shown = [one for one in items if not one.hidden]
    assert [one.conversions for one in shown] == [1.0]
    assert {one.name for one in items if one.hidden} == {"small", "bridge"}
    assert all(one.conversions is None and one.values == () for one in items if one.hidden)
    assert [one.name for one in goals] == [one.name for one in items if one.hidden]
    assert {one.name for one in opened if one.hidden} == {one.name for one in items if one.hidden}  # collected so


def test_a_company_too_small_to_be_told_of_has_no_figures(database: Database) -> None:
    with company(database, people=5) as made:
        told(made.connection, CLAIM)
        one = figures(made.connection)["application"]
    assert one == GoalFigures(
        "application", {"en": "Applications"}, kind="application", attribution="last", hidden=True
    )


def test_a_conversion_belongs_to_the_period_in_which_it_happened(database: Database) -> None:
    with company(database) as made:
        told(made.connection, replace(CLAIM, at=ACTED))
        late = Span(ACTED + timedelta(days=1), NOW + timedelta(days=1))
        assert figures(made.connection)["application"].conversions == 1
        assert figures(made.connection, span=late)["application"].conversions == 0


def test_a_goal_that_is_not_configured_any_more_is_still_told_of(database: Database) -> None:
    with company(database) as made:
        take(made.connection, [replace(CLAIM, goal="gone", value=None)], {}, NOW)
        found = figures(made.connection)["gone"]
    assert (found.conversions, found.value, found.value_per_1000, found.currency) == (1, None, None, "")


def test_a_value_without_a_currency_of_the_goals_own_is_told_in_its_own(database: Database) -> None:
    with company(database) as made:
        told(made.connection, replace(CLAIM, goal="signup"))
        found = figures(made.connection)["signup"]
    assert (found.value, found.currency) == (10.0, "DKK")
