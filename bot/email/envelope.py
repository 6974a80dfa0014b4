"""A mail of text and HTML with its headers, for what is not built in numbers."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from urllib.parse import urlsplit

from bot.email.letters import Letter
from bot.email.wire import LINE, address, clean, domain, stuffed
from digests.config import Config

_POLICY = SMTP.clone(max_line_length=LINE)
_SIGNATURE = 20  # hexadecimal signs


@dataclass(frozen=True, slots=True)
class Said:
    """What a mail says."""

    language: str
    subject: str
    text: str
    html: str


def letter(config: Config, to: str, ref: str, said: Said, now: datetime) -> Letter:
    """The mail to an address, dated now; DeliveryError when it is none. `ref` is its Message-ID."""
    message = EmailMessage(policy=_POLICY)
    message["From"] = mailbox(config.email.sender)
    if config.email.reply_to:
        message["Reply-To"] = mailbox(config.email.reply_to)
    message["To"] = Address(addr_spec=address(to))
    message["Subject"] = " ".join(clean(said.subject).split())
    message["Date"] = format_datetime(now.replace(microsecond=0))
    message["Message-ID"] = ref
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(said.text, cte="quoted-printable")
    message.add_alternative(said.html, subtype="html", cte="quoted-printable")
    message["Content-Language"] = said.language
    return Letter(address(to), ref, stuffed(message.as_bytes()))


def reference(config: Config, key: bytes, kind: str, *parts: str) -> str:
    """A Message-ID that is the same for the same parts."""
    host = domain(urlsplit(config.links.base_url).hostname or "localhost")
    signed = hmac.digest(key, "\n".join((kind, *parts)).encode(), "sha256").hex()[:_SIGNATURE]
    return f"<budstikke-{kind}-{signed}@{host}>"


def mailbox(written: str) -> Address:
    """A configured sender as a header has it."""
    shown, plain = parseaddr(written)
    return Address(shown, addr_spec=address(plain))
