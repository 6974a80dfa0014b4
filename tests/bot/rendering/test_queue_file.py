"""A queue file in its canonical form: the same bytes for the same items, and nothing lost on the way there and back."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rendering.queue_file import EMPTY, scalar, written
from bot.sources.yaml_queue import read_bytes
from bot.sources.yaml_tree import Mapping, Scalar, tree
from digests.content.body import text
from digests.content.model import Audience, Image, ItemState, Kind, Priority, Rule
from digests.content.queue import merge
from digests.content.store import Entry, add_items, load_items
from digests.db import Database
from digests.newsroom.rules import Known
from tests.factories import NOW, item

ZONE = "Europe/Copenhagen"
KNOWN = Known(timezone=ZONE)
TEXTS = (
    text("da", "Stolt: af #mine kolleger", "linkedin"),
    text("en", "First line\n\n  second, indented\nthird"),
    text("en", 'One "line", and 100 %'),
    text("nb", "Ends with a space \nhere"),
    text("sv", "- not a list"),
)
FULL = item(
    kind=Kind.JOB,
    title={"en": "No: yes", "da": "Ja"},
    summary={"en": "A summary"},
    topics=("1.2", "ports", "null", "a, b"),
    audience=Audience(
        (Rule((("country", ("NO", "DK")), ("department", ("R & D",)))), Rule((("site", ("x",)),))),
        (Rule((("person", ("p-1",)),)),),
    ),
    texts=TEXTS,
    image=Image("https://www.example.com/a.png", {"en": "A quay: at dawn"}),
    publish=datetime(2026, 11, 23, 7, 30, tzinfo=UTC),
    expires=datetime(2026, 12, 20, 23, tzinfo=UTC),
    state=ItemState.IN_REVIEW,
    priority=Priority.HIGH,
    goal="application",
    campaign="spring-2027",
    disclosure="#employee",
    minutes=3,
)
PLAIN = item(id="a", texts=TEXTS[:1], image=None, summary={}, networks=(), topics=(), minutes=None)
FILE = """\
items:
  - id: harbour-emissions
    url: https://www.example.com/news/harbour
    kind: job
    owner: comms
    title:
      da: Ja
      en: "No: yes"
    summary:
      en: A summary
    topics: ["1.2", ports, "null", "a, b"]
    audience:
      any:
        - {country: ["NO", DK], department: [R & D]}
        - {site: [x]}
      none:
        - {person: [p-1]}
    texts:
      - language: da
        network: linkedin
        text: "Stolt: af #mine kolleger"
      - language: en
        text: |-
          First line

            second, indented
          third
      - language: en
        text: "One \\"line\\", and 100 %"
      - language: nb
        text: "Ends with a space \\nhere"
      - language: sv
        text: "- not a list"
    networks: [linkedin, x, bluesky]
    image:
      url: https://www.example.com/a.png
      alt:
        en: "A quay: at dawn"
    publish: 2026-11-23T08:30:00+01:00
    expires: 2026-12-20
    state: in_review
    priority: high
    goal: application
    campaign: spring-2027
    disclosure: "#employee"
    minutes: 3
"""


def test_a_file_is_written_as_people_would_write_it() -> None:
    assert written([FULL], ZONE) == FILE


def test_what_is_read_from_it_is_the_same_item_and_the_same_bytes() -> None:
    reading = read_bytes(FILE.encode(), "q.yaml", KNOWN, NOW)
    assert reading.refused == ()
    assert reading.items == (FULL,)
    assert written(reading.items, ZONE) == FILE


def test_items_stand_in_order_of_ids_and_what_no_desk_has_is_left_out() -> None:
    idea = item(id="idea", owner="", state=ItemState.SUGGESTED)
    found = written([FULL, idea, PLAIN], ZONE)
    assert found == written([PLAIN, FULL], ZONE)
    assert [line for line in found.splitlines() if "id: " in line] == ["  - id: a", "  - id: harbour-emissions"]
    assert written([idea], ZONE) == EMPTY


@given(st.text(max_size=40))
def test_any_text_comes_back_as_it_was(value: str) -> None:
    if any(ord(sign) in range(0xD800, 0xE000) for sign in value):
        return
    for line in (f"k: {scalar(value)}\n", f"k: [{scalar(value)}, x]\n"):
        node = tree(line)
        assert isinstance(node, Mapping)
        found = node.entries["k"]
        one = found if isinstance(found, Scalar) else found.items[0]  # type: ignore[union-attr]
        assert isinstance(one, Scalar)
        assert (one.text, one.kind) == (value, "string")


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=8), min_size=1, max_size=5).map("\n".join))
def test_any_wording_comes_back_as_it_was(wording: str) -> None:
    found = written([item(texts=(text("en", wording),))], ZONE)
    node = tree(found)
    told = node.entries["items"].items[0].entries["texts"].items[0].entries["text"]  # type: ignore[union-attr]
    assert told.text == wording  # type: ignore[union-attr]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_importing_what_was_exported_changes_nothing(database: Database, tmp_path: Path) -> None:
    database.write(add_items, [Entry(FULL, None), Entry(PLAIN, None)], "newsroom", NOW)
    before = database.read(load_items)
    reading = read_bytes(written(before, ZONE).encode(), str(tmp_path), KNOWN, NOW)
    report = database.write(merge, reading.items, NOW, operator=True)
    assert (report.added, report.changed, report.conflicts) == (0, 0, ())
    assert database.read(load_items) == before
