"""Other systems are told at least once, signed, and never at anybody's cost."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.http import Guarded, Limits
from bot.jobs import webhooks
from bot.jobs.webhooks import Herald, Telling, send_one, spread, telling
from digests.db import Database
from digests.events import sendings, store
from digests.events.announcing import endpoints
from digests.events.model import Endpoint
from digests.events.store import Condition, Line
from digests.settings import Secrets
from tests.bot.cli.checks.setting import settings
from tests.bot.jobs.house import Clock, until, without
from tests.bot.jobs.receiver import receiving
from tests.bot.vendor import closed_port, deaf
from tests.digests.events.happening import OPEN, SECRET, click
from tests.factories import KEY, NOW

OTHER = "whsec_eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4"
SHORT = Limits(seconds=0.5, size=100, redirects=0)


def telling_to(database: Database, *addresses: str, secret: str = SECRET, clock: Clock | None = None) -> Telling:
    """Endpoints e0, e1 ... at these addresses, which may be private."""
    hooks: list[dict[str, Any]] = [{"name": f"e{n}", "url": url} for n, url in enumerate(addresses)]
    secrets = Secrets(secret_key=KEY.decode(), webhooks={hook["name"]: secret for hook in hooks})
    found = settings(secrets, webhooks=hooks)
    return Telling(found, database, clock or Clock(), "w1", Guarded(["127.0.0.1"], SHORT), lambda: 0.0)


def happened(told: Telling, *sources: str) -> tuple[Endpoint, ...]:
    """These clicks were kept, and are to be told to every endpoint."""
    found = endpoints(told.settings)
    told.database.write(store.add, [click(source) for source in sources or ("a",)])
    assert spread(told, found)
    return found


def line(told: Telling) -> Line:
    return told.database.read(store.listed)[0]


def condition(told: Telling, name: str = "e0") -> Condition:
    return told.database.read(store.conditions).get(name, Condition())


def test_an_event_arrives_with_a_good_signature(database: Database) -> None:
    with receiving(SECRET, "204") as receiver:
        told = telling_to(database, receiver.address)
        (endpoint,) = happened(told)
        assert send_one(told, endpoint)
        heard = receiver.heard()
        assert (heard["signed"], heard["id"], heard["path"]) == (True, click("a").id, "/hook")
        assert (heard["type"], heard["at"]) == ("application/json", NOW.isoformat())
        assert heard["body"] == {
            "type": "click.human",
            "timestamp": "2026-11-24T08:00:00Z",
            "data": {"item_id": "harbour-emissions", "network": "linkedin"},
        }
        assert (line(told).state, line(told).answer) == ("sent", "204")
        assert not send_one(told, endpoint)
        assert receiver.quiet()


def test_another_secret_is_noticed(database: Database) -> None:
    with receiving(OTHER, "204") as receiver:
        told = telling_to(database, receiver.address)
        send_one(told, *happened(told))
        assert not receiver.heard()["signed"]


FAULTS = {
    "500": "500",
    "404": "404",
    "503:120": "503",
    "302:http://127.0.0.1:9/": "302: a redirect is not followed",
    "cut": "no answer: ",
    "hang": "no answer: ",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_try_that_fails_comes_again_with_the_same_id_and_body(database: Database, fault: str) -> None:
    clock = Clock()
    with receiving(SECRET, fault, "200") as receiver:
        told = telling_to(database, receiver.address, clock=clock)
        (endpoint,) = happened(told)
        assert send_one(told, endpoint)
        assert line(told).answer.startswith(FAULTS[fault])
        wait = timedelta(seconds=120 if fault == "503:120" else 5)
        assert line(told).not_before == NOW + wait
        assert not send_one(told, endpoint)
        clock.now += wait
        assert send_one(told, endpoint)
        first, second = receiver.heard(), receiver.heard()
        assert (first["id"], first["raw"]) == (second["id"], second["raw"])
        assert first["at"] != second["at"]
        assert first["signed"]
        assert second["signed"]
        assert (line(told).state, condition(told).failures) == ("sent", 0)


def test_where_nobody_listens_the_event_waits(database: Database) -> None:
    told = telling_to(database, closed_port())
    send_one(told, *happened(told))
    assert (line(told).state, line(told).answer[:12]) == ("waiting", "not reached:")


def test_a_private_address_that_is_not_listed_is_told_nothing(database: Database) -> None:
    with receiving(SECRET, "204") as receiver:
        found = telling_to(database, receiver.address).settings
        told = telling(found, database, Clock(), "w1")
        send_one(told, *happened(told))
        assert "list it in http.allow_hosts" in line(told).answer
        assert receiver.quiet()


def test_an_endpoint_that_is_gone_is_told_nothing_more(database: Database) -> None:
    with receiving(SECRET, "410") as receiver:
        told = telling_to(database, receiver.address)
        (endpoint,) = happened(told, "a", "b")
        assert send_one(told, endpoint)
        assert not send_one(told, endpoint)
        assert (condition(told).failed, condition(told).gone) == (2, endpoint.fingerprint)
        receiver.heard()
        assert receiver.quiet()


def test_a_process_that_dies_with_an_event_in_hand_leaves_it_to_another(database: Database) -> None:
    clock = Clock()
    with receiving(SECRET, "204") as receiver:
        told = telling_to(database, receiver.address, clock=clock)
        (endpoint,) = happened(told)
        assert database.write(sendings.claim, endpoint, "the one that dies", clock()) is not None
        assert not send_one(told, endpoint)
        clock.now += sendings.LEASE
        assert send_one(told, endpoint)
        assert receiver.heard()["signed"]
        assert line(told).tries == 2


def test_a_person_who_was_kept_by_name_is_not_told_once_the_mode_is_stricter(database: Database) -> None:
    with receiving(SECRET, "204") as receiver:
        told = telling_to(database, receiver.address)
        database.write(store.add, [click("a", OPEN, collected_under="open")])
        spread(told, endpoints(told.settings))
        send_one(told, *endpoints(told.settings))
        raw = receiver.heard()["raw"]
        assert "harbour-emissions" in raw
        assert not [one for one in ("p-0001", "Engineering", "08:41") if one in raw]


def test_old_events_are_forgotten_with_raw_facts_at_the_latest(database: Database) -> None:
    clock = Clock()
    told = telling_to(database, closed_port(), clock=clock)
    (endpoint,) = happened(told)
    clock.now += webhooks.KEPT
    assert not spread(told, (endpoint,))
    clock.now += timedelta(seconds=1)
    assert spread(told, (endpoint,))
    assert database.read(store.listed) == []


def waits(true: Callable[[], bool]) -> None:
    """Returns when it is true, which must come."""
    tick = threading.Event()
    for _ in range(600):
        if true():
            return
        tick.wait(0.05)
    raise AssertionError("it did not come true")


class Running:
    """A herald that is stopped in the end."""

    def __init__(self, told: Telling) -> None:
        self.herald = Herald(told)

    def __enter__(self) -> Herald:
        self.herald.start()
        return self.herald

    def __exit__(self, *_: object) -> None:
        self.herald.stop()


def all_sent(told: Telling, name: str, number: int) -> Callable[[], bool]:
    return lambda: condition(told, name).sent == number


def test_an_endpoint_that_hangs_holds_up_nobody_else(database: Database) -> None:
    with receiving(SECRET, "hang") as slow, receiving(SECRET, "204") as quick, deaf() as deaf_address:
        told = telling_to(database, slow.address, quick.address, deaf_address)
        patient = Telling(
            told.settings, database, Clock(), "w1", Guarded(["127.0.0.1"], Limits(seconds=1)), lambda: 0.0
        )
        database.write(store.add, [click(f"hit-{n}") for n in range(20)])
        with Running(patient):
            waits(all_sent(told, "e1", 20))
            slow.heard()
            assert condition(told, "e0").sent == 0
        assert len({quick.heard()["id"] for _ in range(20)}) == 20


def test_two_heralds_tell_each_event_once(database: Database) -> None:
    with receiving(SECRET, "204") as receiver:
        told = telling_to(database, receiver.address)
        other = Telling(told.settings, database, Clock(), "w2", told.client, told.chance)
        database.write(store.add, [click(f"hit-{n}") for n in range(30)])
        with Running(told), Running(other):
            waits(all_sent(told, "e0", 30))
        assert len({receiver.heard()["id"] for _ in range(30)}) == 30
        assert receiver.quiet()


def test_an_endpoint_without_a_secret_is_told_nothing_and_the_others_are(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    with receiving(SECRET, "204") as receiver:
        told = telling_to(database, receiver.address)
        hooks: list[dict[str, Any]] = [
            {"name": "bare", "url": receiver.address}, {"name": "e0", "url": receiver.address},
        ]  # fmt: skip
        found = Telling(
            settings(told.settings.secrets, webhooks=hooks), database, Clock(), "w1", told.client, told.chance
        )
        database.write(store.add, [click()])
        with Running(found):
            waits(all_sent(told, "e0", 1))
        assert (condition(told, "bare").waiting, condition(told, "bare").sent) == (1, 0)
    assert "bare: its secret is missing" in caplog.text
    assert SECRET not in caplog.text


def test_a_database_that_is_away_is_waited_for(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    with receiving(SECRET, "204") as receiver:
        told = telling_to(database, receiver.address)
        database.write(store.add, [click()])
        bring_back = without(database, "sendings")
        with Running(told):
            waits(lambda: bool(caplog.records))
            bring_back()
            waits(all_sent(told, "e0", 1))
        assert receiver.heard()["signed"]


def test_a_fault_of_ours_is_said_and_ends_no_thread(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    with receiving(SECRET, "204") as receiver:
        told = telling_to(database, receiver.address)
        asked, well = threading.Event(), threading.Event()

        def clock() -> Any:
            if not well.is_set():
                asked.set()
                raise ValueError("the clock is broken")
            return NOW

        found = Telling(told.settings, database, clock, "w1", told.client, told.chance)
        database.write(store.add, [click()])
        with Running(found):
            until(asked)
            well.set()
            waits(all_sent(told, "e0", 1))
    assert "does not go on" in caplog.text
