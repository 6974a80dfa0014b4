"""What a person may ask for, and how long things live: export, erasure and retention, over every table.

Stores mark their columns with `info={"privacy": ...}`, and nothing here names a table where a mark can do it:
`person` holds a person's id (where it may be null the row stays as a figure without them, else the row goes),
`identity` tells who they are, `visitor` tells of whoever made a request, `link` is the code of a short link,
`delivery` is the id of a delivery that the row hangs on, `click` that of a fact. `info={"ages": kind}` is the time by
which a row that outlives its person, or its visitor, grows old; `info={"goes": kind}` that by which it goes altogether.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Select, Table, delete, false, null, or_, select, update

from digests.access.store import audit
from digests.content import audience
from digests.content.store import items
from digests.db import insert, metadata, overwriting
from digests.delivery.model import DeliveryState
from digests.delivery.notes import notes
from digests.delivery.store import deliveries
from digests.edition.store import picks
from digests.employee.fresh import fresh_links
from digests.employee.posters import week_picks
from digests.employee.store import wishes
from digests.events.store import events
from digests.ledger import arrivals
from digests.ledger.model import FactKind, Verdict
from digests.ledger.store import facts
from digests.measure.conversion_store import conversions
from digests.measure.counters import deeds
from digests.newsroom.store import item_decisions
from digests.people.store import forgotten, forgotten_hash, people
from digests.programme.store import revisions
from digests.sharing.store import links

MARKS = ("person", "identity", "visitor", "link", "delivery", "click")
# Named, so that their stores are known to `metadata`.
TABLES = (
    *(items, picks, deliveries, facts, people, links, audit, events, conversions, deeds, wishes, item_decisions),
    notes,
    revisions,
    fresh_links,
    week_picks,
)
KINDS = {  # facts that configuration can give a time of their own; what came of them is kept under "conversions"
    "reads": (FactKind.READ,),
    "taps": (FactKind.TAP, FactKind.COPY, FactKind.CONFIRM, FactKind.DECLINE),
    "hits": (FactKind.HIT, FactKind.TRAP),
}
BATCH = 10_000  # rows of a table that one call of `retention` clears
ERASED = "the person was erased"

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was erased: by table, how many rows were deleted or lost their person."""

    rows: Mapping[str, int]
    deliveries: tuple[int, ...]  # that were theirs: a channel that keeps files of its own can remove them
    named_in: tuple[str, ...]  # items whose audience still names the person


@dataclass(frozen=True, slots=True)
class Retained:
    """What one call of `retention` cleared; call again until nothing was."""

    deliveries: int
    facts: int
    links: int
    leavers: int
    others: int = 0  # of further tables that keep people's or visitors' rows for a while

    @property
    def done(self) -> bool:
        """Whether nothing was left to clear."""
        return not (self.deliveries or self.facts or self.links or self.leavers or self.others)


def marked(table: Table, *marks: str) -> list[Column[Any]]:
    """The columns of a table that carry one of these marks."""
    return [column for column in table.columns if column.info.get("privacy") in marks]


def export(connection: Connection, person_id: str) -> dict[str, list[Row]]:
    """Everything that is stored about a person, by table; of strangers who followed their links only when and how.

    What has arrived is told once it has its place: call `arrivals.expand_all` before.
    """
    found = {}
    for table in metadata.sorted_tables:
        condition = _about(table, person_id)
        if condition is not None:
            rows = connection.execute(select(table).where(condition).order_by(*table.primary_key.columns))
            found[table.name] = [_told(table, dict(row._mapping)) for row in rows]  # noqa: SLF001 - SQLAlchemy's name for it
    return found


def _about(table: Table, person_id: str) -> ColumnElement[bool] | None:
    """Which rows are about a person: they hold the id, a link of theirs, a delivery to them, or a click on a link."""
    theirs = select(links.c.code).where(links.c.person_id == person_id)
    sent = select(deliveries.c.id).where(deliveries.c.person_id == person_id)
    clicks = select(facts.c.id).where(facts.c.person_id == person_id)
    conditions = [
        *(column == person_id for column in marked(table, "person")),
        *(column.in_(theirs) for column in marked(table, "link")),
        *(column.in_(sent) for column in marked(table, "delivery")),
        *(column.in_(clicks) for column in marked(table, "click")),
    ]
    return or_(*conditions) if conditions else None


def _told(table: Table, row: dict[str, Any]) -> Row:
    hit = table is facts and row["kind"] == FactKind.HIT and row["verdict"] != Verdict.SELF
    stranger = hit or bool(marked(table, "click"))
    left_out = {column.name for column in marked(table, "visitor")} if stranger else set()
    return {name: value for name, value in row.items() if name not in left_out}


def forget(connection: Connection, key: bytes, person_id: str, now: datetime) -> Erasure:
    """Erases a person: figures stay without them, and a keyed hash keeps the next import from making them again."""
    values = {"hash": forgotten_hash(key, person_id), "at": now}
    connection.execute(insert(connection, forgotten).values(values).on_conflict_do_nothing())
    arrivals.expand_all(connection)
    theirs = select(deliveries.c.id).where(deliveries.c.person_id == person_id).order_by(deliveries.c.id)
    sent = tuple(connection.scalars(theirs))
    with overwriting(connection):
        erased = _erase(connection, [person_id])
    return Erasure(erased, sent, tuple(_naming(connection, person_id)))


