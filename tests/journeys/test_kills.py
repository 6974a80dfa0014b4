"""Nobody is missing and nobody gets two, whenever the sender is killed."""

from pathlib import Path

import pytest

from tests.journeys.kills import KillRun


def test_three_kills_lose_nobody_and_double_nobody(database_url: str, tmp_path: Path) -> None:
    tally = KillRun(tmp_path, database_url, people=2000, kills=3, seed=3).run()
    print(tally)  # noqa: T201 - the figures
    assert (tally.reached_twice, tally.missing) == (0, 0)
    assert tally.reached_once + tally.unknown - tally.unknown_reached == tally.people


@pytest.mark.soak
def test_twenty_kills_lose_nobody_and_double_nobody(database_url: str, tmp_path: Path) -> None:
    tally = KillRun(tmp_path, database_url, people=2000, kills=20, seed=20).run()
    print(tally)  # noqa: T201 - the figures
    assert (tally.reached_twice, tally.missing) == (0, 0)
    assert tally.reached_once + tally.unknown - tally.unknown_reached == tally.people
