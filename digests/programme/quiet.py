"""Quiet periods: when nothing of a desk or on a topic is offered, or nothing at all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from digests.config import Config, QuietSection


@dataclass(frozen=True, slots=True)
class Quiet:
    """One period, as moments, so that it begins and ends for everybody at once; desks and topics in lower case."""

    name: str
    since: datetime
    until: datetime
    desks: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    why: str = ""

    def covers(self, desk: str, topics: Iterable[str]) -> bool:
        """Whether items of this desk and on these topics are meant; where it names neither, all are."""
        if not self.desks and not self.topics:
            return True
        return desk.casefold() in self.desks or any(topic.casefold() in self.topics for topic in topics)

    def holds(self, desk: str, topics: Iterable[str], at: datetime) -> bool:
        """Whether such an item stays in at a moment."""
        return self.since <= at < self.until and self.covers(desk, topics)


def periods(config: Config) -> tuple[Quiet, ...]:
    """The quiet periods of a configuration, the earliest first: from the first day's midnight to the last one's."""
    zone = ZoneInfo(config.company.timezone)
    found = (_period(section, zone) for section in config.quiet)
    return tuple(sorted(found, key=lambda one: (one.since, one.name)))


def keeping(known: Sequence[Quiet], desk: str, topics: Sequence[str], at: datetime) -> Quiet | None:
    """The period that keeps an item in at a moment: of several the one that ends last. None: it may go out."""
    holding = [one for one in known if one.holds(desk, topics, at)]
    return max(holding, key=lambda one: (one.until, one.name), default=None)


def _period(section: QuietSection, zone: ZoneInfo) -> Quiet:
    return Quiet(
        name=section.name,
        since=_midnight(section.since, zone),
        until=_midnight(section.until + timedelta(days=1), zone),
        desks=frozenset(one.casefold() for one in section.desks),
        topics=frozenset(one.casefold() for one in section.topics),
        why=section.why,
    )


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
