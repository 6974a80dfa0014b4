"""The queue as a file on the web: out as it is, in as drafts, and never more than somebody's rights."""

import pytest

from bot.sources.yaml_queue import read_bytes
from digests.access import audit
from digests.content.model import ItemState
from digests.content.store import load_items
from digests.newsroom.rules import Known
from tests.bot.web.newsroom.office import Office
from tests.factories import NOW

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ITEM = """\
  - id: {id}
    url: https://www.example.com/{id}
    kind: news
    owner: {owner}
    title: {{en: "<i>News</i>", da: Nyt}}
    state: approved
"""


def file(**items: str) -> bytes:
    return ("items:\n" + "".join(ITEM.format(id=name, owner=owner) for name, owner in items.items())).encode()


def state(newsroom: Office, item_id: str) -> ItemState | None:
    found = newsroom.database.read(load_items, [item_id])
    return found[0].state if found else None


async def test_a_file_has_the_items_of_ones_own_desks_and_taking_it_is_noted(newsroom: Office) -> None:
    answer = await newsroom.get("hr-editor", "/queue/file.yaml")
    assert answer.headers["content-disposition"] == 'attachment; filename="queue-2026-11-24.yaml"'
    reading = read_bytes(answer.content, "q", Known(timezone="Europe/Copenhagen"), NOW)
    assert [one.id for one in reading.items] == ["apprentices", "hr-review"]
    assert [one.act for one in newsroom.database.read(audit.looks)][-1] == "export"


async def test_a_file_is_looked_at_first_and_then_taken_in(newsroom: Office) -> None:
    given = {"file": ("queue.yaml", file(new="comms", foreign="hr"), "application/yaml")}
    text = (await newsroom.post("editor", "/queue/files", files=given)).text
    assert "nothing is changed yet" in text
    assert "You may not write items of the desk &#39;hr&#39;." in text
    assert "&lt;i&gt;News" in text
    assert state(newsroom, "new") is None
    data = {"text": file(new="comms", foreign="hr").decode().replace("\n", "\r\n"), "sure": "yes"}
    assert "Taken in" in (await newsroom.post("editor", "/queue/files", data)).text
    assert (state(newsroom, "new"), state(newsroom, "foreign")) == (ItemState.IN_REVIEW, None)


async def test_going_in_again_changes_nothing(newsroom: Office) -> None:
    out = (await newsroom.get("editor", "/queue/file.yaml")).text
    before = newsroom.database.read(load_items)
    await newsroom.post("editor", "/queue/files", {"text": out, "sure": "yes"})
    assert newsroom.database.read(load_items) == before


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"text": " "}, "Choose a file"),
        ({"text": "items: ["}, "this is not YAML"),
        ({"text": "items: [{id: x}]"}, "url is missing"),
    ],
)
async def test_what_is_wrong_with_a_file_is_said_by_line(newsroom: Office, data: dict[str, str], said: str) -> None:
    answer = await newsroom.post("editor", "/queue/files", data)
    assert said in answer.text
    assert answer.status_code == (200 if "missing" in said else 422)
    assert len(newsroom.database.read(load_items)) == 7


async def test_whoever_only_suggests_brings_no_file(newsroom: Office) -> None:
    assert (await newsroom.get("suggester", "/queue/files")).status_code == 403
    assert (await newsroom.post("suggester", "/queue/files", {"text": "items: []"})).status_code == 403
    assert (await newsroom.get("suggester", "/queue/file.yaml")).status_code == 403
