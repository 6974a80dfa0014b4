"""Whether other systems are told what they asked for."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from bot.cli.checks.model import Check, error, off, ok, warning
from digests.db import Database
from digests.errors import BudstikkeError, SettingsError
from digests.events import signature
from digests.events.announcing import endpoints
from digests.events.model import Endpoint
from digests.events.store import Condition, conditions
from digests.settings import Settings

NAME = "webhooks"
STUCK = timedelta(hours=1)  # after this an endpoint's owner should hear of it
LOST = 3  # failures in a row that are more than a moment's fault


def webhooks(settings: Settings, database: Database, now: datetime) -> Check:
    """Every endpoint has a secret, answers, and leaves nothing waiting; the worst finding is told."""
    told = endpoints(settings)
    if not told:
        return off(NAME, "no [[webhooks]] in config.toml")
    for one in told:
        try:
            signature.keys(one.secret)
        except SettingsError as wrong:
            variable = next(each.variable for each in settings.config.webhooks if each.name == one.name)
            return error(
                NAME,
                f"{one.name}: {wrong}",
                f"Put the line that `budstikke webhooks secret` prints into .env ({variable}).",
            )
    try:
        found = database.read(conditions)
    except BudstikkeError:
        return off(NAME, "the database has to be there first")
    troubles = [trouble for one in told if (trouble := _trouble(one, found.get(one.name, Condition()), now))]
    if troubles:
        return troubles[0]
    allowed = {host.lower() for host in settings.config.http.allow_hosts}
    plain = [one.name for one in told if one.url.startswith("http:") and urlsplit(one.url).hostname not in allowed]
    if plain:
        return warning(NAME, f"{', '.join(plain)} is not https", "Everybody on the way can read it: use https.")
    return ok(NAME, ", ".join(f"{one.name} ({found.get(one.name, Condition()).sent} sent)" for one in told))


def _trouble(endpoint: Endpoint, condition: Condition, now: datetime) -> Check | None:
    name, replay = endpoint.name, f"`budstikke webhooks replay --failed --endpoint {endpoint.name}`"
    if condition.gone == endpoint.fingerprint:
        fix = f"Ask who runs it, change its [[webhooks]] or take it out, then {replay}."
        return error(NAME, f"{name} answered 410: nothing is sent there any more", fix)
    if condition.failures >= LOST:
        fix = "Ask who runs it; `budstikke webhooks list` tells more. It is tried again for three days."
        return error(NAME, f"{name} failed {condition.failures} times in a row: {condition.answer}", fix)
    if condition.oldest is not None and condition.oldest < now - STUCK:
        since = f"{condition.oldest:%Y-%m-%d %H:%M} UTC"
        fix = "Is `budstikke serve` running? `budstikke webhooks list` tells what the last try met."
        return warning(NAME, f"{name}: {condition.waiting} wait, the oldest since {since}", fix)
    if condition.failed:
        return warning(NAME, f"{name}: {condition.failed} given up", f"When it is well again: {replay}.")
    return None
