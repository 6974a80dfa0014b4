"""`why`: what speaks for and against every item for one person, or where an item loses its readers."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo

import click
from sqlalchemy import Connection, select

from bot.cli.look import moment
from bot.cli.looking import note
from bot.jobs import rehearsal
from bot.jobs.work import schedule as find_schedule
from bot.rendering.words import languages
from bot.service import Service, open_service
from digests.edition import build, estimate, plan
from digests.edition.explain import Fate, Line, Step, Way, fates
from digests.edition.model import Schedule
from digests.edition.policy import Policy
from digests.edition.store import load_fates
from digests.errors import InputError, UnknownError
from digests.people.model import Person
from digests.people.store import find_person, people

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """What a way is asked for."""

    world: build.World
    schedule: Schedule
    period: str
    at: datetime


@click.command()
@click.argument("schedule")
@click.option("--person", "address", help="Every item for this person (an address or an id).")
@click.option("--item", "item_id", help="The way of this item to its readers.")
@click.option("--at", help="As if it were this moment (ISO 8601; without offset in the person's zone).")
@click.option("--json", "as_json", is_flag=True, help="One object, for programs.")
def why(schedule: str, address: str | None, item_id: str | None, at: str | None, as_json: bool) -> None:  # noqa: FBT001
    """Say why an item is in a digest, or why not.

    With --person: every item with its score, what the score is made of, and the rule that left it out. Where the works
    council's mode holds, nothing that the person did is shown.

    With --item: how many people the item is for, how many of them can be reached, could have it, had it picked and got
    it, and where the rest went.

    \b
    budstikke why weekly --person maja.holm@example.com
    budstikke why weekly --item harbour-emissions
    """  # noqa: D301 - click reads the escape
    if (address is None) == (item_id is None):
        raise InputError("Name either --person or --item.")
    service = open_service()
    try:
        wanted = find_schedule(service.settings, schedule)
        if address is not None:
            person = service.database.read(find_person, address)
            note(service, "why", schedule, person.id)
            shown = rehearsal.reasons(service.work, wanted, person, moment(service, at, person))
            click.echo(_json_of_person(person, shown) if as_json else _text_of_person(person, shown))
        if item_id is not None:
            note(service, "why", f"{schedule}, item {item_id}")
            steps = _for_item(service, wanted, item_id, moment(service, at))
            unit = _unit(service)
            click.echo(_json_of_item(item_id, steps, unit) if as_json else _text_of_item(item_id, steps, unit))
    finally:
        service.close()


def _for_item(service: Service, schedule: Schedule, item_id: str, at: datetime) -> list[Step]:
    policy = _policy(service)
    period = _period(schedule, policy.timezone, at)
    world = service.database.read(build.load_world, policy, at, every=True)
    if item_id not in world.items:
        raise UnknownError(f"There is no item {item_id!r} in the queue: use an id of its files.")
    sent = service.database.read(load_fates, schedule.name, period, item_id)
    if policy.protects_somebody:
        return _estimated(service, Asked(world, schedule, period, at), item_id, sent)
    way = Way(world.items[item_id], schedule.audience)
    for weighed in _weighed(service, Asked(world, schedule, period, at)):
        way.add(weighed)
    return way.steps(sent, 1)


def _estimated(service: Service, asked: Asked, item_id: str, sent: Mapping[str, int]) -> list[Step]:
    """The way in whole ks: what becomes of people is asked of everybody, and told by crowds of k or more."""
    item, k = asked.world.items[item_id], service.settings.config.privacy.k
    world, schedule = estimate.for_everybody(asked.world, asked.schedule, item_id, asked.at)
    found: dict[str, Fate] = {}
    people: list[Person] = []
    for weighed in _weighed(service, replace(asked, world=world, schedule=schedule)):
        found.update(fates(weighed, world.items[item_id], schedule.audience))
        people += (reader.person for reader in weighed.readers)
    inside = estimate.included(item, asked.schedule, people)
    return estimate.steps(estimate.in_crowds(people, service.key, k), inside, found, sent, k)


def _weighed(service: Service, asked: Asked) -> Iterator[build.Weighed]:
    """Everybody, some at a time."""
    ids = iter(service.database.read(_everybody))
    while chunk := list(islice(ids, CHUNK)):
        wanted = [(build.PREVIEW, one) for one in chunk]
        batch = service.database.read(build.load, asked.world, asked.schedule, asked.period, wanted, now=asked.at)
        yield build.weigh(batch, service.key, asked.at)


def _unit(service: Service) -> int:
    """What the numbers of an item's way are multiples of: 1 where nobody is protected."""
    return service.settings.config.privacy.k if _policy(service).protects_somebody else 1


def _policy(service: Service) -> Policy:
    return Policy.of(service.settings.config, languages(), service.enabled())


def _period(schedule: Schedule, zone: str, at: datetime) -> str:
    return plan.period(schedule, at.astimezone(ZoneInfo(zone)).replace(tzinfo=None))


def _everybody(connection: Connection) -> list[str]:
    return list(connection.scalars(select(people.c.id).where(people.c.left_at.is_(None)).order_by(people.c.id)))


def _json_of_person(person: Person, shown: Sequence[Line]) -> str:
    items = [
        {
            "item": line.item_id,
            "score": line.score,
            "components": dict(line.components),
            "reasons": [f"{reason.code}: {reason.value}" if reason.value else reason.code for reason in line.reasons],
            "picked": line.picked,
            "excluded_by": line.excluded_by,
        }
        for line in shown
    ]
    return json.dumps({"person": person.id, "items": items}, ensure_ascii=False, indent=1)


def _json_of_item(item_id: str, steps: Sequence[Step], unit: int) -> str:
    shown = [{"step": step.name, "people": step.people, "lost": dict(step.lost)} for step in steps]
    return json.dumps({"item": item_id, "steps": shown, "in_units_of": unit}, ensure_ascii=False, indent=1)


def _text_of_person(person: Person, shown: Sequence[Line]) -> str:
    picked = [line for line in shown if line.picked]
    head = f"{person.name} ({person.id}) would get {len(picked)} of {len(shown)} items."
    return "\n".join([head, "", *_table(shown)])


def _table(shown: Sequence[Line]) -> Iterator[str]:
    width = max([len(line.item_id) for line in shown] + [4])
    place = 0
    for line in shown:
        place += line.picked
        mark = f"{place}." if line.picked else ""
        said = ", ".join(" ".join(part for part in (one.code, one.value) if part) for one in line.reasons)
        rest = said if line.picked else f"left out: {line.excluded_by}"
        yield f"{mark:>3} {line.item_id:<{width}} {line.score:6.2f}  {rest}"
        if line.components:
            parts = ", ".join(f"{name} {value:+.2f}" for name, value in line.components.items())
            yield f"    {'':<{width}}         {parts}"


def _text_of_item(item_id: str, steps: Sequence[Step], unit: int) -> str:
    rows = [f"The way of {item_id}:", ""]
    for step in steps:
        lost = ", ".join(f"{count} {reason}" for reason, count in step.lost.items())
        rows.append(f"{step.name:<10} {step.people:>7}{f'   lost: {lost}' if lost else ''}")
    if unit > 1:
        rows += ["", f"Numbers are worked out from groups of {unit} or more and rounded down to whole {unit}s."]
    return "\n".join(rows)
