"""Topics that a person can follow."""

from digests.db import Database
from digests.employee.topics import known_topics
from digests.settings import parse
from tests.digests.employee.ground import beside


def test_topics_are_those_of_the_queue_and_of_the_directory(employed: Database) -> None:
    employed.write(lambda c: beside(c).person("p-9", interests=("ports", "æbler")))
    assert employed.read(known_topics) == ("ports", "sustainability", "æbler")


def test_topics_that_the_company_names_can_be_followed_too(employed: Database) -> None:
    config = parse(
        {
            "server": {"public_url": "https://bot.example.com"},
            "links": {"base_url": "https://go.example.com"},
            "schedules": [{"name": "weekly", "cron": "0 9 * * tue"}],
            "topics": [{"name": "finance", "title": {"da": "Økonomi"}}],
        }
    )
    assert employed.read(known_topics, config) == ("finance", "ports", "sustainability")
