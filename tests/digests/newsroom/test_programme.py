"""Changing the programme: by whoever may, within what can hold, and never over somebody else's change unseen."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from digests.access import audit
from digests.config import Config
from digests.content.store import Entry, add_items
from digests.db import Database
from digests.errors import InputError, UnknownError
from digests.newsroom import programme as verbs
from digests.newsroom.errors import NotAllowedError
from digests.newsroom.programme import Draft, MeanwhileError
from digests.newsroom.standing import OPERATOR
from digests.programme import store
from digests.programme.effective import overlaid, pieces
from digests.programme.model import Body, Part, Piece
from digests.settings import parse
from tests.digests.newsroom.house import ADMIN, EDITOR, of
from tests.factories import NOW, item

FILE = parse(
    {
        "server": {"public_url": "https://bot.example.com"},
        "links": {"base_url": "https://go.example.com"},
        "content": {"desks": ["comms", "hr"]},
        "people": {"attributes": ["site"]},
        "schedules": [{"name": "weekly", "cron": "0 9 * * tue"}],
        "goals": [{"name": "application"}, {"name": "booking"}],
    }
)
WEEKLY, LADDER = Piece(Part.SCHEDULES, "weekly"), Piece(Part.LADDER)
CRON = {"cron": "0 9 * * tue"}
LATER = NOW + timedelta(hours=1)
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def change(database: Database, piece: Piece, after: Body | None, **more: Any) -> int | None:
    return database.write(verbs.change, of(ADMIN), FILE, piece, after, **({"now": NOW} | more))


def now(database: Database) -> Config:
    return overlaid(FILE, database.read(store.load).said)


def test_only_an_admin_of_the_house_changes_the_programme(database: Database) -> None:
    with pytest.raises(NotAllowedError, match="You need the role admin"):
        database.write(verbs.change, of(EDITOR), FILE, WEEKLY, CRON, now=NOW)
    assert database.read(store.history) == []


def test_a_change_holds_is_written_down_and_stands_in_the_audit_log(database: Database) -> None:
    change(database, WEEKLY, CRON | {"items": 3})
    assert now(database).schedules[0].items == 3
    (revision,) = database.read(store.history)
    assert (revision.number, revision.person_id, revision.at) == (1, ADMIN.id, NOW)
    assert revision.change.before == {"name": "weekly", "cron": "0 9 * * tue"}
    assert revision.change.after == {"name": "weekly", "cron": "0 9 * * tue", "items": 3}
    (look,) = database.read(audit.looks)
    assert (look.actor, look.act, look.subject, look.person_id) == (
        "newsroom",
        "programme",
        "schedules/weekly changed",
        ADMIN.id,
    )


def test_what_is_as_it_was_is_no_change(database: Database) -> None:
    assert change(database, WEEKLY, CRON | {"items": 5, "title": {}}) is None
    assert database.read(store.history) == []


def test_what_is_as_the_file_has_it_again_is_the_files_to_decide(database: Database) -> None:
    change(database, LADDER, {**pieces(FILE)[LADDER], "reader_items": 5})
    assert database.read(store.load).said[LADDER].body == {"reader_items": 5}
    change(database, LADDER, pieces(FILE)[LADDER], now=LATER)
    assert database.read(store.load).said == {}


def test_pieces_come_and_go(database: Database) -> None:
    change(database, Piece(Part.TOPICS, "ports"), {"title": {"da": "Havne"}})
    change(database, Piece(Part.GOALS, "booking"), None)
    change(database, Piece(Part.FIELDS, "Sales"), {"topics": ["tenders"]})
    assert [(one.name, one.title) for one in now(database).topics] == [("ports", {"da": "Havne"})]
    assert [one.name for one in now(database).goals] == ["application"]
    change(database, Piece(Part.TOPICS, "ports"), None, now=LATER)
    assert now(database).topics == []
    assert [one.subject for one in database.read(audit.looks)][-1] == "topics/ports removed"


def test_somebody_elses_change_is_shown_and_not_written_over(database: Database) -> None:
    change(database, WEEKLY, CRON | {"items": 3}, seen=0)
    with pytest.raises(MeanwhileError, match="Somebody else") as caught:
        change(database, WEEKLY, CRON | {"items": 2}, seen=0)
    assert caught.value.now is not None
    assert caught.value.now["items"] == 3
    change(database, WEEKLY, CRON | {"items": 2}, seen=1)
    assert now(database).schedules[0].items == 2


def test_two_who_save_at_once_do_not_both(database: Database) -> None:
    draft = database.read(Draft.load, FILE)
    draft.put(WEEKLY, CRON | {"items": 3}, NOW)
    change(database, WEEKLY, CRON | {"items": 2})
    with pytest.raises(MeanwhileError):
        database.write(verbs.save, of(ADMIN), draft, now=NOW, actor="newsroom")


def test_an_undo_puts_a_piece_back_and_is_a_change_itself(database: Database) -> None:
    first = change(database, Piece(Part.CAPS), {"min_days": 7, "items": 5})
    undone = database.write(verbs.undo, of(ADMIN), FILE, first or 0, now=LATER)
    assert undone.change.piece == Piece(Part.CAPS)
    assert now(database).caps.min_days == 0
    assert [one.undoes for one in database.read(store.history)] == [first, None]
    with pytest.raises(UnknownError, match="no such change"):
        database.write(verbs.undo, of(ADMIN), FILE, 999, now=NOW)


@pytest.mark.parametrize(
    ("before", "after", "since"),
    [
        (None, {"cron": "0 9 * * wed"}, "2026-11-24T08:00:00Z"),
        (None, CRON | {"items": 2}, None),
        (CRON | {"on": False}, CRON, "2026-11-24T09:00:00Z"),
        (CRON | {"on": False}, CRON | {"on": False, "items": 1}, None),
        ({"cron": "0 9 * * wed"}, {"cron": "0 9 * * wed", "items": 2}, "2026-11-24T08:00:00Z"),
        (None, CRON | {"since": "2026-12-01T00:00:00+01:00"}, "2026-11-30T23:00:00Z"),
        (None, CRON | {"since": "2026-11-01T00:00:00Z"}, None),
    ],
)
def test_a_schedule_that_is_turned_on_or_moved_counts_from_then(
    database: Database, before: Body | None, after: Body, since: str | None
) -> None:
    if before:
        change(database, WEEKLY, before)
    change(database, WEEKLY, after, now=LATER if before else NOW)
    found = pieces(now(database))[WEEKLY].get("since")
    assert found == since


def test_a_new_schedule_counts_from_when_it_was_made(database: Database) -> None:
    change(database, Piece(Part.SCHEDULES, "daily"), {"cron": "0 7 * * *"})
    assert now(database).schedules[1].since == NOW


@pytest.mark.parametrize(
    ("key", "after", "why"),
    [
        ("schedules/weekly", None, "One schedule has to stay"),
        ("schedules/weekly", {"cron": "every day"}, "needs five fields"),
        ("schedules/weekly", {"cron": "0 9 30 2 *"}, "never come"),
        ("schedules/weekly", CRON | {"lateness": "soon"}, "not a length of time"),
        ("schedules/weekly", CRON | {"items": 9}, "less than or equal to 5"),
        ("schedules/weekly", CRON | {"audience": {"any": [{"person": ["p-1"]}]}}, "cannot be chosen by 'person'"),
        (
            "schedules/weekly",
            CRON | {"audience": {"any": [{"site": ["Oslo"]}], "none": [{"site": ["Oslo"]}]}},
            "Nobody could be meant",
        ),
        ("schedules/weekly", CRON | {"audience": {"some": []}}, "Nobody could be meant"),
        ("schedules/extra", CRON, "out of turn"),
        ("goals/x", {"value": 5}, "needs a currency"),
        ("quiet/x", {"since": "2026-11-25", "until": "2026-11-24"}, "until is before since"),
        ("quiet/x", {"since": "2026-11-24", "until": "2026-11-24", "desks": ["sales"]}, "no desk 'sales'"),
        ("topics/" + "x" * 300, {}, "too long"),
        ("welcome", {"words": {"en": "x" * 500}}, "at most 400"),
    ],
)
def test_what_cannot_hold_is_refused_with_the_reason(
    database: Database, key: str, after: Body | None, why: str
) -> None:
    with pytest.raises(InputError, match=why):
        change(database, Piece.read(key), after)
    assert database.read(store.history) == []


def test_a_quiet_period_may_name_the_desks_that_there_are(database: Database) -> None:
    week = {"since": "2026-11-24", "until": "2026-11-25", "desks": ["HR"]}
    change(database, Piece(Part.QUIET, "results"), week)
    change(database, Piece(Part.QUIET, "other"), {"since": "2026-11-24", "until": "2026-11-24"})
    assert [one.name for one in now(database).quiet] == ["other", "results"]


def test_a_goal_that_items_name_stays(database: Database) -> None:
    database.write(add_items, [Entry(item(goal="application"), None)], "file", NOW)
    with pytest.raises(InputError, match="harbour-emissions still has the goal 'application'"):
        change(database, Piece(Part.GOALS, "application"), None)
    change(database, Piece(Part.GOALS, "booking"), None)


def test_a_file_makes_the_sections_that_it_has_what_it_says(database: Database) -> None:
    wanted: dict[Part, dict[str, Body]] = {
        Part.SCHEDULES: {"daily": {"cron": "0 7 * * *"}},
        Part.CAPS: {"": {"items": 4}},
        Part.GOALS: {"application": {}, "booking": {}},
    }
    draft = database.read(Draft.load, FILE)
    made = verbs.bring(draft, wanted, NOW)
    assert [one.piece.key for one in made] == ["schedules/daily", "caps", "schedules/weekly"]
    assert database.read(store.history) == []
    database.write(verbs.save, OPERATOR, draft, now=NOW, actor="root")
    held = now(database)
    assert ([one.name for one in held.schedules], held.caps.items, len(held.goals)) == (["daily"], 4, 2)
    query = select(store.revisions.c.person_id).distinct()
    assert database.read(lambda c: list(c.scalars(query))) == [None]
