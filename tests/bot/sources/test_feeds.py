"""RSS and Atom are read as plain text, asked politely, and whatever is broken is said and does no harm."""

import gzip
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.http import Guarded, Limits
from bot.sources import feeds
from bot.sources.feeds import look, poll
from digests.errors import InputError
from digests.newsroom.feeds.model import Entry, Feed, FeedState, Polled
from tests.bot.sources.pages import Page, Site, serving
from tests.bot.vendor import closed_port
from tests.digests.newsroom.feeds.desk import wanted
from tests.factories import NOW

CLIENT = Guarded(["127.0.0.1"], Limits(seconds=2, size=feeds.LIMITS.size))
RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"
 xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">
<channel><title>Harbour &amp; quay</title><link>https://www.example.com/</link><language>da-DK</language>
<item><title>Strøm fra kajen</title><link>/news/quay</link><guid isPermaLink="false">7</guid>
<pubDate>Mon, 23 Nov 2026 09:30:00 +0100</pubDate>
<description>&lt;p&gt;Skibe &lt;b&gt;slukker&lt;/b&gt;.&lt;/p&gt;&lt;p&gt;Byen ånder &amp;amp; ler.&lt;/p&gt;
&lt;script&gt;alert(1)&lt;/script&gt;</description>
<media:content url="https://www.example.com/a.jpg" medium="image">
<media:description>En kaj</media:description></media:content>
</item>
<item><title>Second</title><link>https://count.example.com/x</link>
<feedburner:origLink>https://www.example.com/news/2</feedburner:origLink>
<media:thumbnail url="https://www.example.com/b.jpg"/></item>
</channel></rss>"""
ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title type="html">A &lt;i&gt;feed&lt;/i&gt;</title>
<id>urn:a</id>
<updated>2026-11-23T09:00:00Z</updated>
<entry><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">One <em>thing</em></div></title><id>urn:1</id>
<link rel="enclosure" type="audio/mpeg" href="https://www.example.com/a.mp3"/>
<link rel="alternate" type="application/json" href="https://www.example.com/1.json"/>
<link rel="alternate" type="text/html" href="https://www.example.com/1"/>
<updated>2026-11-23T08:00:00+02:00</updated><summary>Plain &lt;3 words</summary></entry></feed>"""


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as made:
        yield made


def feed(address: str, **marks: str) -> Feed:
    return Feed(1, wanted(url=address), FeedState.ON, NOW, NOW, **marks)  # type: ignore[arg-type]


def polled(site: Site, content: str | bytes, **headers: str) -> Polled:
    address = site.stands("/feed", content, **({"Content_Type": "application/rss+xml"} | headers))
    return poll(CLIENT, feed(address), NOW)


def entries(found: Polled) -> tuple[Entry, ...]:
    assert found.read is not None, found.trouble
    return found.read.entries


def test_rss_is_read_as_plain_text(site: Site) -> None:
    found = polled(site, RSS)
    first, second = entries(found)
    assert found.read is not None
    assert (found.read.title, found.read.language) == ("Harbour & quay", "da")
    assert first == Entry(
        guid="7",
        url=f"{site.address}/news/quay",
        title="Strøm fra kajen",
        summary="Skibe slukker. Byen ånder & ler.",
        at=datetime(2026, 11, 23, 8, 30, tzinfo=UTC),
        image="https://www.example.com/a.jpg",
        image_alt="En kaj",
    )
    assert (second.url, second.image, second.at) == ("https://www.example.com/news/2", "", None)


def test_atom_is_read_as_plain_text(site: Site) -> None:
    (only,) = entries(polled(site, ATOM, Content_Type="application/atom+xml"))
    assert (only.guid, only.url, only.title, only.summary) == (
        "urn:1", "https://www.example.com/1", "One thing", "Plain <3 words",
    )  # fmt: skip
    assert only.at == datetime(2026, 11, 23, 6, tzinfo=UTC)


