"""Topics that a person can follow."""

from digests.db import Database
from digests.employee.topics import known_topics
from tests.digests.employee.ground import beside


def test_topics_are_those_of_the_queue_and_of_the_directory(employed: Database) -> None:
    employed.write(lambda c: beside(c).person("p-9", interests=("ports", "æbler")))
    assert employed.read(known_topics) == ("ports", "sustainability", "æbler")
