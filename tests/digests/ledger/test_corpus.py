"""Published lists of robots, and people's browsers: how many of each the rules take for what they are.

Run it with `pytest tests/digests/ledger/test_corpus.py -s`; docs/reference/classes.md publishes the figures.
"""

from collections import Counter
from pathlib import Path

import crawleruseragents
import pytest

from digests.ledger.headers import lacking
from digests.ledger.model import Request, Verdict
from digests.ledger.verdict import VERSION, judge
from tests.digests.ledger.visitors import FULL, Visit, people
from tests.factories import NOW

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)
REFERENCE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "classes.md"
LANGUAGE = {"accept-language": "en-US,en;q=0.9"}
PROGRAMS = {  # what programs say when they borrow a browser's name and nothing else
    "curl": {"accept": "*/*"},
    "python-requests": {"accept": "*/*"},
    "Go": {},
    "Java": {"accept": "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"},
    "Node's fetch": {"accept": "*/*", "accept-language": "*", "sec-fetch-mode": "cors"},
    "okhttp": {},
    "wget": {"accept": "*/*"},
    "aiohttp": {"accept": "*/*"},
    "scrapy": {"accept": FULL["accept"], "accept-language": "en"},
    "an image on a page": {"accept": "image/avif,*/*", **LANGUAGE, "sec-fetch-mode": "no-cors"},
}


def verdict_on(agent: str, headers: dict[str, str]) -> Verdict:
    """What the rules say at once of a visit over https."""
    seen = Request("GET", agent, lacks=lacking("GET", headers, secure=True))
    return judge(seen, NOW, NOW - NOW).verdict


def robots() -> list[str]:
    """Every agent of the published list."""
    return [one for entry in crawleruseragents.CRAWLER_USER_AGENTS_DATA for one in entry.get("instances", [])]


def test_nearly_every_robot_is_caught_even_with_a_browsers_headers(capsys: pytest.CaptureFixture[str]) -> None:
    found = Counter(verdict_on(agent, FULL) for agent in robots())
    caught = 1 - found[Verdict.HUMAN] / found.total()
    with capsys.disabled():
        classes = ", ".join(f"{number} {verdict}" for verdict, number in found.most_common())
        print(  # noqa: T201 - the figures are to be seen
            f"\nrules {VERSION}: {caught:.2%} of {found.total():,} robots caught ({classes})"
        )
    assert found.total() > 2000
    assert caught >= 0.95
    assert f"| {found.total():,} | **{caught:.2%} caught** |".replace("%", " %") in REFERENCE.read_text(
        encoding="utf-8"
    )


def test_hardly_any_person_is_lost(capsys: pytest.CaptureFixture[str]) -> None:
    everybody = people()
    lost = [one for one in everybody if verdict_on(one.agent, one.headers) is not Verdict.HUMAN]
    with capsys.disabled():
        print(  # noqa: T201 - the figures are to be seen
            f"\nrules {VERSION}: {len(lost)} of {len(everybody):,} people lost ({_share(lost, everybody):.2%})",
            *(f"{one.program}: {one.agent}" for one in lost),
            sep="\n  ",
        )
    assert len(everybody) > 2000
    assert _share(lost, everybody) <= 0.01
    published = f"| {len(everybody):,} | **{_share(lost, everybody):.2%} lost** |".replace("%", " %")
    assert published in REFERENCE.read_text(encoding="utf-8")


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_that_borrows_a_browsers_name_is_not_taken_for_a_person(program: str) -> None:
    assert verdict_on(CHROME, PROGRAMS[program]) is not Verdict.HUMAN


@pytest.mark.parametrize("app", ["LinkedIn", "Facebook", "Instagram", "X", "Slack", "Teams", "WhatsApp"])
def test_nobody_is_lost_in_the_apps_where_links_are_shared(app: str) -> None:
    within = [one for one in people() if one.program in {f"{app} on Android", f"{app} on iOS"}]
    assert within
    assert [one.agent for one in within if verdict_on(one.agent, one.headers) is not Verdict.HUMAN] == []


def _share(some: list[Visit], all_of_them: list[Visit]) -> float:
    return len(some) / len(all_of_them)
