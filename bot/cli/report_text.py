"""The report as text, 94 columns wide, with a bar beside each figure and a mark where the field stands."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from digests.measure.involvement import BENCHMARK_ITEM, BENCHMARK_OVERALL
from digests.measure.report import Clicks, DepartmentFigures, ItemFigures, Report

WIDTH = 94
NAME = 32
BAR = 24
SHORT = 12  # the bar of an item
SCALE = 0.5  # what the full bar of an item stands for
EIGHTHS = " ▏▎▍▌▋▊▉"
HIDDEN = "·"
EMPTY = """Nothing was offered in this period yet.

  budstikke import people PEOPLE.csv     who gets digests
  budstikke import content QUEUE         what is worth sharing
  budstikke send SCHEDULE                this week's digests, now

or name an earlier period with --since and --until."""


def text(found: Report, zone: ZoneInfo) -> str:
    """The whole report; an empty one says what to do."""
    head = f"Report  {_day(found.since, zone)} to {_day(found.until, zone)}"
    if not found.items:
        return f"{head}\n\n{_active(found.overall.active)}{EMPTY}"
    parts = [head, _overall(found), _involvement(found.items), _clicks(found.items)]
    if found.departments:
        parts.append(_departments(found.departments))
    notes = list(_notes(found))
    if notes:
        parts.append("\n".join(notes))
    return "\n\n".join(parts)


def bar(share: float, mark: float, full: float, width: int = BAR) -> str:
    """`share` of `full` as a bar, with `│` where `mark` lies; what reaches beyond `full` ends there."""
    eighths = round(min(share / full, 1) * width * 8)
    drawn = "█" * (eighths // 8) + (EIGHTHS[eighths % 8] if eighths % 8 else "")
    cells = list(drawn.ljust(width, "░"))
    cells[_place(mark, full, width)] = "│"
    return "".join(cells)


def _place(mark: float, full: float, width: int) -> int:
    return min(round(mark / full * width), width - 1)


def percent(share: float | None) -> str:
    """A share as a percentage with one decimal; a dot for what is not told."""
    return HIDDEN if share is None else f"{share * 100:.1f} %"


def cut(name: str, width: int = NAME) -> str:
    """A name that fits its column, padded."""
    return (name if len(name) <= width else name[: width - 1] + "…").ljust(width)


def _day(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{local.day} {local:%b %Y %H:%M}"


def _active(active: int) -> str:
    return f"{active} people could take part. " if active else ""


def _number(value: int | None) -> str:
    return HIDDEN if value is None else str(value)


def _overall(found: Report) -> str:
    overall = found.overall
    if overall.involvement is None:
        return f"Took part at least once      not shown, of {overall.active} active people"
    line = f"Took part at least once  {overall.involved} of {overall.active} active people"
    drawn = bar(overall.involvement, BENCHMARK_OVERALL, 1.0)
    return f"{line:<54}{percent(overall.involvement):>8}  {drawn}\n{_field(BENCHMARK_OVERALL, 1.0, 64, BAR)}"


def _field(benchmark: float, full: float, start: int, width: int) -> str:
    """A line that names the mark in the bars above it, which begin at column `start`."""
    return f"the field {percent(benchmark)} ┘".rjust(start + _place(benchmark, full, width) + 1)


def _involvement(items: Sequence[ItemFigures]) -> str:
    title = (
        f"{'Items':<{NAME}}{'offered':>8}{'read':>6}{'tapped':>7}{'shared':>7}{'of offered':>11}{'of all active':>14}"
    )
    lines = [title, "─" * WIDTH]
    for item in items:
        figures = f"{item.offered:>8}{_number(item.read):>6}{_number(item.tapped):>7}{_number(item.shared):>7}"
        rates = f"{percent(item.involvement_offered):>11}{percent(item.involvement_active):>9}  "
        drawn = "" if item.involvement_active is None else bar(item.involvement_active, BENCHMARK_ITEM, SCALE, SHORT)
        lines.append(f"{cut(item.id)}{figures}{rates}{drawn}".rstrip())
    lines.append(_field(BENCHMARK_ITEM, SCALE, 82, SHORT))
    return "\n".join(lines)


def _clicks(items: Sequence[ItemFigures]) -> str:
    title = f"{'Clicks on their links':<{NAME}}{'human':>8}{'doubtful':>10}{'preview':>9}{'machine':>9}{'own':>6}"
    lines = [title, "─" * WIDTH]
    lines += [f"{cut(item.id)}{_classes(item.clicks)}" for item in items]
    return "\n".join(lines)


def _classes(clicks: Clicks | None) -> str:
    if clicks is None:
        return f"{HIDDEN:>8}{HIDDEN:>10}{HIDDEN:>9}{HIDDEN:>9}{HIDDEN:>6}"
    return f"{clicks.human:>8}{clicks.doubtful:>10}{clicks.preview:>9}{clicks.machine:>9}{clicks.self:>6}"


def _departments(departments: Sequence[DepartmentFigures]) -> str:
    lines = [f"{'Departments':<{NAME}}{'people':>8}{'took part':>22}", "─" * WIDTH]
    for group in departments:
        drawn = "" if group.involvement is None else bar(group.involvement, BENCHMARK_OVERALL, 1.0)
        share = f"{percent(group.involvement):>22}"
        lines.append(f"{cut(group.name or '(no department)')}{group.people:>8}{share}  {drawn}".rstrip())
    return "\n".join(lines)


def _notes(found: Report) -> Sequence[str]:
    notes = []
    hidden = [*(one.hidden for one in found.items), *(one.hidden for one in found.departments)]
    if found.overall.involved is None or any(hidden):
        notes.append(f"{HIDDEN}  not shown: it would tell of fewer than {found.k} people, directly or by subtraction.")
    if found.cleared:
        notes.append("Who took part so long ago is no longer kept; only the items' figures are.")
    if found.pending:
        notes.append(f"{found.pending} presses and clicks are so recent that their class may still change.")
    return notes
