"""A report as every place shows it: finished words and shares, no vendor's form."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a chart; `share` is None where the figure is not shown, and `shown` says what is read instead."""

    label: str
    shown: str
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars from 0 to `full`, with a mark where the field stands. `alt` says all of it in words."""

    name: str  # a few ASCII letters, for file names
    title: str
    bars: tuple[Bar, ...]
    alt: str
    full: float = 1.0
    mark: float | None = None
    mark_label: str = ""


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure that is read first: what it is, how much, beside what, and how it changed."""

    label: str
    figure: str
    beside: str = ""
    change: str = ""
    better: bool | None = None  # than the period before


@dataclass(frozen=True, slots=True)
class Table:
    """Figures in rows; the first column names, the others are right-aligned."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A question and its answer: one sentence, then a chart, a table, and what must be known to read them."""

    name: str
    title: str
    lead: str = ""
    chart: Chart | None = None
    table: Table | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do next, and why."""

    act: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReportView:
    """All that a report says, in one language."""

    language: str
    company: str
    title: str
    period: str
    summary: str  # the one sentence that is read in five seconds
    tiles: tuple[Tile, ...]
    advice: tuple[Advice, ...]
    sections: tuple[Section, ...]
    notes: tuple[str, ...]  # what is not shown and why, what may still change
    privacy: str

    @property
    def charts(self) -> tuple[Chart, ...]:
        """Every chart, in order."""
        return tuple(section.chart for section in self.sections if section.chart is not None)
