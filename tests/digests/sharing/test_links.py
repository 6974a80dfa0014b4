"""Links exist from the tap, lead to the queue alone, and go when only machines asked for them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, func, select, update

from digests.content.store import item_versions, items
from digests.db import Database
from digests.errors import UnknownError
from digests.ledger import arrivals
from digests.ledger import store as ledger
from digests.ledger.arrivals import arrival
from digests.ledger.model import Fact, FactKind, Judgement, Verdict
from digests.people.store import people
from digests.sharing.links import (
    LENGTH,
    _around_hit,
    code_from,
    follow,
    follow_at_once,
    landing,
    mint,
    resolve,
    settle,
    with_utm,
)
from digests.sharing.model import Identifier, LinkState, Press, Target, Utm
from digests.sharing.store import links
from digests.sharing.taps import Tap, record
from tests.factories import NOW

UTM = Utm("budstikke", "employee", "{item}-{network}-{desk}-{goal}")
WINDOW = timedelta(minutes=10)
HUMAN = Judgement(Verdict.HUMAN, ("button",), NOW + WINDOW)
MACHINE = Judgement(Verdict.MACHINE, ("robot agent",))
PRESS = Press("harbour", "linkedin", "k1", "p-0001", 7, "Engineering")


def codes() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"code{next(numbers):04}"


def fill(connection: Connection) -> None:
    """A queue of one item and a directory of one person."""
    row: dict[str, Any] = {
        "id": "harbour", "state": "approved", "owner": "comms", "kind": "article", "body": {"goal": "application"},
        "url": "https://www.example.com/news?id=1#top", "version": 1, "added_at": NOW, "changed_at": NOW,
    }  # fmt: skip
    connection.execute(items.insert().values(row))
    connection.execute(
        people.insert().values(
            id="p-0001", name="Maja Holm", department="Engineering", languages=(), interests=(), roles=(),
            attributes={}, added_at=NOW, changed_at=NOW,
        )
    )  # fmt: skip


@pytest.fixture
def stocked(database: Database) -> Database:
    database.write(fill)
    return database


def target(database: Database, code: str) -> Target:
    found = database.read(resolve, code, UTM, NOW)
    assert found is not None
    return found


def change(database: Database, **fields: Any) -> None:
    database.write(lambda connection: connection.execute(update(items).values(fields)))


def test_a_code_is_of_base_62_and_as_long_as_chance_needs() -> None:
    assert code_from(lambda _: 61) == "z" * LENGTH
    assert LENGTH >= 7


def test_a_person_has_one_link_per_item_and_network(stocked: Database) -> None:
    new = codes()
    first = stocked.write(mint, PRESS, new, NOW)
    again = stocked.write(mint, PRESS, new, NOW + WINDOW)
    other = stocked.write(mint, replace(PRESS, network="x"), new, NOW)
    assert again == first
    assert other.code != first.code
    assert first.url == "https://www.example.com/news?id=1#top"


def test_people_who_are_not_tracked_share_the_items_link(stocked: Database) -> None:
    new = codes()
    nobody = Press("harbour", "linkedin")
    first = stocked.write(mint, nobody, new, NOW)
    assert stocked.write(mint, nobody, new, NOW) == first
    assert first.person_id is None
    assert stocked.write(mint, PRESS, new, NOW).code != first.code


def test_a_code_that_is_taken_is_drawn_again(stocked: Database) -> None:
    stocked.write(mint, PRESS, lambda: "taken", NOW)
    drawn = iter(["taken", "free"])
    assert stocked.write(mint, replace(PRESS, network="x"), lambda: next(drawn), NOW).code == "free"


def test_no_link_is_made_for_what_is_not_in_the_queue(stocked: Database) -> None:
    with pytest.raises(UnknownError, match="not in the queue"):
        stocked.write(mint, Press("nothing", "x"), codes(), NOW)
    assert stocked.read(lambda connection: connection.scalar(select(func.count()).select_from(links))) == 0


def test_a_link_leads_to_its_item_with_what_the_landing_page_is_told(stocked: Database) -> None:
    code = stocked.write(mint, PRESS, codes(), NOW).code
    found = target(stocked, code)
    assert found.url == (
        "https://www.example.com/news?id=1&utm_source=budstikke&utm_medium=employee"
        "&utm_campaign=harbour-linkedin-comms-application#top"
    )
    assert (found.person_id, found.delivery_id, found.department) == ("p-0001", 7, "Engineering")
    assert found.state(NOW) is LinkState.OPEN


def test_a_code_that_nobody_has_leads_nowhere(stocked: Database) -> None:
    assert stocked.read(resolve, "nothing", UTM, NOW) is None


def test_the_link_of_an_item_that_was_withdrawn_or_ran_out_says_so(stocked: Database) -> None:
    code = stocked.write(mint, PRESS, codes(), NOW).code
    change(stocked, expires=NOW)
    assert target(stocked, code).state(NOW) is LinkState.EXPIRED
    assert target(stocked, code).state(NOW - WINDOW) is LinkState.OPEN
    change(stocked, state="withdrawn")
    assert target(stocked, code).state(NOW) is LinkState.WITHDRAWN


def test_an_address_that_waits_for_approval_is_led_to_by_nobody(stocked: Database) -> None:
    code = stocked.write(mint, PRESS, codes(), NOW).code
    change(stocked, state="in_review", url="https://elsewhere.example.com/")
    assert target(stocked, code).state(NOW) is LinkState.WITHDRAWN
    versions = [
        {"version": 1, "body": {"state": "approved", "url": "https://www.example.com/first"}},
        {"version": 2, "body": {"state": "in_review", "url": "https://elsewhere.example.com/"}},
    ]
    rows = [one | {"item_id": "harbour", "origin": "file", "at": NOW} for one in versions]
    stocked.write(lambda connection: connection.execute(item_versions.insert(), rows))
    assert target(stocked, code).url.startswith("https://www.example.com/first?utm_source=")
    assert target(stocked, code).state(NOW) is LinkState.OPEN


def test_a_link_knows_the_visitor_who_shared_it(stocked: Database) -> None:
    tap = Tap("t1", PRESS, HUMAN, visitor="me")
    code = stocked.write(record, tap, WINDOW, codes(), NOW).code
    assert target(stocked, code).own_visitors == {"me"}


def test_a_press_is_kept_once_with_its_link_however_often_it_is_sent(stocked: Database) -> None:
    new = codes()
    tap = Tap("t1", PRESS, HUMAN, agent="Browser", visitor="v")
    link = stocked.write(record, tap, WINDOW, new, NOW)
    assert stocked.write(record, tap, WINDOW, new, NOW + WINDOW) == link
    (kept,) = stocked.read(ledger.load)
    assert (kept.id, kept.code, kept.item_id, kept.network) == ("tap-t1", link.code, "harbour", "linkedin")
    assert (kept.person_id, kept.delivery_id, kept.department) == ("p-0001", 7, "Engineering")
    assert (kept.agent, kept.visitor, kept.at) == ("Browser", "v", NOW)


def test_a_link_that_only_machines_asked_for_goes_when_it_settles(stocked: Database) -> None:
    new = codes()
    code = stocked.write(record, Tap("t1", PRESS, MACHINE), WINDOW, new, NOW).code
    assert stocked.read(resolve, code, UTM, NOW) is not None
    assert stocked.write(settle, NOW + WINDOW) == 1
    assert stocked.read(resolve, code, UTM, NOW) is None
    assert stocked.write(record, Tap("t2", PRESS, MACHINE), WINDOW, new, NOW).code == code
    assert stocked.read(resolve, code, UTM, NOW) is None


def test_a_link_that_was_dropped_comes_back_when_a_person_presses(stocked: Database) -> None:
    new = codes()
    code = stocked.write(record, Tap("t1", PRESS, MACHINE), WINDOW, new, NOW).code
    stocked.write(settle, NOW + WINDOW)
    assert stocked.write(record, Tap("t2", PRESS, HUMAN), WINDOW, new, NOW + WINDOW).code == code
    assert stocked.read(resolve, code, UTM, NOW) is not None


def test_a_link_that_a_person_asked_for_as_well_stays(stocked: Database) -> None:
    new = codes()
    code = stocked.write(record, Tap("t1", PRESS, HUMAN), WINDOW, new, NOW).code
    stocked.write(record, Tap("t2", PRESS, MACHINE), WINDOW, new, NOW)
    stocked.write(settle, NOW + 2 * WINDOW)
    assert stocked.read(resolve, code, UTM, NOW) is not None
    assert stocked.write(settle, NOW + 2 * WINDOW) == 0


async def test_a_hit_is_kept_while_its_item_is_open(stocked: Database) -> None:
    hit = Fact("h", FactKind.HIT, NOW, Verdict.HUMAN, (), 1, item_id="harbour")
    read = replace(hit, id="r", kind=FactKind.READ)
    assert stocked.write(follow, [arrival(hit)]) == frozenset()
    assert await stocked.arun(*follow_at_once([arrival(replace(hit, id="at once"))])) == 1
    stocked.write(lambda c: c.execute(update(items).values(expires=NOW + WINDOW)).rowcount)
    late = replace(hit, id="late", at=NOW + WINDOW)
    assert stocked.write(follow, [arrival(replace(hit, id="soon"))]) == frozenset()
    assert await stocked.arun(*follow_at_once([arrival(late), arrival(read)])) == 0
    assert stocked.write(follow, [arrival(late), arrival(read)]) == {"harbour"}
    assert stocked.write(follow, [arrival(replace(read, id="r2"))]) == frozenset()
    assert await stocked.arun(*follow_at_once([arrival(replace(read, id="r3", at=NOW + WINDOW))])) == 1
    stocked.write(arrivals.expand_all)
    assert {one.id for one in stocked.read(ledger.load)} == {"h", "at once", "soon", "r", "r2", "r3"}


def test_utm_words_of_the_target_itself_win() -> None:
    assert with_utm("https://e.example/?utm_source=own&x=", UTM, {}) == (
        "https://e.example/?utm_source=own&x=&utm_medium=employee"
        "&utm_campaign=%7Bitem%7D-%7Bnetwork%7D-%7Bdesk%7D-%7Bgoal%7D"
    )


def test_what_is_not_to_be_told_is_left_out() -> None:
    assert with_utm("https://e.example/a", Utm("", "", ""), {}) == "https://e.example/a"


def test_the_suggested_text_may_be_told_and_braces_in_words_are_left_alone() -> None:
    told = Utm("{text}", "", "{item}{else}", "{goal}")
    assert with_utm("https://e.example/#top", told, {"item": "{goal}", "goal": "g", "text": "k1"}) == (
        "https://e.example/?utm_source=k1&utm_campaign=%7Bgoal%7D%7Belse%7D&utm_content=g#top"
    )


@pytest.mark.parametrize(
    ("goals", "told"),
    [
        ({}, ""),
        ({"application": Identifier.NONE}, ""),
        ({"application": Identifier.ITEM}, "&bs_item=harbour&bs_network=linkedin"),
        ({"application": Identifier.CLICK}, "&bs_item=harbour&bs_network=linkedin&bs_click=h1"),
    ],
)
def test_the_goal_says_what_the_landing_page_can_tell_later(
    stocked: Database, goals: dict[str, Identifier], told: str
) -> None:
    code = stocked.write(mint, PRESS, codes(), NOW).code
    found = stocked.read(resolve, code, Utm("s", "", "", "", goals), NOW)
    assert found is not None
    assert landing(found, "h1") == f"https://www.example.com/news?id=1&utm_source=s{told}#top"
    assert "bs_click" not in found.url


def test_an_address_that_was_copied_from_a_landing_page_brings_no_old_click() -> None:
    copied = "https://e.example/?bs_click=old&a=1&bs_item=x&bs%5Fnetwork=y#top"
    assert with_utm(copied, Utm("", "", ""), {}) == "https://e.example/?a=1#top"
    assert with_utm("https://e.example/?bs_click=old", Utm("", "", ""), {}) == "https://e.example/"
    words = {"item": "new", "network": "x"}
    assert with_utm(copied, Utm("", "", ""), words, Identifier.ITEM) == (
        "https://e.example/?a=1&bs_item=new&bs_network=x#top"
    )


QUERY = st.text(st.characters(exclude_characters="#", codec="utf-8"), max_size=30)
FRAGMENT = st.none() | st.text(st.characters(codec="utf-8"), max_size=12)


@given(st.none() | QUERY, FRAGMENT, st.sampled_from(Identifier), st.from_regex("[0-9a-f]{32}", fullmatch=True))
def test_the_targets_own_query_and_fragment_are_never_touched(
    query: str | None, fragment: str | None, identifier: Identifier, hit: str
) -> None:
    head = "https://e.example/jobs;v=1/" + ("" if query is None else f"?{query}")
    url = head + ("" if fragment is None else f"#{fragment}")
    words = {"item": "{network}&=#?æ", "network": "x"}
    address = with_utm(url, Utm("a b", "c&d", "{item}", ""), words, identifier)
    target = Target("c", "i", "x", address, around_hit=_around_hit(address) if identifier is Identifier.CLICK else None)
    landed = landing(target, hit)
    assert landed.startswith(head)
    assert landed.partition("#")[1:] == url.partition("#")[1:]
    added = parse_qsl(landed.partition("#")[0].removeprefix(head).lstrip("?&"))
    own = {name.lower() for name, _ in parse_qsl((query or ""), keep_blank_values=True)}
    expected = {"utm_source": "a b", "utm_medium": "c&d", "utm_campaign": "{network}&=#?æ"}
    assert {name: value for name, value in added if name.startswith("utm_")} == {
        name: value for name, value in expected.items() if name not in own
    }
    assert dict(added).get("bs_click") == (hit if identifier is Identifier.CLICK else None)
    assert ("bs_item" in dict(added)) is (identifier is not Identifier.NONE)


def test_repeated_and_odd_parameters_stay_in_their_order() -> None:
    odd = "https://e.example/?a=1&a=2&&=&%zz&b=%C3%28;c&UTM_Medium=x&utm_source"
    assert with_utm(odd, Utm("s", "m", "c"), {}) == f"{odd}&utm_campaign=c"
