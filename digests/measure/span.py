"""A period, and from where its figures are read: what is rolled up by counters, the rest by the ledger itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, false, or_, true

from digests.ledger.store import facts
from digests.measure.moments import WEEK, monday, next_midnight
from digests.measure.sources import within


@dataclass(frozen=True, slots=True)
class Span:
    """A period, from `since` (inclusive) to `until` (exclusive)."""

    since: datetime
    until: datetime

    def holds(self, column: ColumnElement[datetime]) -> ColumnElement[bool]:
        """Whether a moment lies in the period."""
        return within(column, self.since, self.until)


@dataclass(frozen=True, slots=True)
class Reading:
    """A period beside the moment up to which everything was `counted` (None: nothing was).

    Counters know days and weeks, so that the ends of a period that lie within a day are read from the ledger, and all
    that people did in a period shorter than a week.
    """

    span: Span
    counted: datetime | None

    @property
    def low(self) -> datetime:
        """Where the first whole day begins."""
        return next_midnight(self.span.since)

    @property
    def high(self) -> datetime | None:
        """Up to where counters answer for whatever was before the period's end."""
        if self.counted is None or self.counted <= self.span.until:
            return self.counted
        after = next_midnight(self.span.until)
        return after if after == self.span.until else after - timedelta(days=1)

    @property
    def days(self) -> tuple[str, str]:
        """The first of the days that counters answer for, and the first after them; none when they are the same."""
        if self.high is None or self.low >= self.high:
            return "", ""
        return self.low.date().isoformat(), next_midnight(self.high).date().isoformat()

    @property
    def before(self) -> str:
        """The first day after all those, ever, that counters answer for."""
        return "" if self.high is None else next_midnight(self.high).date().isoformat()

    def raw(self, column: ColumnElement[datetime]) -> ColumnElement[bool]:
        """Whether a moment of the period lies where counters do not answer."""
        inside = self.span.holds(column)
        if self.high is None or self.low >= self.high:
            return inside
        return and_(inside, or_(column < self.low, column >= self.high))

    def raw_ever(self, column: ColumnElement[datetime]) -> ColumnElement[bool]:
        """The same of anything before the period's end."""
        return and_(column < self.span.until, true() if self.high is None else column >= self.high)

    def unsettled(self) -> ColumnElement[bool]:
        """A fact of the period that came in late, and waits to be counted."""
        if self.high is None or self.low >= self.high:
            return false()
        return and_(within(facts.c.at, self.low, self.high), facts.c.settles_at.is_not(None))

    @property
    def weeks(self) -> str:
        """The first week whose deeds counters answer for; after every week when they do not."""
        short = self.span.until - self.span.since < WEEK
        return "9" if self.counted is None or short else monday(self.span.since).date().isoformat()

    @property
    def last_week(self) -> str:
        """The day after every week that has a part in the period."""
        return next_midnight(self.span.until).date().isoformat()

    @property
    def past(self) -> bool:
        """Whether counters know of moments after the period."""
        return self.counted is not None and self.counted > self.span.until

    def raw_deeds(self) -> ColumnElement[bool]:
        """Whether a fact is to be read beside the counted deeds."""
        if self.counted is None or self.span.until - self.span.since < WEEK:
            return self.span.holds(facts.c.at)
        late = and_(facts.c.at < self.counted, facts.c.settles_at.is_not(None))
        return and_(self.span.holds(facts.c.at), or_(facts.c.at >= self.counted, late))
