"""History is judged again by any version of the rules, and comes back to where it was."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from digests.db import Database
from digests.errors import InputError
from digests.events.model import Announcing, EventKind
from digests.events.store import events
from digests.ledger import store
from digests.ledger.headers import NO_ACCEPT, NO_FETCH, NO_LANGUAGE, NOT_A_PAGE, NOT_A_VISIT
from digests.ledger.model import Fact, FactKind, Request, Verdict
from digests.ledger.reclassify import BEGINNING, Passed, reclassify, rules_of
from digests.ledger.rules import RULES, VERSION
from digests.ledger.settle import settle
from digests.ledger.store import Classed, count_settled, facts, load_classes
from digests.ledger.verdict import BUTTON, SIGNED, again, deciding, judge, verdict
from tests.factories import NOW

WINDOW = timedelta(minutes=10)
SECOND = timedelta(seconds=1)
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)
ALL = Announcing(frozenset(EventKind), key=b"k" * 32)


def fact(name: str, seconds: float = 0, **fields: Any) -> Fact:
    defaults: dict[str, Any] = {
        "kind": FactKind.HIT,
        "verdict": Verdict.HUMAN,
        "delivery_id": 7,
        "person_id": "p-0001",
        "item_id": "i",
        "network": "linkedin",
        "code": name,
        "agent": CHROME,
        "visitor": name,
        "rule_version": 1,
    }
    return Fact(name, at=NOW + seconds * SECOND, **(defaults | fields))


def run(database: Database, version: int, **options: Any) -> list[Passed]:
    """Every batch of a whole run."""
    passed: list[Passed] = []
    after = BEGINNING
    while True:
        one = database.write(reclassify, RULES[version], after, **options)
        if one.last is None:
            return passed
        passed.append(one)
        after = one.last


def classes(database: Database) -> dict[str, Verdict]:
    return {one.id: one.verdict for one in database.read(store.load)}


def test_newer_rules_move_what_older_ones_could_not_see(database: Database) -> None:
    database.write(
        store.add,
        [
            fact("bare", rules=(NO_ACCEPT, NO_LANGUAGE)),
            fact("read", 300, kind=FactKind.READ, code=None),
            fact("trap", 310, kind=FactKind.TRAP, verdict=Verdict.MACHINE, code=None),
            fact("person", 900),
        ],
    )
    found = run(database, 2)
    assert [(one.facts, one.kept, dict(one.moved)) for one in found] == [
        (
            3,
            0,
            {
                (FactKind.HIT, Verdict.HUMAN, Verdict.MACHINE): 1,
                (FactKind.READ, Verdict.HUMAN, Verdict.MACHINE): 1,
            },
        )
    ]
    kept = {one.id: one for one in database.read(store.load)}
    assert kept["bare"].rules == (NO_ACCEPT, NO_LANGUAGE, "no browser")
    assert kept["read"].rules == ("trap",)
    assert {one.rule_version for one in kept.values() if one.kind is not FactKind.TRAP} == {2}
    assert classes(database)["person"] is Verdict.HUMAN


def test_a_dry_run_says_the_same_and_changes_nothing(database: Database) -> None:
    database.write(store.add, [fact("bare", rules=(NO_ACCEPT, NO_LANGUAGE))])
    before = database.read(store.load)
    dry = database.read(reclassify, RULES[2], dry=True)
    assert dry.moved == {(FactKind.HIT, Verdict.HUMAN, Verdict.MACHINE): 1}
    assert database.read(store.load) == before
    assert database.write(reclassify, RULES[2]) == dry


def test_batches_see_their_neighbours_and_end(database: Database) -> None:
    several = [fact(name, n, kind=FactKind.READ, item_id=name, code=None) for n, name in enumerate("abcdef")]
    database.write(store.add, several)
    assert [one.facts for one in run(database, 2, limit=2)] == [2, 2, 2]
    assert set(classes(database).values()) == {Verdict.MACHINE}


def test_history_without_facts_is_over_at_once(database: Database) -> None:
    assert database.write(reclassify, RULES[2]) == Passed()
    assert database.write(store.save_again, {}, 2) is None


def test_what_waits_for_its_window_is_left_to_settling(database: Database) -> None:
    database.write(store.add, [fact("young", rules=(NO_ACCEPT, NO_LANGUAGE), settles_at=NOW + WINDOW)])
    assert run(database, 2) == []


def test_who_was_erased_keeps_their_class(database: Database) -> None:
    gone: dict[str, Any] = {"person_id": None, "agent": None, "visitor": None, "rules": (NO_ACCEPT, NO_LANGUAGE)}
    database.write(store.add, [fact("erased", **gone)])
    (passed,) = run(database, 2)
    assert (passed.facts, passed.kept, dict(passed.moved)) == (1, 1, {})
    assert database.read(store.load) == [fact("erased", **gone)]


def test_a_hit_of_a_private_conversation_keeps_what_its_agent_gave_away(database: Database) -> None:
    private: dict[str, Any] = {"agent": None, "visitor": None}
    database.write(
        store.add, [fact("robot", verdict=Verdict.MACHINE, rules=("robot agent",), **private), fact("one", **private)]
    )
    run(database, 2)
    assert classes(database) == {"robot": Verdict.MACHINE, "one": Verdict.HUMAN}


def test_reclassifying_tells_nobody_and_settling_tells_once(database: Database) -> None:
    young: dict[str, Any] = {"settles_at": NOW + WINDOW}
    database.write(
        store.add,
        [
            fact("click", **young),
            fact("robot", rules=("robot agent",), **young),
            fact("done", 60, kind=FactKind.CONFIRM, code=None, rules=(BUTTON,), **young),
            fact("read", 120, kind=FactKind.READ, code=None, **young),
        ],
    )
    assert database.write(settle, NOW + 2 * WINDOW, ALL).facts == 4
    told = database.read(_events)
    assert sorted(told) == ["click.human", "share.confirmed"]
    database.write(settle, NOW + 2 * WINDOW, ALL)
    run(database, 1)
    run(database, 2)
    assert database.read(_events) == told


def test_without_an_endpoint_nothing_is_kept_to_be_told(database: Database) -> None:
    database.write(store.add, [fact("click", settles_at=NOW + WINDOW)])
    database.write(settle, NOW + 2 * WINDOW)
    assert database.read(_events) == []


def test_rules_that_never_were_are_refused() -> None:
    assert rules_of(1) is RULES[1]
    with pytest.raises(InputError, match="There are no rules 99: choose one of 1, 2"):
        rules_of(99)


def test_classes_are_counted_by_what_gave_them(database: Database) -> None:
    database.write(
        store.add,
        [
            fact("a"),
            fact("b", 1),
            fact("c", 2, rules=("robot agent",), verdict=Verdict.MACHINE),
            fact("old", -60),
            fact("young", 3, settles_at=NOW + WINDOW),
            fact("no", 4, kind=FactKind.DECLINE),
        ],
    )
    found = database.read(load_classes, NOW)
    assert sorted(found, key=lambda one: one.facts) == [
        Classed(FactKind.HIT, Verdict.MACHINE, ("robot agent",), 1, 1),
        Classed(FactKind.HIT, Verdict.HUMAN, (), 1, 2),
    ]
    assert database.read(count_settled, NOW) == 3


FLAGS = st.sampled_from(
    [
        BUTTON,
        SIGNED,
        "head",
        "prefetch",
        NO_ACCEPT,
        NOT_A_PAGE,
        NO_LANGUAGE,
        NO_FETCH,
        NOT_A_VISIT,
        "after 1",
        "after 5",
    ]
)
AGENTS = st.sampled_from([CHROME, "", "curl/8", "Twitterbot/1.0", "Mozilla/5.0 (X11) GTmetrix", None])
HISTORY = st.lists(
    st.tuples(
        st.sampled_from(store.JUDGED),
        st.integers(0, 120),
        st.lists(FLAGS, unique=True, max_size=4),
        AGENTS,
        st.sampled_from(["v", "w", None]),
        st.sampled_from(["net 1", "net 2", "net 3", None]),
        st.sampled_from([7, 8, None]),
        st.booleans(),
    ),
    max_size=12,
)


@given(history=HISTORY, version=st.sampled_from(list(RULES)))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_settled_history_judged_by_its_own_rules_or_there_and_back_stays_as_it_is(
    database: Database, history: Sequence[Any], version: int
) -> None:
    database.write(lambda connection: connection.execute(delete(facts)))
    kept = []
    for number, (kind, seconds, flags, agent, visitor, origin, delivery, trap) in enumerate(history):
        seen = Request("GET", agent if agent is not None else CHROME, lacks=tuple(flags))
        judged = judge(seen, NOW + seconds * SECOND, WINDOW)
        one = fact(
            f"f{number}",
            seconds,
            kind=FactKind.TRAP if trap else kind,
            rules=judged.rules,
            verdict=judged.verdict,
            rule_version=VERSION,
            settles_at=None if trap else NOW + WINDOW,
            agent=agent,
            visitor=visitor,
            origin=origin,
            delivery_id=delivery,
            item_id=f"i{number % 3}",
            code=f"c{number % 2}",
        )
        kept.append(one)
    database.write(store.add, kept)
    database.write(settle, NOW + WINDOW + timedelta(hours=1))
    before = database.read(store.load)
    run(database, version, limit=5)
    run(database, VERSION, limit=5)
    assert [(one.id, one.verdict, set(one.rules)) for one in database.read(store.load)] == [
        (one.id, one.verdict, set(one.rules)) for one in before
    ]


def test_flags_of_version_1_keep_the_moment_that_it_concluded() -> None:
    assert again(("early",), CHROME, RULES[2]) == ("early",)
    assert again(("after 4", "soon"), CHROME, RULES[1]) == ("after 4", "soon")
    assert again(("after 30",), CHROME, RULES[1]) == ("after 30",)


@pytest.mark.parametrize(
    ("flags", "rule"),
    [
        ((), ""),
        ((BUTTON, "after 1", "early"), BUTTON),
        ((BUTTON, "burst"), "burst"),
        ((NO_LANGUAGE, "unlike a browser"), "unlike a browser"),
        (("head", "after 1"), "head"),
        (("own visit",), "own visit"),
    ],
)
def test_one_flag_gave_the_verdict(flags: tuple[str, ...], rule: str) -> None:
    assert deciding(flags) == rule


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        (("burst", SIGNED), Verdict.HUMAN),
        ((BUTTON, "no browser"), Verdict.DOUBTFUL),
        ((BUTTON, "unlike a browser"), Verdict.HUMAN),
        (("no browser",), Verdict.MACHINE),
        (("unlike a browser",), Verdict.DOUBTFUL),
        (("crowd",), Verdict.DOUBTFUL),
        (("robot agent", "own visit"), Verdict.MACHINE),
    ],
)
def test_flags_add_up(flags: tuple[str, ...], expected: Verdict) -> None:
    assert verdict(flags) is expected


def _events(connection: Any) -> list[str]:
    return [row.kind for row in connection.execute(events.select().order_by(events.c.id))]
