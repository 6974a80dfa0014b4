"""The weekly report in a Slack channel: pictures where Slack takes them, bars of letters where not."""

from collections.abc import Iterator
from typing import Any

import pytest

from bot.rendering.report.model import Advice
from bot.slack import limits
from bot.slack.report import SlackReport, render
from bot.slack.workspace import workspace
from digests.db import Database
from digests.delivery.model import Outcome, Result
from tests.bot.chat import settings
from tests.bot.rendering.report.samples import a_view, an_item
from tests.bot.vendor import Reply, Vendor, closed_port
from tests.factories import NOW

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ASK, FINISH, POST = "files.getUploadURLExternal", "files.completeUploadExternal", "chat.postMessage"
PUT = "/upload/v1"
WEEK = "2026-W47"


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with Vendor() as made:
        made.usually(ASK, {"ok": True, "upload_url": f"{made.address}{PUT}", "file_id": "F1"})
        made.usually(PUT, {"ok": True})
        made.usually(FINISH, {"ok": True, "files": [{"id": "F1"}]})
        made.usually(POST, {"ok": True, "channel": "C1", "ts": "1.2"})
        yield made


def post(database: Database, address: str, waits: list[float] | None = None) -> Outcome:
    slept = [] if waits is None else waits
    shared = workspace(settings(address), database, lambda: NOW, lambda: 0.0, slept.append)
    return SlackReport(shared, "C1").post(a_view(), WEEK)


def kinds(message: dict[str, Any]) -> list[str]:
    return [block["type"] for block in message["blocks"]]


def failing(error: str, **fields: Any) -> Reply:
    return Reply(body={"ok": False, "error": error}, **fields)


@ON_SQLITE
def test_pictures_are_uploaded_and_stand_in_one_message_with_their_figures_as_words(
    database: Database, vendor: Vendor
) -> None:
    assert post(database, vendor.address) == Outcome(Result.SENT, ref="C1:1.2")
    (message,) = [call.arguments for call in vendor.asked(POST)]
    images = [block for block in message["blocks"] if block["type"] == "image"]
    assert [image["slack_file"] for image in images] == [{"id": "F1"}] * 3
    assert "How we cut the harbour's emissions by 40 %: 31.0 %" in images[1]["alt_text"]
    assert message["channel"] == "C1"
    assert message["metadata"]["event_payload"] == {"period": WEEK}
    assert [call.arguments["filename"] for call in vendor.asked(ASK)] == ["overall.png", "items.png", "departments.png"]
    assert len(vendor.asked(PUT)) == len(vendor.asked(FINISH)) == 3


@ON_SQLITE
def test_the_token_goes_to_slack_and_not_to_where_the_picture_goes(database: Database, vendor: Vendor) -> None:
    post(database, vendor.address)
    assert {call.headers.get("Authorization") for call in vendor.asked(PUT)} == {None}


@ON_SQLITE
@pytest.mark.parametrize("step", [ASK, PUT, FINISH])
def test_without_the_right_to_upload_bars_of_letters_stand_for_pictures(
    database: Database, vendor: Vendor, step: str
) -> None:
    vendor.next(step, failing("missing_scope", status=200 if step != PUT else 403))
    assert post(database, vendor.address).result is Result.SENT
    (message,) = [call.arguments for call in vendor.asked(POST)]
    assert "image" not in kinds(message)
    assert "█" in str(message["blocks"])


def test_a_picture_that_slack_has_not_looked_at_yet_is_waited_for(database: Database, vendor: Vendor) -> None:
    vendor.next(POST, failing("invalid_blocks"), failing("invalid_blocks"))
    waits: list[float] = []
    assert post(database, vendor.address, waits).result is Result.SENT
    assert waits.count(2.0) == 2
    assert "image" in kinds(vendor.asked(POST)[-1].arguments)


def test_pictures_that_slack_never_takes_are_left_out(database: Database, vendor: Vendor) -> None:
    vendor.next(POST, *[failing("invalid_blocks")] * 4)
    assert post(database, vendor.address).result is Result.SENT
    assert len(vendor.asked(POST)) == 5
    assert "image" not in kinds(vendor.asked(POST)[-1].arguments)


@pytest.mark.parametrize(
    ("reply", "result"),
    [
        (failing("channel_not_found"), Result.REFUSED),
        (failing("not_in_channel"), Result.REFUSED),
        (failing("invalid_auth"), Result.DOWN),
        (Reply("cut"), Result.UNKNOWN),
        (Reply(status=500), Result.UNKNOWN),
    ],
)
def test_what_slack_does_not_take_is_posted_once_and_told_apart(
    database: Database, vendor: Vendor, reply: Reply, result: Result
) -> None:
    vendor.next(POST, reply)
    assert post(database, vendor.address).result is result
    assert len(vendor.asked(POST)) == 1


def test_an_address_for_pictures_without_tls_is_not_used_where_slack_itself_has_it() -> None:
    from bot.slack.report import _sound  # noqa: PLC0415 - the one rule that needs TLS to be seen

    assert not _sound("http://files.example.com/x", "https://slack.com/api")
    assert _sound("https://files.example.com/x", "https://slack.com/api")


@ON_SQLITE
def test_a_slack_that_is_away_leaves_the_report_for_later(database: Database) -> None:
    assert post(database, closed_port()).result is Result.DOWN


@pytest.mark.parametrize("language", ["en", "da"])
@pytest.mark.parametrize("pictures", [{}, {"overall": "F1", "items": "F2", "departments": "F3"}])
def test_slack_takes_every_block(language: str, pictures: dict[str, str]) -> None:
    limits.check_message(render(a_view(language), WEEK, pictures))


def test_slack_takes_the_longest_words_too() -> None:
    view = a_view(items=tuple(an_item(f"i{n}", "<&`*_~" * 300, 0.3, 200) for n in range(30)))
    shown = render(view, WEEK)
    limits.check_message(shown)
    assert "<&" not in str(shown["blocks"])


def test_next_steps_stand_before_the_charts() -> None:
    view = a_view()
    assert view.advice[0] == Advice(
        "Add an item for Sales (Denmark) in Danish.", "12 people there got no digest: no open item fits them."
    )
    texts = [str(block) for block in render(view, WEEK)["blocks"]]
    first = next(number for number, block in enumerate(texts) if "Add an item for Sales" in block)
    chart = next(number for number, block in enumerate(texts) if "█" in block)
    assert first < chart


def test_an_empty_week_is_told_in_few_blocks() -> None:
    view = a_view(items=(), departments=(), goals=(), clicks=None)
    limits.check_message(render(view, WEEK))
