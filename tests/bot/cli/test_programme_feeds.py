"""Feeds travel with the programme."""

import json
from pathlib import Path

import pytest

from bot.cli.programme import export, import_
from digests.db import Database
from digests.newsroom.feeds import store
from tests.bot.cli.command import Desk, desk

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FEEDS = """\
feeds:
- name: News
  url: https://feeds.example.com/news.xml
  desk: comms
  language: da
  topics:
  - ports
  paused: true
"""


@pytest.fixture
def office(tmp_path: Path, database_url: str) -> Desk:
    return desk(tmp_path, database_url)


def test_feeds_are_brought_as_a_file_has_them_and_exported_in_the_same_bytes(office: Desk, database: Database) -> None:
    file = office.folder / "feeds.yaml"
    file.write_text(FEEDS, encoding="utf-8")
    dry = office.run(import_, "--dry-run", str(file)).output
    assert dry == "+ feeds.https://feeds.example.com/news.xml\n1 change, none made.\n"
    assert database.read(store.load_feeds) == []
    assert office.run(import_, str(file)).output.endswith("1 change made.\n")
    (feed,) = database.read(store.load_feeds)
    assert (feed.wanted.name, feed.state.value) == ("News", "paused")
    assert office.run(export).output.endswith(FEEDS)
    assert office.run(import_, str(file)).output.startswith("Nothing changes")
    file.write_text(FEEDS.replace("name: News", "name: Nyt"), encoding="utf-8")
    (change,) = json.loads(office.run(import_, "--json", str(file)).output)["changes"]
    assert (change["piece"], change["before"]["name"], change["after"]["name"]) == (
        "feeds.https://feeds.example.com/news.xml", "News", "Nyt",
    )  # fmt: skip
