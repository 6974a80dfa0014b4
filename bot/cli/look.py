"""Looking before sending, and looking back: `preview` and `replay`."""

import json
import sys
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from bot.cli.looking import note
from bot.rendering.words import languages
from bot.service import Service, open_service
from digests.delivery.model import Parcel
from digests.edition import shield
from digests.edition.policy import Policy
from digests.errors import InputError
from digests.people.model import Person
from digests.people.store import find_person

CHANNELS = ("email", "slack", "teams")


def moment(service: Service, given: str | None, person: Person | None = None, *, option: str = "--at") -> datetime:
    """An option as an aware moment: without offset it is in the person's zone, without anything it is now."""
    if given is None:
        return service.clock()
    try:
        at = datetime.fromisoformat(given)
    except ValueError:
        raise InputError(f"{option} {given!r} is not a moment: write it as 2026-11-24T09:00 or 2026-11-24.") from None
    if at.tzinfo is None:
        zone = (person.timezone if person else "") or service.settings.config.company.timezone
        at = at.replace(tzinfo=ZoneInfo(zone))
    return at


@click.command()
@click.argument("schedule")
@click.option("--person", "address", required=True, help="An address or an id.")
@click.option("--channel", type=click.Choice(CHANNELS), default="email", show_default=True)
@click.option("--at", help="As if it were this moment (ISO 8601; without offset in the person's zone).")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file, not to the screen.")
def preview(schedule: str, address: str, channel: str, at: str | None, out: Path | None) -> None:
    """Render what a person would get, without sending or keeping anything."""
    service = open_service()
    try:
        person = service.database.read(find_person, address)
        note(service, "preview", schedule, person.id)
        parcel, why_not = service.composed(schedule, person, moment(service, at, person))
        if parcel is None:
            raise InputError(f"{address} would get nothing: {why_not}.")
        rendered = service.renderers()[channel](parcel)
    finally:
        service.close()
    if out is None:
        sys.stdout.buffer.write(rendered)
        return
    try:
        out.write_bytes(rendered)
    except OSError as error:
        raise InputError(f"--out {out} cannot be written: {error.strerror}.") from error
    click.echo(f"{out} holds what {address} would get.")


def _as_others_may_see_it(service: Service, parcel: Parcel) -> Parcel:
    config = service.settings.config
    policy = Policy.of(config, languages(), service.enabled())
    if not service.database.read(shield.shields, policy, parcel.person):
        return parcel
    return replace(parcel, digest=shield.retold(parcel.digest, policy.share_hour))


@click.command()
@click.argument("delivery", type=int)
@click.option("--channel", type=click.Choice(CHANNELS), help="Render it as this channel would, in place of a summary.")
@click.option("--json", "as_json", is_flag=True, help="One object: the picks, texts and addresses.")
def replay(delivery: int, *, channel: str | None, as_json: bool) -> None:
    """Show a past digest: same picks, texts and links. Exit 1 and `erased` after erasure or retention."""
    service = open_service()
    try:
        parcel = service.past(delivery)
        if parcel is None:
            click.echo(json.dumps({"delivery": delivery, "erased": True}) if as_json else "erased")
            raise SystemExit(1)
        note(service, "replay", f"{parcel.digest.schedule} {parcel.digest.period}", parcel.person.id)
        parcel = _as_others_may_see_it(service, parcel)
        if channel:
            sys.stdout.buffer.write(service.renderers()[channel](parcel))
            return
        shown = service.view(parcel)
    finally:
        service.close()
    if as_json:
        click.echo(json.dumps({"delivery": delivery, **asdict(shown)}, ensure_ascii=False, indent=1))
        return
    click.echo(f"{shown.title}\n{shown.picked_for}\n")
    for one in shown.items:
        click.echo(f"{one.position}. {one.title}\n   {one.why}\n   {one.read_url}")
        if one.text:
            click.echo(f"   \u201c{one.text}\u201d")
        for button in one.share:
            click.echo(f"   {button.label}: {button.url}")
