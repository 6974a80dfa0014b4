"""A rehearsal shows what the send will give, and leaves no trace."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from bot.jobs.editions import open_by_hand
from bot.jobs.work import schedule
from digests.db import metadata
from digests.delivery.model import DeliveryState
from digests.delivery.store import rows
from digests.edition.build import digests_of
from digests.edition.model import Digest, Pick
from digests.errors import DeliveryError
from digests.people.store import find_person, load_people
from tests.journeys.office import TUESDAY, Office, staffed


@pytest.fixture
def sample(database_url: str, tmp_path: Path) -> Iterator[Office]:
    with staffed(tmp_path, database_url) as made:
        yield made


def given(digest: Digest | None) -> list[tuple[object, ...]]:
    def one(pick: Pick) -> tuple[object, ...]:
        return pick.position, pick.item.id, pick.language, pick.offers, pick.reasons, pick.colleagues

    return [one(pick) for pick in digest.picks] if digest else []


def everything(connection: Connection) -> dict[str, int]:
    return {
        table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in metadata.sorted_tables
    }


@pytest.mark.parametrize("department", ["Communications", "Legal", "Engineering"])
def test_a_preview_shows_everybody_the_picks_and_texts_that_the_send_gives(sample: Office, department: str) -> None:
    people = [one for one in sample.database.read(load_people) if one.department == department]
    shown = {one.id: sample.service.composed("weekly", one, TUESDAY) for one in people}
    sent = sample.send()
    digests = {one.person_id: one for one in sample.database.read(digests_of, [one.id for one in sent])}
    assert len(people) >= 5
    for person in people:
        parcel, why_not = shown[person.id]
        assert given(parcel.digest if parcel else None) == given(digests.get(person.id)), person.id
        assert bool(parcel) is not bool(why_not)


def test_a_dry_run_says_what_the_send_then_does(sample: Office) -> None:
    planned = {who: (channel, why) for who, channel, why in sample.service.planned("weekly", TUESDAY, None)}
    before = sample.database.read(everything)
    assert before["deliveries"] == 0
    done = {
        one.person_id: (one.channel if one.state is DeliveryState.SENT else None, one.reason) for one in sample.send()
    }
    # A person whom Slack does not find goes on by mail; the plan names the first channel.
    fell_back = {who for who, (channel, _) in planned.items() if channel == "slack" and done[who][0] == "email"}
    assert {who: one for who, one in planned.items() if who not in fell_back} == {
        who: one for who, one in done.items() if who not in fell_back
    }


def test_a_dry_run_after_the_send_says_that_it_was_sent(sample: Office) -> None:
    sample.send()
    planned = list(sample.service.planned("weekly", TUESDAY, None))
    assert {channel for _, channel, _ in planned} == {None}
    assert "already sent" in {why for _, _, why in planned}


def test_a_dry_run_names_the_channel_of_what_waits_already(sample: Office) -> None:
    person = sample.database.read(find_person, "p-0001")
    sample.relay.stop()
    sample.slack.down = True
    sample.send(only=person.id)
    ((who, channel, why),) = sample.service.planned("weekly", TUESDAY, person)
    (waiting,) = [one for one in sample.database.read(rows, edition_ids=range(20)) if one.person_id == who]
    assert waiting.state in {DeliveryState.QUEUED, DeliveryState.UNKNOWN}
    assert (channel, bool(why)) == ((waiting.channel, False) if waiting.state is DeliveryState.QUEUED else (None, True))


def test_a_colleague_who_has_a_digest_already_does_not_shift_the_texts_of_a_preview(sample: Office) -> None:
    people = [one for one in sample.database.read(load_people) if one.department == "Communications"]
    first, last = people[0], people[-1]
    sample.send(only=first.id)
    parcel, _ = sample.service.composed("weekly", last, TUESDAY)
    sent = sample.send()
    digests = {one.person_id: one for one in sample.database.read(digests_of, [one.id for one in sent])}
    assert parcel is not None
    assert given(parcel.digest) == given(digests[last.id])


def test_a_test_send_is_marked_and_leaves_no_trace(sample: Office) -> None:
    person = sample.database.read(find_person, "p-0001")
    before = sample.database.read(everything)
    parcel, _ = sample.service.composed("weekly", person, TUESDAY)
    assert parcel is not None
    sample.service.test(parcel, "editor@example.com")
    ((address, _),) = sample.relay.messages
    assert address == "editor@example.com"
    assert sample.relay.letters()[address]["Subject"].startswith("[Test]")
    assert sample.database.read(everything) == before


def test_a_test_send_that_does_not_go_out_says_why(sample: Office) -> None:
    person = sample.database.read(find_person, "p-0001")
    parcel, _ = sample.service.composed("weekly", person, TUESDAY)
    assert parcel is not None
    sample.relay.refused.add("editor@example.com")
    with pytest.raises(DeliveryError, match="The relay refused this address"):
        sample.service.test(parcel, "editor@example.com")


def test_a_person_who_would_get_nothing_is_told_why(sample: Office) -> None:
    people = sample.database.read(load_people)
    unreachable = next(one for one in people if not one.email and not one.teams_id and not one.slack_id)
    parcel, why_not = sample.service.composed("weekly", unreachable, TUESDAY)
    assert (parcel, why_not) == (None, "unreachable")


def test_by_hand_a_pilot_group_is_all_that_a_schedule_reaches(sample: Office) -> None:
    monthly = schedule(sample.service.settings, "monthly")
    opened = open_by_hand(sample.service.work, monthly, TUESDAY)
    people = {one.id: one for one in sample.database.read(load_people)}
    found = [people[one.person_id or ""] for one in sample.database.read(rows, edition_ids=opened)]
    assert {one.department for one in found} == {"Communications", "Human Resources", "Sales"}
    assert len(found) == sum(
        one.department in {"Communications", "Human Resources", "Sales"} for one in people.values()
    )
