"""What a page says of itself is read as it stands, whoever wrote it, and nothing that it says is run or followed."""

import gzip
import zlib
from collections.abc import Iterator

import pytest

from bot.http import Guarded, Limits
from bot.sources import page_facts as facts
from bot.sources.page_facts import page_facts, read
from digests.errors import InputError
from digests.newsroom.facts import PageFacts
from tests.bot.sources.pages import Page, Site, serving

CLIENT = Guarded(["127.0.0.1"], Limits(seconds=2, size=facts.LIMITS.size))
URL = "https://www.example.com/news/quay"

WHOLE = """<!doctype html><html lang="da-DK"><head>
<title>Strøm fra kajen | Havnen</title>
<meta property="og:title" content="Strøm fra  kajen">
<meta property="og:description" content="Skibe slukker deres motorer &amp; byen ånder.">
<meta property="og:image" content="/kaj.jpg"><meta property="og:image:alt" content="Et skib ved kaj">
<meta property="og:site_name" content="Havnen"><link rel="canonical" href="/news/quay?from=start#top">
</head><body><script>document.title = "Run"</script></body></html>"""


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as made:
        yield made


def test_open_graph_says_it_all() -> None:
    assert read(WHOLE, URL) == PageFacts(
        title="Strøm fra kajen",
        summary="Skibe slukker deres motorer & byen ånder.",
        image="https://www.example.com/kaj.jpg",
        image_alt="Et skib ved kaj",
        language="da",
        site="Havnen",
        url="https://www.example.com/news/quay?from=start",
    )


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        (('{"@type": "NewsArticle", "headline": "A", "description": "B", "image": {"url": "https://a.example.com/i.png"},'
         ' "inLanguage": "de-AT", "publisher": {"name": "P"}}'),
         PageFacts("A", "B", "https://a.example.com/i.png", "", "de", "P", URL)),
        ('{"@graph": [{"@type": "WebSite", "name": "No"}, {"@type": ["Thing", "JobPosting"], "title": "Cook"}]}',
         PageFacts(title="Cook", url=URL)),
        ('[{"@type": "WebPage", "name": "Page", "image": ["https://a.example.com/1", "https://a.example.com/2"]}]',
         PageFacts(title="Page", image="https://a.example.com/1", url=URL)),
        (('{"@type": "VideoObject", "name": [{"@value": "V"}], "thumbnailUrl": "https://a.example.com/t",'
         ' "inLanguage": {"name": "English", "alternateName": "en"}}'),
         PageFacts(title="V", image="https://a.example.com/t", language="en", url=URL)),
        ("[" * 100_000, PageFacts(url=URL)),
        ("{]", PageFacts(url=URL)),
        ('{"@type": 7, "headline": 7}', PageFacts(url=URL)),
        ('"headline"', PageFacts(url=URL)),
    ],
)  # fmt: skip
def test_json_ld_says_what_open_graph_does_not(script: str, expected: PageFacts) -> None:
    assert read(f'<script type="application/ld+json">{script}</script>', URL) == expected


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("<title>Only this</title>", "Only this"),
        ("<title>News – Harbour</title><meta property=og:site_name content=Harbour>", "News"),
        ("<title>The Harbour</title><meta property=og:site_name content=Harbour>", "The Harbour"),
        ("<title>Harbour</title><meta property=og:site_name content=Harbour>", "Harbour"),
        ("<title> a\n b\u202ec </title>", "a b c"),
        ("<body><svg><title>Icon</title></svg>", ""),
        ("<title>&lt;script&gt;alert(1)&lt;/script&gt;</title>", "<script>alert(1)</script>"),
        (f"<title>{'x' * 5000}</title>", "x" * 299 + "…"),
        ("", ""),
        ("\x00<<<>", ""),
    ],
)
def test_the_title_is_that_of_the_page_as_plain_text(page: str, title: str) -> None:
    assert read(page, URL).title == title


@pytest.mark.parametrize(
    ("page", "spoken", "language"),
    [
        ("<html lang=en-GB>", "", "en"),
        ("<html lang=xx-nonsense>", "de", "de"),
        ("<html lang=''><meta property=og:locale content=da_DK>", "en", "da"),
        ("<p>", "fr, en", "fr"),
        ("<p>", "", ""),
        ("<html lang=klingon>", "", ""),
    ],
)
def test_the_language_is_the_first_that_is_one(page: str, spoken: str, language: str) -> None:
    assert read(page, URL, spoken).language == language


@pytest.mark.parametrize(
    ("image", "found"),
    [
        ("http://www.example.com/a.png", ""),
        ("javascript:alert(1)", ""),
        ("data:image/png;base64,AAAA", ""),
        ("https://[", ""),
        ("//cdn.example.com/a.png", "https://cdn.example.com/a.png"),
        ("a.png", "https://cdn.example.com/base/a.png"),
        ("https://cdn.example.com/a b.png", ""),
        ("https://cdn.example.com/" + "a" * 3000, ""),
    ],
)
def test_a_picture_has_a_whole_https_address_or_is_none(image: str, found: str) -> None:
    page = f'<base href="https://cdn.example.com/base/"><meta property="og:image" content="{image}">'
    assert read(page + '<meta property="og:image:alt" content="A">', URL).image == found


