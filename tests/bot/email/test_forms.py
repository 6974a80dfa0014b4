"""Mails built from parts are the mails that the templates mean."""

from binascii import a2b_qp
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.email.letters import Letters
from bot.email.rendering import render
from bot.email.wire import quoted, stuffed
from bot.rendering.view import Addresses, House, view
from digests.config import Config
from digests.content.model import Kind
from digests.delivery.model import Parcel
from digests.edition.model import Offer
from digests.errors import DeliveryError, SettingsError
from digests.people.model import Rung
from digests.relevance.model import Reason
from tests.factories import KEY, NOW, digest, item, parcel, person, pick

TOKEN = "A" * 28
BASE = {
    "server": {"public_url": "https://digest.example.com"},
    "links": {"base_url": "https://go.example.com"},
    "schedules": [{"name": "weekly", "cron": "0 9 * * 2"}],
}
CONFIG = Config.model_validate(BASE)
LETTERS = Letters(CONFIG, KEY)


def read(data: bytes) -> EmailMessage:
    message = message_from_bytes(data, policy=default)
    assert isinstance(message, EmailMessage)
    for part in message.walk():
        assert part.defects == []
        assert all(not value.defects for value in part.values())
    return message


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def full(language: str) -> Parcel:
    post = item(id="post", kind=Kind.POST, image=None, title={"en": "A <b> & \"post\" 'x' æ\xa0ø"})
    said = "Line one & <two>\nLine \"three\" 'four' …\xa0x\n.dot"
    rows = (("linkedin", "x", "bluesky"), ("facebook", "x", "linkedin"), ("mail", "whatsapp"), ())
    picks = [
        pick(position=at, item=item(id=f"i{at}"), offers=tuple(Offer(n, "k", said) for n in row), colleagues=at * 2)
        for at, row in enumerate(rows, 1)
    ]
    picks.append(pick(position=5, item=post, reasons=(), offers=()))
    return parcel(token=TOKEN, digest=digest(language=language, picks=tuple(picks), rung=Rung.CHAMPION))


@pytest.mark.parametrize("language", ["en", "da"])
def test_a_mail_from_parts_says_what_the_templates_say(language: str) -> None:
    sent = full(language)
    message = read(LETTERS.eml(sent, NOW))
    said = view(sent.digest, Addresses("https://digest.example.com", TOKEN), House("Our company"))
    plain = render(said, CONFIG.company)
    assert body(message, "plain") == plain.text
    assert body(message, "html") == plain.html
    assert message["Subject"] == plain.subject


def test_five_items_stay_small() -> None:
    assert len(LETTERS.eml(full("en"), NOW)) < 30_000


def test_the_headers_say_who_what_and_how_to_stop() -> None:
    message = read(LETTERS.eml(parcel(token=TOKEN), NOW))
    assert message["From"] == "Budstikke <budstikke@example.com>"
    assert message["To"] == "Maja Holm <maja.holm@example.com>"
    assert message["List-Unsubscribe"].strip() == f"<https://digest.example.com/u/{TOKEN}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Id"] == "Our company <weekly.go.example.com>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Feedback-ID"] == "weekly:2026-W48:digest:budstikke"
    assert message["Date"].datetime == NOW
    assert message["Reply-To"] is None


def test_a_message_id_is_the_same_at_every_try_and_differs_between_deliveries_and_keys() -> None:
    assert LETTERS.letter(parcel(token=TOKEN), NOW).ref == LETTERS.ref(7)
    assert LETTERS.ref(7) != LETTERS.ref(8)
    assert LETTERS.ref(7) != Letters(CONFIG, KEY + b"x").ref(7)
    assert LETTERS.ref(7).endswith("@go.example.com>")


def test_a_test_send_goes_elsewhere_and_says_so() -> None:
    letter = LETTERS.letter(parcel(token=TOKEN, test_to="comms@example.com"), NOW)
    assert letter.to == "comms@example.com"
    assert str(read(letter.data)["Subject"]).startswith("[Test] ")


def test_a_person_without_a_mail_address_can_be_previewed() -> None:
    message = read(LETTERS.eml(parcel(token=TOKEN, person=person(email="")), NOW))
    assert message["To"] == "undisclosed-recipients:;"


def test_the_page_is_the_mails_html() -> None:
    assert LETTERS.html(parcel(token=TOKEN)).replace("\r\n", "\n") == body(
        read(LETTERS.eml(parcel(token=TOKEN), NOW)), "html"
    )


def test_preparing_a_batch_changes_nothing_in_its_mails() -> None:
    prepared = Letters(CONFIG, KEY)
    prepared.prepare([full("en"), full("da")])
    assert prepared.eml(full("da"), NOW) == LETTERS.eml(full("da"), NOW)


def test_an_item_changed_under_the_same_version_is_shown_as_it_is_now() -> None:
    letters = Letters(CONFIG, KEY)
    letters.eml(parcel(token=TOKEN), NOW)
    changed = digest(picks=(pick(item=item(title={"en": "Another title"})),))
    assert "Another title" in letters.html(parcel(token=TOKEN, digest=changed))


