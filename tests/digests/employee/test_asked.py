"""What people ask for is answered on their own channel, and nobody is sent many."""

from sqlalchemy import update

from digests.db import Database
from digests.delivery import notes
from digests.delivery.notes import Asked
from digests.employee import asked, fresh, quiet
from digests.employee.asked import Kind
from digests.employee.fresh import MOST, Purpose
from digests.people.model import ChannelName
from digests.people.store import people
from tests.digests.employee.ground import MAJA, SENT, changed, chosen
from tests.factories import NOW

EMAIL, SLACK = ChannelName.EMAIL, ChannelName.SLACK


def sent(database: Database) -> list[Asked]:
    return database.read(notes.due, NOW, 99)


def test_ones_own_page_is_sent_once_however_often_it_is_asked_for(employed: Database) -> None:
    assert employed.write(asked.own_page, MAJA, NOW)
    assert not employed.write(asked.own_page, MAJA, NOW)
    (one,) = sent(employed)
    assert (one.kind, one.person_id, one.address, one.channel) == (Kind.OWN, MAJA, "", None)


def test_whoever_was_sent_many_within_the_hour_waits(employed: Database) -> None:
    for number in range(MOST):
        employed.write(fresh.make, MAJA, Purpose.OWN, f"s{number}", now=NOW)
    assert not employed.write(asked.own_page, MAJA, NOW)
    assert sent(employed) == []


def test_whoever_left_and_a_digest_without_its_person_are_sent_nothing(employed: Database) -> None:
    employed.write(lambda connection: connection.execute(update(people).values(left_at=SENT)))
    assert not employed.write(asked.own_page, MAJA, NOW)
    changed(employed, person_id=None)
    assert not employed.write(asked.page, 1, ["p"], NOW)
    assert not employed.write(asked.page, 999, ["p"], NOW)
    assert sent(employed) == []


def test_a_newer_address_says_which_page_of_which_digest(employed: Database) -> None:
    assert employed.write(asked.page, 1, ["s", "2", "x"], NOW)
    (one,) = sent(employed)
    assert (one.kind, one.person_id, one.about) == (Kind.PAGE, MAJA, {"delivery": 1, "path": ["s", "2", "x"]})


def test_another_channel_is_asked_about_where_the_digests_come_today(employed: Database) -> None:
    assert employed.write(asked.channel, MAJA, EMAIL, NOW)
    (one,) = sent(employed)
    assert (one.kind, one.channel, one.about) == (Kind.CHANNEL, None, {"channel": "email"})
    assert chosen(employed).channel is None


def test_a_channel_that_brings_the_digests_anyway_is_kept_without_a_question(employed: Database) -> None:
    assert not employed.write(asked.channel, MAJA, None, NOW)
    assert not employed.write(asked.channel, MAJA, SLACK, NOW)
    assert chosen(employed).channel is SLACK
    assert employed.write(asked.channel, MAJA, None, NOW)  # the company may have it otherwise
    assert [one.about for one in sent(employed)] == [{"channel": ""}]


def test_a_change_is_told_to_the_channel_before_and_can_be_taken_back(employed: Database) -> None:
    employed.write(asked.change_channel, MAJA, EMAIL, NOW)
    assert chosen(employed).channel is EMAIL
    (one,) = sent(employed)
    assert (one.kind, one.channel, one.about) == (Kind.UNDO, SLACK, {"before": "", "after": "email"})
    employed.write(fresh.make, MAJA, Purpose.UNDO, "s1", now=NOW, about=one.about)
    link = employed.read(fresh.look, "s1", NOW)
    assert link is not None
    assert employed.write(asked.undo_channel, link, NOW)
    assert chosen(employed).channel is None


def test_a_change_back_to_the_companys_own_is_told_as_well(employed: Database) -> None:
    employed.write(asked.change_channel, MAJA, EMAIL, NOW)
    employed.write(lambda connection: connection.execute(notes.notes.delete()))
    employed.write(asked.change_channel, MAJA, None, NOW)
    (one,) = sent(employed)
    assert (one.channel, one.about) == (EMAIL, {"before": "email", "after": ""})


def test_what_changes_nothing_is_told_to_nobody(employed: Database) -> None:
    employed.write(asked.change_channel, MAJA, SLACK, NOW)  # it came there already
    employed.write(asked.change_channel, MAJA, SLACK, NOW)
    assert sent(employed) == []
    assert chosen(employed).channel is SLACK


def test_whoever_never_got_a_digest_is_told_on_any_channel(employed: Database) -> None:
    changed(employed, state="queued", sent_at=None)
    employed.write(asked.change_channel, MAJA, EMAIL, NOW)
    assert [one.channel for one in sent(employed)] == [None]


def test_taking_back_an_old_change_does_not_undo_a_newer_one(employed: Database) -> None:
    employed.write(asked.change_channel, MAJA, EMAIL, NOW)
    about = {"before": "", "after": "email"}
    employed.write(fresh.make, MAJA, Purpose.UNDO, "s1", now=NOW, about=about)
    employed.write(quiet.choose, MAJA, lambda before: type(before)(channel=ChannelName.TEAMS), NOW)
    link = employed.read(fresh.look, "s1", NOW)
    assert link is not None
    assert not employed.write(asked.undo_channel, link, NOW)
    assert chosen(employed).channel is ChannelName.TEAMS
