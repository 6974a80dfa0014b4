"""Merging a directory snapshot: who is new, who changed, who left, and which rows are refused."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection

from digests.errors import InputError
from digests.people import former, store
from digests.people.entry import COLUMNS, Refusal, Row
from digests.people.model import Person

MAY_LEAVE = 2  # this few may always leave at once, in the smallest company too
_FIELDS = {column: column for column in COLUMNS} | {"language": "languages"}
_ADDRESSES = (("email", "mail address"), ("slack_id", "Slack id"), ("teams_id", "Teams id"))


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A directory as a file has it. `columns` are those it speaks of; what it does not mention stays as it is."""

    columns: frozenset[str]
    rows: tuple[Row, ...]
    refused: tuple[Refusal, ...] = ()
    present: frozenset[str] = frozenset()  # ids of refused rows: they are not in order, but they have not left
    unreadable: int = 0  # rows of which not even the id can be told


@dataclass(frozen=True, slots=True)
class MergeReport:
    """What an import did, or would do. `unreachable` are ids of the file without any address."""

    added: int
    changed: int
    left: int
    unreachable: tuple[str, ...] = ()
    refused: tuple[Refusal, ...] = ()
    erased: int = 0  # rows of people who were erased on request; a nightly import need not fail for them


@dataclass(frozen=True, slots=True)
class Plan:
    """What to write."""

    added: tuple[Person, ...]
    changed: tuple[Person, ...]
    left: tuple[Person, ...]
    report: MergeReport


@dataclass(frozen=True, slots=True)
class Leaving:
    """Whether absent people are marked as left, and the share of the active ones that may be without `force`."""

    share: float = 0.2
    force: bool = False


def merge(
    connection: Connection,
    snapshot: Snapshot,
    now: datetime,
    *,
    key: Callable[[], bytes],
    leave: Leaving | None = None,
    attributes: Iterable[str] = (),
    dry_run: bool = False,
) -> MergeReport:
    """Brings the directory to what the snapshot says; with `dry_run` it only tells.

    `key` is asked only when somebody was erased, or loses an address. InputError when more people would leave than may.
    """
    erased = store.erased_hashes(connection)
    secret = key() if erased else b""
    directory = store.load_directory(connection)
    made = plan(
        snapshot,
        directory,
        now,
        erased=lambda person_id: bool(erased) and store.forgotten_hash(secret, person_id) in erased,
        leave=leave,
        attributes=frozenset(attributes),
    )
    if not dry_run:
        former.remember(connection, directory, (*made.changed, *made.left), now, key)
        store.add_people(connection, made.added, now)
        store.change_people(connection, (*made.changed, *made.left), now)
    return made.report


def plan(
    snapshot: Snapshot,
    stored: Mapping[str, Person],
    now: datetime,
    *,
    erased: Callable[[str], bool],
    leave: Leaving | None = None,
    attributes: frozenset[str] = frozenset(),
) -> Plan:
    """What a snapshot changes in a directory, decided without looking anywhere else."""
    sifted = _Sifted(list(snapshot.refused))
    for row in snapshot.rows:
        sifted.take(row, erased=erased(row.person.id))
    present = snapshot.present | {row.person.id for row in snapshot.rows}
    gone = [person for person in stored.values() if person.id not in present and person.left_at is None]
    leaving = gone if leave else []
    if leave:
        _may_leave(len(gone), sum(person.left_at is None for person in stored.values()), snapshot.unreadable, leave)
    sifted.yield_to(stored, {person.id for person in leaving})
    merged = [
        _over(row.person, stored.get(row.person.id), snapshot.columns, attributes) for row in sifted.accepted.values()
    ]
    changed = [person for person in merged if person.id in stored and person != stored[person.id]]
    added = [person for person in merged if person.id not in stored]
    report = MergeReport(
        added=len(added),
        changed=len(changed),
        left=len(leaving),
        unreachable=tuple(person.id for person in merged if not person.reachable),
        refused=tuple(sorted(sifted.refused, key=lambda refusal: refusal.row)),
        erased=sifted.erased,
    )
    return Plan(tuple(added), tuple(changed), tuple(replace(person, left_at=now) for person in leaving), report)


@dataclass(slots=True)
class _Sifted:
    """The rows that may go in, each id and address held by one of them."""

    refused: list[Refusal]
    accepted: dict[str, Row] = field(default_factory=dict)
    holders: dict[tuple[str, str], Row] = field(default_factory=dict)
    erased: int = 0

    def take(self, row: Row, *, erased: bool) -> None:
        first = self.accepted.get(row.person.id)
        if first is not None:
            self.refuse(row, "id", f"the same id stands in row {first.number} already")
        elif erased:
            self.erased += 1
        else:
            self._take_addresses(row)

    def _take_addresses(self, row: Row) -> None:
        for column, title in _ADDRESSES:
            holder = self.holders.get((column, getattr(row.person, column)))
            if holder is not None:
                why = f"row {holder.number} ({holder.person.id}) has this {title} already; two people cannot share one"
                self.refuse(row, column, why)
                return
        self.accepted[row.person.id] = row
        self.holders |= dict.fromkeys(_addresses(row.person), row)

    def refuse(self, row: Row, column: str, why: str) -> None:
        self.refused.append(Refusal(row.number, column, why))

    def yield_to(self, stored: Mapping[str, Person], leaving: set[str]) -> None:
        """Refuses rows whose address belongs to somebody in the directory whom this file does not change."""
        staying = [
            person
            for person in stored.values()
            if person.id not in self.accepted and person.id not in leaving and person.left_at is None
        ]
        while staying:
            person = staying.pop()
            for column, value in _addresses(person):
                row = self.holders.get((column, value))
                if row is None:
                    continue
                why = f"{person.id} in the directory has this address, and this import does not take it from them"
                self.refuse(row, column, why)
                del self.accepted[row.person.id]
                for address in _addresses(row.person):
                    del self.holders[address]
                before = stored.get(row.person.id)
                if before is not None and before.left_at is None:
                    staying.append(before)


def _addresses(person: Person) -> list[tuple[str, str]]:
    return [(column, getattr(person, column)) for column, _ in _ADDRESSES if getattr(person, column)]


def _over(new: Person, old: Person | None, columns: frozenset[str], attributes: frozenset[str]) -> Person:
    if old is None:
        return new
    silent = {_FIELDS[column]: getattr(old, _FIELDS[column]) for column in COLUMNS if column not in columns}
    kept = {name: value for name, value in old.attributes.items() if name in attributes - columns}
    return replace(new, **silent, attributes=kept | dict(new.attributes))


def _may_leave(leaving: int, active: int, unreadable: int, leave: Leaving) -> None:
    if leave.force or not leaving:
        return
    if unreadable:
        raise InputError(
            f"{unreadable} rows cannot be read, so nobody can tell who is missing from this file: "
            "mend them, or add --force to mark everybody else as left."
        )
    if leaving > max(MAY_LEAVE if leaving < active else 0, int(leave.share * active)):
        raise InputError(
            f"{leaving} of {active} people are not in this file and would be marked as left, more than "
            f"people.max_leave_share ({leave.share:.0%}) allows. Is the file complete? If so, add --force."
        )
