"""The company that the journeys share: served once for each of the modes."""

from collections.abc import Iterator

import pytest

from tests.slack_faults.company import MODES, Company, company
from tests.slack_faults.hand import Hand
from tests.slack_faults.slack import member


@pytest.fixture(scope="session", params=MODES)
def lyngbro(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """Served, with this week's digests delivered; nobody in it may break the line to Slack."""
    mode = request.param
    with company(tmp_path_factory.mktemp(mode), request.getfixturevalue("migrated_sqlite"), mode) as made:
        yield made


@pytest.fixture
def somebody(lyngbro: Company) -> Hand:
    """An employee whom no other test has touched."""
    return lyngbro.somebody()


@pytest.fixture
def stranger(lyngbro: Company) -> Hand:
    """A member of the workspace whom the directory does not know."""
    number = len(lyngbro.slack.seen()["members"])
    lyngbro.slack.add(member(f"USTRANGER{number}", "Stranger", f"stranger{number}@example.com"))
    return Hand(lyngbro.slack, f"USTRANGER{number}")
