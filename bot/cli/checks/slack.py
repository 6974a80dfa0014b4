"""Whether Slack lets us in, hears us, and knows the people of the directory; nothing is sent to anybody."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from sqlalchemy import Connection, func, select

from bot.cli.checks.model import Check, error, off, ok, warning
from bot.slack.company.scopes import NEEDED, missing
from bot.slack.company.store import load_installed
from bot.slack.company.tokens import NoTokenError, current
from digests.db import Database
from digests.errors import BudstikkeError
from digests.people.store import people
from digests.settings import Settings

TIMEOUT = 5  # seconds; a doctor does not keep people waiting
STALE = timedelta(hours=36)  # after this a daily matching has not come about
_TOKEN = "Copy the Bot User OAuth Token of your Slack app into SLACK_BOT_TOKEN."  # noqa: S105 - a sentence
_LATER = "the database has to be there first"


def slack(settings: Settings, database: Database) -> Check:
    """The app is installed and was not removed, its token is good, it may do what it has to, and presses come in."""
    if not (settings.secrets.slack_bot_token or settings.slack_installs):
        return off("Slack", "SLACK_BOT_TOKEN is not set")
    if settings.slack_installs and not settings.secrets.slack_bot_token and not settings.config.slack.workspaces:
        return error("Slack", "no workspace may install the app", "Put its id into config.toml: slack.workspaces.")
    try:
        token = database.read(current, settings).token
    except NoTokenError as stopped:
        found, _, fix = str(stopped).partition(": ")
        return error("Slack", found, f"{fix[:1].upper()}{fix[1:]}.")
    except BudstikkeError:
        return off("Slack", _LATER)
    return _asked(settings, token)


def _asked(settings: Settings, token: str) -> Check:
    api = settings.config.slack.api_url
    client = WebClient(token, base_url=f"{api}/", timeout=TIMEOUT)
    try:
        answer = client.auth_test()
    except SlackApiError as refused:
        own = settings.secrets.slack_bot_token
        fix = _TOKEN if own else f"Open {settings.config.server.public_url}/slack/install and install the app again."
        return error("Slack", f"it says {refused.response.get('error', 'no')!s}", fix)
    except (SlackClientError, OSError, ValueError) as lost:
        return error("Slack", f"{api} did not answer ({type(lost).__name__})", "Check the network and slack.api_url.")
    found = f"{answer.get('user', 'the app')} in {answer.get('team', 'the workspace')}"
    granted = _header(answer.headers, "x-oauth-scopes")
    if missing(granted):
        lacks = ", ".join(missing(granted))
        say = error if missing(granted, NEEDED) else warning
        return say("Slack", found, f"Add the scopes {lacks} to the app (see manifest.yaml) and install it again.")
    return _heard(settings, found)


def _heard(settings: Settings, found: str) -> Check:
    """How presses come in, where configuration and secrets agree on it."""
    mode = settings.config.slack.mode
    ways = [name for name, open_ in (("HTTP", settings.slack_http), ("a socket", settings.slack_socket)) if open_]
    if ways:
        return ok("Slack", f"{found}; presses come in by {' and '.join(ways)}")
    wanted = {"http": "SLACK_SIGNING_SECRET", "socket": "SLACK_APP_TOKEN"}
    if mode in wanted:
        return error("Slack", f'{found}; slack.mode is "{mode}"', f"Put {wanted[mode]} into .env.")
    fix = "Put SLACK_SIGNING_SECRET, or SLACK_APP_TOKEN for Socket Mode, into .env."
    return warning("Slack", f"{found}; presses do not come in, and buttons lead to pages", fix)


def _header(headers: Mapping[str, str], wanted: str) -> str:
    return next((str(value) for name, value in headers.items() if name.lower() == wanted), "")


def members(settings: Settings, database: Database, now: datetime) -> Check:
    """The directory was matched with the workspace within a day or so."""
    name = "Slack members"
    if not (settings.secrets.slack_bot_token or settings.slack_installs):
        return off(name, "Slack is not used")
    try:
        last, matched, active = database.read(_matched)
    except BudstikkeError:
        return off(name, _LATER)
    if last is None:
        fix = "Run `budstikke serve`: it matches at its start and then daily; the log says what keeps it from that."
        return warning(name, "the directory was never matched with the workspace", fix)
    found = f"{matched} of {active} people matched on {last:%Y-%m-%d %H:%M} UTC"
    if now - last > STALE:
        return warning(name, found, "Is `budstikke serve` running? Its log says why it did not match since.")
    if active and not matched:
        return warning(name, found, "Do the addresses of the people file stand in people's Slack profiles?")
    return ok(name, found)


def _matched(connection: Connection) -> tuple[datetime | None, int, int]:
    matchings = [(one.matched_at, one.matched) for one in load_installed(connection) if one.matched_at is not None]
    last, matched = max(matchings, default=(None, 0))
    active = connection.scalar(select(func.count()).select_from(people).where(people.c.left_at.is_(None))) or 0
    return last, matched, active
