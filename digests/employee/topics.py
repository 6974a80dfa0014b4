"""Topics that a person can follow."""

import json

from sqlalchemy import Connection, Text, cast, select

from digests.content.model import ItemState
from digests.content.store import load_items
from digests.people.store import people


def known_topics(connection: Connection) -> tuple[str, ...]:
    """Topics of the queue, and interests that the directory knows, in order of their names."""
    queue = {name for item in load_items(connection, states=[ItemState.APPROVED]) for name in item.topics}
    kept = connection.scalars(select(cast(people.c.interests, Text)).distinct())  # PostgreSQL compares text, not JSON
    directory = {name for row in kept for name in json.loads(row)}
    return tuple(sorted(queue | directory))
