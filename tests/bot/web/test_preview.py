"""The preview writes files in place of sending, and shows them on this machine alone."""

import json
from pathlib import Path

import pytest

from bot.web.preview import PreviewChannel
from digests.db import Database
from digests.delivery.channel import Telling
from digests.delivery.model import Parcel, Result
from digests.delivery.notes import Note
from digests.people.model import ChannelName
from tests.bot.web.world import World, world
from tests.factories import digest, parcel, person

LOCAL = "http://127.0.0.1:8000"
RENDERERS = {
    "eml": lambda _: b"Subject: hello\r\n\r\nhello",
    "html": lambda found: f"<p>{found.digest.first_name}</p>".encode(),
    "slack.json": lambda _: b'{"text": "hello from Slack"}',
}


@pytest.fixture
def web(database: Database, tmp_path: Path) -> World:
    """The web of somebody who tries it on their own machine."""
    return world(database, tmp_path, server={"public_url": LOCAL})


def channel(folder: Path) -> PreviewChannel:
    return PreviewChannel(folder, RENDERERS)


def write(folder: Path, sent: Parcel | None = None) -> None:
    lane = channel(folder).open()
    assert lane.send(sent or parcel()).result is Result.SENT
    lane.close()


def test_a_digest_becomes_one_file_per_form_in_the_folder_of_its_edition(tmp_path: Path) -> None:
    outcome = channel(tmp_path).open().send(parcel())
    assert (outcome.result, outcome.ref) == (Result.SENT, "weekly-2026-W48/7")
    names = sorted(path.name for path in (tmp_path / "weekly-2026-W48").iterdir())
    assert names == ["7.digest.json", "7.eml", "7.html", "7.slack.json"]
    assert (tmp_path / "weekly-2026-W48" / "7.html").read_bytes() == b"<p>Maja</p>"
    assert json.loads((tmp_path / "weekly-2026-W48" / "7.digest.json").read_text())["name"] == "Maja Holm"


def test_a_period_with_a_time_in_it_makes_a_folder_on_every_system(tmp_path: Path) -> None:
    write(tmp_path, parcel(digest=digest(period="2026-11-24T09:00", picks=())))
    assert (tmp_path / "weekly-2026-11-24T0900" / "7.eml").is_file()


def test_a_digest_that_was_written_is_found_again_after_a_crash(tmp_path: Path) -> None:
    preview = channel(tmp_path)
    assert preview.find(7, "").result is Result.LATER
    write(tmp_path)
    assert preview.find(7, "").ref == "weekly-2026-W48/7"


