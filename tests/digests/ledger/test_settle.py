"""The ledger keeps facts once, and settles them once."""

from datetime import date, datetime, timedelta
from typing import Any

from digests.db import Database
from digests.ledger import store
from digests.ledger.model import Fact, FactKind, Judgement, Verdict
from digests.ledger.settle import Settled, settle
from digests.ledger.verdict import BUTTON, VERSION
from tests.factories import NOW

WINDOW = timedelta(minutes=10)
SECOND = timedelta(seconds=1)


def fact(name: str, seconds: float = 0, **fields: Any) -> Fact:
    at = NOW + seconds * SECOND
    defaults: dict[str, Any] = {
        "kind": FactKind.READ,
        "verdict": Verdict.HUMAN,
        "settles_at": at + WINDOW,
        "delivery_id": 7,
        "person_id": "p-0001",
        "item_id": name,
    }
    return Fact(name, at=at, **(defaults | fields))


def settled(database: Database, at: datetime, *facts: Fact) -> dict[str, Verdict]:
    database.write(store.add, facts)
    database.write(settle, at)
    return {one.id: one.verdict for one in database.read(store.load)}


def test_a_fact_written_twice_is_kept_once_as_it_was(database: Database) -> None:
    first = fact("a", rules=("soon",), agent="x", referrer_host="y.example", visitor="v", code="c", network="x")
    database.write(store.add, [first])
    database.write(store.add, [fact("a", 30), fact("b")])
    database.write(store.add, [])
    assert database.read(store.load, ["a"]) == [first]
    assert len(database.read(store.load)) == 2


def test_what_was_said_can_be_taken_back(database: Database) -> None:
    database.write(store.add, [fact("decline", kind=FactKind.DECLINE)])
    assert database.read(store.is_kept, "decline")
    database.write(store.take_back, "decline")
    assert not database.read(store.is_kept, "decline")


def test_nothing_settles_before_its_window_ends(database: Database) -> None:
    database.write(store.add, [fact("a")])
    assert database.write(settle, NOW + WINDOW - SECOND) == Settled()
    assert database.read(store.load)[0].settles_at is not None


def test_a_lone_reader_settles_as_human_once(database: Database) -> None:
    database.write(store.add, [fact("a")])
    assert database.write(settle, NOW + WINDOW).facts == 1
    found = database.read(store.load)[0]
    assert (found.verdict, found.settles_at, found.rule_version) == (Verdict.HUMAN, None, VERSION)
    assert database.write(settle, NOW + WINDOW) == Settled()


def test_a_scanner_that_follows_a_mails_addresses_is_a_machine(database: Database) -> None:
    found = settled(database, NOW + WINDOW, *(fact(name, second) for second, name in enumerate("abc")))
    assert set(found.values()) == {Verdict.MACHINE}


def test_the_last_of_a_burst_is_known_though_the_others_settled_before(database: Database) -> None:
    settled(database, NOW + WINDOW, fact("a"), fact("b", 1))
    assert settled(database, NOW + 2 * WINDOW, fact("c", 9))["c"] is Verdict.MACHINE


def test_links_of_one_digest_followed_in_a_row_by_one_visitor_are_a_machines(database: Database) -> None:
    hits = [fact(name, second, kind=FactKind.HIT, visitor="v", code=name) for second, name in enumerate("abc")]
    others = [fact(f"other {name}", 1, kind=FactKind.HIT, visitor=name, code=name) for name in "ab"]
    found = settled(database, NOW + WINDOW + 5 * SECOND, *hits, *others)
    assert {found[name] for name in "abc"} == {Verdict.MACHINE}
    assert {found["other a"], found["other b"]} == {Verdict.HUMAN}


def test_readers_behind_one_address_who_follow_links_of_different_people_are_not_one_machine(
    database: Database,
) -> None:
    hits = [fact(str(n), 0, kind=FactKind.HIT, visitor="v", code=str(n), delivery_id=n) for n in range(4)]
    assert set(settled(database, NOW + WINDOW, *hits).values()) == {Verdict.HUMAN}


