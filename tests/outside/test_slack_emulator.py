"""The Slack emulator does what Slack's own client asks of it, and breaks when told to."""

import asyncio
from collections.abc import Iterator

import pytest
from aiohttp import ServerDisconnectedError
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from tests.outside.node import requires_node
from tests.outside.proxy import Trouble
from tests.outside.slack_emulator import Member, SlackEmulator, slack_emulator

pytestmark = [pytest.mark.outside, requires_node]
ADDRESS = "person7@example.com"
BLOCKS = [{"type": "section", "text": {"type": "mrkdwn", "text": "*Picked for you*"}}]
METADATA = {"event_type": "digest", "event_payload": {"delivery": "d1"}}


@pytest.fixture(scope="module")
def slack() -> Iterator[SlackEmulator]:
    with slack_emulator([Member(f"person{n}", f"person{n}@example.com", f"Person {n}") for n in range(120)]) as running:
        yield running


def client(slack: SlackEmulator) -> AsyncWebClient:
    return AsyncWebClient(slack.token, base_url=slack.api_url, retry_handlers=[])


def test_the_directory_comes_in_pages(slack: SlackEmulator) -> None:
    async def read() -> list[list[str]]:
        return [[m["id"] for m in page["members"]] async for page in await client(slack).users_list(limit=50)]

    pages = asyncio.run(read())
    assert [len(page) for page in pages] == [50, 50, 22]
    assert {identity for page in pages for identity in page} == set(slack.users.values())


def test_a_person_is_found_by_address(slack: SlackEmulator) -> None:
    answer = asyncio.run(client(slack).users_lookupByEmail(email=ADDRESS))
    assert answer["user"]["id"] == slack.users[ADDRESS]


def test_an_unknown_address_is_said_to_be_unknown(slack: SlackEmulator) -> None:
    with pytest.raises(SlackApiError, match="users_not_found"):
        asyncio.run(client(slack).users_lookupByEmail(email="nobody@example.com"))


def test_a_wrong_token_is_refused(slack: SlackEmulator) -> None:
    with pytest.raises(SlackApiError, match="invalid_auth"):
        asyncio.run(AsyncWebClient("xoxb-wrong", base_url=slack.api_url).auth_test())


def test_a_message_and_its_metadata_can_be_read_back(slack: SlackEmulator) -> None:
    async def send() -> list[dict[str, object]]:
        api = client(slack)
        opened = await api.conversations_open(users=slack.users[ADDRESS])
        channel = opened["channel"]["id"]
        sent = await api.chat_postMessage(channel=channel, text="Your digest", blocks=BLOCKS, metadata=METADATA)
        await api.chat_update(channel=channel, ts=sent["ts"], text="Changed", blocks=BLOCKS)
        history = await api.conversations_history(channel=channel, include_all_metadata=True, limit=5)
        bare = await api.conversations_history(channel=channel, limit=5)
        assert "metadata" not in bare["messages"][0]
        return list(history["messages"])

    newest = asyncio.run(send())[0]
    assert (newest["text"], newest["metadata"], newest["blocks"]) == ("Changed", METADATA, BLOCKS)
    assert slack.direct_messages(ADDRESS)[0] == newest


def test_a_home_page_can_be_published(slack: SlackEmulator) -> None:
    home = {"type": "home", "blocks": BLOCKS}
    answer = asyncio.run(client(slack).views_publish(user_id=slack.users[ADDRESS], view=home))
    assert answer["view"]["blocks"] == BLOCKS


def test_too_many_calls_are_told_when_to_come_back(slack: SlackEmulator) -> None:
    slack.trouble("chat.postMessage", Trouble(status=429, retry_after=7))
    with pytest.raises(SlackApiError) as refused:
        asyncio.run(client(slack).chat_postMessage(channel=slack.users[ADDRESS], text="Once"))
    assert (refused.value.response.status_code, refused.value.response.headers["Retry-After"]) == (429, "7")


def test_a_429_with_the_handler_on_is_sent_once(slack: SlackEmulator) -> None:
    api = AsyncWebClient(slack.token, base_url=slack.api_url, retry_handlers=[AsyncRateLimitErrorRetryHandler()])
    slack.trouble("chat.postMessage", Trouble(status=429, retry_after=0))
    asyncio.run(api.chat_postMessage(channel=slack.users["person3@example.com"], text="Once"))
    assert [message["text"] for message in slack.direct_messages("person3@example.com")] == ["Once"]


def test_a_lost_answer_leaves_the_message_in_place(slack: SlackEmulator) -> None:
    slack.trouble("chat.postMessage", Trouble("lost_after"))
    with pytest.raises(ServerDisconnectedError):
        asyncio.run(client(slack).chat_postMessage(channel=slack.users["person1@example.com"], text="Lost"))
    assert [message["text"] for message in slack.direct_messages("person1@example.com")] == ["Lost"]
    assert slack.calls[-1].status == 0


def test_a_lost_question_leaves_nothing(slack: SlackEmulator) -> None:
    slack.trouble("chat.postMessage", Trouble("lost_before"))
    with pytest.raises(ServerDisconnectedError):
        asyncio.run(client(slack).chat_postMessage(channel=slack.users["person2@example.com"], text="Lost"))
    assert slack.direct_messages("person2@example.com") == []
