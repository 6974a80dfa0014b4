"""Rolls the ledger up into counters, stretch by stretch; whoever does it, and however often, counts everything once.

A stretch is counted when all of its facts are final. What comes in later than that (a journal that is played back, a
share that is taken back) makes the stretch's facts differ from those that were counted: its week is counted again.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, case, delete, func, select, text

from digests.db import insert
from digests.delivery.store import deliveries
from digests.ledger.model import FactKind
from digests.ledger.store import facts
from digests.measure import gathered, sources
from digests.measure.counters import counted, deeds, fact_counts, offer_counts, repeats
from digests.measure.moments import DAY, midnight, monday
from digests.measure.sources import FIRSTS, LASTS, sent, within

STRETCH = timedelta(hours=1)
LAG = timedelta(minutes=10)  # what is written may be that much older than the moment it is committed
RECENT = timedelta(days=3)  # how far back late facts are looked for
_NUMBERS = tuple(func.count(case((of, 1))) for of in (facts.c.kind == FactKind.HIT, facts.c.kind != FactKind.HIT))
LOCK = 0x6273_726C  # one number that all who roll up on PostgreSQL agree on


def advance(connection: Connection, now: datetime) -> int:
    """Counts the next stretch, a day at most, and what came in late; says how many hours. 0: there is nothing to do."""
    _alone(connection)
    start = _begins(connection)
    if start is None:
        return 0
    end = min(midnight(start) + DAY, _hour(now - LAG))
    if end > start:
        end = min(end, _open(connection, start))
    if end <= start:
        return 0
    if now - start < RECENT:
        _repair(connection, start)
    _count(connection, start, end)
    return max(1, round((end - start) / STRETCH))


def rebuild(connection: Connection, since: datetime, until: datetime) -> None:
    """Counts anew every week that has a part in the period, as far as it was counted."""
    _alone(connection)
    start = monday(since)
    while start < until:
        _recount(connection, start)
        start += 7 * DAY


def until_when(connection: Connection) -> datetime | None:
    """Up to which moment everything is rolled up; None: nothing is."""
    return connection.execute(select(func.max(counted.c.ends))).scalar()


def _alone(connection: Connection) -> None:
    """One at a time; on SQLite whoever writes is alone anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})


def _begins(connection: Connection) -> datetime | None:
    """Where the next stretch begins: where the last one ended, or at the first day of which anything is known."""
    end = until_when(connection)
    if end is not None:
        return end
    first = connection.execute(select(func.min(facts.c.at))).scalar()
    first_sent = connection.execute(select(func.min(deliveries.c.sent_at)).where(sent)).scalar()
    known = [at for at in (first, first_sent) if at is not None]
    return midnight(min(known)) if known else None


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def _open(connection: Connection, start: datetime) -> datetime:
    """The hour of the first fact from `start` on whose class may still change."""
    waiting = connection.execute(
        select(func.min(facts.c.at)).where(facts.c.settles_at.is_not(None), facts.c.at >= start)
    ).scalar()
    return start + 2 * DAY if waiting is None else _hour(waiting)


def _repair(connection: Connection, start: datetime) -> None:
    """Counts the weeks again in which the facts of a recent stretch are not those that were counted."""
    query = select(counted).where(counted.c.ends > start - RECENT).order_by(counted.c.starts)
    stretches = connection.execute(query).all()
    if not stretches:
        return
    place = case(
        *((facts.c.at < stretch.ends, number) for number, stretch in enumerate(stretches)), else_=len(stretches)
    ).label("place")
    final = within(facts.c.at, stretches[0].starts, start), facts.c.settles_at.is_(None)
    rows = connection.execute(select(place, *_NUMBERS).where(*final).group_by("place"))
    found: dict[int, tuple[int, int]] = {row[0]: (row[1], row[2]) for row in rows}
    known = {number: (one.hits, one.others) for number, one in enumerate(stretches)}
    late = {monday(stretches[number].starts) for number in known if found.get(number, (0, 0)) != known[number]}
    if _sendings(connection, stretches[0].starts, start) != sum(stretch.sent for stretch in stretches):
        late |= {monday(stretch.starts) for stretch in stretches}
    for week in sorted(late):
        _recount(connection, week)


def _sendings(connection: Connection, start: datetime, end: datetime) -> int:
    query = select(func.count()).select_from(deliveries).where(sent, within(deliveries.c.sent_at, start, end))
    return connection.execute(query).scalar_one()


def _count(connection: Connection, start: datetime, end: datetime) -> None:
    """Adds a stretch to the counters."""
    final = within(facts.c.at, start, end), facts.c.settles_at.is_(None)
    offered = within(deliveries.c.sent_at, start, end)
    _add(connection, fact_counts, sources.fact_counts_of(*final))
    _add(connection, offer_counts, sources.offer_counts_of(offered))
    _note_repeats(connection, start, end)
    _note_deeds(connection, *final)
    gathered.gather(connection, monday(start).date().isoformat(), start)
    number = connection.execute(select(*_NUMBERS).where(*final)).one()
    values = {"starts": start, "ends": end, "hits": number[0], "others": number[1]}
    connection.execute(counted.insert().values(values | {"sent": _sendings(connection, start, end)}))


def _add(connection: Connection, table: Table, source: Any) -> None:
    statement = insert(connection, table).from_select([column.name for column in table.columns], source)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=list(table.primary_key.columns),
            set_={"number": table.c.number + statement.excluded.number},
        )
    )


def _note_repeats(connection: Connection, start: datetime, end: datetime) -> None:
    names = [column.name for column in repeats.columns]
    statement = insert(connection, repeats).from_select(names, sources.repeats_of(start, end))
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=list(repeats.primary_key.columns), set_={"origin_id": statement.excluded.origin_id}
        )
    )


def _note_deeds(connection: Connection, *final: Any) -> None:
    """Stretches follow one another, so that what is known first is first, and what comes last is last."""
    names = [column.name for column in deeds.columns]
    statement = insert(connection, deeds).from_select(names, sources.deeds_of(*final))
    new = statement.excluded
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=list(deeds.primary_key.columns),
            set_={name: func.coalesce(deeds.c[name], new[name]) for name in (*FIRSTS, "offered_at")}
            | {name: func.coalesce(new[name], deeds.c[name]) for name in LASTS}
            | {"text_key": case((deeds.c.text_key == "", new.text_key), else_=deeds.c.text_key)},
        )
    )


def _recount(connection: Connection, week: datetime) -> None:
    """Counts a week anew, in the stretches it was counted in."""
    days = week.date().isoformat(), (week + 7 * DAY).date().isoformat()
    stretches = connection.execute(
        select(counted).where(counted.c.starts >= week, counted.c.starts < week + 7 * DAY).order_by(counted.c.starts)
    ).all()
    for table in (fact_counts, offer_counts):
        connection.execute(delete(table).where(table.c.day >= days[0], table.c.day < days[1]))
    gathered.scatter(connection, days[0])
    connection.execute(delete(counted).where(counted.c.starts >= week, counted.c.starts < week + 7 * DAY))
    for start, end in _by_day([(stretch.starts, stretch.ends) for stretch in stretches]):
        _count(connection, start, end)


def _by_day(stretches: list[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """The stretches of each day as one."""
    days: dict[datetime, tuple[datetime, datetime]] = {}
    for start, end in stretches:
        day = midnight(start)
        days[day] = (days[day][0] if day in days else start, end)
    return list(days.values())
