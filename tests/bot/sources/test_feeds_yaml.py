"""Feeds are written the same every time, and read back strictly."""

import pytest

from bot.sources.feeds_yaml import read, write
from digests.content.model import Kind
from digests.errors import InputError
from digests.newsroom.feeds.moving import Moved
from tests.digests.newsroom.feeds.desk import wanted

FEEDS = [
    Moved(wanted(name="Nyt & gammelt: æøå")),
    Moved(wanted(url="https://feeds.example.com/b", kind=Kind.JOB, topics=()), paused=True),
]


def test_what_is_written_is_read_back_and_written_the_same() -> None:
    text = write(FEEDS)
    assert read(text) == FEEDS
    assert write(read(text)) == text
    assert text.startswith("feeds:\n- name: 'Nyt & gammelt: æøå'\n  url: https://feeds.example.com/news.xml\n")


@pytest.mark.parametrize("text", ["", "schedules: {}\n", "[]", "feeds:\n"])
def test_without_feeds_there_is_nothing(text: str) -> None:
    assert read(text) == []
    assert write([]) == ""


ONE = "feeds:\n- {name: A, url: 'https://a.example.com', desk: comms, language: da"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("feeds: {a: b}", "write a list"),
        ("feeds: [a]", "entry 1: use the keys"),
        (ONE + ", colour: red}", "use the keys"),
        (ONE + ", topics: ports}", "topics is a list"),
        (ONE + ", paused: 1}", "paused is true or false"),
        (ONE + ", kind: song}", "kind is a kind"),
        (ONE.replace("https", "ftp") + "}", "whole address"),
        (ONE.replace("comms", "''") + "}", "Choose the desk"),
        ("feeds: [", "not YAML"),
    ],
)
def test_what_is_wrong_is_said(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read(text)
