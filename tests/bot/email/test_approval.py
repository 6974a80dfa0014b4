"""The mail to an approver: the item as it will look, its texts, and two buttons that are theirs alone."""

import re
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from bot.email.approval import approval, rendered, returned
from bot.email.channel import MailChannel, Pace
from bot.jobs.asking import Listing, Returning
from digests.config import Mail
from digests.content.model import ItemState, Kind, Text
from digests.delivery.model import Outcome, Result
from digests.errors import DeliveryError
from digests.newsroom.asking import Question
from digests.newsroom.invitations import Invitation, check
from digests.newsroom.returning import Returned
from digests.settings import Settings
from tests.bot.chat import settings
from tests.bot.email.relays import Relay, relaying
from tests.factories import NOW, item, person

IDA = person(id="p-2", name="Ida Lund", email="ida@example.com", languages=("en",), roles=("comms:approver",))
ASKED = Question(item(state=ItemState.IN_REVIEW, version=2), IDA, by="Maja Holm", at=NOW, newest=2)
ADDRESS = re.compile(r"https://share\.example\.com/a/([\w-]+)\?do=(approve|change)")


def house() -> Settings:
    return settings("https://slack.example.com")


def mail(question: Question = ASKED, **more: bool) -> EmailMessage:
    made = approval(house(), [question], NOW, again=more.get("again", False))
    return message_from_bytes(made.data, policy=default)


def many(number: int) -> list[Question]:
    return [replace(ASKED, item=replace(ASKED.item, id=f"n-{place}")) for place in range(number)]


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found is not None
    return str(found.get_content())


def test_a_mail_says_what_is_asked_and_by_whom() -> None:
    message = mail()
    assert message["Subject"] == "For approval: How we cut the harbour's emissions"
    assert message["To"] == "ida@example.com"
    for kind in ("plain", "html"):
        said = part(message, kind)
        assert "submitted by Maja Holm" in said
        for text in ASKED.item.texts:
            assert text.text in said
        assert "For: everybody" in said


def test_its_two_buttons_are_the_approvers_own_and_for_this_version() -> None:
    for kind in ("plain", "html"):
        found = ADDRESS.findall(part(mail(), kind))
        assert {act for _, act in found} == {"approve", "change"}
        assert {check([house().key], token, NOW) for token, _ in found} == {Invitation("p-2", ASKED.item.id, 2)}


def test_nothing_of_the_item_can_be_shared_from_the_mail() -> None:
    assert "/s/" not in part(mail(), "html")


def test_what_an_editor_wrote_is_shown_as_it_stands() -> None:
    nasty = item(
        title={"en": "<b>Bold</b> & {{ brave }}"},
        texts=(Text("k", "en", "<script>alert(1)</script>\nsecond line", "linkedin"),),
        state=ItemState.IN_REVIEW,
    )
    html = part(mail(replace(ASKED, item=nasty)), "html")
    assert "<script" not in html
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; {{ brave }}" in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>second line" in html
    assert "English, LinkedIn" in html


def test_a_post_of_the_company_has_its_one_button() -> None:
    html = part(mail(replace(ASKED, item=item(kind=Kind.POST, texts=(), state=ItemState.IN_REVIEW))), "html")
    assert "Open our post" in html


def test_many_items_are_one_mail_with_two_buttons_each() -> None:
    said = rendered(house(), many(23), NOW, again=False)
    assert said.subject == "23 items wait for your approval"
    assert len(ADDRESS.findall(said.text)) == 40
    assert len({token for token, _ in ADDRESS.findall(said.html)}) == 20
    assert "And 3 more items in the newsroom." in said.text


def test_a_reminder_says_that_it_is_one_and_is_another_mail() -> None:
    again = mail(again=True)
    assert again["Subject"] == "Reminder: For approval: How we cut the harbour's emissions"
    assert "This still waits for you." in part(again, "plain")
    assert again["Message-ID"] != mail()["Message-ID"]
    assert mail()["Message-ID"] == mail()["Message-ID"]


def test_it_speaks_the_approvers_language() -> None:
    danish = mail(replace(ASKED, person=replace(IDA, languages=("da",))))
    assert danish["Subject"] == "Til godkendelse: Sådan skar vi i havnens udledning"
    assert danish["Content-Language"] == "da"
    assert "Godkend" in part(danish, "html")


def test_nothing_is_fetched_when_it_is_opened_but_the_items_own_picture() -> None:
    html = part(mail(), "html")
    assert re.findall(r'src="([^"]+)"', html) == ["https://www.example.com/images/harbour.jpg"]
    assert "<link" not in html


def test_lines_are_short_enough_for_every_relay() -> None:
    longest = item(title={"en": "w" * 300}, summary={"en": "long " * 200}, state=ItemState.IN_REVIEW)
    made = approval(house(), [replace(ASKED, item=longest)], NOW, again=False)
    assert max(len(line) for line in made.data.split(b"\r\n")) <= 998
    assert b"\n" not in made.data.replace(b"\r\n", b"")


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(DeliveryError):
        approval(house(), [replace(ASKED, person=replace(IDA, email="no address"))], NOW, again=False)


def channel(relay: Relay) -> MailChannel:
    found = house()
    secrets = found.secrets.model_copy(update={"smtp_url": f"smtp://127.0.0.1:{relay.port}"})
    chosen = Settings(config=found.config, secrets=secrets, path=found.path)
    return MailChannel(chosen, found.key, lambda: NOW, Pace(Mail(), lambda: 0.0, lambda _: None))


def test_mail_asks_reminds_and_hands_back() -> None:
    with relaying() as relay:
        mails = channel(relay)
        assert isinstance(mails, Listing)
        assert isinstance(mails, Returning)
        back = Returned(item(state=ItemState.DRAFT, version=3), IDA, "Name the captain.\nThen fine.", "Bo Friis")
        outcomes = [mails.ask(ASKED), mails.ask_all(many(3), again=True), mails.hand_back(back)]
        assert [one.result for one in outcomes] == [Result.SENT] * 3
        assert mails.conclude(ASKED, outcomes[0].ref) == Outcome(Result.SENT, ref=outcomes[0].ref)
        subjects = [message_from_bytes(one, policy=default)["Subject"] for one in relay.messages]
    assert subjects == [
        "For approval: How we cut the harbour's emissions",
        "Reminder: 3 items wait for your approval",
        "Bo Friis asks for a change to “How we cut the harbour's emissions”.",
    ]


def test_mail_refuses_an_address_that_is_none_without_a_connection() -> None:
    with relaying() as relay:
        outcome = channel(relay).ask(replace(ASKED, person=replace(IDA, email="no address")))
        assert (outcome.result, relay.messages) == (Result.REFUSED, [])


def test_an_author_is_told_in_their_words_where_to_look() -> None:
    back = Returned(item(version=3), replace(IDA, languages=("da",)), "Kortere, tak.\n\nOg et navn.", "")
    note = returned(house(), back)
    assert note.lines == ("Kortere, tak.", "Og et navn.")
    assert note.button is not None
    assert note.button.url == "https://share.example.com/newsroom/items/harbour-emissions"
    assert "Sådan skar vi" in note.subject
