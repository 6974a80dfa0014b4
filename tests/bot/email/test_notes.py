"""A small message as a mail: both bodies say the same, and nothing in it is fetched or left unescaped."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from bot.email.channel import MailChannel, Pace
from bot.email.notes import letter, rendered
from digests import clock
from digests.config import Config, Mail
from digests.delivery.channel import Telling
from digests.delivery.model import Result
from digests.delivery.notes import Button, Note
from tests.bot.email.relays import relaying
from tests.bot.email.test_forms import BASE
from tests.bot.email.test_smtp import settings
from tests.factories import KEY, NOW, person

ADDRESS = "https://share.example.com/newsroom/signin/" + "t" * 60
NOTE = Note("Sign in", ("Good for <15> minutes.", "Søg & find."), Button("Open", ADDRESS), "Ask again & again.", "en")


def _config(**email: str) -> Config:
    return Config.model_validate({**BASE, "email": {"from": "The Bot <bot@example.com>", **email}})


def _read(data: bytes) -> EmailMessage:
    return message_from_bytes(data, policy=default)


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def test_both_bodies_say_all_of_it() -> None:
    message = _read(letter(person(), NOTE, _config(), KEY, NOW).data)
    assert (message["Subject"], message["To"]) == ("Sign in", "maja.holm@example.com")
    assert message["Auto-Submitted"] == "auto-generated"
    text, html = _body(message, "plain"), _body(message, "html")
    for said in ("Good for <15> minutes.", "Søg & find.", ADDRESS, "Ask again & again."):
        assert said in text
    assert "Good for &lt;15&gt; minutes." in html
    assert f'href="{ADDRESS}"' in html
    assert "<15>" not in html


def test_nothing_is_fetched_when_it_is_opened() -> None:
    html = rendered(NOTE, _config()).html
    assert "<img" not in html
    assert "url(" not in html


def test_a_note_may_be_a_subject_alone() -> None:
    made = rendered(Note("Done", ()), _config())
    assert "Done" in made.text
    assert "href" not in made.html


def test_lines_are_as_long_as_mail_allows() -> None:
    data = letter(person(), NOTE, _config(reply_to="The desk <desk@example.com>"), KEY, NOW).data
    assert max(map(len, data.split(b"\r\n"))) <= 78
    assert _read(data)["Reply-To"] == "The desk <desk@example.com>"


def test_a_subject_stays_one_line() -> None:
    message = _read(letter(person(), Note("One\r\nBcc: two@example.com", ()), _config(), KEY, NOW).data)
    assert message["Subject"] == "One Bcc: two@example.com"
    assert message["Bcc"] is None


def test_the_channel_carries_it() -> None:
    with relaying() as server:
        chosen = settings(f"smtp://127.0.0.1:{server.port}")
        channel = MailChannel(chosen, KEY, clock.fixed(NOW), Pace(Mail(), lambda: 0.0, lambda _: None))
        assert isinstance(channel, Telling)
        assert channel.tell(person(), NOTE).result is Result.SENT
        assert channel.tell(person(email="not an address"), NOTE).result is Result.REFUSED
        assert server.recipients == ["maja.holm@example.com"]
    assert channel.tell(person(), NOTE).result is Result.DOWN
