"""What communicators changed is laid over config.toml, and holds in every process that looks."""

from pathlib import Path
from typing import Any

import pytest

from digests.config import Config
from digests.db import Database
from digests.errors import InputError, SettingsError
from digests.programme import store
from digests.programme.effective import Present, body, differences, overlaid, pieces
from digests.programme.model import Change, Part, Piece, Said
from digests.settings import Secrets, Settings, parse
from tests.factories import NOW

WEEKLY = Piece(Part.SCHEDULES, "weekly")
FILE = {
    "server": {"public_url": "https://bot.example.com"},
    "links": {"base_url": "https://go.example.com"},
    "schedules": [{"name": "weekly", "cron": "0 9 * * tue"}, {"name": "monthly", "cron": "0 9 1 * *", "items": 3}],
    "goals": [{"name": "application"}],
    "relevance": {"interest": 2.0, "fields": {"Engineering": ["bridges"], "Legal": ["tenders"]}},
}


def file(**sections: Any) -> Config:
    return parse(FILE | sections)


def settings() -> Settings:
    return Settings(config=file(), secrets=Secrets(), path=Path("config.toml"))


def say(database: Database, piece: Piece, said: Said | None, number: int = 1) -> int | None:
    change = Change(piece, None, None if said is None else said.body)
    return database.write(store.add, change, said, number=number, person_id=None, now=NOW)


def test_what_the_database_does_not_say_the_file_says() -> None:
    plain = file()
    assert overlaid(plain, {}) is plain
    changed = overlaid(plain, {WEEKLY: Said({"name": "weekly", "cron": "0 8 * * mon"})})
    assert [(one.name, one.cron) for one in changed.schedules] == [("weekly", "0 8 * * mon"), ("monthly", "0 9 1 * *")]
    assert changed.goals == plain.goals
    assert changed.relevance == plain.relevance


def test_pieces_are_added_after_the_files_own_and_removed_from_among_them() -> None:
    said = {
        Piece(Part.SCHEDULES, "monthly"): Said(None),
        Piece(Part.SCHEDULES, "daily"): Said({"name": "daily", "cron": "0 7 * * *"}),
        Piece(Part.GOALS, "booking"): Said({"name": "booking", "kind": "booking"}),
        Piece(Part.FIELDS, "Legal"): Said(None),
        Piece(Part.FIELDS, "Sales"): Said({"topics": ["tenders"]}),
    }
    changed = overlaid(file(), said)
    assert [one.name for one in changed.schedules] == ["weekly", "daily"]
    assert [one.name for one in changed.goals] == ["application", "booking"]
    assert changed.relevance.fields == {"Engineering": ["bridges"], "Sales": ["tenders"]}
    assert changed.relevance.interest == 2.0


def test_of_the_ladder_and_the_caps_single_keys_are_said_and_the_others_follow_the_file() -> None:
    said = {Piece(Part.LADDER): Said({"reader_items": 4}), Piece(Part.CAPS): Said({"min_days": 7})}
    changed = overlaid(file(ladder={"champion_items": 4}), said)
    assert (changed.ladder.reader_items, changed.ladder.champion_items) == (4, 4)
    assert (changed.caps.min_days, changed.caps.items) == (7, 5)


def test_what_does_not_go_together_is_told_with_its_key() -> None:
    with pytest.raises(SettingsError, match=r"The programme: schedules\.0\.items"):
        overlaid(file(), {WEEKLY: Said({"name": "weekly", "cron": "0 9 * * tue", "items": 9})})


def test_a_piece_is_named_by_its_part_and_its_name() -> None:
    assert Piece.read("schedules/weekly") == WEEKLY
    assert Piece.read("topics/research/development").name == "research/development"
    assert Piece.read("ladder").key == "ladder"
    for key in ("webhooks/crm", "schedules", "ladder/x"):
        with pytest.raises(InputError, match="no piece"):
            Piece.read(key)


def test_a_body_is_what_was_said_without_defaults() -> None:
    assert body(file(), WEEKLY) == {"name": "weekly", "cron": "0 9 * * tue"}
    assert pieces(file())[Piece(Part.FIELDS, "Legal")] == {"topics": ["tenders"]}
    with pytest.raises(InputError, match="goals/none"):
        body(file(), Piece(Part.GOALS, "none"))


def test_differences_name_each_piece_that_is_another_but_not_the_moment_a_schedule_counts_from() -> None:
    said = {
        WEEKLY: Said({"name": "weekly", "cron": "0 9 * * tue", "since": "2026-11-24T08:00:00Z"}),
        Piece(Part.GOALS, "application"): Said(None),
    }
    found = differences(file(), overlaid(file(), said))
    assert found == [Change(Piece(Part.GOALS, "application"), {"name": "application"}, None)]


def test_whoever_keeps_settings_sees_a_change_at_the_next_look(database: Database) -> None:
    known = settings()
    present = Present(known, database)
    assert not present.look()
    say(database, WEEKLY, Said({"name": "weekly", "cron": "0 9 * * tue", "on": False}))
    assert present.look()
    assert not known.config.schedules[0].on
    assert known.file.schedules[0].on
    assert not present.look()
    say(database, WEEKLY, None, number=2)
    assert present.look()
    assert known.config == known.file


def test_what_cannot_hold_is_left_and_what_held_goes_on_holding(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    known = settings()
    present = Present(known, database)
    present.begin()
    say(database, WEEKLY, Said({"name": "weekly", "cron": "0 9 * * tue", "items": 0}))
    assert not present.look()
    assert known.config == known.file
    assert "goes on holding" in caplog.text


def test_a_database_without_tables_says_nothing(tmp_path: Path) -> None:
    empty = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    known = settings()
    Present(known, empty).begin()
    assert known.config == known.file
    empty.close()


def test_a_number_of_a_piece_is_given_once(database: Database) -> None:
    assert say(database, WEEKLY, Said(None)) is not None
    assert say(database, WEEKLY, Said({"name": "weekly", "cron": "0 8 * * *"})) is None
    assert database.read(store.numbers) == {WEEKLY: 1}
    assert database.read(store.load).said == {WEEKLY: Said(None)}


def test_the_history_is_told_newest_first_of_one_piece_or_all_and_page_by_page(database: Database) -> None:
    goal = Piece(Part.GOALS, "application")
    ids = [say(database, WEEKLY, Said(None)), say(database, goal, Said(None)), say(database, WEEKLY, None, number=2)]
    assert [one.id for one in database.read(store.history)] == ids[::-1]
    assert [one.number for one in database.read(store.history, WEEKLY)] == [2, 1]
    assert [one.id for one in database.read(store.history, before=ids[2])] == [ids[1], ids[0]]
    found = database.read(store.revision, ids[1] or 0)
    assert found is not None
    assert found.change.piece == goal
    assert database.read(store.revision, 999) is None
