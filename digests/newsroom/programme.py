"""Changing the programme: who may, what can hold, and what is written down of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from sqlalchemy import Connection

from digests.access import audit
from digests.access.store import SUBJECT
from digests.config import Config, ScheduleSection, duration
from digests.content import audience
from digests.content.model import ItemState
from digests.content.store import load_items
from digests.edition import cron
from digests.errors import InputError, SettingsError, UnknownError
from digests.newsroom.errors import NotAllowedError
from digests.newsroom.standing import Standing
from digests.programme import store
from digests.programme.effective import overlaid, pieces
from digests.programme.model import LISTS, NAMED, Body, Change, Part, Piece, Revision, Said

YEAR = timedelta(days=400)
LONGEST = 200  # characters of a piece's key
ACT = "programme"


class MeanwhileError(InputError):
    """Somebody else changed the same piece since it was seen; nothing was written over."""

    def __init__(self, piece: Piece, now: Body | None) -> None:
        super().__init__(
            "Somebody else changed this meanwhile. Below is what you wrote; look at theirs, and save again."
        )
        self.piece = piece
        self.now = now


@dataclass
class Draft:
    """The programme while it is changed: the file's, what the database says, and what was changed so far."""

    file: Config
    said: dict[Piece, Said]
    numbers: Mapping[Piece, int]
    made: list[tuple[Change, Said | None]] = field(default_factory=list)

    @classmethod
    def load(cls, connection: Connection, file: Config) -> Self:
        """As it stands."""
        return cls(file, dict(store.load(connection).said), store.numbers(connection))

    @property
    def config(self) -> Config:
        """What holds, with everything that was changed."""
        return overlaid(self.file, self.said)

    def put(self, piece: Piece, after: Body | None, now: datetime) -> Change | None:
        """Changes a piece, or with None takes it away; None where nothing differs then. InputError says why not."""
        before = pieces(self.config).get(piece)
        wanted = {**after, "name": piece.name} if after is not None and piece.part in NAMED else after
        if wanted is not None and piece.part is Part.SCHEDULES:
            wanted = _begun(before, wanted, now)
        trial = self._checked(piece, wanted, now)
        change = Change(piece, before, pieces(trial).get(piece))
        if change.before == change.after:
            return None
        said = self._saying(piece, change.after)
        self.said.pop(piece, None)
        self.said |= {} if said is None else {piece: said}
        self.made.append((change, said))
        return change

    def _checked(self, piece: Piece, after: Body | None, now: datetime) -> Config:
        """What would hold with this; InputError where it cannot."""
        if len(piece.key) > LONGEST:
            raise InputError("This name is too long.")
        try:
            config = overlaid(self.file, {**self.said, piece: Said(after)})
            for schedule in config.schedules:
                if schedule.name == piece.name and piece.part is Part.SCHEDULES:
                    _followed(schedule, config, now)
        except SettingsError as wrong:
            raise InputError(_plain(str(wrong))) from None
        known = {desk.casefold() for desk in config.content.desks}
        for period in config.quiet:
            unknown = [desk for desk in period.desks if known and desk.casefold() not in known]
            if unknown and period.name == piece.name and piece.part is Part.QUIET:
                there = ", ".join(config.content.desks)
                raise InputError("There is no desk {desk!r}: the desks are {desks}.", desk=unknown[0], desks=there)
        return config

    def _saying(self, piece: Piece, after: Body | None) -> Said | None:
        """What the database has to say, so that this holds; nothing where the file says the same."""
        theirs = pieces(self.file).get(piece)
        if after == theirs:
            return None
        if piece.part in {Part.LADDER, Part.CAPS} and after and theirs:
            return Said({key: value for key, value in after.items() if value != theirs.get(key)})
        return Said(after)


def must(standing: Standing) -> None:
    """NotAllowedError unless they may change the programme."""
    if not (standing.here and standing.admin):
        raise NotAllowedError("You may not change the programme. You need the role admin.")


def change(
    connection: Connection,
    standing: Standing,
    file: Config,
    piece: Piece,
    after: Body | None,
    *,
    now: datetime,
    seen: int | None = None,
    actor: str = "newsroom",
    undoes: int | None = None,
) -> int | None:
    """Changes a piece, or with None takes it away; the revision's id, or None where nothing is another than before.

    `seen` is the number of the newest revision that whoever changes it has seen: MeanwhileError when there is a newer.
    """
    must(standing)
    draft = Draft.load(connection, file)
    if seen is not None and seen != draft.numbers.get(piece, 0):
        raise MeanwhileError(piece, pieces(draft.config).get(piece))
    draft.put(piece, after, now)
    ids = save(connection, standing, draft, now=now, actor=actor, undoes=undoes)
    return ids[0] if ids else None


