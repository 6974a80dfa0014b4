"""Whether Teams and the mail relay let us in; nothing is sent to anybody."""

import smtplib
import ssl
from urllib.parse import urlsplit

from bot.cli.checks.addresses import LOOPBACK
from bot.cli.checks.model import Check, error, off, ok, warning
from bot.email.relay import Relay, context, relay
from bot.http import Client, LostError, NotSentError
from digests.errors import SettingsError
from digests.settings import Settings

TIMEOUT = 5  # seconds; a doctor does not keep people waiting
SCOPE = "https://api.botframework.com/.default"


def teams(settings: Settings) -> Check:
    """Entra gives the app a token."""
    secrets = settings.secrets
    given = {
        "TEAMS_TENANT_ID": secrets.teams_tenant_id,
        "TEAMS_APP_ID": secrets.teams_app_id,
        "TEAMS_APP_SECRET": secrets.teams_app_secret,
    }
    missing = [name for name, value in given.items() if not value]
    if len(missing) == len(given):
        return off("Teams", "TEAMS_APP_ID is not set")
    if missing:
        return error("Teams", f"{', '.join(missing)} not set", "Put all three of the app's registration into .env.")
    address = f"{settings.config.teams.login_url}/{secrets.teams_tenant_id}/oauth2/v2.0/token"
    form = {
        "grant_type": "client_credentials",
        "client_id": secrets.teams_app_id,
        "client_secret": secrets.teams_app_secret,
        "scope": SCOPE,
    }
    try:
        with Client(TIMEOUT) as client:
            answer = client.post_form(address, form)
    except (LostError, NotSentError) as lost:
        login = settings.config.teams.login_url
        return error("Teams", f"{login} did not answer ({lost})", "Check the network and teams.login_url.")
    if not answer.good or not answer.body.get("access_token"):
        said = answer.body.get("error", answer.status)
        return error("Teams", f"Entra gave no token ({said})", f"Check {', '.join(given)}.")
    return ok("Teams", "Entra gave a token")


def mail(settings: Settings) -> Check:
    """The relay answers, speaks TLS as SMTP_URL asks, and takes our login. Nothing is sent."""
    if not settings.secrets.smtp_url:
        return off("mail relay", "SMTP_URL is not set")
    try:
        ours = relay(settings.secrets.smtp_url)
        tls = context(ours)
    except SettingsError as unreadable:
        return error("mail relay", "SMTP_URL cannot be read", str(unreadable))
    where = f"{ours.host}:{ours.port}"
    hello = urlsplit(settings.config.server.public_url).hostname or "localhost"
    try:
        encrypted = _greet(ours, tls, hello)
    except (OSError, smtplib.SMTPException, UnicodeError) as refused:
        found, fix = _why(refused)
        return error("mail relay", f"{where} {found}", fix)
    return line(ours, encrypted=encrypted)


def line(ours: Relay, *, encrypted: bool) -> Check:
    """What a relay that took us means; on this machine itself a line needs no encryption."""
    where = f"{ours.host}:{ours.port}"
    if not encrypted and ours.host not in LOOPBACK:
        fix = "Ask for a relay that speaks TLS, and use ?starttls or smtps://."
        return warning("mail relay", f"{where}, unencrypted", fix)
    return ok("mail relay", f"{where}{', TLS' if encrypted else ''}{', logged in' if ours.user else ''}")


def _greet(ours: Relay, tls: ssl.SSLContext, hello: str) -> bool:
    """Whether the line was encrypted; connects, greets, secures, logs in and says goodbye."""
    if ours.security == "tls":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(ours.host, ours.port, hello, timeout=TIMEOUT, context=tls)
    else:
        smtp = smtplib.SMTP(ours.host, ours.port, hello, timeout=TIMEOUT)
    with smtp:
        smtp.ehlo_or_helo_if_needed()
        encrypted = ours.security == "tls"
        if ours.security == "starttls" or (ours.security == "offered" and smtp.has_extn("starttls")):
            smtp.starttls(context=tls)
            smtp.ehlo_or_helo_if_needed()
            encrypted = True
        if ours.user:
            smtp.login(ours.user, ours.password)
    return encrypted


def _why(refused: Exception) -> tuple[str, str]:
    """What the relay did, and what to do; its own words may hold an address, so only codes are told."""
    if isinstance(refused, smtplib.SMTPAuthenticationError):
        return f"refused our login ({refused.smtp_code})", "Check user and password in SMTP_URL."
    if isinstance(refused, smtplib.SMTPNotSupportedError):
        return "offers no STARTTLS or no login", "Check the port in SMTP_URL, or drop what it does not offer."
    if isinstance(refused, smtplib.SMTPResponseException):
        return f"takes no connection ({refused.smtp_code})", "Ask who runs the relay whether this machine may use it."
    if isinstance(refused, ssl.SSLError):
        return "speaks no TLS that we trust", "Check host, port and scheme in SMTP_URL, or add ?ca=FILE."
    return f"cannot be reached ({type(refused).__name__})", "Check SMTP_URL and the network."
