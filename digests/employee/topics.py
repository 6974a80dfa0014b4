"""Topics that a person can follow."""

import json

from sqlalchemy import Connection, Text, cast, select

from digests.config import Config
from digests.content.model import ItemState
from digests.content.store import load_items
from digests.people.store import people


def known_topics(connection: Connection, config: Config | None = None) -> tuple[str, ...]:
    """Topics of the queue, those that the company names, and interests of the directory, in order of their names."""
    queue = {name for item in load_items(connection, states=[ItemState.APPROVED]) for name in item.topics}
    kept = connection.scalars(select(cast(people.c.interests, Text)).distinct())  # PostgreSQL compares text, not JSON
    directory = {name for row in kept for name in json.loads(row)}
    named = {topic.name for topic in config.topics} if config else set()
    return tuple(sorted(queue | directory | named))