@pytest.mark.parametrize(
    ("named", "url"),
    [
        ("https://evil.example.com/", URL),
        ("javascript:alert(1)", URL),
        ("//www.example.com/other", "https://www.example.com/other"),
        ("https://[", URL),
        ("", URL),
    ],
)
def test_a_page_names_its_own_address_on_its_own_host_only(named: str, url: str) -> None:
    assert read(f'<link rel="canonical" href="{named}">', URL).url == url


LATIN = '<html lang="da"><title>Blåbær</title>'


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (LATIN.encode(), "text/html"),
        (LATIN.encode("utf-8-sig"), "text/html; charset=latin1"),
        (LATIN.encode("utf-16"), "text/html"),
        (LATIN.encode("utf-16-be"), "text/html; charset=utf-16be"),
        (LATIN.encode("latin-1"), "text/html; charset=ISO-8859-1"),
        (LATIN.encode("latin-1"), 'application/xhtml+xml; charset="windows-1252"'),
        (b'<meta charset="windows-1252">' + LATIN.encode("latin-1"), "text/html"),
        (b'<meta http-equiv=content-type content="text/html; charset=mac-roman">' + LATIN.encode("mac-roman"), ""),
        (LATIN.encode("latin-1"), "text/html"),
        (LATIN.encode(), "text/html; charset=punycode"),
        (LATIN.encode(), "text/html; charset=windows-9999"),
        (LATIN.encode(), "text/html; charset=zlib"),
    ],
)
def test_the_letters_are_read_in_the_charset_that_they_were_written_in(site: Site, content: bytes, kind: str) -> None:
    assert page_facts(CLIENT, site.stands("/", content, Content_Type=kind or "text/html")).title == "Blåbær"


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", gzip.compress(WHOLE.encode())),
        ("x-gzip", gzip.compress(WHOLE.encode())),
        ("deflate", zlib.compress(WHOLE.encode())),
        ("deflate", zlib.compress(WHOLE.encode())[2:-4]),
        ("identity", WHOLE.encode()),
        ("gzip, gzip", gzip.compress(gzip.compress(WHOLE.encode()))),
    ],
)
def test_a_packed_page_is_unpacked(site: Site, coding: str, packed: bytes) -> None:
    found = page_facts(CLIENT, site.stands("/", packed, Content_Encoding=coding))
    assert (found.title, found.url) == ("Strøm fra kajen", f"{site.address}/news/quay?from=start")
    assert site.asked[0][1]["accept-encoding"] == "gzip, deflate"


BOMB = zlib.compressobj(9, zlib.DEFLATED, 31)
BOMBED = BOMB.compress(b"\0" * 50_000_000) + BOMB.flush()


@pytest.mark.parametrize(
    ("coding", "packed"),
    [("gzip", BOMBED), ("gzip, gzip", gzip.compress(BOMBED)), ("gzip", b"no gzip"), ("deflate", b"nothing"),
     ("br", b"x"), ("gzip", b"\x1f\x8b\x08")],
)  # fmt: skip
def test_what_grows_without_end_or_cannot_be_unpacked_is_left(site: Site, coding: str, packed: bytes) -> None:
    address = site.stands("/", packed, Content_Encoding=coding)
    if packed == b"\x1f\x8b\x08":
        assert page_facts(CLIENT, address) == PageFacts(url=address)
        return
    with pytest.raises(InputError) as told:
        page_facts(CLIENT, address)
    assert str(told.value) == facts.SILENT


@pytest.mark.parametrize(
    ("status", "sentence"),
    [(401, facts.CLOSED), (403, facts.CLOSED), (404, facts.MISSING), (410, facts.MISSING), (500, facts.FAILED)],
)
def test_a_page_that_is_not_shown_is_said_so(site: Site, status: int, sentence: str) -> None:
    site.pages["/"] = Page(WHOLE.encode(), status, {"Content-Type": "text/html"})
    with pytest.raises(InputError) as told:
        page_facts(CLIENT, site.address + "/")
    assert str(told.value) == sentence


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "application/json", "text/plain"])
def test_what_is_no_web_page_is_not_read(site: Site, kind: str) -> None:
    with pytest.raises(InputError) as told:
        page_facts(CLIENT, site.stands("/", WHOLE, Content_Type=kind))
    assert str(told.value) == facts.OTHER


def test_a_page_longer_than_the_limit_is_not_read(site: Site) -> None:
    with pytest.raises(InputError) as told:
        page_facts(Guarded(["127.0.0.1"], Limits(size=100)), site.stands("/", WHOLE))
    assert str(told.value) == facts.SILENT


def test_a_redirect_is_followed_and_its_end_is_the_address(site: Site) -> None:
    site.pages["/old"] = Page(status=301, headers={"Location": "/new"})
    site.stands("/new", "<title>New</title>")
    assert page_facts(CLIENT, f"{site.address}/old") == PageFacts(title="New", url=f"{site.address}/new")


def test_a_redirect_into_the_house_is_not_followed_and_not_told(site: Site) -> None:
    site.pages["/go"] = Page(status=302, headers={"Location": site.address.replace("127.0.0.1", "127.0.0.2")})
    with pytest.raises(InputError) as told:
        page_facts(CLIENT, f"{site.address}/go")
    assert (str(told.value), len(site.asked)) == (facts.SILENT, 1)
