"""The admins of a desk add a feed after they saw what it would bring, and see how each does."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.web.app import create_app
from digests.content.model import Kind
from digests.errors import InputError
from digests.newsroom.feeds import managing, store
from digests.newsroom.feeds.asking import settle
from digests.newsroom.feeds.model import Feed, FeedState, Polled, Read
from digests.newsroom.standing import OPERATOR
from tests.bot.web.newsroom.office import Office
from tests.digests.newsroom.feeds.desk import URL, entry, wanted
from tests.factories import NOW

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FORM = {"act": "save", "name": "News", "url": URL, "desk": "comms", "language": "da", "topics": " ports, ,ports, sea "}


async def trying(url: str) -> Read:
    if "silent" in url:
        raise InputError("Nothing answered at this address. Check it.")
    found = (
        entry(1), entry(2, url="https://www.example.com/news/harbour"), entry(3, at=NOW - timedelta(days=99)),
        entry(4, url="http://www.example.com/4", title=""), entry(5, url="https://example.org/5", at=None),
    )  # fmt: skip
    return Read("https://www.example.com/feed.xml", "Nordbro <news>", "da", found)


@pytest.fixture
def trusting(newsroom: Office) -> Office:
    """A newsroom that reads feeds, and whose items lead to one domain."""
    settings = newsroom.parts.settings
    content = settings.config.content.model_copy(update={"domains": ["example.com"]})
    config = settings.config.model_copy(update={"content": content})
    parts = replace(newsroom.parts, settings=settings.model_copy(update={"config": config}), try_feed=trying)
    newsroom.app = create_app(parts)
    return newsroom


def feeds(made: Office) -> list[Feed]:
    return made.database.read(store.load_feeds)


def added(made: Office, desk: str = "comms", name: str = "News") -> Feed:
    url = f"https://feeds.example.com/{desk}/{name}"
    return made.database.write(managing.add, OPERATOR, wanted(desk=desk, url=url, name=name), NOW)


async def test_a_feed_is_added_and_is_asked_at_once(newsroom: Office) -> None:
    assert "No feed yet" in (await newsroom.get("desk-admin", "/feeds")).text
    answer = await newsroom.post("desk-admin", "/feeds/new", FORM | {"kind": "news"})
    assert answer.headers["location"] == "/newsroom/feeds?said=feeds.added"
    (feed,) = feeds(newsroom)
    assert feed.wanted == wanted(topics=("ports", "sea"), kind=Kind.NEWS)
    assert (feed.state, feed.not_before) == (FeedState.ON, NOW)
    page = (await newsroom.get("desk-admin", "/feeds?said=feeds.added")).text
    assert "for the first time within a minute" in page


async def test_what_would_come_is_seen_before_anything_is_kept(trusting: Office) -> None:
    tried = {"act": "try", "url": "https://www.example.com/", "desk": "comms", "language": "en"}
    page = await trusting.post("desk-admin", "/feeds/new", tried)
    assert page.status_code == 200
    for said in ("Would come", "Is here already", "Too old to come", "no https address", "another domain"):
        assert said in page.text, said
    assert "Nordbro &lt;news&gt;" in page.text
    assert 'value="https://www.example.com/feed.xml"' in page.text
    assert '<option value="da" selected>' in page.text
    assert feeds(trusting) == []


async def test_what_is_no_feed_is_said_at_its_address(trusting: Office) -> None:
    for url, said in (("https://silent.example.com/", "Nothing answered"), ("ftp://x", "needs a whole address")):
        page = await trusting.post("desk-admin", "/feeds/new", {"act": "try", "url": url, "desk": "comms"})
        assert (page.status_code, said in page.text, f'value="{url}"' in page.text) == (422, True, True)


async def test_each_field_says_what_is_wrong_with_it(newsroom: Office) -> None:
    page = await newsroom.post("desk-admin", "/feeds/new", {"act": "save", "desk": "hr", "language": "x1"})
    assert page.status_code == 422
    for said in ("at most 120 characters", "a whole address", "Choose the desk", "Choose the language"):
        assert said in page.text, said
    added(newsroom, name="News")
    twice = await newsroom.post("desk-admin", "/feeds/new", FORM | {"url": "https://feeds.example.com/comms/News"})
    assert (twice.status_code, "is here already" in twice.text) == (422, True)
    assert len(feeds(newsroom)) == 1


async def test_a_feed_is_changed_tried_again_and_removed(trusting: Office) -> None:
    feed = added(trusting)
    page = (await trusting.get("desk-admin", f"/feeds/{feed.id}")).text
    assert 'value="https://feeds.example.com/comms/News"' in page
    answer = await trusting.post("desk-admin", f"/feeds/{feed.id}", FORM | {"name": "Fresh"})
    assert answer.headers["location"] == "/newsroom/feeds?said=feeds.saved"
    assert feeds(trusting)[0].wanted.name == "Fresh"
    tried = await trusting.post("desk-admin", f"/feeds/{feed.id}", FORM | {"act": "try", "language": "en"})
    assert '<option value="en" selected>' in tried.text
    await trusting.post("desk-admin", f"/feeds/{feed.id}/remove")
    assert feeds(trusting) == []
    assert (await trusting.post("desk-admin", f"/feeds/{feed.id}/remove")).status_code == 404


async def test_a_feed_is_paused_and_resumed(newsroom: Office) -> None:
    feed = added(newsroom)
    await newsroom.post("desk-admin", f"/feeds/{feed.id}/turn", {"on": "0"})
    assert feeds(newsroom)[0].state is FeedState.PAUSED
    page = (await newsroom.get("desk-admin", "/feeds")).text
    assert "Resume" in page
    assert "within a minute" not in page
    await newsroom.post("desk-admin", f"/feeds/{feed.id}/turn", {"on": "1"})
    assert feeds(newsroom)[0].state is FeedState.ON


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        ("silent", "It did not answer. It is tried again 11/24/26"),
        ("unread", "is no feed"),
        ("answered 503", "error 503"),
        ("gone", "there no more"),
    ],
)
async def test_what_is_wrong_with_a_feed_is_said_with_what_to_do(newsroom: Office, trouble: str, said: str) -> None:
    newsroom.database.write(settle, added(newsroom), Polled(trouble=trouble), {}, NOW)
    for path in ("/feeds", "/feeds/1"):
        assert said in (await newsroom.get("desk-admin", path)).text


async def test_the_feeds_of_other_desks_are_not_there(newsroom: Office) -> None:
    theirs = added(newsroom, "hr", "Jobs")
    assert "Jobs" not in (await newsroom.get("desk-admin", "/feeds")).text
    assert "Jobs" in (await newsroom.get("admin", "/feeds")).text
    assert (await newsroom.get("desk-admin", f"/feeds/{theirs.id}")).status_code == 404
    for path in ("", "/turn", "/remove"):
        assert (await newsroom.post("desk-admin", f"/feeds/{theirs.id}{path}", FORM)).status_code == 404
    assert feeds(newsroom) == [theirs]
    for who in ("editor", "approver", "suggester"):
        assert (await newsroom.get(who, "/feeds")).status_code == 403
