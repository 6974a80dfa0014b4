"""`programme`: schedules, goals, topics and the like as a file, to keep in git or to take elsewhere."""

import json
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import click
from sqlalchemy import Connection

from bot.cli.looking import operator
from bot.service import Service, open_service
from bot.sources import feeds_yaml, programme_yaml
from digests.errors import InputError
from digests.newsroom import programme as verbs
from digests.newsroom.feeds import moving
from digests.newsroom.feeds.moving import Moved, Step
from digests.newsroom.programme import Draft
from digests.newsroom.standing import OPERATOR
from digests.programme.model import Body, Change, Part


@click.group()
def programme() -> None:
    """The programme as communicators have it: export it, import it, or see what differs from config.toml."""


@programme.command()
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
def export(file: Path | None) -> None:
    """Write the programme as YAML to FILE, or print it; the same programme is always the same bytes."""
    with closing(open_service()) as service:
        text = programme_yaml.write(service.settings.config, service.clock())
        text += feeds_yaml.write(service.database.read(moving.kept))
    if file is None:
        click.echo(text, nl=False)
        return
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{file} cannot be written: {error.strerror}.") from error
    click.echo(f"The programme is in {file}.")


@programme.command("import")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="One object, for programs.")
def import_(*, file: Path, dry_run: bool, as_json: bool) -> None:
    """Make the programme what FILE says. Sections that the file leaves out stay as they are."""
    text = _text(file)
    wanted, feeds = programme_yaml.read(text), feeds_yaml.read(text)
    with closing(open_service()) as service:
        if dry_run:
            draft = service.database.read(Draft.load, service.settings.file)
            made = verbs.bring(draft, wanted, service.clock())
            steps = service.database.read(moving.steps, feeds)
        else:
            made, steps = service.database.write(_bring, service, wanted, feeds)
    told = [*map(differing, made), *map(_feed, steps)]
    click.echo(_as_object(made, steps, dry_run=dry_run) if as_json else _as_text(told, dry_run=dry_run))


def _bring(
    connection: Connection, service: Service, wanted: dict[Part, dict[str, Body]], feeds: Sequence[Moved]
) -> tuple[list[Change], list[Step]]:
    draft, now = Draft.load(connection, service.settings.file), service.clock()
    made = verbs.bring(draft, wanted, now)
    verbs.save(connection, OPERATOR, draft, now=now, actor=operator())
    return made, moving.bring(connection, OPERATOR, feeds, now)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise InputError(f"There is no {file}.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file} cannot be read: {error}.") from error


def _as_object(made: list[Change], steps: list[Step], *, dry_run: bool) -> str:
    changes = [{"piece": one.piece.key, "before": one.before, "after": one.after} for one in made]
    changes += [
        {
            "piece": f"feeds.{one.moved.wanted.url}",
            "before": feeds_yaml.written(Moved.of(one.feed)) if one.feed else None,
            "after": feeds_yaml.written(one.moved),
        }
        for one in steps
    ]
    return json.dumps({"changes": changes, "dry_run": dry_run}, ensure_ascii=False, indent=1)


def _as_text(told: list[list[str]], *, dry_run: bool) -> str:
    if not told:
        return "Nothing changes: the programme is what the file says."
    lines = [line for one in told for line in one]
    count = f"{len(told)} change" + ("" if len(told) == 1 else "s")
    return "\n".join([*lines, f"{count}, none made." if dry_run else f"{count} made."])


def differing(made: Change) -> list[str]:
    """A change in lines: the piece, and each key that is another."""
    if made.after is None:
        return [f"- {made.piece.key}"]
    before = made.before or {}
    keys = [key for key in dict.fromkeys((*before, *made.after)) if before.get(key) != made.after.get(key)]
    told = [f"    {key}: {_told(before.get(key))} → {_told(made.after.get(key))}" for key in keys if key != "name"]
    return [f"{'+' if made.before is None else '~'} {made.piece.key}", *told]


def _feed(step: Step) -> list[str]:
    return [f"{'+' if step.feed is None else '~'} feeds.{step.moved.wanted.url}"]


def _told(value: object) -> str:
    return "–" if value is None else json.dumps(value, ensure_ascii=False)
