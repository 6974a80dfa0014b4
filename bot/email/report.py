"""The weekly report as a mail: pictures inside the mail, so that nothing is fetched when it is opened."""

import hmac
from contextlib import closing
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from functools import cache
from typing import cast
from urllib.parse import urlsplit

from css_inline import CSSInliner

from bot.email.letters import TEST, Letter
from bot.email.relay import context, relay
from bot.email.smtp import Connection
from bot.email.wire import LINE, address, domain, stuffed
from bot.rendering.colours import look
from bot.rendering.report.charts import png, size
from bot.rendering.report.model import Chart, ReportView
from bot.rendering.templates import environment
from bot.rendering.words import SOURCE
from digests.clock import Clock
from digests.delivery.model import Outcome, Result
from digests.errors import DeliveryError, SettingsError
from digests.settings import Settings

_POLICY = SMTP.clone(max_line_length=LINE)  # of quoted-printable too, where Python itself takes two signs more
SHOWN = 544  # pixels that a picture is wide in the mail
_SIGNATURE = 16  # hexadecimal signs


@dataclass(frozen=True, slots=True)
class Rendered:
    """The report as the parts of a mail; pictures by Content-ID."""

    subject: str
    text: str
    html: str
    pictures: dict[str, bytes]


class MailReport:
    """One mail address, as a place for reports."""

    def __init__(self, settings: Settings, clock: Clock, to: str, *, test: bool = False) -> None:
        if not settings.secrets.smtp_url:
            raise SettingsError("The report goes by mail, and mail needs a relay: put SMTP_URL=smtp://... into .env.")
        self._settings = settings
        self._clock = clock
        self._to = to
        self._test = test

    @property
    def name(self) -> str:
        """Names the address by a keyed hash."""
        return f"mail:{self._signed('place', self._to.casefold())}"

    def post(self, view: ReportView, period: str) -> Outcome:
        """Hands the mail over once; never raises for what a relay does."""
        config, server = self._settings.config.email, relay(self._settings.secrets.smtp_url)
        try:
            letter = self.letter(view, period)
            sender = address(parseaddr(config.sender)[1])
        except DeliveryError as error:
            return Outcome(Result.REFUSED, str(error))
        connection = Connection(
            server,
            context(server),
            sender,
            self._host or "localhost",
            per_connection=config.per_connection,
            timeout=config.timeout_seconds,
        )
        with closing(connection):
            return connection.send(letter)

    def letter(self, view: ReportView, period: str) -> Letter:
        """The mail, dated now; its Message-ID is the same whenever it is tried again."""
        to, now = address(self._to), self._clock()
        made, named = rendered(view, self._settings.config.company.accent), self._signed(period, to)
        if self._test:
            named = self._signed(f"{period} {now.isoformat()}", to)
        ref = f"<budstikke-report-{period}-{named}@{domain(self._host or 'localhost')}>"
        message = EmailMessage(policy=_POLICY)
        message["From"] = _mailbox(self._settings.config.email.sender)
        if self._settings.config.email.reply_to:
            message["Reply-To"] = _mailbox(self._settings.config.email.reply_to)
        message["To"] = Address(addr_spec=to)
        message["Subject"] = (TEST if self._test else "") + made.subject
        message["Date"] = format_datetime(now.replace(microsecond=0))
        message["Message-ID"] = ref
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(made.text, cte="quoted-printable")
        message.add_alternative(made.html, subtype="html", cte="quoted-printable")
        page = message.get_body(("html",))
        for cid, picture in made.pictures.items():
            cast("EmailMessage", page).add_related(
                picture, "image", "png", cid=f"<{cid}>", disposition="inline", filename=f"{cid.split('@')[0]}.png"
            )
        message["Content-Language"] = (
            view.language
        )  # last: what comes before the parts would move into the first of them
        return Letter(to, ref, stuffed(message.as_bytes()))

    @property
    def _host(self) -> str:
        return urlsplit(self._settings.config.links.base_url).hostname or ""

    def _signed(self, *parts: str) -> str:
        text = "\n".join(("report mail", *parts))
        return hmac.digest(self._settings.key, text.encode(), "sha256").hex()[:_SIGNATURE]


def rendered(view: ReportView, accent: str) -> Rendered:
    """The report through the templates under templates/email/report."""
    cids = {chart.name: f"{chart.name}@budstikke" for chart in view.charts}
    values = {"view": view, "look": look(accent), "cids": cids, "heights": {c.name: _height(c) for c in view.charts}}
    subject, text, html = (
        environment(view.language).get_template(f"email/report/{name}").render(values)
        for name in ("subject.txt", "body.txt", "body.html")
    )
    pictures = {cids[chart.name]: png(chart, look(accent)) for chart in view.charts}
    return Rendered(subject.strip(), text, f"{_inliner(accent).inline(html).rstrip()}\n", pictures)


def _height(chart: Chart) -> int:
    width, height = size(chart)
    return round(height * SHOWN / width)


def _mailbox(written: str) -> Address:
    shown, plain = parseaddr(written)
    return Address(shown, addr_spec=address(plain))


@cache
def _inliner(accent: str) -> CSSInliner:
    css = environment(SOURCE).get_template("email/report/style.css").render(look=look(accent))
    return CSSInliner(
        inline_style_tags=False, keep_style_tags=True, minify_css=True, load_remote_stylesheets=False, extra_css=css
    )
