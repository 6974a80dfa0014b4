"""Which token speaks for us: that of the environment, else that of the workspace that installed the app."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.slack.company.store import Installed, Stop, load_installed, load_stop, save_stop
from bot.slack.company.vault import SealError, mark, unseal
from digests.errors import SettingsError
from digests.settings import Settings

UNINSTALLED, REVOKED = "app_uninstalled", "tokens_revoked"
_WHY: Mapping[str, str] = {
    UNINSTALLED: "The app was removed from the Slack workspace",
    REVOKED: "Slack took the app's token back",
}


class NoTokenError(SettingsError):
    """Nothing may be sent to Slack; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Bot:
    """A token, and the workspace it is for where that is known."""

    token: str
    team_id: str = ""


def current(connection: Connection, settings: Settings) -> Bot:
    """The token that digests go out with; NoTokenError when there is none, or when Slack took it back."""
    environment = settings.secrets.slack_bot_token
    if environment:
        return _unless_stopped(connection, settings, Bot(environment, _home(connection, environment)))
    found = _ours(connection, settings)
    if not found:
        raise NoTokenError(f"No Slack workspace has installed the app: {_open_install(settings)}")
    for installed in found[:-1]:
        try:
            return _opened(connection, settings, installed)
        except NoTokenError:
            continue
    return _opened(connection, settings, found[-1])


def of_team(connection: Connection, settings: Settings, team_id: str) -> Bot | None:
    """The token to answer a workspace with; None when it has none that is good."""
    environment = settings.secrets.slack_bot_token
    if environment and _home(connection, environment) in {"", team_id}:
        return Bot(environment, team_id)
    found = next((one for one in _ours(connection, settings) if one.team_id == team_id), None)
    try:
        return _opened(connection, settings, found) if found else None
    except NoTokenError:
        return None


def welcome(settings: Settings, team_id: str) -> bool:
    """Whether what a workspace tells is heard: configuration names it, or names none."""
    named = settings.config.slack.workspaces
    return not named or team_id in named


def stop(connection: Connection, settings: Settings, told: Stop) -> None:
    """Every token of the workspace is out of use from now on; `told` needs no token's mark yet."""
    environment = settings.secrets.slack_bot_token
    marks = {one.token_mark for one in load_installed(connection) if one.team_id == told.team_id and one.token_mark}
    if environment and _home(connection, environment) in {"", told.team_id}:
        marks.add(mark(environment))
    for one in sorted(marks):
        save_stop(connection, Stop(one, told.team_id, told.why, told.at))


def _ours(connection: Connection, settings: Settings) -> list[Installed]:
    """Workspaces with a token of their own, in the order in which configuration names them."""
    named = settings.config.slack.workspaces
    found = [one for one in load_installed(connection) if one.sealed and one.team_id in named]
    return sorted(found, key=lambda one: named.index(one.team_id))


def _home(connection: Connection, environment: str) -> str:
    """The workspace of the environment's token, once it was asked; empty before."""
    ours = mark(environment)
    return next((one.team_id for one in load_installed(connection) if one.token_mark == ours), "")


def _opened(connection: Connection, settings: Settings, installed: Installed) -> Bot:
    try:
        token = unseal(settings.key, installed.team_id, installed.sealed)
    except SealError:
        raise NoTokenError(
            "The token of the Slack workspace cannot be read, because BUDSTIKKE_SECRET_KEY is another than when it was "
            f"installed: {_open_install(settings)}"
        ) from None
    return _unless_stopped(connection, settings, Bot(token, installed.team_id))


def _unless_stopped(connection: Connection, settings: Settings, bot: Bot) -> Bot:
    stopped = load_stop(connection, mark(bot.token))
    if stopped is None:
        return bot
    told = f"{_WHY.get(stopped.why, _WHY[REVOKED])} on {stopped.at:%Y-%m-%d %H:%M} UTC ({stopped.why})"
    if settings.secrets.slack_bot_token:
        raise NoTokenError(f"{told}: install it again, put the new token into SLACK_BOT_TOKEN and restart")
    raise NoTokenError(f"{told}: {_open_install(settings)}")


def _open_install(settings: Settings) -> str:
    return f"open {settings.config.server.public_url}/slack/install"
