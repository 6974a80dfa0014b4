"""The report as text, 94 columns wide: the sentence that matters, the next steps, and bars beside the field's marks."""

from collections.abc import Iterator, Sequence
from textwrap import wrap

from bot.rendering.cut import cut as shortened
from bot.rendering.report.bars import bar, place
from bot.rendering.report.model import Advice, Chart, ReportView, Section, Table
from bot.rendering.words import words

WIDTH = 94
NAME = 32
CELLS = 24  # of a bar that stands alone
FEWEST = 6  # of a bar beside its figures; with less room there is none
LEAST = 6  # of a column
NARROWEST = 16  # of the names; where headings leave less, they are cut
HEADINGS = (99, 14, 12, 10, 8, LEAST)  # letters
LEFT_OUT = ("texts",)  # longer than a screen: in the file
EMPTY = """Nothing was offered in this period yet.

  budstikke import people PEOPLE.csv     who gets digests
  budstikke import content QUEUE         what is worth sharing
  budstikke send SCHEDULE                this week's digests, now

or name an earlier period with --since and --until."""


def text(view: ReportView) -> str:
    """The whole report, as far as it is read on a screen."""
    parts = [f"{view.title}, {view.period}", _filled(view.summary)]
    if view.advice:
        parts.append("\n".join(_advice(view.advice, view.language)))
    parts += ["\n".join(_section(section)) for section in view.sections if section.name not in LEFT_OUT]
    parts.append("\n".join(_filled(note) for note in (*view.notes, view.privacy)))
    return "\n\n".join(parts)


def empty(view: ReportView, active: int) -> str:
    """What to do where nothing was offered."""
    known = f"{active} people could take part. " if active else ""
    return f"{view.title}, {view.period}\n\n{known}{EMPTY}"


def cut(name: str, width: int = NAME) -> str:
    """A name that fits its column, padded."""
    return shortened(name, width).ljust(width)


def _advice(steps: Sequence[Advice], language: str) -> Iterator[str]:
    yield words(language).gettext("Next steps")
    for number, step in enumerate(steps, start=1):
        yield from wrap(f"{number}. {step.act} {step.reason}", WIDTH, initial_indent="  ", subsequent_indent="     ")


def _section(section: Section) -> Iterator[str]:
    table, chart = section.table, section.chart
    joined = table is not None and chart is not None and _matching(table, chart)
    if table is None or chart is not None:
        if not joined:
            yield section.title
            yield "─" * WIDTH
    elif section.title != table.head[0]:
        yield section.title
    if chart is not None and not joined:
        yield from _bars(chart)
    elif table is not None:
        yield from _table(table, chart if joined else None)
    if section.lead:
        yield _filled(section.lead)
    if section.note:
        yield _filled(section.note)


def _matching(table: Table, chart: Chart) -> bool:
    """Whether each bar stands beside a row of the table."""
    return {one.label for one in chart.bars} <= {row[0] for row in table.rows}


def _bars(chart: Chart) -> Iterator[str]:
    start = WIDTH - CELLS
    for one in chart.bars:
        drawn = "" if one.share is None else bar(one.share, chart.mark, chart.full, CELLS)
        yield f"{cut(one.label, start - 22)}{one.shown:>20}  {drawn}".rstrip()
    yield from _legend(chart, start, CELLS)


def _table(table: Table, chart: Chart | None) -> Iterator[str]:
    every = (_widths(table, letters) for letters in HEADINGS)
    widths = next(one for one in every if WIDTH - sum(one) >= NARROWEST or one == _widths(table, HEADINGS[-1]))
    room = WIDTH - sum(widths)
    cells = min(room - NAME - 2, CELLS) if chart else 0
    if cells < FEWEST:
        chart, cells = None, 0
    name = min(NAME, room - (cells + 2 if cells else 0))
    bars = {one.label: one for one in chart.bars} if chart else {}
    yield _line(
        [shortened(one, width - 1) for one, width in zip(table.head, (name, *widths), strict=True)], name, widths
    )
    yield "─" * WIDTH
    for row in table.rows:
        one = bars.get(row[0])
        drawn = bar(one.share, chart.mark, chart.full, cells) if chart and one and one.share is not None else ""
        yield f"{_line(row, name, widths)}  {drawn}".rstrip()
    if chart:
        yield from _legend(chart, name + sum(widths) + 2, cells)


def _widths(table: Table, letters: int) -> list[int]:
    """How wide each column behind the names is, where headings may have so many letters."""
    columns = range(1, len(table.head))
    return [
        max([LEAST, min(len(table.head[one]), letters) + 1, *(len(row[one]) + 1 for row in table.rows)])
        for one in columns
    ]


def _line(row: Sequence[str], name: int, widths: Sequence[int]) -> str:
    return cut(row[0], name) + "".join(f"{cell:>{width}}" for cell, width in zip(row[1:], widths, strict=True))


def _legend(chart: Chart, start: int, cells: int) -> Iterator[str]:
    """A line that names the mark in the bars above it, which begin at column `start`."""
    if chart.mark is not None:
        yield f"{chart.mark_label} ┘".rjust(start + place(chart.mark, chart.full, cells) + 1)


def _filled(sentence: str) -> str:
    return "\n".join(wrap(sentence, WIDTH))
