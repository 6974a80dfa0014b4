"""Send next: an urgent item out of turn, for its audience, within what people chose."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from digests.content.audience import read
from digests.content.model import ItemState
from digests.content.store import load_items
from digests.db import Database
from digests.delivery.store import deliveries
from digests.edition import build, extra
from digests.edition.store import editions
from digests.errors import InputError, UnknownError
from digests.newsroom import items, sending
from digests.newsroom.errors import NotAllowedError
from digests.newsroom.model import Withdrawal
from digests.newsroom.queue import history
from digests.people.model import Person, Preferences
from digests.programme.quiet import Quiet
from tests.digests.edition.company import POLICY, Company
from tests.digests.newsroom.house import APPROVER, EDITOR, ID, of
from tests.factories import KEY, NOW, item, person

ENGINEER = person()
LAWYER = person(id="p-law", email="law@example.com", department="Legal", country="SE")


@pytest.fixture
def company(database: Database) -> Company:
    made = Company(database)
    made.fill([ENGINEER, LAWYER], [item(), item(id="other", url="https://www.example.com/other")])
    return made


def send(company: Company, item_id: str = ID, at: datetime = NOW, who: Person = APPROVER) -> int:
    to = company.database.read(items.receivers, item_id, POLICY, at)
    return company.database.write(items.send_next, of(who), to, at)


def waiting(company: Company) -> list[tuple[int, str]]:
    return [(int(row.id), str(row.person_id)) for row in company.deliveries()]


def built(company: Company, at: datetime = NOW) -> build.Built:
    """What the runner decides of the edition."""
    world = company.database.read(build.load_world, POLICY, at)
    period = extra.period(ID, at)
    alone = extra.alone(world, company.database.read(sending.item_of, period), at)
    batch = company.database.read(build.load, alone, extra.SCHEDULE, period, waiting(company), now=at)
    return build.decide(batch, KEY, at)


def change(company: Company, **fields: object) -> None:
    (now,) = company.database.read(load_items, [ID])
    new = replace(now, **fields)  # type: ignore[arg-type]
    company.database.write(items.change, of(APPROVER), new, now.version, NOW)


def test_an_urgent_item_goes_alone_to_everybody_it_is_for(company: Company) -> None:
    edition_id = send(company)
    rows = company.database.read(lambda c: list(c.execute(select(deliveries).order_by(deliveries.c.person_id))))
    assert [(row.edition_id, row.schedule, row.person_id, row.due_at) for row in rows] == [
        (edition_id, "extra", ENGINEER.id, NOW),
        (edition_id, "extra", LAWYER.id, NOW),
    ]
    assert [(row.department, row.country, row.privacy_mode, row.tracked) for row in rows] == [
        ("Engineering", "DK", "works_council", True),
        ("Legal", "SE", "open", True),
    ]
    assert [[pick.item.id for pick in one.picks] for one in built(company).digests] == [[ID], [ID]]
    assert not company.database.read(lambda c: c.scalar(select(editions.c.by_hand)))


def test_it_stands_in_the_item_s_history(company: Company) -> None:
    send(company)
    (decision,) = company.database.read(history, ID)
    assert (decision.who, decision.act) == (APPROVER.id, "sent_next")


def test_a_pick_out_of_turn_is_sure_and_needs_not_be_liked(company: Company) -> None:
    send(company)
    for composed in built(company).composed:
        (choice,) = composed.choices
        assert (choice.probability, choice.held_out, choice.position) == (1.0, False, 1)
    strict = replace(POLICY, weights=replace(POLICY.weights, least=1000.0, exploration=1.0, hold_out=1.0))
    world = company.database.read(build.load_world, strict, NOW)
    batch = company.database.read(
        build.load, extra.alone(world, ID, NOW), extra.SCHEDULE, "p", waiting(company), now=NOW
    )
    assert len(build.decide(batch, KEY, NOW).digests) == 2


@pytest.mark.parametrize(
    ("chosen", "why"),
    [
        (Preferences(stopped=True), "stopped"),
        (Preferences(paused_until=NOW + timedelta(days=1)), "paused"),
        (Preferences(networks=("xing",)), "nothing to say: 1 network"),
    ],
)
def test_whoever_chose_quiet_gets_none_and_the_edition_says_why(
    database: Database, chosen: Preferences, why: str
) -> None:
    company = Company(database)
    company.fill([person(preferences=chosen)], [item()])
    send(company)
    assert list(built(company).skipped.values()) == [why]


def test_a_person_s_own_cap_holds_for_it_too(database: Database) -> None:
    company = Company(database)
    company.fill([person(preferences=Preferences(min_days=7))], [item()])
    ((weekly, _),) = company.open([person()])
    company.change(weekly, state="sent", sent_at=NOW - timedelta(days=2))
    send(company)
    assert list(built(company).skipped.values())[-1] == "frequency cap"


def test_whoever_had_the_item_does_not_get_it_again(company: Company) -> None:
    wanted = company.open([ENGINEER])
    company.save(company.built(wanted))
    company.change(wanted[0][0], state="sent", sent_at=NOW - timedelta(days=1))
    send(company)
    assert [one.person_id for one in built(company).digests] == [LAWYER.id]


def test_it_goes_to_its_audience_alone(company: Company) -> None:
    change(company, audience=read({"any": [{"department": ["Legal"]}]}))
    send(company)
    assert [person_id for _, person_id in waiting(company)] == [LAWYER.id]


def test_nobody_is_woken_by_it(database: Database) -> None:
    company = Company(database)
    far = person(id="p-far", email="far@example.com", timezone="Pacific/Auckland")
    nowhere = person(id="p-none", email="none@example.com", timezone="")
    company.fill([ENGINEER, far, nowhere], [item()])
    send(company, at=datetime(2026, 11, 24, 8, tzinfo=UTC))
    due = {row.person_id: row.due_at for row in company.deliveries()}
    assert due == {
        ENGINEER.id: NOW,
        "p-far": datetime(2026, 11, 24, 19, tzinfo=UTC),  # 21:00 there; 8 o'clock on the 25th
        "p-none": NOW,
    }


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"state": ItemState.DRAFT}, "is draft: only what is approved"),
        ({"publish": NOW + timedelta(days=1)}, "not in its window"),
        ({"expires": NOW}, "not in its window"),
        ({"audience": read({"any": [{"department": ["Nowhere"]}]})}, "is for nobody"),
    ],
)
def test_what_cannot_be_offered_now_is_not_sent(database: Database, fields: dict[str, object], says: str) -> None:
    company = Company(database)
    company.fill([ENGINEER], [item(**fields)])
    with pytest.raises(InputError, match=says):
        send(company)
    assert waiting(company) == []


def test_only_whoever_may_approve_sends_and_only_what_is_there(company: Company) -> None:
    with pytest.raises(NotAllowedError, match="comms:approver"):
        send(company, who=EDITOR)
    with pytest.raises(UnknownError, match="no item 'zzz'"):
        send(company, "zzz")
    assert waiting(company) == []


def test_an_item_goes_out_of_turn_once_a_day_and_another_one_may_too(company: Company) -> None:
    first = send(company)
    with pytest.raises(InputError, match="once a day"):
        send(company, at=NOW + timedelta(hours=1))
    assert send(company, "other") > first
    assert send(company, at=NOW + timedelta(days=1)) > first


def test_what_was_withdrawn_before_it_was_composed_goes_to_nobody(company: Company) -> None:
    send(company)
    company.database.write(items.withdraw, of(APPROVER), ID, Withdrawal(), NOW)
    assert set(built(company).skipped.values()) == {"nothing to say: the queue has no open item"}
    assert company.database.read(sending.item_of, "2026-W48") is None


def test_nothing_is_sent_out_of_turn_while_a_quiet_period_keeps_it_in(company: Company) -> None:
    week = Quiet("results", NOW - timedelta(days=1), NOW + timedelta(days=2), desks=frozenset({"comms"}))
    to = company.database.read(items.receivers, ID, replace(POLICY, quiet=(week,)), NOW)
    with pytest.raises(InputError, match="stays in until 2026-11-26 09:00: the quiet period 'results' holds"):
        company.database.write(items.send_next, of(APPROVER), to, NOW)


def test_the_companys_cap_does_not_keep_back_what_is_sent_out_of_turn(company: Company) -> None:
    send(company)
    world = company.database.read(build.load_world, replace(POLICY, min_days=30), NOW)
    alone = extra.alone(world, ID, NOW)
    batch = company.database.read(build.load, alone, extra.SCHEDULE, extra.period(ID, NOW), waiting(company), now=NOW)
    assert len(build.decide(batch, KEY, NOW).digests) == 2