def test_what_did_not_change_is_not_sent_again(site: Site) -> None:
    page = Page(
        RSS.encode(), etag='"v1"', changed="Mon, 23 Nov 2026 08:00:00 GMT", headers={"Content-Type": "text/xml"}
    )
    site.pages["/feed"] = page
    first = poll(CLIENT, feed(f"{site.address}/feed"), NOW)
    assert (first.etag, first.modified) == ('"v1"', "Mon, 23 Nov 2026 08:00:00 GMT")
    again = poll(CLIENT, feed(f"{site.address}/feed", etag=first.etag, modified=first.modified), NOW)
    assert again == Polled(etag=first.etag, modified=first.modified)
    assert "if-none-match" not in site.asked[0][1]
    assert site.asked[1][1]["if-none-match"] == '"v1"'
    site.pages["/feed"] = replace(page, etag="")
    later = poll(CLIENT, feed(f"{site.address}/feed", modified=first.modified), NOW)
    assert (later.read, later.modified) == (None, first.modified)


def test_a_mark_that_could_not_be_sent_back_is_none(site: Site) -> None:
    assert polled(site, RSS, ETag="x" * 500).etag == ""


def test_a_packed_feed_is_unpacked_and_a_bomb_is_left(site: Site) -> None:
    assert len(entries(polled(site, gzip.compress(RSS.encode()), Content_Encoding="gzip"))) == 2
    bomb = gzip.compress(RSS.encode() + b" " * 20_000_000)
    assert polled(site, bomb, Content_Encoding="gzip").trouble == "silent"


def test_a_redirect_is_followed_and_into_the_house_it_is_not(site: Site) -> None:
    site.stands("/new", RSS, Content_Type="text/xml")
    site.pages["/old"] = Page(status=301, headers={"Location": "/new"})
    site.pages["/in"] = Page(status=302, headers={"Location": site.address.replace("127.0.0.1", "127.0.0.2")})
    assert len(entries(poll(CLIENT, feed(f"{site.address}/old"), NOW))) == 2
    assert poll(CLIENT, feed(f"{site.address}/in"), NOW).trouble == "silent"


@pytest.mark.parametrize(
    ("status", "trouble"), [(410, "gone"), (404, "answered 404"), (500, "answered 500"), (403, "answered 403")]
)
def test_an_answer_that_is_no_feed_is_told_by_its_number(site: Site, status: int, trouble: str) -> None:
    site.pages["/feed"] = Page(RSS.encode(), status)
    assert poll(CLIENT, feed(f"{site.address}/feed"), NOW).trouble == trouble


def test_a_server_that_wants_time_gets_it(site: Site) -> None:
    site.pages["/feed"] = Page(b"", 503, {"Retry-After": "7200"})
    busy = poll(CLIENT, feed(f"{site.address}/feed"), NOW)
    assert (busy.trouble, busy.wait) == ("answered 503", timedelta(hours=2))
    assert polled(site, RSS, Retry_After="60").wait == timedelta(minutes=1)


def test_where_nobody_listens_it_is_silent() -> None:
    assert poll(CLIENT, feed(closed_port()), NOW).trouble == "silent"


BROKEN = {
    "cut off": RSS[: RSS.index("<item><title>Second")] + "<item><title>Cut",
    "ampersand": RSS.replace("&amp; quay", "& quay"),
    "no declaration": RSS.partition("\n")[2],
    "wrong charset": RSS.replace("UTF-8", "nonsense"),
    "unclosed": RSS.replace("</item>", ""),
    "latin": RSS.replace("UTF-8", "iso-8859-1"),
    "blank before": "\n\n  " + RSS,
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_feed_is_read_as_far_as_it_can_be(site: Site, kind: str) -> None:
    content = BROKEN[kind].encode("latin-1" if kind == "latin" else "utf-8")
    found = entries(polled(site, content, Content_Type="text/xml" if kind == "latin" else "application/rss+xml"))
    assert found[0].title == "Strøm fra kajen"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "nothing",
        "<html><body>Hello</body></html>",
        "{}",
        "<rss",
        "\x00\x01",
        "<?xml version='1.0'?><a/>",
        "x" * 100_000,
    ],
)
def test_what_is_no_feed_cannot_be_read(site: Site, content: str) -> None:
    assert polled(site, content).trouble == "unread"


