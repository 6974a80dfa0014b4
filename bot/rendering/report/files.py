"""The report for programs: JSON with every figure, and one CSV table that a spreadsheet opens."""

import json
from collections.abc import Iterator
from dataclasses import asdict

from bot.rendering.cells import sheet
from bot.rendering.report.plain import CLASSES, as_object
from digests.measure.model import Report

HEAD = (
    "section", "name", "people", "read", "tapped", "shared", "involved", "involvement_offered", "involvement_active",
    *(f"clicks_{name}" for name in CLASSES), "hidden", "copied", "confirmed", "evidenced", "items", "conversions",
    "value", "currency", "per_1000", "value_per_1000", "unattributed", "unverified", "parked", "refused", "doubled",
    "held_out", "rate", "low", "high",
)  # fmt: skip


def as_json(found: Report) -> str:
    """The report as one object; involvement is a share from 0 to 1, and null stands for what may not be told."""
    return json.dumps(as_object(found), ensure_ascii=False, indent=1)


def as_csv(found: Report) -> str:
    """The report as one table: a line overall, then items, groups, and what came back."""
    rows = [*_people(found), *_items(found), *_outcomes(found)]
    return sheet(HEAD, [[row.get(name) for name in HEAD] for row in rows])


def _people(found: Report) -> Iterator[dict[str, object]]:
    overall = found.overall
    yield {
        "section": "overall",
        "people": overall.active,
        "involved": overall.involved,
        "involvement_active": overall.involvement,
        "hidden": _yes(hidden=overall.involved is None),
    }
    groups = [("department", one) for one in found.departments] + [("country", one) for one in found.countries]
    for section, group in groups:
        yield {
            "section": section,
            "name": group.name,
            "people": group.people,
            "involvement_active": group.involvement,
            "hidden": _yes(hidden=group.hidden),
        }
    for step in found.ladder.steps:
        yield {
            "section": "ladder",
            "name": step.name,
            "people": step.people,
            "involvement_active": step.involvement,
            "hidden": _yes(hidden=step.hidden),
        }
    yield {"section": "climbed", "name": f"{found.ladder.weeks} weeks", "people": found.ladder.of,
           "involved": found.ladder.climbed}  # fmt: skip
    for week in found.weeks:
        yield {
            "section": "week",
            "name": week.starts.isoformat(),
            "people": week.reached,
            "involved": week.involved,
            "involvement_active": week.involvement,
            "clicks_human": week.clicks,
            "hidden": _yes(hidden=week.hidden),
        }


def _items(found: Report) -> Iterator[dict[str, object]]:
    for item in found.items:
        clicks = asdict(item.clicks) if item.clicks else {}
        yield {
            "section": "item",
            "name": item.id,
            "people": item.offered,
            "hidden": _yes(hidden=item.hidden),
            **{name: getattr(item, name) for name in HEAD if name in _ITEM},
            **{f"clicks_{name}": number for name, number in clicks.items()},
        }
        for text in item.texts:
            yield {
                "section": "text",
                "name": f"{item.id} {text.key}",
                "people": text.given,
                "tapped": text.tapped,
                "shared": text.shared,
                "clicks_human": text.clicks,
                "hidden": _yes(hidden=text.hidden),
            }
    for section, shelves in (("desk", found.desks), ("kind", found.kinds)):
        for shelf in shelves:
            yield {
                "section": section,
                "name": shelf.name,
                "people": shelf.offered,
                "items": shelf.items,
                "involved": shelf.involved,
                "shared": shelf.shared,
                "clicks_human": shelf.clicks,
                "involvement_offered": shelf.involvement,
            }
    for network in found.networks:
        yield {
            "section": "network",
            "name": network.name,
            "tapped": network.tapped,
            "shared": network.shared,
            "clicks_human": network.clicks,
        }


_ITEM = ("read", "tapped", "shared", "involved", "involvement_offered", "involvement_active", "copied", "confirmed",
         "evidenced")  # fmt: skip
_GOAL = ("conversions", "value", "currency", "per_1000", "value_per_1000", "unattributed", "unverified", "parked",
         "refused", "doubled")  # fmt: skip


def _outcomes(found: Report) -> Iterator[dict[str, object]]:
    for goal in found.goals:
        figures = {name: getattr(goal, name) for name in _GOAL}
        yield {"section": "goal", "name": goal.name, "hidden": _yes(hidden=goal.hidden), **figures}
    spread, wording = found.concentration, found.wording
    yield {"section": "concentration", "name": f"top {spread.top:.0%}", "people": spread.people,
           "involved": spread.sharers, "shared": spread.shares, "rate": spread.part}  # fmt: skip
    yield {"section": "wording", "items": wording.given, "involved": wording.different, "rate": wording.rate}
    for one in found.uplift.differences if found.uplift else ():
        yield {
            "section": "uplift",
            "name": one.outcome,
            "people": one.offered,
            "held_out": one.held_out,
            "rate": one.difference,
            "low": one.low,
            "high": one.high,
            "hidden": _yes(hidden=one.hidden),
        }


def _yes(*, hidden: bool) -> str:
    return "yes" if hidden else "no"
