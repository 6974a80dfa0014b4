"""`why` as a communicator meets it."""

import json
from pathlib import Path

import pytest

from bot.cli.why import why
from digests.content.model import ItemState, Priority
from digests.db import Database
from digests.errors import InputError, UnknownError
from digests.ledger.model import FactKind
from tests.bot.cli.command import CONFIG, Desk, desk
from tests.digests.edition.company import Company
from tests.digests.measure.world import world
from tests.factories import NOW, item, person

AT = "2026-11-24T09:00"


@pytest.fixture
def office(tmp_path: Path, database: Database, database_url: str) -> Desk:
    """Ten people, four items, and one person who read and declined."""
    people = [person(id=f"p{number}", email=f"p{number}@example.com") for number in range(9)]
    items = [
        item(id="best", priority=Priority.HIGH),
        item(id="good", topics=("tea",)),
        item(id="draft", state=ItemState.DRAFT),
        item(id="declined"),
    ]
    Company(database).fill([*people, person(id="finn", email="finn@example.com", languages=("fi",))], items)
    database.write(lambda c: world(c).did(FactKind.READ, "best", person_id="p0", at=NOW))
    database.write(lambda c: world(c).did(FactKind.DECLINE, "declined", person_id="p0", at=NOW, id="no"))
    return desk(tmp_path, database_url)


def test_every_item_is_told_for_a_person(office: Desk) -> None:
    shown = json.loads(office.run(why, "weekly", "--person", "p1@example.com", "--at", AT, "--json").output)
    assert shown["person"] == "p1"
    by_item = {one["item"]: one for one in shown["items"]}
    assert set(by_item) == {"best", "good", "draft", "declined"}
    assert (by_item["best"]["picked"], by_item["best"]["excluded_by"]) == (True, None)
    assert by_item["draft"]["excluded_by"] == "state"
    assert by_item["best"]["reasons"] == ["interest: ports", "priority"]
    assert by_item["best"]["score"] == pytest.approx(sum(by_item["best"]["components"].values()), abs=0.001)


def test_under_a_works_council_nothing_shows_what_the_person_did(office: Desk) -> None:
    shown = office.run(why, "weekly", "--person", "p0", "--at", AT, "--json").output
    assert "taken_up" not in shown
    assert "declined" not in shown.replace('"item": "declined"', "")


def test_in_an_open_company_what_the_person_did_is_told(office: Desk) -> None:
    office.configure(CONFIG + '\n[privacy]\nmode = "open"\n')
    shown = json.loads(office.run(why, "weekly", "--person", "p0", "--at", AT, "--json").output)
    by_item = {one["item"]: one for one in shown["items"]}
    assert by_item["best"]["components"]["taken_up"] == 0.75
    assert by_item["declined"]["excluded_by"] == "declined"


def test_a_person_is_told_in_a_table(office: Desk) -> None:
    shown = office.run(why, "weekly", "--person", "p1", "--at", AT).output
    assert "Maja Holm (p1) would get 2 of 4 items." in shown
    assert " 1. best" in shown
    assert "left out: state" in shown
    assert "interest +2.25" in shown


def test_under_a_works_council_an_items_way_is_told_in_whole_groups(office: Desk) -> None:
    shown = json.loads(office.run(why, "weekly", "--item", "best", "--at", AT, "--json").output)
    assert shown["item"] == "best"
    assert [(step["step"], step["people"]) for step in shown["steps"]] == [
        ("audience", 8), ("reachable", 8), ("eligible", 8), ("picked", 8), ("delivered", 0),
    ]  # fmt: skip
    assert [step["lost"] for step in shown["steps"]] == [{}, {}, {}, {}, {"no digest yet": 8}]
    assert shown["in_units_of"] == 8


def test_an_items_way_is_told_in_a_table(office: Desk) -> None:
    office.configure(CONFIG + '\n[privacy]\nmode = "open"\n')
    shown = office.run(why, "weekly", "--item", "best", "--at", AT).output
    assert "eligible         9   lost: 1 language" in shown
    assert "p1" not in shown
    assert "rounded down" not in shown


def test_a_country_of_its_own_mode_is_enough_for_whole_groups(office: Desk) -> None:
    office.configure(CONFIG + '\n[privacy]\nmode = "open"\ncountries = {DE = "works_council"}\n')
    shown = office.run(why, "weekly", "--item", "best", "--at", AT).output
    assert "rounded down to whole 8s" in shown
    assert "1 language" not in shown


@pytest.mark.parametrize("mode", ["works_council", "team"])
def test_what_was_done_under_a_stricter_mode_stays_untold(office: Desk, database: Database, mode: str) -> None:
    office.configure(CONFIG + '\n[privacy]\nmode = "open"\n')
    database.write(lambda c: world(c).sent("p0", "other", privacy_mode=mode, edition_id=4711))
    shown = office.run(why, "weekly", "--person", "p0", "--at", AT, "--json").output
    assert "taken_up" not in shown


@pytest.mark.parametrize(
    ("args", "error"),
    [
        (("weekly",), InputError),
        (("weekly", "--person", "p1", "--item", "best"), InputError),
        (("weekly", "--person", "nobody"), UnknownError),
        (("weekly", "--item", "nothing"), UnknownError),
        (("yearly", "--item", "best"), UnknownError),
    ],
)
def test_what_is_not_there_or_unclear_is_refused(office: Desk, args: tuple[str, ...], error: type[Exception]) -> None:
    assert type(office.run(why, *args).exception) is error


def test_a_queue_without_items_is_told_too(tmp_path: Path, database: Database, database_url: str) -> None:
    Company(database).fill([person()], [])
    shown = desk(tmp_path, database_url).run(why, "weekly", "--person", "p-0001", "--at", AT).output
    assert "would get 0 of 0 items" in shown