def _erase(connection: Connection, ids: Collection[str]) -> dict[str, int]:
    """Takes people out of every table, those that refer to others first."""
    connection.execute(
        update(deliveries)
        .where(deliveries.c.person_id.in_(ids), deliveries.c.state == DeliveryState.QUEUED)
        .values(state=DeliveryState.SKIPPED, reason=ERASED)
    )
    erased: dict[str, int] = {}
    for table in reversed(metadata.sorted_tables):
        for column in marked(table, "person"):
            statement = update(table).values(_cleared(table, column)) if column.nullable else delete(table)
            number = connection.execute(statement.where(column.in_(ids))).rowcount
            erased[table.name] = erased.get(table.name, 0) + number
    return {name: number for name, number in erased.items() if number}


def _cleared(table: Table, person: Column[Any] | None = None) -> dict[str, Any]:
    """A row without its people, or without the one of this column, and without what tells who they are."""
    people = marked(table, "person") if person is None else [person]
    columns = [*people, *marked(table, "identity", "visitor")]
    return {column.name: null() if column.nullable else "" for column in columns}


def _naming(connection: Connection, person_id: str) -> Iterator[str]:
    """Items whose audience names the person by id: that is for their desk to change, in the file they come from."""
    for item_id, body in connection.execute(select(items.c.id, items.c.body).order_by(items.c.id)):
        named = audience.read(body.get("audience", {}))
        rules = (*named.any_of, *named.none_of)
        if any(name == "person" and person_id in values for rule in rules for name, values in rule.keys):
            yield item_id


def retention(
    connection: Connection,
    now: datetime,
    raw_days: int,
    leaver_days: int,
    limit: int = BATCH,
    *,
    keep: Mapping[str, int] | None = None,
) -> Retained:
    """Clears whose raw facts are older than `raw_days`, and erases who left more than `leaver_days` ago.

    `keep` gives kinds of facts a shorter time, in days. A delivery, its facts and its links lose their person together
    at the latest, or one would give the others away. Leavers leave no hash behind, because they did not ask for it:
    whoever is hired again begins anew.
    """
    ends = {kind: now - timedelta(days=days) for kind, days in (keep or {}).items()}
    before = now - timedelta(days=raw_days)
    old = _old(before)
    settled = deliveries.c.state.not_in((DeliveryState.QUEUED, DeliveryState.SENDING))
    gone = select(people.c.id).where(people.c.left_at < now - timedelta(days=leaver_days)).limit(limit)
    leavers = list(connection.scalars(gone))
    aged = [facts.c.kind.in_(kinds) & (facts.c.at < ends[name]) for name, kinds in KINDS.items() if name in ends]
    with overwriting(connection):
        return Retained(
            deliveries=_clear(connection, deliveries, (deliveries.c.due_at < before) & settled, limit),
            facts=_clear(connection, facts, or_(facts.c.at < before, facts.c.delivery_id.in_(old), *aged), limit),
            links=_clear(connection, links, or_(links.c.minted_at < before, links.c.delivery_id.in_(old)), limit),
            leavers=_erase(connection, leavers).get(people.name, 0) if leavers else 0,
            others=sum(_aged(connection, table, ends, before, limit) for table in metadata.sorted_tables),
        )


def aging(table: Table, how: str) -> tuple[Column[Any], str] | None:
    """The column by which rows of a table `ages` or `goes`, and the kind whose time it is; None where none does."""
    return next(((column, column.info[how]) for column in table.columns if how in column.info), None)


def _old(before: datetime) -> Select[tuple[int]]:
    """Deliveries that are as old as raw facts may get."""
    return select(deliveries.c.id).where(deliveries.c.due_at < before)


def _aged(connection: Connection, table: Table, ends: Mapping[str, datetime], before: datetime, limit: int) -> int:
    """Clears a table's rows by their own time; what goes altogether goes with its delivery at the latest."""
    number = 0
    if ages := aging(table, "ages"):
        number += _clear(connection, table, ages[0] < ends.get(ages[1], before), limit)
    if goes := aging(table, "goes"):
        (key,) = table.primary_key.columns
        hanging = (column.in_(_old(before)) for column in marked(table, "delivery"))
        over = or_(goes[0] < ends.get(goes[1], before), *hanging)
        chosen = select(key).where(over).limit(limit)
        number += connection.execute(delete(table).where(key.in_(chosen.scalar_subquery()))).rowcount
    return number


def _clear(connection: Connection, table: Table, old: ColumnElement[bool], limit: int) -> int:
    """Clears what is left to clear of a table's old rows, at most `limit` of them."""
    (key,) = table.primary_key.columns
    columns = marked(table, "person", "identity", "visitor")
    left = or_(false(), *(column.is_not(None) if column.nullable else column != "" for column in columns))
    chosen = select(key).where(old, left).limit(limit)
    return connection.execute(update(table).where(key.in_(chosen.scalar_subquery())).values(_cleared(table))).rowcount
