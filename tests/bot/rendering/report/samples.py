"""A report with everything in it, and one where nearly nothing may be told."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.rendering.report.model import ReportView
from bot.rendering.report.view import view
from digests.measure.findings import Findings
from digests.measure.model import (
    Clicks,
    Concentration,
    GoalFigures,
    GroupFigures,
    ItemFigures,
    Ladder,
    NetworkFigures,
    Overall,
    Report,
    RungFigures,
    ShelfFigures,
    TextFigures,
    WeekFigures,
    Wording,
)
from digests.measure.steps import Gap, Supply, Way
from digests.measure.uplift import Difference, Uplift
from tests.factories import NOW

ZONE = ZoneInfo("Europe/Copenhagen")
WEEK = timedelta(days=7)


def an_item(name: str, title: str, active: float, offered: int, **fields: Any) -> ItemFigures:
    """An item of 240 active people; `active` is the share of them who took part."""
    involved = round(active * 240)
    values: dict[str, Any] = {
        "read": involved + 20,
        "tapped": involved,
        "shared": involved // 2,
        "clicks": Clicks(involved, 2, 14, 66, 3),
        "involvement_offered": involved / offered,
        "involvement_active": active,
        "hidden": False,
        "involved": involved,
        "copied": 2,
        "confirmed": involved // 3,
        "evidenced": involved // 4,
        "desk": "comms",
        "kind": "article",
        "title": {"en": title, "da": f"{title} (da)"},
        "texts": (TextFigures("k1", offered, 8, 4, 12, hidden=False), TextFigures("k2", 3)),
    }
    return ItemFigures(name, offered, **(values | fields))


def a_report(**fields: Any) -> Report:
    """A week in which 63 of 240 people took part."""
    values: dict[str, Any] = {
        "since": NOW - WEEK,
        "until": NOW,
        "items": (
            an_item("harbour", "How we cut the harbour's emissions by 40 %", 0.31, 200),
            an_item("nurse", "Nurse who plans hospitals wanted", 0.12, 40, kind="job", desk="hr"),
            ItemFigures("for-few", 3, title={"en": "For a few"}),
        ),
        "overall": Overall(240, 63, 63 / 240),
        "departments": (
            GroupFigures("Engineering", 120, 0.4, hidden=False),
            GroupFigures("Sales", 90, 0.1, hidden=False),
            GroupFigures("", 4, None, hidden=True),
        ),
        "k": 8,
        "pending": 3,
        "cleared": False,
        "countries": (GroupFigures("DK", 150, 0.3, hidden=False), GroupFigures("SE", 90, 0.2, hidden=False)),
        "ladder": Ladder(
            (RungFigures("newcomer", 100, 0.05, hidden=False), RungFigures("first_share", 40, 0.6, hidden=False)),
            climbed=12,
            of=200,
        ),
        "desks": (ShelfFigures("comms", 2, 240, 40, 20, 35, 0.16),),
        "kinds": (ShelfFigures("job", 1, 40, 12, 6, 9, 0.3),),
        "networks": (NetworkFigures("linkedin", 40, 21, 70), NetworkFigures("x", 9, 3, 4)),
        "weeks": (
            WeekFigures(date(2026, 11, 9), 230, 50, 50 / 240, 80, hidden=False),
            WeekFigures(date(2026, 11, 16), 231, 63, 63 / 240, 103, hidden=False),
            WeekFigures(date(2026, 11, 23)),
        ),
        "clicks": Clicks(103, 4, 28, 132, 6),
        "concentration": Concentration(0.05, 12, 40, 51, 0.35),
        "wording": Wording(9, 120, 110, 110 / 120),
        "goals": (
            GoalFigures(
                "application", {"en": "Applications", "da": "Ansøgninger"}, 7.5, 37_500.0, "DKK", 31.3, 156_250
            ),
            GoalFigures("signup", {"en": "Sign-ups", "da": "Tilmeldinger"}, hidden=True),
        ),
        "uplift": Uplift(
            14,
            (
                Difference("clicks", 9000, 900, enough=True, difference=42.13, low=12.2, high=72.1),
                Difference("application", 9000, 900, missing=12_000),
                Difference("signup", 9, 1, hidden=True),
                Difference("booking", 90, 10),
            ),
        ),
    }
    return Report(**(values | fields))


def before() -> Report:
    """The week before: six people fewer."""
    return replace(a_report(), since=NOW - 2 * WEEK, until=NOW - WEEK, overall=Overall(240, 57, 57 / 240))


def a_supply(**fields: Any) -> Supply:
    """Twelve Danish salespeople got nothing, and a job ad was for few."""
    values: dict[str, Any] = {
        "open_items": 6,
        "gaps": (Gap("Sales", "DK", "da", 12),),
        "ways": (Way("nurse", 240, 60, 45),),
    }
    return Supply(**(values | fields))


def a_hidden_report() -> Report:
    """Five people: no figure about them may be told."""
    return Report(
        since=NOW - WEEK,
        until=NOW,
        items=(ItemFigures("harbour", 5), ItemFigures("nurse", 2)),
        overall=Overall(5, None, None),
        departments=(GroupFigures("Sales", 5, None, hidden=True),),
        k=8,
        pending=0,
        cleared=True,
        ladder=Ladder((RungFigures("reader"),)),
    )


def a_view(language: str = "en", *, weekly: bool = True, **fields: Any) -> ReportView:
    """The report in words."""
    found = Findings(a_report(**fields), before() if weekly else None, a_supply(), {"k1": "Proud of my colleagues."})
    return view(found, language, "Lyngbro", ZONE, weekly=weekly)