def test_the_privacy_sentence_follows_the_persons_country() -> None:
    config = Config.model_validate({**BASE, "privacy": {"countries": {"SE": "open"}}})
    letters = Letters(config, KEY)
    assert "Editors can see" in letters.html(parcel(token=TOKEN, person=person(country="SE")))
    assert "Editors can see" not in letters.html(parcel(token=TOKEN))


def test_a_configuration_that_changed_is_in_the_next_mail() -> None:
    letters = Letters(CONFIG, KEY)
    first = parcel(token=TOKEN, digest=digest(first=True))
    letters.html(first)
    own = {
        "welcome": {"words": {"en": "Nordbro is worth a word."}},
        "topics": [{"name": "Ports", "title": {"en": "Quays"}}],
    }
    changed = Config.model_validate({**BASE, **own})
    assert letters.renewed(CONFIG) is letters
    said = letters.renewed(changed).html(first)
    assert "Nordbro is worth a word. Tap a network" in said
    assert "You follow Quays" in said
    assert "Nordbro is worth" not in letters.renewed(CONFIG).html(first)


def test_a_reply_address_is_used() -> None:
    config = Config.model_validate({**BASE, "email": {"reply_to": "Comms <comms@example.com>"}})
    assert read(Letters(config, KEY).eml(parcel(token=TOKEN), NOW))["Reply-To"] == "Comms <comms@example.com>"


def test_a_sender_that_is_no_address_is_a_settings_error() -> None:
    with pytest.raises(SettingsError, match="mail address"):
        Letters(Config.model_validate({**BASE, "email": {"from": "nobody"}}), KEY)


@pytest.mark.parametrize("address", ["a@b@c d", "no", "x\r\nBcc: y@example.com", "a b@example.com", "@example.com"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(DeliveryError):
        LETTERS.letter(parcel(token=TOKEN, person=person(email=address)), NOW)


def test_a_domain_beyond_ascii_is_encoded() -> None:
    assert LETTERS.letter(parcel(person=person(email="a@blåbær.example")), NOW).to == "a@xn--blbr-roah.example"


DOTTED = st.lists(st.sampled_from([".", "..", "\n", "a", " "]), max_size=200).map("".join)
ANY = st.text(max_size=400) | DOTTED | st.integers(1, 400).map(lambda n: "." * n)


@settings(deadline=None, max_examples=60)
@given(
    st.text(max_size=200) | DOTTED, st.text(max_size=400) | DOTTED, st.text(max_size=200) | DOTTED, st.text(max_size=80)
)
def test_whatever_people_write_the_mail_is_sound(name: str, said: str, title: str, department: str) -> None:
    made = item(id=str(hash(title)), title={"en": title or "x"})
    content = digest(
        first_name=name,
        department=department,
        picks=(pick(item=made, offers=(Offer("linkedin", "k", said),), reasons=(Reason("interest", department),)),),
    )
    sent = parcel(token=TOKEN, digest=content, person=person(name=name))
    data = LETTERS.eml(sent, NOW)
    assert LETTERS.letter(sent, NOW).data == stuffed(data) == data + b".\r\n"
    assert max(map(len, data.split(b"\r\n"))) <= 76
    assert data.count(b"\n") == data.count(b"\r\n")
    assert data.isascii()
    message = read(data)
    assert set(message.keys()) == set(read(LETTERS.eml(parcel(token=TOKEN), NOW)).keys())
    assert message["To"].addresses[0].addr_spec == "maja.holm@example.com"


@pytest.mark.parametrize(
    "text", ["." * n for n in (1, 2, 70, 74, 75, 76, 77, 150, 400)] + [".\n..\n" * 20, "a\n." * 40]
)
def test_no_encoded_line_begins_with_a_dot_or_is_too_long(text: str) -> None:
    lines = quoted(text).split(b"\r\n")
    assert not [line for line in lines if line.startswith(b".")]
    assert max(map(len, lines)) <= 76
    assert a2b_qp(quoted(text)).decode().replace("\r\n", "\n") == text


def test_a_line_that_begins_with_a_dot_gets_another_one() -> None:
    assert stuffed(b"Subject: x\r\n\r\n.\r\n.a\r\n") == b"Subject: x\r\n\r\n..\r\n..a\r\n.\r\n"


@pytest.mark.parametrize("evil", ["<script>alert(1)</script>", "Ann\r\nBcc: x@example.com", "..\n.\n", "\x01\x02"])
def test_what_people_write_is_text_and_nothing_else(evil: str) -> None:
    content = digest(first_name=evil, picks=(pick(offers=(Offer("x", "k", evil),)),))
    sent = replace(parcel(token=TOKEN, digest=content), person=person(name=evil))
    message = read(LETTERS.letter(sent, NOW).data)
    assert "<script" not in body(message, "html")
    assert message["Bcc"] is None
    assert "\x01" not in body(message, "plain")
