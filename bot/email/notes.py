"""A small message as a mail: text and HTML, one button, nothing that is fetched when it is opened."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import cache
from urllib.parse import urlsplit

from css_inline import CSSInliner

from bot.email.letters import Letter
from bot.email.wire import LINE, address, clean, domain, stuffed
from bot.rendering.colours import look
from bot.rendering.templates import environment
from bot.rendering.words import SOURCE
from digests.config import Config
from digests.delivery.notes import Note
from digests.people.model import Person

_POLICY = SMTP.clone(max_line_length=LINE)
_SIGNATURE = 20  # hexadecimal signs


@dataclass(frozen=True, slots=True)
class Rendered:
    """A note as the bodies of a mail."""

    text: str
    html: str


def rendered(note: Note, config: Config) -> Rendered:
    """The note through the templates under templates/email/note."""
    accent = config.company.accent
    values = {"note": note, "look": look(accent), "company": config.company.name}
    made = environment(note.language)
    text, html = (made.get_template(f"email/note/{name}").render(values) for name in ("body.txt", "body.html"))
    return Rendered(f"{text.strip()}\n", f"{_inliner(accent).inline(html).rstrip()}\n")


def letter(person: Person, note: Note, config: Config, key: bytes, now: datetime) -> Letter:
    """The mail to a person, dated now; DeliveryError when the address is none."""
    to, made = address(person.email), rendered(note, config)
    host = urlsplit(config.links.base_url).hostname or "localhost"
    named = hmac.digest(key, f"note\n{now.isoformat()}\n{to}\n{made.text}".encode(), "sha256").hex()[:_SIGNATURE]
    ref = f"<budstikke-note-{named}@{domain(host)}>"
    message = EmailMessage(policy=_POLICY)
    message["From"] = _mailbox(config.email.sender)
    if config.email.reply_to:
        message["Reply-To"] = _mailbox(config.email.reply_to)
    message["To"] = Address(addr_spec=to)
    message["Subject"] = " ".join(clean(note.subject).split())
    message["Date"] = format_datetime(now.replace(microsecond=0))
    message["Message-ID"] = ref
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(made.text, cte="quoted-printable")
    message.add_alternative(made.html, subtype="html", cte="quoted-printable")
    message["Content-Language"] = note.language
    return Letter(to, ref, stuffed(message.as_bytes()))


def _mailbox(written: str) -> Address:
    shown, plain = parseaddr(written)
    return Address(shown, addr_spec=address(plain))


@cache
def _inliner(accent: str) -> CSSInliner:
    css = environment(SOURCE).get_template("email/note/style.css").render(look=look(accent))
    return CSSInliner(
        inline_style_tags=False, keep_style_tags=True, minify_css=True, load_remote_stylesheets=False, extra_css=css
    )
