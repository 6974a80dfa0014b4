"""Batches of digests: loaded, decided and saved."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from digests.content.model import Item, ItemState, Priority, Text
from digests.content.store import Entry, change_items
from digests.db import Database
from digests.edition import build, explain
from digests.people.ladder import Habits
from digests.people.model import Person, Preferences
from digests.people.store import load_departments, people
from digests.programme.quiet import Quiet
from digests.relevance.model import Weights
from digests.relevance.past import CompanyPast
from tests.digests.edition.company import PERIOD, POLICY, WEEKLY, Company
from tests.factories import KEY, NOW, item, person

NEWS = [
    item(id="first", priority=Priority.HIGH, topics=("ports",), approved_at=NOW),
    item(id="second", topics=("tea",), owner="hr", approved_at=NOW),
]


@pytest.fixture
def company(database: Database) -> Company:
    return Company(database)


def staff(count: int) -> list[Person]:
    return [person(id=f"p{number:03}", email=f"p{number}@example.com") for number in range(count)]


def ready(company: Company, readers: list[Person], items: list[Item] | None = None) -> list[tuple[int, str]]:
    company.fill(readers, NEWS if items is None else items)
    return company.open(readers)


def test_a_digest_is_written_onto_its_delivery_with_where_it_goes(company: Company) -> None:
    sara = person(country="SE", slack_id="U1", preferences=Preferences(untracked=True))
    company.save(company.built(ready(company, [sara])))
    (row,) = company.deliveries()
    assert (row.state, row.channel, row.channels_left) == ("queued", "slack", ("email",))
    assert (row.department, row.country, row.tracked, row.privacy_mode) == ("Engineering", "SE", False, "open")
    assert row.digest["language"] == "da"
    assert company.deliveries()[0].digest["first"] is True


def test_every_pick_is_kept_with_score_components_reasons_and_odds(company: Company) -> None:
    company.save(company.built(ready(company, [person()])))
    first, second = company.picks()
    assert (first.item_id, first.position, first.version, first.probability) == ("first", 1, 1, 1)
    assert first.components == {"interest": 1.5, "freshness": 1, "priority": 1, "language": 0.5}
    assert first.score == pytest.approx(4)
    assert first.reasons == [["interest", "ports"], ["new", ""]]
    assert [network for network, _ in first.offers] == ["linkedin", "x", "bluesky"]
    assert (second.item_id, second.position, second.held_out, second.language) == ("second", 2, False, "da")


def test_a_past_digest_is_read_exactly_as_it_was_composed(company: Company) -> None:
    wanted = ready(company, staff(3))
    built = company.built(wanted)
    company.save(built)
    altered = Entry(replace(NEWS[0], title={"en": "Another"}, texts=(), version=2), None)
    company.database.write(change_items, [altered], "command", NOW)
    found = company.database.read(build.digests_of, [delivery_id for delivery_id, _ in wanted])
    assert tuple(found) == built.digests


def test_erased_people_have_no_past_digests(company: Company) -> None:
    wanted = ready(company, staff(3))
    company.save(company.built(wanted))
    company.change(wanted[0][0], person_id=None)
    company.change(wanted[1][0], digest=None)
    found = company.database.read(build.digests_of, [delivery_id for delivery_id, _ in wanted])
    assert [digest.person_id for digest in found] == ["p002"]


def test_a_version_that_is_gone_is_left_out_of_a_past_digest(company: Company) -> None:
    wanted = ready(company, [person()])
    company.save(company.built(wanted))
    company.database.write(lambda c: c.exec_driver_sql("DELETE FROM item_versions WHERE item_id = 'first'"))
    (digest,) = company.database.read(build.digests_of, [wanted[0][0]])
    assert [pick.item.id for pick in digest.picks] == ["second"]


def test_a_person_whose_row_is_gone_is_skipped_and_has_no_past_digests(company: Company) -> None:
    wanted = ready(company, staff(2))
    built = company.built(wanted)
    company.save(built)
    company.database.write(lambda c: c.execute(people.delete()))
    assert company.database.read(build.digests_of, [one for one, _ in wanted]) == []
    later = company.open(staff(2), "2026-W49")
    again = company.built(later, period="2026-W49")
    company.save(again)
    assert again.composed == ()
    assert {(row.state, row.reason) for row in company.deliveries()[2:]} == {("skipped", "left")}


def test_saving_twice_changes_nothing(company: Company) -> None:
    built = company.built(ready(company, staff(2)))
    company.save(built)
    before = (company.deliveries(), company.picks(), company.given())
    company.save(built)
    assert (company.deliveries(), company.picks(), company.given()) == before


def test_a_delivery_that_was_stopped_meanwhile_stays_stopped(company: Company) -> None:
    wanted = ready(company, staff(2))
    built = company.built(wanted)
    company.change(wanted[0][0], state="skipped", reason="the edition was stopped")
    company.save(built)
    stopped, going = company.deliveries()
    assert (stopped.reason, stopped.digest, going.channel) == ("the edition was stopped", None, "slack")
    assert {row.delivery_id for row in company.picks()} == {going.id}


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"preferences": Preferences(stopped=True)}, "stopped"),
        ({"preferences": Preferences(paused_until=NOW + timedelta(days=7))}, "paused"),
        ({"email": ""}, "unreachable"),
        ({"left_at": NOW - timedelta(days=1)}, "left"),
        ({"languages": ("fi",)}, "nothing to say: 2 language"),
        ({"preferences": Preferences(networks=("xing",), languages=("da",))}, "nothing to say: 2 network"),
    ],
)
def test_who_gets_no_digest_is_skipped_with_the_reason(
    company: Company, fields: dict[str, object], reason: str
) -> None:
    company.save(company.built(ready(company, [person(**fields)])))
    (row,) = company.deliveries()
    assert (row.state, row.reason, row.channel) == ("skipped", reason, None)


def test_an_empty_queue_sends_nothing_and_says_so(company: Company) -> None:
    company.save(company.built(ready(company, [person()], [item(state=ItemState.DRAFT), item(id="x", expires=NOW)])))
    assert company.deliveries()[0].reason == "nothing to say: the queue has no open item"


def test_a_digest_with_nothing_new_is_not_sent_and_says_why(company: Company) -> None:
    reader = person()
    dull = item(id="dull", priority=Priority.LOW, topics=(), approved_at=None)
    wanted = ready(company, [reader], [*NEWS, dull])
    company.save(company.built(wanted))
    company.change(wanted[0][0], state="sent", sent_at=NOW)
    later = company.open([reader], "2026-W49")
    company.save(company.built(later, period="2026-W49"))
    assert company.deliveries()[1].reason == "nothing to say: 2 offered before, 1 below least score"


def test_a_digest_of_which_everything_is_held_out_is_not_sent(database: Database) -> None:
    company = Company(database, replace(POLICY, weights=Weights(exploration=0, hold_out=1)))
    company.save(company.built(ready(company, [person()], NEWS[:1])))
    assert company.deliveries()[0].reason == "nothing to say: 1 held out"
    (held,) = company.picks()
    assert (held.held_out, held.position, held.hold_out) == (True, 101, 1)


def test_nothing_is_kept_of_what_was_not_held_out(company: Company) -> None:
    company.save(company.built(ready(company, [person()])))
    assert {(row.held_out, row.hold_out) for row in company.picks()} == {(False, 0)}


def test_a_person_who_is_held_out_gets_no_digest_and_a_preview_says_so(database: Database) -> None:
    company = Company(database, replace(POLICY, weights=Weights(exploration=0, hold_out_people=0.5)))
    readers = staff(40)
    wanted = ready(company, readers)
    built = company.built(wanted)
    company.save(built)
    reasons = {row.id: row.reason for row in company.deliveries()}
    assert set(reasons.values()) == {"", "held out this quarter"}
    assert 8 < len(built.composed) < 32
    assert {row.delivery_id for row in company.picks()} == {one for one, reason in reasons.items() if not reason}
    later = company.built(wanted, period="2026-W49").skipped
    assert {one for one, reason in later.items() if reason == "held out this quarter"} == set(built.skipped)


def test_whoever_gets_no_digest_anyway_is_not_held_out(database: Database) -> None:
    company = Company(database, replace(POLICY, weights=Weights(exploration=0, hold_out_people=1)))
    company.save(company.built(ready(company, [person(preferences=Preferences(stopped=True)), person(id="p2")])))
    assert [row.reason for row in company.deliveries()] == ["stopped", "held out this quarter"]


def test_held_out_picks_are_kept_above_a_hundred(database: Database) -> None:
    company = Company(database, replace(POLICY, weights=Weights(exploration=0, hold_out=0.5)))
    readers = staff(30)
    items = [item(id=f"i{number}", approved_at=NOW) for number in range(8)]
    company.save(company.built(ready(company, readers, items)))
    held = [row for row in company.picks() if row.held_out]
    assert held
    assert all(row.position > 100 and row.offers == [] and row.language == "" for row in held)
    assert {row.hold_out for row in company.picks()} == {0.5}


def test_no_text_is_given_twice_in_a_department_before_all_were_given(company: Company) -> None:
    texts = tuple(Text(f"t{number}", "en", f"Text {number}.") for number in range(6))
    readers = [replace(one, languages=("en",)) for one in staff(12)]
    wanted = ready(company, readers, [item(id="only", texts=texts, networks=("x",), approved_at=NOW)])
    keys = []
    for start in range(0, 12, 3):
        built = company.built(wanted[start : start + 3])
        company.save(built)
        keys += [digest.picks[0].offers[0].text_key for digest in built.digests]
    assert len(set(keys[:6])) == len(set(keys[6:])) == 6
    assert company.given() == dict(Counter(keys))


def test_a_preview_is_what_the_send_gives(company: Company) -> None:
    wanted = ready(company, staff(5))
    preview = company.built([(build.PREVIEW, person_id) for _, person_id in wanted])
    sent = company.built(wanted)
    assert [replace(one, delivery_id=0) for one in sent.digests] == list(preview.digests)
    company.save(sent)
    company.save(preview)
    assert len(company.deliveries()) == 5


def test_a_preview_after_the_send_shows_the_same_items(company: Company) -> None:
    wanted = ready(company, [person()])
    sent = company.built(wanted)
    company.save(sent)
    company.change(wanted[0][0], state="sent", sent_at=NOW)
    again = company.built(wanted)
    assert [pick.item for pick in again.digests[0].picks] == [pick.item for pick in sent.digests[0].picks]


def test_only_open_items_are_on_the_shelf_unless_every_item_is_asked_for(company: Company) -> None:
    company.fill([], [*NEWS, item(id="draft", state=ItemState.DRAFT), item(id="old", expires=NOW)])
    some = company.database.read(build.load_world, POLICY, NOW)
    every = company.database.read(build.load_world, POLICY, NOW, every=True)
    assert set(some.items) == {"first", "second"}
    assert set(every.items) == {"first", "second", "draft", "old"}


def test_a_batch_takes_as_many_queries_for_one_person_as_for_five_hundred(company: Company) -> None:
    readers = staff(500)
    wanted = ready(company, readers)
    world = company.database.read(build.load_world, POLICY, NOW)
    asked: list[str] = []
    event.listen(company.database.engine, "before_cursor_execute", lambda _c, _k, said, *_: asked.append(said))

    def queries(count: int) -> tuple[int, int]:
        asked.clear()
        batch = company.database.read(build.load, world, WEEKLY, PERIOD, wanted[-count:], now=NOW)
        loaded = len(asked)
        company.save(build.decide(batch, KEY, NOW))
        return loaded, len(asked) - loaded

    assert queries(1) == queries(499)


def test_a_small_department_has_no_habits_that_would_tell_of_a_person(company: Company) -> None:
    company.fill([person(), *(person(id=f"q{n}", email="", department="Sales") for n in range(3))], NEWS)
    assert company.database.read(load_departments, 1) == {"Engineering", "Sales"}
    assert company.database.read(load_departments, 3) == {"Sales"}
    told = CompanyPast(lifts={"Sales": {"ports": 0.4}, "Engineering": {"ports": 0.9}}, habits={"Engineering": Habits()})
    assert told.of_departments({"Sales"}) == CompanyPast(lifts={"Sales": {"ports": 0.4}})


def test_what_is_quiet_stays_in_says_why_and_comes_again_afterwards(company: Company) -> None:
    wanted = ready(company, [person()])
    week = Quiet("results", NOW, NOW + timedelta(days=5), topics=frozenset({"ports"}))
    policy = replace(POLICY, quiet=(week,))
    (digest,) = replace(company, policy=policy).built(wanted).digests
    assert [pick.item.id for pick in digest.picks] == ["second"]
    world = company.database.read(build.load_world, policy, NOW)
    loaded = company.database.read(build.load, world, WEEKLY, PERIOD, wanted, now=NOW)
    told = {line.item_id: line.excluded_by for line in explain.lines(build.weigh(loaded, KEY, NOW), 0, deeds=True)}
    assert told == {"first": "quiet period", "second": None}
    later = replace(POLICY, quiet=(replace(week, since=datetime(2026, 1, 1, tzinfo=UTC), until=NOW),))
    assert len(replace(company, policy=later).built(wanted).digests[0].picks) == 2


def test_when_everything_is_quiet_nobody_gets_a_digest_and_the_edition_says_so(company: Company) -> None:
    wanted = ready(company, [person()])
    silent = replace(POLICY, quiet=(Quiet("all", NOW, NOW + timedelta(days=1)),))
    built = replace(company, policy=silent).built(wanted)
    assert built.skipped == {wanted[0][0]: "nothing to say: 2 quiet period"}
