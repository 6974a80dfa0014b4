"""Load, decide and save 25,000 digests of 300 items in batches of 500 on SQLite: seconds, and how memory grows."""

import resource
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection, select

from benchmarks.data import NOW, items, people
from benchmarks.report import figure
from digests.content.store import Entry, add_items
from digests.db import Database
from digests.delivery.opening import Due, open_edition
from digests.delivery.outbox import composable
from digests.delivery.store import deliveries
from digests.edition.build import decide, load, load_world, save
from digests.edition.model import Schedule, Slot
from digests.edition.policy import Policy
from digests.people.model import ChannelName, Person
from digests.people.store import add_people, save_preferences
from digests.settings import parse
from migrations.run import migrate

PEOPLE, ITEMS, BATCH = 25_000, 300, 500
KEY = b"a key for benchmarks, 32 bytes long"
SCHEDULE = Schedule("weekly", "0 9 * * tue", timedelta(hours=12))
SLOT = Slot("weekly", "2026-W48", "Europe/Copenhagen", NOW.replace(tzinfo=None), NOW)

CONFIG = {
    "server": {"public_url": "https://news.example.com"},
    "links": {"base_url": "https://go.example.com"},
    "schedules": [{"name": "weekly", "cron": "0 9 * * tue", "lateness": "12h"}],
}


def main(count: int = PEOPLE) -> None:
    """Prints seconds and megabytes."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'bench.db'}")
        migrate(database)
        database.write(_fill, people(count))
        before = _peak()
        start = time.perf_counter()
        for name, seconds in _build(database).items():
            print(f"# {name}: {seconds:.2f} s")
        seconds = time.perf_counter() - start
        figure("build_25000_seconds", seconds, "s", 10, 5, "lower")
        figure("build_25000_growth_mb", _peak() - before, "MB", 60, 30, "lower")
        database.close()


def _fill(connection: Connection, staff: list[Person]) -> None:
    staff.sort(key=lambda person: (person.department, person.id))
    add_people(connection, staff, NOW)
    for person in staff:
        if person.preferences.networks or person.preferences.items or person.preferences.untracked:
            save_preferences(connection, person.id, person.preferences, NOW)
    add_items(connection, [Entry(item, None) for item in items(ITEMS)], "file", NOW)
    open_edition(connection, SLOT, (Due(person.id, NOW, person.department, person.country) for person in staff), NOW)


def _build(database: Database) -> dict[str, float]:
    spent = dict.fromkeys(("world", "load", "decide", "save"), 0.0)
    policy = Policy.of(parse(CONFIG), ("en", "da"), (ChannelName.EMAIL,))
    clock = time.perf_counter
    start = clock()
    world = database.read(load_world, policy, NOW)
    spent["world"] = clock() - start
    while ids := database.read(composable, NOW, BATCH):
        start = clock()
        orders = database.read(_orders, ids)
        batch = database.read(load, world, SCHEDULE, SLOT.period, orders, now=NOW)
        loaded = clock()
        built = decide(batch, KEY, NOW)
        decided = clock()
        database.write(save, built, NOW)
        for name, seconds in (("load", loaded - start), ("decide", decided - loaded), ("save", clock() - decided)):
            spent[name] += seconds
    return spent


def _orders(connection: Connection, ids: list[int]) -> list[tuple[int, str]]:
    query = select(deliveries.c.id, deliveries.c.person_id).where(deliveries.c.id.in_(ids)).order_by(deliveries.c.id)
    return [(row.id, row.person_id) for row in connection.execute(query)]


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
