"""Hits as people and programs read them, and history judged again from the command line."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from bot.cli.hits import SHY, hits
from digests.access.store import audit
from digests.db import Database
from digests.events.store import events
from digests.ledger import store
from digests.ledger.headers import NO_ACCEPT, NO_LANGUAGE
from digests.ledger.model import FactKind, Verdict
from digests.measure import rollup
from digests.measure.counters import fact_counts
from tests.bot.cli.command import CONFIG, Desk, desk
from tests.digests.measure.world import ACTED, world
from tests.factories import NOW

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)
PEOPLE = 9


def _filled(connection: Connection) -> None:
    """Nine people, each with a click in the week after their digest; two of the clicks lack what browsers say."""
    made = world(connection)
    for number in range(PEOPLE):
        person = made.person(f"p{number}")
        sent = made.sent(person, "harbour")
        code = made.link(person, "harbour", sent)
        lacks = (NO_ACCEPT, NO_LANGUAGE) if number < 2 else ()
        said: dict[str, Any] = {
            "person_id": person,
            "code": code,
            "agent": CHROME,
            "rules": lacks,
            "network": "linkedin",
        }
        made.did(FactKind.HIT, "harbour", sent, at=ACTED + timedelta(days=number, seconds=number), **said)
    made.did(FactKind.HIT, "harbour", None, at=ACTED - timedelta(days=3), rules=(NO_ACCEPT, NO_LANGUAGE))  # erased


@pytest.fixture
def at_desk(tmp_path: Path, database: Database, database_url: str) -> Desk:
    """A desk whose ledger was classed by version 1 and is counted."""
    database.write(_filled)
    while database.write(rollup.advance, NOW + timedelta(days=30)):
        pass
    return desk(tmp_path, database_url)


def _counted(connection: Connection) -> dict[str, int]:
    query = select(fact_counts.c.verdict, func.sum(fact_counts.c.number)).group_by(fact_counts.c.verdict)
    return {str(verdict): int(number) for verdict, number in connection.execute(query)}


def test_newer_rules_move_history_and_counters_follow(at_desk: Desk, database: Database) -> None:
    assert database.read(_counted) == {"human": 10}
    done = at_desk.run(hits, "reclassify", "--rules", "2")
    assert done.exit_code == 0, done.output
    assert "Rules 2 over 9 requests:" in done.output
    assert "2  hit      human → machine" in done.output
    assert "1 keep their class" in done.output
    assert "Nobody was told" in done.output
    assert "New requests" not in done.output
    assert database.read(_counted) == {"human": 8, "machine": 2}
    assert database.read(lambda connection: connection.scalar(select(func.count()).select_from(events))) == 0
    back = json.loads(at_desk.run(hits, "reclassify", "--rules", "1", "--json").output)
    assert back["moved"] == [{"what": "hit", "from": "machine", "to": "human", "count": 2}]
    assert (back["judged"], back["kept"], back["dry_run"], back["weeks"]) == (9, 1, False, 2)
    assert database.read(_counted) == {"human": 10}


def test_a_dry_run_changes_nothing(at_desk: Desk, database: Database) -> None:
    before = database.read(store.load)
    done = at_desk.run(hits, "reclassify", "--rules", "2", "--dry-run")
    assert "2  hit      human → machine" in done.output
    assert "Nothing was changed." in done.output
    assert database.read(store.load) == before
    assert database.read(_counted) == {"human": 10}


def test_history_can_begin_later(at_desk: Desk, database: Database) -> None:
    since = (ACTED + timedelta(hours=12)).isoformat()
    done = json.loads(at_desk.run(hits, "reclassify", "--rules", "2", "--since", since, "--json").output)
    assert (done["judged"], done["moved"][0]["count"]) == (8, 1)
    assert database.read(_counted) == {"human": 9, "machine": 1}


def test_rules_of_the_past_say_that_new_requests_are_judged_by_newer_ones(at_desk: Desk) -> None:
    done = at_desk.run(hits, "reclassify", "--rules", "1", "--dry-run")
    assert "nothing moves" in done.output
    assert "New requests go on being judged by rules 2." in done.output


def test_rules_that_never_were_and_moments_that_are_none_are_wrong_input(at_desk: Desk) -> None:
    assert "There are no rules 9" in str(at_desk.run(hits, "reclassify", "--rules", "9").exception)
    assert "is not a moment" in str(at_desk.run(hits, "list", "--since", "yesterday").exception)


def test_hits_are_listed_by_class_and_rule(at_desk: Desk) -> None:
    at_desk.run(hits, "reclassify", "--rules", "2")
    listed = json.loads(at_desk.run(hits, "list", "--json").output)
    assert listed == {
        "hidden": False,
        "classes": [
            {"what": "hit", "class": "human", "rule": "", "rules": 2, "count": 7},
            {"what": "hit", "class": "machine", "rule": "no browser", "rules": 2, "count": 2},
            {"what": "hit", "class": "human", "rule": "", "rules": 1, "count": 1},
        ],
    }
    told = at_desk.run(hits, "list").output
    assert "7  hit      human     nothing against it   rules 2" in told
    later = at_desk.run(hits, "list", "--since", (NOW + timedelta(days=99)).isoformat())
    assert later.output == "Nothing was classed yet.\n"


def test_so_few_people_that_figures_would_tell_of_one_are_not_counted_aloud(at_desk: Desk, database: Database) -> None:
    at_desk.configure(f"{CONFIG}\n[privacy]\nk = {PEOPLE + 1}\n")
    assert at_desk.run(hits, "list").output == f"{SHY}\n"
    assert json.loads(at_desk.run(hits, "list", "--json").output) == {"hidden": True, "classes": []}
    told = json.loads(at_desk.run(hits, "reclassify", "--rules", "2", "--json").output)
    assert (told["hidden"], told["judged"], told["kept"], told["moved"]) == (True, None, None, [])
    assert SHY in at_desk.run(hits, "reclassify", "--rules", "2").output
    assert Verdict.MACHINE in {fact.verdict for fact in database.read(store.load)}


def test_an_empty_ledger_has_nothing_to_judge(tmp_path: Path, database: Database, database_url: str) -> None:
    assert database.read(store.load) == []
    done = desk(tmp_path, database_url).run(hits, "reclassify", "--rules", "2")
    assert "Rules 2 over 0 requests:\n  nothing moved\nCounters of 0 weeks" in done.output


def test_who_looked_is_noted(at_desk: Desk, database: Database) -> None:
    at_desk.run(hits, "list")
    at_desk.run(hits, "reclassify", "--rules", "2", "--dry-run")
    noted = database.read(lambda connection: list(connection.scalars(select(audit.c.act).order_by(audit.c.id))))
    assert noted == ["hits list", "hits reclassify --dry-run"]