def test_an_empty_feed_has_nothing(site: Site) -> None:
    assert entries(polled(site, "<rss version='2.0'><channel><title>Empty</title></channel></rss>")) == ()


LAUGHS = """<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">
<!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;"><!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;">]>
<rss version="2.0"><channel><title>x</title><item><title>&f;&f;&f;</title></item></channel></rss>"""
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">
<!ENTITY % y SYSTEM "{address}/dtd">%y;]>
<rss version="2.0"><channel><title>x</title><item><title>a &x; b</title></item></channel></rss>"""


def test_an_entity_neither_grows_nor_reaches_out(site: Site) -> None:
    found = polled(site, LAUGHS)
    assert found.read is None or all(len(one.title) < 400 for one in found.read.entries)
    found = polled(site, OUTSIDE.replace("{address}", site.address))
    assert found.read is None or all("root:" not in one.title for one in found.read.entries)
    assert {path for path, _ in site.asked} == {"/feed"}


@pytest.mark.parametrize(
    "markup",
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<a href='javascript:alert(1)'>x</a>",
        "<iframe src='https://evil.example.com'></iframe>", "<svg><script>alert(1)</script></svg>", "<b",
    ],
)  # fmt: skip
def test_no_element_is_left_of_what_a_feed_says(site: Site, markup: str) -> None:
    escaped = markup.replace("&", "&amp;").replace("<", "&lt;")
    content = f"""<rss version="2.0"><channel><title>x</title><item><title>Hi {escaped}</title>
    <link>https://www.example.com/1</link><description>Well {escaped}</description></item></channel></rss>"""
    (only,) = entries(polled(site, content))
    assert only.title.startswith("Hi")
    assert not {"<script", "<img", "<a ", "<iframe", "<svg"} & {
        sign for sign in (only.title, only.summary) if "<" in sign
    }
    assert "alert" not in only.title + only.summary
    assert "<" not in only.title.removesuffix("<b") + only.summary.removesuffix("<b")


def test_of_a_long_feed_only_the_beginning_is_looked_at(site: Site) -> None:
    many = "".join(f"<item><title>T{n}</title><link>https://www.example.com/{n}</link></item>" for n in range(400))
    assert (
        len(entries(polled(site, f'<rss version="2.0"><channel><title>x</title>{many}</channel></rss>'))) == feeds.MOST
    )


def test_what_stands_at_an_address_is_tried(site: Site) -> None:
    found = look(CLIENT, site.stands("/feed", RSS, Content_Type="text/xml"))
    assert (found.url, found.title, len(found.entries)) == (f"{site.address}/feed", "Harbour & quay", 2)


def test_a_page_that_names_its_feed_leads_to_it(site: Site) -> None:
    site.stands("/feed", RSS, Content_Type="text/xml")
    page = '<link rel="alternate" type="application/rss+xml" title="All" href="/feed">'
    assert look(CLIENT, site.stands("/", page)).url == f"{site.address}/feed"


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        ("<p>No feed here", feeds.NO_FEED),
        ('<link rel="alternate" type="application/rss+xml" href="">', feeds.NO_FEED),
        ('<link rel="alternate" type="application/rss+xml" href="/other">', feeds.REFUSED),
        ('<link rel="alternate" type="application/rss+xml" href="http://10.0.0.1/">', feeds.SILENT),
        ('<link rel="alternate" type="application/rss+xml" href="/again">', feeds.NO_FEED),
    ],
)
def test_a_page_without_one_is_said_so(site: Site, page: str, sentence: str) -> None:
    site.stands("/again", page)
    with pytest.raises(InputError) as told:
        look(CLIENT, site.stands("/", page))
    assert str(told.value) == sentence


def test_what_is_neither_page_nor_feed_is_said_so(site: Site) -> None:
    with pytest.raises(InputError) as told:
        look(CLIENT, site.stands("/", "%PDF", Content_Type="application/pdf"))
    assert str(told.value) == feeds.NO_FEED
