"""`person export` and `person forget`: what a person may ask for."""

import json
import sys
from datetime import datetime
from pathlib import Path

import click

from bot.cli.looking import arrived, note
from bot.service import open_service
from digests.people.store import find_person
from digests.privacy import Erasure, export, forget

DONE = {
    "people": "entry in the directory",
    "preferences": "choices",
    "deliveries": "digests, kept as figures without the person",
    "facts": "presses, reads and clicks, kept as figures without the person",
    "links": "short links, which go on working for whoever has them",
}


@click.group()
def person() -> None:
    """What is stored about one person: tell it, or erase it."""


@person.command("export")
@click.argument("address")
def export_person(address: str) -> None:
    """Print all that is stored about a person, as JSON. ADDRESS is an address or an id."""
    service = open_service()
    try:
        sought = service.database.read(find_person, address).id
        note(service, "person export", person_id=sought)
        arrived(service)
        found = service.database.read(export, sought)
        at = service.clock()
    finally:
        service.close()
    click.echo(json.dumps({"exported_at": at, "tables": found}, default=_written, ensure_ascii=False, indent=1))


def _written(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


@person.command("forget")
@click.argument("address")
@click.option("--yes", is_flag=True, help="Do not ask; only somebody at a terminal is asked.")
def forget_person(address: str, yes: bool) -> None:  # noqa: FBT001
    """Erase a person; figures are kept without them. ADDRESS is an address or an id."""
    service = open_service()
    try:
        key = service.key
        found = service.database.read(find_person, address)
        if not yes and _somebody_is_there():
            click.confirm(f"Erase {found.name} ({found.id}) for good?", abort=True)
        erasure = service.database.write(forget, key, found.id, service.clock())
        note(service, "person forget")
        removed = _remove(Path(service.settings.config.delivery.preview_folder), erasure)
    finally:
        service.close()
    click.echo("\n".join(_lines(found.id, erasure, removed)))


def _somebody_is_there() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _remove(folder: Path, erasure: Erasure) -> int:
    """Removes the files that the preview channel wrote for the person; says how many."""
    files = [file for delivery in erasure.deliveries for file in folder.glob(f"*/{delivery}.*")]
    for file in files:
        file.unlink()
    return len(files)


def _lines(person_id: str, erasure: Erasure, removed: int) -> list[str]:
    lines = [f"{person_id} is erased:"]
    lines += [f"  {number} {DONE.get(table, table)}" for table, number in erasure.rows.items()]
    if removed:
        lines.append(f"  {removed} files of the preview")
    lines.append("A keyed hash remembers the id, so that the next import does not make the person again.")
    if erasure.named_in:
        lines.append("Items that still name the id in their audience, for their desk to change:")
        lines += [f"  {item}" for item in erasure.named_in]
    return lines
