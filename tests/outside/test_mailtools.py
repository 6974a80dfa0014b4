"""The readers of mail by others find the faults that we plant, and pass what is right."""

from email.message import EmailMessage
from email.policy import SMTP

import pytest

from tests.outside.mailtools import (
    client_support,
    line_problems,
    mail_defects,
    parse_mail,
    reformime_problems,
    requires_reformime,
    requires_spamassassin,
    spam_verdict,
)
from tests.outside.node import requires_node

pytestmark = pytest.mark.outside
QUOTED = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
AMBIGUOUS = (
    b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\n'
    b'Content-Type: multipart/mixed; boundary="xy"\r\n\r\n--xy\r\n\r\na\r\n--xy--\r\n--x--\r\n'
)


def sound() -> bytes:
    message = EmailMessage(policy=SMTP.clone(cte_type="7bit", max_line_length=76))
    message["From"] = "Budstikke <digest@example.com>"
    message["To"] = "ada@example.com"
    message["Subject"] = "Sådan deler du"
    message["Message-ID"] = "<a.long.enough.name@example.com>"
    message["Date"] = "Mon, 23 Nov 2026 09:00:00 +0100"
    message.set_content("Hæj, " * 40, cte="quoted-printable")
    message.add_alternative("<p>Hæj</p>", subtype="html")
    return message.as_bytes()


@requires_node
def test_a_mail_is_read_as_it_was_meant() -> None:
    mail = parse_mail(sound())
    assert (mail.subject, mail.sender, mail.recipients) == (
        "Sådan deler du",
        "digest@example.com",
        ("ada@example.com",),
    )
    assert "<p>Hæj</p>" in mail.html
    assert mail.headers["message-id"] == "<a.long.enough.name@example.com>"


@requires_node
def test_what_a_mail_client_does_not_know_is_named() -> None:
    support = client_support('<div style="display:grid">a</div>', ["outlook.windows"])
    assert "`display:grid` is not supported by `outlook.windows`" in support.errors
    assert client_support('<table role="presentation"><tr><td>a</td></tr></table>', ["outlook.windows"]).errors == ()


def test_a_sound_mail_has_no_defect() -> None:
    assert mail_defects(sound()) == []
    assert line_problems(sound()) == []


def test_a_missing_boundary_is_a_defect() -> None:
    assert mail_defects(b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\na\r\n') != []


@pytest.mark.parametrize(
    ("message", "what"),
    [
        (b"Subject: a\n\na\n", "CRLF"),
        (b"Subject: " + b"a" * 999 + b"\r\n\r\na\r\n", "998"),
        ("Subject: å\r\n\r\na\r\n".encode(), "8-bit"),
        (QUOTED + b"a" * 77 + b"\r\n", "77 signs"),
        (QUOTED + b"a =zz\r\n", "stray ="),
        (QUOTED + b"a \r\n", "ends with a blank"),
    ],
)
def test_a_line_that_no_standard_allows_is_found(message: bytes, what: str) -> None:
    problems = line_problems(message)
    assert [what in problem for problem in problems] == [True]


@requires_reformime
def test_reformime_knows_a_sound_mail_from_an_ambiguous_one() -> None:
    assert reformime_problems(sound()) == []
    assert reformime_problems(AMBIGUOUS.replace(b"\r\n", b"\n")) == ["ERROR: Ambiguous  MIME boundary delimiters."]


@requires_spamassassin
def test_the_spam_filter_gives_points_and_reasons() -> None:
    shouting = sound().replace(b"Subject: ", b"Subject: VIAGRA FREE MONEY ")
    assert spam_verdict(sound()).points < spam_verdict(shouting).points
    assert "NO_RELAYS" in spam_verdict(sound()).rules
