"""Hosts for links alone: codes, pictures of them, polite pages, and never a cookie."""

from pathlib import Path

import pytest

from digests.db import Database
from digests.errors import SettingsError
from digests.ledger.model import Verdict
from digests.settings import parse
from digests.sharing.links import mint
from digests.sharing.model import Press
from tests.bot.web.away import broken
from tests.bot.web.world import World, world
from tests.decided import withdraw
from tests.factories import NOW

PRESS = Press("harbour-emissions", "linkedin", "k1", "p-0001", 7, "Engineering")
BASE, OTHER = "https://go.example.com", "https://del.example.com"
ROBOTS = {  # as their makers publish them, or as servers see them
    "LinkedIn": "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)",
    "X": "Twitterbot/1.0",
    "Facebook": "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "Slack": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Slack's images": "Slack-ImgProxy (+https://api.slack.com/robots)",
    "Teams": "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com",
    "Teams of today": "Mozilla/5.0 (compatible; MicrosoftPreview/2.0; +https://aka.ms/MicrosoftPreview) "
    "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/112.0.5615.138 Safari/537.36",
    "WhatsApp": "WhatsApp/2.23.20.0 A",
}


@pytest.fixture
def hosts(database: Database, tmp_path: Path) -> World:
    """With one link and two hosts."""
    made = world(database, tmp_path, links={"base_url": BASE, "domains": ["del.example.com"]})
    made.database.write(mint, PRESS, lambda: "aB3dE6gh", NOW)
    return made


async def test_a_link_leads_on_from_every_host_that_config_names(hosts: World) -> None:
    for base in (BASE, OTHER, "https://DEL.example.com"):
        async with hosts.client(base_url=base) as client:
            assert (await client.get("/aB3dE6gh")).status_code == 302
    async with hosts.client(base_url="https://stranger.example.com") as client:
        assert (await client.get("/aB3dE6gh")).status_code == 404


@pytest.mark.parametrize("base", [BASE, OTHER])
async def test_a_links_host_has_nothing_of_the_newsroom(hosts: World, base: str) -> None:
    async with hosts.client(base_url=base) as client:
        paths = ("/", f"/p/{hosts.token}", "/preview/", "/preview", "/newsroom", "/metrics", "/api/v1/conversions")
        assert {(await client.get(path)).status_code for path in paths} == {404}
        assert (await client.get("/healthz")).status_code == 200


async def test_no_answer_of_a_links_host_sets_a_cookie(hosts: World) -> None:
    hosts.database.write(mint, Press("our-post", "x"), lambda: "withdraw", NOW)
    hosts.database.write(withdraw, "our-post", NOW)
    paths = ("/aB3dE6gh", "/l/aB3dE6gh", "/withdraw", "/unknown0", "/", "/aB3dE6gh.svg", "/aB3dE6gh.png", "/healthz")
    seen = set()
    for base in (BASE, OTHER):
        async with hosts.client(base_url=base) as client:
            for path in paths:
                for method in ("GET", "HEAD", "POST"):
                    answer = await client.request(method, path, headers={"Cookie": "session=of-somebody"})
                    seen.add(answer.status_code)
                    assert "set-cookie" not in answer.headers
    assert seen == {200, 302, 404, 405, 410}


@pytest.mark.parametrize(
    ("path", "status", "english", "danish"),
    [
        ("/unknown0", 404, "This link leads nowhere", "Linket fører ingen steder hen"),
        ("/withdraw", 410, "This is no longer available", "Det findes ikke længere"),
    ],
)
async def test_pages_are_polite_in_english_and_danish(
    hosts: World, path: str, status: int, english: str, danish: str
) -> None:
    hosts.database.write(mint, Press("our-post", "x"), lambda: "withdraw", NOW)
    hosts.database.write(withdraw, "our-post", NOW)
    async with hosts.client(base_url=OTHER) as client:
        for language, words in (("en-GB,en;q=0.9", english), ("da-DK,da;q=0.9,en;q=0.8", danish)):
            answer = await client.get(path, headers={"Accept-Language": language})
            assert answer.status_code == status
            assert words in answer.text
            assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("agent", ROBOTS.values(), ids=ROBOTS.keys())
async def test_preview_robots_reach_the_items_own_card_and_are_no_click(hosts: World, agent: str) -> None:
    async with hosts.client(agent, base_url=OTHER) as client:
        answer = await client.get("/aB3dE6gh")
        robots = await client.get("/robots.txt")
    assert answer.status_code == 302
    assert answer.headers["location"].startswith("https://www.example.com/news/harbour")
    assert "x-robots-tag" not in answer.headers
    assert robots.status_code == 404  # nothing is forbidden to them
    assert [hit.verdict for hit in hosts.facts()] == [Verdict.PREVIEW]


@pytest.mark.parametrize(
    ("kind", "media", "start"), [("svg", "image/svg+xml", b"<?xml"), ("png", "image/png", b"\x89PNG\r\n\x1a\n")]
)
async def test_a_link_has_a_qr_code_and_asking_for_it_is_no_hit(
    hosts: World, kind: str, media: str, start: bytes
) -> None:
    async with hosts.client(base_url=OTHER) as client:
        here = await client.get(f"/aB3dE6gh.{kind}")
        there = await client.get(f"/l/aB3dE6gh.{kind}")
        refused = await client.post(f"/aB3dE6gh.{kind}")
    assert (here.status_code, here.headers["content-type"]) == (200, media)
    assert here.content == there.content
    assert here.content.startswith(start)
    assert refused.status_code == 405
    assert hosts.facts() == []


async def test_a_qr_code_holds_the_address_on_the_host_that_was_asked(hosts: World) -> None:
    from bot.web.qr import picture  # noqa: PLC0415

    async with hosts.client() as newsroom, hosts.client(base_url=OTHER) as other:
        assert (await newsroom.get("/l/aB3dE6gh.svg")).content == picture(f"{BASE}/aB3dE6gh", "svg").body
        assert (await other.get("/aB3dE6gh.svg")).content == picture(f"{OTHER}/aB3dE6gh", "svg").body


async def test_there_is_no_qr_code_of_a_link_that_leads_nowhere(hosts: World, tmp_path: Path) -> None:
    hosts.database.write(mint, Press("our-post", "x"), lambda: "withdraw", NOW)
    hosts.database.write(withdraw, "our-post", NOW)
    _, away = broken(hosts, tmp_path)
    async with hosts.client(base_url=BASE) as client, away.client(base_url=BASE) as later:
        assert (await client.get("/unknown0.svg")).status_code == 404
        assert (await client.get("/withdraw.png")).status_code == 410
        assert (await client.get("/aB3dE6gh.gif")).status_code == 404
        assert (await later.get("/aB3dE6gh.svg")).status_code == 503


def config(**links: object) -> None:
    parse(
        {
            "server": {"public_url": "https://bot.example.com"},
            "links": {"base_url": BASE, **links},
            "schedules": [{"name": "weekly", "cron": "0 9 * * tue"}],
        }
    )


@pytest.mark.parametrize("domain", ["https://go.example.com", "go.example.com/x", "", "a b", "-x.example.com"])
def test_a_domain_is_a_host_and_nothing_else(domain: str) -> None:
    with pytest.raises(SettingsError, match=r"links\.domains"):
        config(domains=[domain])


@pytest.mark.parametrize("domain", ["bot.example.com", "BOT.example.com", "bot.example.com:443"])
def test_a_domain_for_links_is_never_the_newsrooms(domain: str) -> None:
    with pytest.raises(SettingsError, match="newsroom"):
        config(domains=[domain])
