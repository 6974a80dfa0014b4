"""Each event reaches each endpoint that asks for it, one process at a time."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from digests.db import Database
from digests.events import patience, sendings, store
from digests.events.model import Endpoint, Event, EventKind, Result, Sending, SendingState, Tried
from digests.events.sendings import LEASE, Wanted
from digests.events.store import Condition
from tests.digests.events.happening import ALL, OPEN, SECRET, click, endpoint, happen
from tests.factories import NOW

CRM = endpoint()
SOON = NOW + timedelta(seconds=1)


def claim(database: Database, one: Endpoint = CRM, at: datetime = NOW, worker: str = "w1") -> Sending | None:
    return database.write(sendings.claim, one, worker, at)


def claimed(database: Database, one: Endpoint = CRM, at: datetime = NOW) -> Sending:
    found = claim(database, one, at)
    assert found is not None
    return found


def end(
    database: Database, sending: Sending, result: Result, at: datetime = NOW, answer: str = "said", **more: timedelta
) -> None:
    database.write(sendings.finish, CRM, Tried(sending, result, answer, at, 0.0, more.get("retry_after")))


def condition(database: Database, name: str = "crm") -> Condition:
    return database.read(store.conditions).get(name, Condition())


def test_an_event_goes_to_each_endpoint_that_asks_for_its_kind(database: Database) -> None:
    shares = endpoint("wall", kinds=frozenset({EventKind.SHARE}))
    happen(database, click(), told=(CRM, shares, endpoint("bi")))
    waiting = {name: one.waiting for name, one in database.read(store.conditions).items()}
    assert waiting == {"crm": 1, "bi": 1}


def test_an_event_is_kept_and_spread_once_however_often_it_is_added(database: Database) -> None:
    happen(database, click(), click())
    happen(database, click())
    assert condition(database).waiting == 1
    assert database.write(sendings.spread, (CRM,), NOW) == 0


def test_what_nobody_asks_for_is_left_out(database: Database) -> None:
    database.write(store.add, [None])
    assert not database.read(store.fresh)
    database.write(store.add, [None, click()])
    assert database.read(store.fresh)


def test_an_event_that_no_endpoint_asks_for_is_spread_to_nobody(database: Database) -> None:
    database.write(store.add, [click()])
    assert database.write(sendings.spread, (), NOW) == 1
    assert not database.read(store.fresh)
    assert database.read(store.conditions) == {}


def test_more_events_than_one_round_takes_are_spread_in_rounds(database: Database) -> None:
    database.write(store.add, [click(f"hit-{n}") for n in range(5)])
    rounds = [database.write(sendings.spread, (CRM,), NOW, 2) for _ in range(4)]
    assert rounds == [2, 2, 1, 0]
    assert condition(database).waiting == 5


def test_what_was_claimed_is_nobody_else_s_until_the_lease_is_over(database: Database) -> None:
    happen(database, click())
    assert database.read(sendings.ready, CRM, NOW)
    sending = claimed(database)
    assert (sending.event, sending.tries) == (click(), 1)
    assert not database.read(sendings.ready, CRM, NOW)
    assert claim(database, at=NOW + LEASE - timedelta(seconds=1), worker="w2") is None
    again = claim(database, at=NOW + LEASE, worker="w2")
    assert again is not None
    assert (again.event.id, again.tries) == (sending.event.id, 2)


def test_many_workers_claim_each_event_once(database: Database) -> None:
    happen(database, *(click(f"hit-{n}") for n in range(40)))
    begin = threading.Barrier(4)

    def work(worker: str) -> list[str]:
        begin.wait()
        mine = []
        for _ in range(60):
            found = claim(database, worker=worker)
            mine += [found.event.id] if found else []
        return mine

    with ThreadPoolExecutor(4) as pool:
        got = [one for mine in pool.map(work, ["w1", "w2", "w3", "w4"]) for one in mine]
    assert len(got) == len(set(got)) == 40


def test_a_taken_event_is_sent_and_stays_so(database: Database) -> None:
    happen(database, click())
    end(database, claimed(database), Result.TAKEN, answer="204")
    assert (condition(database).sent, condition(database).failures) == (1, 0)
    assert claim(database, at=NOW + timedelta(days=9)) is None


@pytest.mark.parametrize("worker", ["w1", "w2"])
def test_a_late_word_on_a_try_that_was_taken_over_changes_nothing(database: Database, worker: str) -> None:
    happen(database, click())
    first = claimed(database)
    claim(database, at=NOW + LEASE, worker=worker)
    end(database, first, Result.TAKEN)
    assert (condition(database).sent, condition(database).waiting) == (0, 1)


def test_a_failed_try_comes_again_by_the_schedule_until_it_is_given_up(database: Database) -> None:
    happen(database, click())
    at = NOW
    for tries in range(1, patience.TRIES + 1):
        end(database, claimed(database, at=at), Result.LATER, at, answer="500")
        (line,) = database.read(store.listed)
        assert (line.tries, line.answer) == (tries, "500")
        if tries < patience.TRIES:
            assert claim(database, at=line.not_before - timedelta(seconds=1)) is None
            at = max(line.not_before, condition(database).not_before or at)
    assert (line.state, condition(database).failed) == (SendingState.FAILED, 1)
    assert at - NOW > timedelta(days=3)


def test_an_endpoint_that_goes_on_failing_is_left_alone_and_costs_the_others_no_try(database: Database) -> None:
    happen(database, *(click(f"hit-{n}") for n in range(9)))
    for _ in range(patience.CALM):
        end(database, claimed(database), Result.LATER)
    assert claim(database) is None
    assert not database.read(sendings.ready, CRM, NOW)
    found = condition(database)
    assert (found.failures, found.not_before) == (3, NOW + patience.FIRST)
    end(database, claimed(database, at=NOW + patience.FIRST), Result.TAKEN)
    assert (condition(database).failures, condition(database).not_before) == (0, None)
    assert claim(database) is not None


def test_retry_after_rests_the_whole_endpoint(database: Database) -> None:
    happen(database, click("a"), click("b"))
    end(database, claimed(database), Result.LATER, retry_after=timedelta(minutes=20))
    assert claim(database, at=NOW + timedelta(minutes=19)) is None
    assert claim(database, at=NOW + timedelta(minutes=20)) is not None


def test_one_endpoint_s_trouble_is_not_another_s(database: Database) -> None:
    other = endpoint("bi")
    happen(database, click(), told=(CRM, other))
    end(database, claimed(database), Result.GONE)
    assert claim(database, other) is not None


def test_an_endpoint_that_is_gone_gets_nothing_until_its_settings_change(database: Database) -> None:
    happen(database, click("a"), click("b"))
    end(database, claimed(database), Result.GONE, answer="410")
    found = condition(database)
    assert (found.failed, found.waiting, found.gone) == (2, 0, CRM.fingerprint)
    happen(database, click("c"))
    assert condition(database).waiting == 0
    assert claim(database, at=NOW + timedelta(days=9)) is None
    moved = endpoint(url="https://crm.example.com/new")
    happen(database, click("d"), told=(moved,))
    end(database, claimed(database, moved, SOON), Result.TAKEN)
    assert (condition(database).sent, condition(database).gone) == (1, "")


def test_what_is_in_hand_when_an_endpoint_goes_keeps_its_own_answer(database: Database) -> None:
    happen(database, click("a"), click("b"))
    first, second = claimed(database), claimed(database)
    end(database, first, Result.GONE)
    end(database, second, Result.TAKEN)
    assert (condition(database).sent, condition(database).failed) == (1, 1)


def test_replay_sends_again_what_is_wanted_under_the_same_ids(database: Database) -> None:
    happen(database, click("a"), click("b"))
    for _ in range(2):
        end(database, claimed(database), Result.TAKEN)
    assert database.write(sendings.replay, CRM, Wanted(ids=[click("a").id]), SOON) == 1
    again = claimed(database, at=SOON)
    assert (again.event.id, again.tries) == (click("a").id, 1)
    assert claim(database, at=SOON) is None


def test_replay_of_what_was_given_up_wakes_the_endpoint(database: Database) -> None:
    happen(database, click("a"), click("b"), click("c"))
    end(database, claimed(database), Result.GONE)
    moved = endpoint(url="https://crm.example.com/new")
    assert database.write(sendings.replay, moved, Wanted(failed=True), SOON) == 3
    assert database.read(sendings.ready, moved, SOON)


def test_replay_tells_an_endpoint_that_is_new_what_happened_before_it(database: Database) -> None:
    happen(database, click("a"))
    late = endpoint("late")
    assert database.write(sendings.replay, late, Wanted(since=NOW + timedelta(hours=1)), SOON) == 0
    assert database.write(sendings.replay, late, Wanted(since=NOW), SOON) == 1
    assert claimed(database, late, SOON).event.id == click("a").id


def test_replay_sends_only_the_kinds_that_are_wanted_and_asked_for(database: Database) -> None:
    happen(database, click("a"))
    wanted = Wanted(since=NOW, kind=EventKind.SHARE)
    assert database.write(sendings.replay, CRM, wanted, SOON) == 0
    shares = endpoint("wall", kinds=ALL - {EventKind.CLICK})
    assert database.write(sendings.replay, shares, Wanted(since=NOW), SOON) == 0


def test_replay_leaves_alone_what_is_in_hand(database: Database) -> None:
    happen(database, click("a"))
    sending = claimed(database)
    assert database.write(sendings.replay, CRM, Wanted(since=NOW), SOON) == 0
    end(database, sending, Result.TAKEN)
    assert condition(database).sent == 1


def test_old_events_go_whatever_came_of_them(database: Database) -> None:
    happen(database, click("a"), click("b"))
    end(database, claimed(database), Result.TAKEN)
    database.write(store.add, [click("never spread")])
    assert not database.read(store.old, NOW)
    assert database.write(store.retain, NOW) == 0
    assert database.read(store.old, SOON)
    assert database.write(store.retain, SOON) == 2
    assert condition(database) == Condition()
    assert database.read(store.fresh)


def test_retention_stops_at_its_limit(database: Database) -> None:
    happen(database, *(click(f"hit-{n}") for n in range(3)))
    assert [database.write(store.retain, SOON, 2) for _ in range(3)] == [2, 1, 0]


def test_the_list_names_what_is_in_trouble_before_what_was_taken(database: Database) -> None:
    happen(database, *(click(f"hit-{n}") for n in range(3)))
    end(database, claimed(database), Result.TAKEN, answer="200")
    end(database, claimed(database), Result.LATER, SOON, answer="503")
    lines = database.read(store.listed)
    assert [(one.state, one.answer) for one in lines] == [("waiting", "503"), ("waiting", ""), ("sent", "200")]
    assert condition(database).oldest == NOW
    assert len(database.read(store.listed, 1)) == 2


def test_a_person_is_kept_apart_from_the_body(database: Database) -> None:
    named = click(announcing=OPEN, collected_under="open")
    happen(database, named)

    def bodies_of(connection: object) -> list[object]:
        return list(connection.scalars(select(store.events.c.body)))  # type: ignore[attr-defined]

    assert "p-0001" not in str(database.read(bodies_of))
    assert claimed(database).event == named
    assert isinstance(named, Event)
    assert SECRET not in repr(CRM)
