"""Whether communicators can sign in: somebody administers, addresses are their own, the company's sign-in answers."""

from bot.cli.checks.model import Check, error, off, ok, warning
from bot.http import Guarded
from bot.web.newsroom.signin.company import BACK, SIZE
from bot.web.newsroom.signin.provider import AwayError, Provider
from digests.access.signin import State
from digests.clock import Clock
from digests.db import Database
from digests.errors import BudstikkeError
from digests.newsroom.entering import Hindrance, held, hindered
from digests.people.store import load_people
from digests.settings import Settings

NAME, COMPANY = "newsroom sign-in", "company sign-in"
SHOWN = 3  # people who are named
WHY = {
    Hindrance.NO_ADDRESS: "has no mail address",
    Hindrance.SHARED: "shares an address with somebody",
    Hindrance.RECYCLED: "has an address that was somebody else's in the last 90 days",
}


def newsroom(settings: Settings, database: Database, clock: Clock) -> Check:
    """Somebody administers, and whoever holds a role can sign in; who cannot is named, for the operator alone."""
    try:
        people = database.read(load_people)
        found = database.read(hindered, settings.key, clock())
    except BudstikkeError:
        return off(NAME, "the database and the secret key have to be there first")
    roles = [held(person) for person in people if person.roles]
    holders = [one for one in roles if one.admin or one.desks]
    if not any(one.admin for one in holders):
        fix = "Give somebody the role admin in the people file; `budstikke signin ADDRESS` prints their first link."
        return warning(NAME, f"{len(holders)} people hold a role, nobody administers", fix)
    if found:
        named = ", ".join(f"{person.name} ({person.id}) {WHY[why]}" for person, why in found[:SHOWN])
        more = f", and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
        fix = "Give each an address of their own in the people file, or `budstikke signin ID` to let them in by hand."
        return warning(NAME, f"{named}{more}: they get no link", fix)
    return ok(NAME, f"{len(holders)} people hold a role")


def company(settings: Settings, clock: Clock) -> Check:
    """The provider says who it is and where it signs people in."""
    oidc = settings.config.newsroom.oidc
    if not oidc.on:
        return off(COMPANY, "links by mail and Slack alone sign in")
    if not settings.secrets.oidc_secret:
        return error(COMPANY, "its secret is missing", "Put BUDSTIKKE_OIDC_SECRET=... into .env.")
    back = settings.config.server.public_url + BACK
    client = Guarded(settings.config.http.allow_hosts, SIZE)
    provider = Provider(oidc, settings.secrets.oidc_secret, back, client)
    try:
        provider.away("state", State("nonce", "verifier", ""), clock())
    except AwayError as wrong:
        return error(COMPANY, str(wrong), "Check [newsroom.oidc] issuer: exactly as the provider writes it.")
    if not oidc.roles:
        return ok(COMPANY, f"{oidc.issuer}; roles come from the directory alone")
    return ok(COMPANY, f"{oidc.issuer}, {len(oidc.roles)} groups give roles")
