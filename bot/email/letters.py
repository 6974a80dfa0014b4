"""Whole mails: headers and bodies of one person's digest, for the relay and for a preview alike."""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.policy import default
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from urllib.parse import urlsplit

from bot.email.forms import TOKEN
from bot.email.fragments import Fragments
from bot.email.wire import END, LINE, Stuffed, address, domain, mailbox, unstructured
from digests.config import Config
from digests.delivery.model import Parcel
from digests.errors import DeliveryError, SettingsError

# No quoted-printable text holds "=_", so this boundary can stand in no body.
_BOUNDARY = b"=_budstikke_=_alternative"
_PART = b'Content-Type: text/%s; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
_OPENING = b"--" + _BOUNDARY + b"\r\n" + _PART % b"plain"
_MIDDLE = b"\r\n--" + _BOUNDARY + b"\r\n" + _PART % b"html"
_CLOSING = b"\r\n--" + _BOUNDARY + b"--\r\n"
_MIME = (
    b"MIME-Version: 1.0\r\nAuto-Submitted: auto-generated\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    b'Content-Type: multipart/alternative;\r\n boundary="' + _BOUNDARY + b'"\r\n'
)
_BODY = _MIME + b"\r\n" + _OPENING
_TOKEN_LENGTH = 40  # characters, about
_NOBODY = b"To: undisclosed-recipients:;\r\n"
_SIGNATURE = 10  # characters of the keyed MAC in a Message-ID
TEST = "[Test] "


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail ready for a relay: the envelope's recipient, its name (Message-ID), and all of its bytes."""

    to: str
    ref: str
    data: Stuffed


class Letters:
    """Makes mails; `prepare` does once for a batch what need not be done for each."""

    def __init__(self, config: Config, key: bytes) -> None:
        self._key = key
        self._config = config
        self._fragments = Fragments(config)
        self._host = _host(config.links.base_url)
        self._fixed = _fixed(config)
        self._company = config.company.name
        self._unsubscribe = _unsubscribe(config.server.public_url)
        self._schedules: dict[tuple[str, str], bytes] = {}
        self.sender = _own_address(config.email.sender)

    def renewed(self, config: Config) -> "Letters":
        """The same, with the words of a configuration that may have changed since."""
        if config is not self._config:
            self._config, self._fragments = config, Fragments(config)
        return self

    def prepare(self, parcels: Iterable[Parcel]) -> None:
        """Compiles what these mails have in common."""
        self._fragments.prepare(parcel.digest for parcel in parcels)

    def letter(self, parcel: Parcel, at: datetime) -> Letter:
        """The mail to a person, dated `at`; DeliveryError when the address is none."""
        to = address(parcel.test_to or parcel.person.email)
        ref = self.ref(parcel.digest.delivery_id)
        return Letter(to, ref, Stuffed(self._message(parcel, to, ref, at, END)))

    def eml(self, parcel: Parcel, at: datetime) -> bytes:
        """The mail as a file, to nobody when the person has no mail address."""
        to = parcel.test_to or parcel.person.email
        return self._message(parcel, address(to) if to else "", self.ref(parcel.digest.delivery_id), at)

    def html(self, parcel: Parcel) -> str:
        """The mail's page, as a mail program would show it."""
        bodies = self._fragments.bodies(parcel.digest, parcel.person.country)
        page = b"".join(bodies.html).replace(TOKEN, parcel.token.encode("ascii"))
        part = message_from_bytes(_PART % b"html" + page, policy=default)
        shown: str = part.get_content()
        return shown

    def ref(self, delivery_id: int) -> str:
        """The Message-ID of a delivery: the same whenever it is tried again."""
        made = hmac.digest(self._key, b"message-id %d" % delivery_id, "sha256").hex()[:_SIGNATURE]
        return f"<budstikke-{delivery_id}-{made}@{self._host}>"

    def _message(self, parcel: Parcel, to: str, ref: str, at: datetime, end: bytes = b"") -> bytes:
        """The whole mail, no line of which begins with a dot, and `end`."""
        digest = parcel.digest
        bodies = self._fragments.bodies(digest, parcel.person.country)
        subject = f"{TEST}{bodies.subject}" if parcel.test_to else bodies.subject
        pieces = [
            self._fixed,
            mailbox("To", parcel.person.name, to) if to else _NOBODY,
            unstructured("Subject", subject),
            f"Date: {_date(at.replace(microsecond=0))}\r\nMessage-ID: {ref}\r\n".encode(),
            self._unsubscribe,
            self._of_schedule(digest.schedule, digest.period),
            b"Content-Language: %s\r\n" % digest.language.encode("ascii"),
            _BODY,
            *bodies.text,
            _MIDDLE,
            *bodies.html,
            _CLOSING,
            end,
        ]
        return b"".join(pieces).replace(TOKEN, parcel.token.encode("ascii"))

    def _of_schedule(self, schedule: str, period: str) -> bytes:
        """The headers that one edition's mails share; Feedback-ID names nobody."""
        found = self._schedules.get((schedule, period))
        if found is None:
            named = mailbox("List-Id", self._company, f"{schedule}.{self._host}")
            feedback = f"Feedback-ID: {schedule}:{period.replace(':', '')}:digest:budstikke\r\n"
            found = self._schedules[schedule, period] = named + feedback.encode()
        return found


@lru_cache(maxsize=4)
def _date(at: datetime) -> str:
    """The same for every mail of a second."""
    return format_datetime(at)


def _fixed(config: Config) -> bytes:
    """From and, where configured, Reply-To."""
    shown, sender = parseaddr(config.email.sender)
    lines = mailbox("From", shown, _own_address(sender))
    if config.email.reply_to:
        shown, reply_to = parseaddr(config.email.reply_to)
        lines += mailbox("Reply-To", shown, _own_address(reply_to))
    return lines


def _unsubscribe(public_url: str) -> bytes:
    """RFC 8058's address, with TOKEN in it."""
    name, url = b"List-Unsubscribe:", b"<" + public_url.encode("ascii") + b"/u/" + TOKEN + b">\r\n"
    return name + (b" " if len(name) + len(url) + _TOKEN_LENGTH <= LINE else b"\r\n ") + url


def _own_address(written: str) -> str:
    try:
        return address(parseaddr(written)[1])
    except DeliveryError:
        raise SettingsError(f"[email] in config.toml has {written!r} where a mail address should stand.") from None


def _host(url: str) -> str:
    """The host of an address, as it may stand after the @ of a Message-ID."""
    name = urlsplit(url).hostname or "localhost"
    return f"[{name}]" if ":" in name else domain(name)
