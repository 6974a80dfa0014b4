"""People by name stand last, in order of name, with the reason why they may; and not in the week's report."""

from zoneinfo import ZoneInfo

import pytest

from bot.cli.report_text import WIDTH, text
from bot.rendering.report.page import page
from bot.rendering.report.view import view
from digests.measure.findings import Findings
from digests.measure.model import PersonFigures
from tests.bot.rendering.report.samples import a_report

ZONE = ZoneInfo("Europe/Copenhagen")
PEOPLE = (
    PersonFigures("p-2", "Anna <b>Berg</b>", "Engineering", 4, 1, 0, 0, 0, 0.0),
    PersonFigures("p-1", "Zuzanna Nowak", "", 12, 9, 5, 3, 41, 1.5),
)


def _findings(mode: str = "team", **fields: object) -> Findings:
    return Findings(a_report(people=PEOPLE, **fields), mode=mode)


def test_rows_stay_in_the_order_they_came_in_and_conversions_need_a_goal() -> None:
    section = view(_findings(), "en", "Nordbro", ZONE).sections[-1]
    assert (section.name, section.title) == ("people", "People by name")
    assert section.table
    assert section.table.rows == (
        ("Anna <b>Berg</b>", "Engineering", "4", "1", "0", "0", "0", "0"),
        ("Zuzanna Nowak", "", "12", "9", "5", "3", "41", "1.5"),
    )
    assert section.table.head[-1] == "conversions"
    without = view(_findings(goals=()), "en", "Nordbro", ZONE).sections[-1]
    assert without.table
    assert without.table.head[-1] == "readers"


@pytest.mark.parametrize("language", ["en", "da"])
def test_the_text_keeps_its_width_and_the_page_escapes_names(language: str) -> None:
    shown = view(_findings(), language, "Nordbro", ZONE)
    assert max(len(line) for line in text(shown).splitlines()) <= WIDTH
    assert "Anna &lt;b&gt;Berg&lt;/b&gt;" in page(shown, "#0a5c8a")


@pytest.mark.parametrize(("mode", "groups"), [("team", "groups of 8 people or more, and"), ("open", "groups, and")])
def test_the_sentence_below_says_that_names_are_shown(mode: str, groups: str) -> None:
    said = view(_findings(mode), "en", "Nordbro", ZONE).privacy
    assert said == f"Figures are about {groups} about those people whose names are shown."


def test_the_weeks_report_has_no_place_for_names() -> None:
    assert "people" not in {one.name for one in view(_findings(), "en", "Nordbro", ZONE, weekly=True).sections}
