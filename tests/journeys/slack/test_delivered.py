"""What becomes of messages once they are delivered: sent next, withdrawn, restored, corrected, reminded of."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, func, select, update

from digests.content.model import ItemState
from digests.employee.store import wishes
from digests.people.model import Preferences
from digests.people.store import save_preferences
from tests.journeys.slack.desk import delivered, extras, kept, opened, placed, send_next, until_state
from tests.slack_faults.company import Company
from tests.slack_faults.hand import Hand, found, texts
from tests.slack_faults.world import Json

GONE = "This was taken back. Please do not share it any more."
REMINDER = "You wanted to be reminded: "


def read(message: Json) -> str:
    return "\n".join(texts(message["blocks"]))


def test_an_item_sent_next_reaches_its_audience_but_nobody_who_just_had_a_digest(
    lyngbro: Company, somebody: Hand
) -> None:
    rested, outside = lyngbro.somebody(), lyngbro.somebody()
    rarely = Preferences(min_days=7)
    lyngbro.database.write(save_preferences, lyngbro.person_id(rested), rarely, datetime.now(UTC))
    crane = placed(lyngbro, "crane", [somebody, rested])
    send_next(lyngbro, crane)
    message = somebody.until_digest("The crane")
    assert "how we did it" not in read(message)
    came = lyngbro.until(
        lambda c: (rows := extras(c, crane)) and {one.state for one in rows} <= {"sent", "skipped"} and rows
    )
    states = {one.person_id: one.state for one in came}
    assert states == {lyngbro.person_id(somebody): "sent", lyngbro.person_id(rested): "skipped"}
    assert "The crane" not in str(rested.messages) + str(outside.messages)
    assert lyngbro.slack.refusals() == []


def test_a_withdrawn_item_leaves_its_message_and_comes_back_when_it_is_restored(
    lyngbro: Company, somebody: Hand
) -> None:
    quay = delivered(lyngbro, "quay", somebody)
    before = somebody.digest
    admin = lyngbro.hand("admin")
    admin.press(opened(admin, quay), "item_withdraw")
    admin.until_modal("Withdraw an item", "Delivered messages", "Delivered in Slack and Teams")
    admin.fill("Why?", "A figure was wrong")
    assert admin.submit().errors == {}
    after = somebody.until_digest(GONE, without="Share on")
    assert after["ts"] == before["ts"]
    admin.press(admin.until_modal("Withdrawn.", "Restore"), "item_restore")
    back = somebody.until_digest("The quay", without=GONE)
    assert (back["ts"], read(back)) == (before["ts"], read(before))
    assert kept(lyngbro, quay).state is ItemState.APPROVED


def test_a_withdrawn_item_stays_in_its_message_where_that_is_chosen(lyngbro: Company, somebody: Hand) -> None:
    other = lyngbro.somebody()
    pier, dock = delivered(lyngbro, "pier", somebody), delivered(lyngbro, "dock", other)
    admin = lyngbro.hand("admin")
    for made, choice in (
        (pier, "Leave delivered messages as they are"),
        (dock, "Take it out of messages already delivered"),
    ):
        admin.press(opened(admin, made), "item_withdraw")
        admin.until_modal("Withdraw an item")
        admin.fill("Delivered messages", choice)
        assert admin.submit().errors == {}
        until_state(lyngbro, made, ItemState.WITHDRAWN)
    other.until_digest(GONE)
    assert GONE not in read(somebody.digest)


def test_a_correction_shows_in_the_message_that_was_delivered(lyngbro: Company, somebody: Hand) -> None:
    made = delivered(lyngbro, "lock", somebody)
    before, admin = somebody.digest, lyngbro.hand("admin")
    admin.press(opened(admin, made), "newsroom_edit:headline")
    admin.until_modal("Headline: English")
    admin.fill("Headline: English", "The lock, put right")
    assert admin.submit().errors == {}
    lyngbro.until(lambda _: kept(lyngbro, made).title["en"] == "The lock, put right")
    again = kept(lyngbro, made)
    assert "put right" not in read(somebody.digest)
    if again.state is not ItemState.APPROVED:
        approver = lyngbro.hand("approver")
        admin.press(opened(admin, again), "item_submit")
        until_state(lyngbro, made, ItemState.IN_REVIEW)
        approver.press(opened(approver, again), "item_approve")
        until_state(lyngbro, made, ItemState.APPROVED)
    admin.press(opened(admin, again), "item_correct")
    admin.until_modal("Messages already delivered will show the item")
    assert admin.submit().errors == {}
    after = somebody.until_digest("The lock, put right")
    assert after["ts"] == before["ts"]
    assert len([one for one in somebody.messages if "The lock" in str(one)]) == 1


def reminders(hand: Hand) -> list[Json]:
    return [one for one in hand.messages if REMINDER in str(one.get("text"))]


def reminded(company: Company, hand: Hand) -> Json:
    """The reply of a reminder that was asked for and whose hour has come; the digest that it is about."""
    digest = hand.digest
    menu = found(digest, "item_menu")[1]
    later = next(one["value"] for one in menu["options"] if one["value"].startswith("tomorrow"))
    hand.press(digest, "item_menu", later)
    company.until(lambda c: wanted(c, company.person_id(hand)))
    company.database.write(_hour_comes, company.person_id(hand))
    company.slack.until(lambda _: reminders(hand))
    return digest


def wanted(connection: Connection, person_id: str) -> int:
    mine = wishes.c.person_id == person_id
    return connection.scalar(select(func.count()).where(mine, wishes.c.remind_at.is_not(None))) or 0


def _hour_comes(connection: Connection, person_id: str) -> None:
    past = datetime.now(UTC) - timedelta(minutes=1)
    connection.execute(update(wishes).where(wishes.c.person_id == person_id).values(remind_at=past))


def test_a_reminder_is_one_reply_in_the_thread_of_its_digest(lyngbro: Company, somebody: Hand) -> None:
    digest = reminded(lyngbro, somebody)
    reminded(lyngbro, lyngbro.somebody())  # whoever is reminded after them: nothing of theirs is left
    (reply,) = reminders(somebody)
    assert reply["thread_ts"] == digest["ts"]
    assert lyngbro.database.read(wanted, lyngbro.person_id(somebody)) == 0
    assert "share_linkedin" in str(reply["blocks"])