def test_a_folder_that_takes_nothing_is_tried_again_later(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    outcome = channel(tmp_path / "file").open().send(parcel())
    assert outcome.result is Result.LATER
    assert "preview folder" in outcome.reason


def test_the_preview_reaches_whoever_could_be_reached_for_real(tmp_path: Path) -> None:
    preview = channel(tmp_path)
    preview.prepare([parcel()])
    assert preview.name is ChannelName.PREVIEW
    assert preview.reaches(person())
    assert not preview.reaches(person(email=""))


async def test_the_list_leads_to_every_form_of_a_digest(web: World, tmp_path: Path) -> None:
    async with web.client(base_url=LOCAL, address="127.0.0.1") as client:
        empty = await client.get("/preview/")
        write(tmp_path / "preview")
        listed = await client.get("/preview/")
        shown = await client.get("/preview/weekly-2026-W48/7")
        mail = await client.get("/preview/weekly-2026-W48/file/7.html")
        raw = await client.get("/preview/weekly-2026-W48/file/7.eml")
    assert "Nothing was written yet" in empty.text
    assert 'href="/preview/weekly-2026-W48/7"' in listed.text
    assert "hello from Slack" in shown.text
    assert 'src="/preview/weekly-2026-W48/file/7.html"' in shown.text
    assert "frame-src 'self'" in shown.headers["content-security-policy"]
    assert mail.text == "<p>Maja</p>"
    assert "sandbox" in mail.headers["content-security-policy"]
    assert "allow-scripts" not in mail.headers["content-security-policy"]
    assert raw.headers["content-type"] == "message/rfc822"


@pytest.mark.parametrize(
    ("host", "address", "headers"),
    [
        ("https://bot.example.com", "127.0.0.1", {}),
        (LOCAL, "192.0.2.1", {}),
        (LOCAL, "127.0.0.1", {"X-Forwarded-For": "192.0.2.1"}),
    ],
)
async def test_nobody_elsewhere_sees_the_preview(
    web: World, tmp_path: Path, host: str, address: str, headers: dict[str, str]
) -> None:
    write(tmp_path / "preview")
    async with web.client(base_url=host, address=address) as client:
        paths = ["/preview/", "/preview/weekly-2026-W48/7", "/preview/weekly-2026-W48/file/7.html"]
        answers = [await client.get(path, headers=headers) for path in paths]
    assert {one.status_code for one in answers} == {404}


@pytest.mark.parametrize(
    "path", ["weekly-2026-W48/8", "weekly-2026-W49/7", "..%2F7", "weekly-2026-W48/file/7.digest.json", "../file/7.eml",
             "%2E%2E/file/7.eml", "weekly-2026-W48/file/..%2F7.eml"]
)  # fmt: skip
async def test_no_other_file_can_be_asked_for(web: World, tmp_path: Path, path: str) -> None:
    write(tmp_path / "preview")
    (tmp_path / "7.eml").write_text("secret")
    async with web.client(base_url=LOCAL, address="127.0.0.1") as client:
        assert (await client.get(f"/preview/{path}")).status_code == 404


async def test_where_digests_are_really_sent_there_is_no_preview(database: Database, tmp_path: Path) -> None:
    delivery = {"channels": ["email"], "preview_folder": str(tmp_path)}
    web = world(database, tmp_path, server={"public_url": LOCAL}, delivery=delivery)
    async with web.client(base_url=LOCAL, address="127.0.0.1") as client:
        assert (await client.get("/preview/")).status_code == 404


async def test_where_others_reach_the_web_there_is_no_preview(database: Database, tmp_path: Path) -> None:
    web = world(database, tmp_path, delivery={"channels": ["preview"], "preview_folder": str(tmp_path)})
    async with web.client(base_url=LOCAL, address="127.0.0.1") as client:
        assert (await client.get("/preview/")).status_code == 404


NOTE = Note("Sign in", ("Good for 15 minutes.",))


def telling(folder: Path) -> PreviewChannel:
    return PreviewChannel(folder, {}, {"html": lambda who, note: f"<p>{who.first_name}: {note.subject}</p>".encode()})


def test_a_small_message_is_written_too(tmp_path: Path) -> None:
    preview = telling(tmp_path)
    assert isinstance(preview, Telling)
    outcome = preview.tell(person(), NOTE)
    assert outcome.result is Result.SENT
    assert (tmp_path / f"{outcome.ref}.html").read_bytes() == b"<p>Maja: Sign in</p>"


async def test_small_messages_are_shown_on_this_machine(web: World, tmp_path: Path) -> None:
    outcome = telling(tmp_path / "preview").tell(person(), NOTE)
    async with web.client(base_url=LOCAL, address="127.0.0.1") as client:
        shown = await client.get("/preview/")
        found = await client.get(f"/preview/notes/file/{outcome.ref.partition('/')[2]}.html")
        missing = await client.get("/preview/notes/file/../../config.toml")
    assert "Sign in" in shown.text
    assert found.text == "<p>Maja: Sign in</p>"
    assert "sandbox" in found.headers["content-security-policy"]
    assert missing.status_code == 404


def test_a_folder_that_takes_no_message_is_tried_again_later(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert telling(tmp_path / "file").tell(person(), NOTE).result is Result.LATER
