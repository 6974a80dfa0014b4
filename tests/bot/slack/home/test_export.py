"""What is stored about me: a file in one's own conversation with the app, and for nobody else."""

import json

import pytest

from bot.slack.home.export import gathered
from digests.access.audit import looks
from digests.db import Database
from digests.people.model import Person
from tests.bot.slack.hand import Hand, texts
from tests.bot.vendor import Reply, Vendor
from tests.factories import NOW

PRESS = {"type": "button", "action_id": "home_export"}


@pytest.fixture
def taking(vendor: Vendor) -> Vendor:
    vendor.usually("conversations.open", {"ok": True, "channel": {"id": "D1"}})
    address = f"{vendor.address}/upload"
    vendor.usually("files.getUploadURLExternal", {"ok": True, "upload_url": address, "file_id": "F1"})
    vendor.usually("/upload", {"ok": True})
    vendor.usually("files.completeUploadExternal", {"ok": True, "files": [{"id": "F1"}]})
    return vendor


@pytest.mark.usefixtures("maja")
async def test_all_that_is_stored_comes_as_a_file_in_the_persons_own_conversation(
    database: Database, hand: Hand, taking: Vendor
) -> None:
    await hand.open_home()
    view = await hand.press(PRESS)
    assert taking.asked("conversations.open")[0].arguments["users"] == "U1"
    told = taking.asked("/upload")[0]
    assert int(told.headers["Content-Length"]) == int(taking.asked("UploadURLExternal")[0].arguments["length"])
    done = taking.asked("files.completeUploadExternal")[0].arguments
    assert done["channel_id"] == "D1"
    assert any("is in your conversation" in text for text in texts(view))
    (look,) = database.read(looks)
    assert (look.actor, look.person_id) == ("the person, in Slack", "p-0001")


async def test_a_stranger_gets_no_file_and_leaves_no_trace(database: Database, hand: Hand, taking: Vendor) -> None:
    await hand.open_home()
    await hand.press(PRESS)
    assert taking.asked("/upload") == []
    assert database.read(looks) == []


@pytest.mark.usefixtures("maja")
@pytest.mark.parametrize(
    ("method", "reply"),
    [
        ("conversations.open", Reply(body={"ok": False, "error": "missing_scope"})),
        ("/upload", Reply("cut")),
        ("files.completeUploadExternal", Reply(status=503, body="away")),
    ],
)
async def test_whoever_cannot_be_sent_the_file_is_told_so(
    hand: Hand, taking: Vendor, method: str, reply: Reply
) -> None:
    taking.next(method, reply)
    await hand.open_home()
    assert any("did not take the file" in text for text in texts(await hand.press(PRESS)))


async def test_the_file_tells_the_persons_own_rows_of_every_table(database: Database, maja: Person) -> None:
    made = database.write(gathered, maja.slack_id, NOW)
    assert made is not None
    told = json.loads(made[1])
    assert told["exported_at"] == NOW.isoformat()
    assert [row["name"] for row in told["tables"]["people"]] == ["Maja Holm"]
    assert [row["act"] for row in told["tables"]["audit"]] == ["person export"]
