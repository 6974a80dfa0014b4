"""How jobs read what stands elsewhere; whoever puts the parts together says what fetches it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from digests.newsroom.facts import PageFacts
from digests.newsroom.feeds.model import Feed, Polled


@dataclass(frozen=True, slots=True)
class Reading:
    """How feeds and pages are fetched."""

    poll: Callable[[Feed, datetime], Polled]
    look_up: Callable[[str], PageFacts]  # InputError says why nothing could be read