def undo(connection: Connection, standing: Standing, file: Config, revision_id: int, *, now: datetime) -> Revision:
    """Puts a piece back as it was before a revision, which is a change like any other; the revision that was undone."""
    must(standing)
    found = store.revision(connection, revision_id)
    if found is None:
        raise UnknownError("There is no such change: go back to the history.")
    change(connection, standing, file, found.change.piece, found.change.before, now=now, undoes=found.id)
    return found


def bring(draft: Draft, wanted: Mapping[Part, Mapping[str, Body]], now: datetime) -> list[Change]:
    """Makes the draft say what a file of the programme says; sections that the file does not have stay."""
    targets: dict[Piece, Body | None] = {
        Piece(part, name): entry for part, entries in wanted.items() for name, entry in entries.items()
    }
    gone = [piece for piece in pieces(draft.config) if piece.part in wanted and piece not in targets]
    targets |= dict.fromkeys((piece for piece in gone if piece.part in LISTS), None)
    return [made for piece, entry in targets.items() if (made := draft.put(piece, entry, now))]


def save(
    connection: Connection,
    standing: Standing,
    draft: Draft,
    *,
    now: datetime,
    actor: str,
    undoes: int | None = None,
) -> list[int]:
    """Writes down everything that was changed in a draft; the revisions' ids."""
    must(standing)
    _unneeded(connection, [made for made, _ in draft.made])
    found = []
    for made, said in draft.made:
        number = draft.numbers.get(made.piece, 0) + 1
        made_id = store.add(connection, made, said, number=number, person_id=standing.person_id, now=now, undoes=undoes)
        if made_id is None:
            raise MeanwhileError(made.piece, None)
        subject = f"{made.piece.key} {_verb(made)}"[:SUBJECT]
        audit.note(connection, now, actor, ACT, subject, person_id=standing.person_id)
        found.append(made_id)
    return found


def _verb(made: Change) -> str:
    return "added" if made.before is None else "removed" if made.after is None else "changed"


def _unneeded(connection: Connection, changes: Iterable[Change]) -> None:
    """InputError where a goal goes that items still name."""
    gone = {made.piece.name for made in changes if made.piece.part is Part.GOALS and made.after is None}
    if not gone:
        return
    living = [state for state in ItemState if state is not ItemState.WITHDRAWN]
    for item in load_items(connection, states=living):
        if item.goal in gone:
            raise InputError(
                "The item {item} still has the goal {goal!r}: give it another one first.", item=item.id, goal=item.goal
            )


def _begun(before: Body | None, after: Body, now: datetime) -> dict[str, Any]:
    """A schedule that is new, comes at other times or is turned on again begins now: what was before stays undone."""
    wanted = dict(after)
    given = datetime.fromisoformat(str(wanted.pop("since"))) if wanted.get("since") else None
    if given is not None and given.tzinfo is not None and given > now:
        return wanted | {"since": _written(given)}
    another = (
        before is None or before["cron"] != after.get("cron") or (not before.get("on", True) and after.get("on", True))
    )
    if another:
        return wanted | {"since": _written(now)}
    return wanted | ({"since": before["since"]} if before and "since" in before else {})


def _written(at: datetime) -> str:
    return at.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def _followed(schedule: ScheduleSection, config: Config, now: datetime) -> None:
    """SettingsError or InputError where a schedule cannot be followed, or would reach nobody."""
    line, today = cron.read(schedule.cron), now.date()
    if next(line.between(today, today + YEAR), None) is None:
        raise InputError("These times never come: choose days that there are.")
    duration(schedule.lateness)
    known = (audience.KEYS.keys() - {"person"}) | set(config.people.attributes)
    rules = (rule for side in schedule.audience.values() for rule in side)
    unknown = sorted({key for rule in rules for key in rule} - known)
    if unknown:
        usable = ", ".join(sorted(known))
        raise InputError("An audience cannot be chosen by {key!r}: use {keys}.", key=unknown[0], keys=usable)
    sides = schedule.audience.keys() - {"any", "none"}
    if sides or audience.nobody(audience.read(schedule.audience)):
        raise InputError("Nobody could be meant by this audience: what it wants is also left out.")


def _plain(said: str) -> str:
    """What was wrong, without the place in a file that nobody here has before them."""
    text = said.removeprefix("The programme: ")
    if text.startswith("schedules: List should have at least 1 item"):
        return "One schedule has to stay: turn it off instead."
    return text.replace("Value error, ", "")