def test_hits_of_a_private_conversation_are_judged_alone(database: Database) -> None:
    hits = [fact(str(n), 0, kind=FactKind.HIT, code=str(n), delivery_id=None) for n in range(4)]
    assert set(settled(database, NOW + WINDOW, *hits).values()) == {Verdict.HUMAN}


def test_taps_of_someone_untracked_belong_together_by_visitor(database: Database) -> None:
    taps = [
        fact(name, 0, kind=FactKind.TAP, delivery_id=None, person_id=None, visitor="v", network=name) for name in "ab"
    ]
    alone = fact("alone", 0, kind=FactKind.TAP, delivery_id=None, person_id=None)
    found = settled(database, NOW + WINDOW, *taps, alone)
    assert found == {"a": Verdict.MACHINE, "b": Verdict.MACHINE, "alone": Verdict.HUMAN}


def test_a_press_of_a_button_outweighs_the_moment(database: Database) -> None:
    found = settled(database, NOW + WINDOW, fact("a", kind=FactKind.TAP, rules=(BUTTON, "early")))
    assert found == {"a": Verdict.HUMAN}


def test_a_person_who_follows_their_own_link_is_not_a_reader(database: Database) -> None:
    tap = fact("tap", 0, kind=FactKind.TAP, visitor="me", code="c", settles_at=None)
    mine = fact("mine", 60, kind=FactKind.HIT, visitor="me", code="c")
    theirs = fact("theirs", 60, kind=FactKind.HIT, visitor="you", code="c")
    found = settled(database, NOW + 2 * WINDOW, tap, mine, theirs)
    assert (found["mine"], found["theirs"]) == (Verdict.SELF, Verdict.HUMAN)


def test_someone_untracked_who_follows_the_link_they_pressed_is_not_a_reader(database: Database) -> None:
    nobody: dict[str, Any] = {"person_id": None, "delivery_id": None, "code": "c", "item_id": "i", "visitor": "me"}
    tap = fact("tap", 0, kind=FactKind.TAP, settles_at=None, **nobody)
    mine = fact("mine", 60, kind=FactKind.HIT, **nobody)
    assert settled(database, NOW + 2 * WINDOW, tap, mine)["mine"] is Verdict.SELF


def test_settling_says_which_links_a_machine_asked_for(database: Database) -> None:
    taps = [
        fact("robot", kind=FactKind.TAP, code="c1", rules=("robot agent",), verdict=Verdict.MACHINE),
        fact("person", 60, kind=FactKind.TAP, code="c2"),
        fact("early", 120, code="c3", rules=("early",)),
    ]
    database.write(store.add, taps)
    assert database.write(settle, NOW + 2 * WINDOW) == Settled(3, frozenset({"c1"}))


def test_a_verdict_that_is_final_is_not_written_over(database: Database) -> None:
    database.write(store.add, [fact("a", settles_at=None, verdict=Verdict.SELF)])
    database.write(store.save_judgements, {"a": Judgement(Verdict.HUMAN)}, VERSION)
    database.write(store.save_judgements, {}, VERSION)
    assert database.read(store.load)[0].verdict is Verdict.SELF


def test_a_day_has_one_key_and_it_is_destroyed_after_the_day(database: Database) -> None:
    monday, tuesday = date(2026, 11, 23), date(2026, 11, 24)
    assert database.write(store.day_key, monday, b"first") == b"first"
    assert database.write(store.day_key, monday, b"second") == b"first"
    assert database.write(store.day_key, tuesday, b"third") == b"third"
    assert database.write(store.day_key, monday, b"fourth") == b"fourth"


def test_settling_destroys_the_key_of_a_day_without_visitors_after_it(database: Database) -> None:
    database.write(store.day_key, NOW.date() - timedelta(days=1), b"old")
    database.write(settle, NOW)
    assert database.write(store.day_key, NOW.date() - timedelta(days=1), b"new") == b"new"
