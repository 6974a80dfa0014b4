"""Every table of ours, for Alembic to compare with."""

import bot.slack.company.store  # noqa: F401 - importing a store is what makes its tables known
import digests.access.store
import digests.content.store
import digests.delivery.notes
import digests.delivery.store
import digests.edition.store
import digests.employee.fresh
import digests.employee.posters
import digests.employee.store
import digests.events.store
import digests.ledger.arrivals
import digests.ledger.store
import digests.measure.conversion_store
import digests.measure.counters
import digests.measure.posts
import digests.newsroom.campaigns
import digests.newsroom.feeds.store
import digests.newsroom.store
import digests.people.former
import digests.people.store
import digests.programme.store
import digests.sharing.store  # noqa: F401 - the same for all of these
from digests.db import metadata

__all__ = ["metadata"]
