"""Feeds are asked beside sending: what is new becomes suggestions, and what fails is kept for whoever keeps them."""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.jobs.reading import Reading
from bot.jobs.work import Work
from digests.errors import InputError
from digests.newsroom.facts import PageFacts
from digests.newsroom.feeds import asking, store
from digests.newsroom.feeds.model import Fate, Judged

log = logging.getLogger(__name__)

PAGES = 15.0  # seconds for all the pages of one turn: whoever stops the service waits no longer


@dataclass(frozen=True, slots=True)
class Feeder:
    """Asks one feed that is due at a time; several processes may, because each turn is claimed."""

    work: Work
    reading: Reading
    ticks: Callable[[], float] = time.monotonic

    def __call__(self) -> bool:
        """The next one; whether there was one."""
        database, now = self.work.database, self.work.clock()
        if database.read(store.next_due, now) is None:
            return False
        feed = database.write(asking.claim, now)
        if feed is None:
            return False
        domains = tuple(self.work.settings.config.content.domains)
        polled = self.reading.poll(feed, now)
        pages = self._pages(database.read(asking.news, feed, polled, domains))
        made = database.write(asking.settle, feed, polled, pages, self.work.clock(), domains=domains)
        if polled.trouble:
            log.warning("feed %d of %s: %s", feed.id, feed.wanted.desk, polled.trouble)
        elif made:
            log.info("feed %d of %s: %d suggestions", feed.id, feed.wanted.desk, len(made))
        return True

    def _pages(self, judged: Sequence[Judged]) -> dict[str, PageFacts]:
        """What the pages of new entries say of themselves, as far as they do and time allows."""
        found: dict[str, PageFacts] = {}
        until = self.ticks() + PAGES
        for one in judged:
            if one.fate is not Fate.NEW:
                continue
            if self.ticks() > until:
                break
            try:
                found[one.entry.url] = self.reading.look_up(one.entry.url)
            except InputError:
                continue
        return found
