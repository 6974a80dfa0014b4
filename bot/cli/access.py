"""`apikey`, `signin` and `audit`: what opens the API and the newsroom, and who looked at what."""

import json
import secrets
from contextlib import closing
from datetime import datetime

import click
from sqlalchemy import Connection

from bot.cli.look import moment
from bot.cli.looking import note
from bot.jobs import signin as signing_in
from bot.service import Service, open_service
from digests.access import audit as log
from digests.access import keys
from digests.access import signin as links
from digests.access.model import SCOPES, ApiKey, Look
from digests.access.signin import GOOD_FOR, Link
from digests.errors import InputError
from digests.newsroom import entering
from digests.people.model import Person
from digests.people.store import find_person

SHOWN = 100  # looks, where no --since asks for more


@click.group()
def apikey() -> None:
    """Keys that programs call the API with."""


@apikey.command("create")
@click.argument("name")
@click.option("--scope", "scopes", multiple=True, required=True, help=f"May be given again: {', '.join(SCOPES)}.")
def create(name: str, scopes: tuple[str, ...]) -> None:
    """Make a key and print it, this once: only a hash of it is kept. NAME is the program that will call with it."""
    with closing(open_service()) as service:
        chance = secrets.token_bytes(keys.SECRET_BYTES)
        made = service.database.write(keys.make, name, scopes, service.clock(), chance)
        note(service, "apikey create", name)
    click.echo(made)
    click.echo("Keep it now: it is not shown again.", err=True)


@apikey.command("list")
@click.option("--json", "as_json", is_flag=True, help="One object, for programs.")
def list_keys(as_json: bool) -> None:  # noqa: FBT001
    """Every key with what it may do, when it was made, and the day it was last used."""
    with closing(open_service()) as service:
        found = service.database.read(keys.load)
    if as_json:
        click.echo(json.dumps({"keys": [_key(one) for one in found]}, ensure_ascii=False, indent=1))
        return
    if not found:
        click.echo("There is no key: `budstikke apikey create NAME --scope SCOPE` makes one.")
    for one in found:
        used = f"last used {one.last_used}" if one.last_used else "never used"
        state = f"revoked {one.revoked_at:%Y-%m-%d}" if one.revoked_at else used
        click.echo(f"{one.id}  {one.name:<24} {', '.join(one.scopes):<32} made {one.made_at:%Y-%m-%d}, {state}")


@apikey.command("revoke")
@click.argument("name")
def revoke(name: str) -> None:
    """Take a key back, for good. NAME is its name or its id."""
    with closing(open_service()) as service:
        taken = service.database.write(keys.revoke, name, service.clock())
        note(service, "apikey revoke", taken.name)
    click.echo(f"The key {taken.name} ({taken.id}) opens nothing any more.")


@click.command()
@click.argument("person")
def signin(person: str) -> None:
    """Print a link that signs somebody into the newsroom, once, within 15 minutes. PERSON is an address or an id.

    For the first admin, and for whoever gets no mail: a link is usually asked for on the web, at /newsroom/signin.
    """
    with closing(open_service()) as service:
        found = service.database.read(find_person, person)
        token = service.database.write(_link, service, found)
        note(service, "signin", person_id=found.id)
        click.echo(signing_in.address(service.settings, token))
    click.echo(f"It signs in {found.name}, once, within 15 minutes.", err=True)


def _link(connection: Connection, service: Service, person: Person) -> str:
    held = entering.held(person)
    if not (held.admin or held.desks):
        raise InputError(
            f"{person.name} has no role: give {person.id} one in the people file, such as admin or comms:editor."
        )
    links.take_back(connection, person.id)
    now = service.clock()
    made = links.make(
        connection, Link(person.id, "operator", "", "", now + GOOD_FOR), secrets.token_bytes(links.SECRET_BYTES), now
    )
    if made is None:
        raise AssertionError("whose links were all taken back may have one")
    return made


@click.command()
@click.option("--since", help=f"From this day or moment on (ISO 8601); the newest {SHOWN} if left out.")
@click.option("--json", "as_json", is_flag=True, help="One object, for programs.")
def audit(since: str | None, as_json: bool) -> None:  # noqa: FBT001
    """Who looked at what, and at whose data; looking here is noted too."""
    with closing(open_service()) as service:
        begin = moment(service, since, option="--since") if since else None
        note(service, "audit")
        found = service.database.read(log.looks, begin, None, None if begin else SHOWN)
    click.echo(json.dumps({"looks": [_look(one) for one in found]}, ensure_ascii=False, indent=1) if as_json else
               "\n".join(_line(one) for one in found))  # fmt: skip


def _key(key: ApiKey) -> dict[str, object]:
    return {
        "id": key.id,
        "name": key.name,
        "scopes": list(key.scopes),
        "made_at": key.made_at.isoformat(),
        "last_used": key.last_used.isoformat() if key.last_used else None,
        "revoked_at": _stamp(key.revoked_at),
    }


def _stamp(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _look(look: Look) -> dict[str, object]:
    return {
        "at": look.at.isoformat(),
        "actor": look.actor,
        "actor_id": look.actor_id,
        "act": look.act,
        "subject": look.subject,
        "person": look.person_id,
    }


def _line(look: Look) -> str:
    whose = f"  of {look.person_id}" if look.person_id else ""
    who = look.actor_id or look.actor
    return f"{look.at:%Y-%m-%d %H:%M} UTC  {who:<16} {look.act:<16} {look.subject}{whose}".rstrip()
