"""Whatever the product fetches or sends by an address that others wrote goes to the open net, or not at all.

Every way out stands in one table, and is tried with every form under which a program has been talked into calling its
own machine or network. A module that reaches out and does not stand here fails the test.
"""

import ast
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from bot.addresses import resolve
from bot.http import Guarded, Limits, LostError, NotSentError
from bot.sources.feeds import look, poll
from bot.sources.page_facts import page_facts
from bot.web.newsroom.signin.provider import AwayError, Provider
from digests.config.access import Oidc
from digests.errors import InputError
from digests.newsroom.feeds.model import Feed, FeedState
from tests.bot.sources.pages import Page, Site, serving
from tests.bot.test_addresses import PRIVATE as ADDRESSES
from tests.bot.test_guarded import FORMS, changing
from tests.digests.newsroom.feeds.desk import wanted
from tests.factories import NOW

ROOT = Path(__file__).resolve().parents[2]
HERE, PRIVATE = (
    "127.0.0.1",
    "127.0.0.2",
)  # one that these tests list and so stands for the open net, and one that is not
SHORT = Limits(seconds=1, size=10_000, redirects=3)

Refused = Callable[[Guarded, str], bool]


def _page(client: Guarded, url: str) -> bool:
    try:
        page_facts(client, url)
    except InputError as error:
        return isinstance(error.__cause__, NotSentError)
    return False


def _tried(client: Guarded, url: str) -> bool:
    try:
        look(client, url)
    except InputError as error:
        return isinstance(error.__cause__, NotSentError)
    return False


def _feed(client: Guarded, url: str) -> bool:
    return poll(client, Feed(1, wanted(url=url), FeedState.ON, NOW, NOW), NOW).trouble == "silent"


def _told(client: Guarded, url: str) -> bool:
    try:
        client.post(url, b"{}", {})
    except NotSentError:
        return True
    return False


def _fetched(client: Guarded, url: str) -> bool:
    try:
        client.get(url)
    except NotSentError:
        return True
    except LostError:
        return False
    return False


def _discovered(client: Guarded, url: str) -> bool:
    provider = Provider(Oidc(issuer="https://id.example.com", client_id="x"), "", "https://bot.example.com/", client)
    try:
        provider._get(url)
    except AwayError as error:
        return isinstance(error.__cause__, NotSentError)
    return False


# What follows redirects, and what does not. Pictures and logos are never fetched: a browser shows them.
FETCHES: dict[str, Refused] = {
    "page": _page,
    "feed": _feed,
    "feed that is tried": _tried,
    "sign-in": _discovered,
    "fetch": _fetched,
}
WAYS: dict[str, Refused] = FETCHES | {"webhook": _told}

# Modules that name a way out, and why each may. `Guarded` is for addresses that others wrote; the rest calls what an
# operator configured: vendors, the relay, our own port, and name servers.
GUARDED = {
    "bot.http": "is the client",
    "bot.jobs.webhooks": "webhook",
    "bot.service": "makes the clients of pages and feeds",
    "bot.web.newsroom.signin.company": "makes the client of the sign-in",
    "bot.web.newsroom.signin.provider": "sign-in",
    "bot.cli.checks.signin": "makes a client of the sign-in, for doctor",
    "bot.sources.feeds": "feed, feed that is tried",
    "bot.sources.page_facts": "page",
}
OTHERS = {
    "bot.http": "httpx and httpcore, for all others",
    "bot.line": "one guarded call's connection",
    "bot.addresses": "looks names up",
    "bot.cli.serve": "listens",
    "bot.email.smtp": "the relay of SMTP_URL",
    "bot.service": "asks this machine for its name",
    "bot.cli.checks.domains": "asks our own links host whether it answers",
    "bot.cli.checks.vendors": "what doctor asks of the relay",
}
OUT = {
    "httpx",
    "httpcore",
    "requests",
    "urllib3",
    "urllib.request",
    "http.client",
    "aiohttp",
    "smtplib",
    "socket",
    "ftplib",
}

MORE = [
    "http://0300.0250.1.1/", "http://0xa9fea9fe/latest/", "http://[::ffff:a9fe:a9fe]/", "http://[64:ff9b::a9fe:a9fe]/",
    "http://[2002:a00:1::]/", "http://[::ffff:0:127.0.0.1]/", "http://100.100.100.200/", "http://172.16.0.1:8080/",
    "https://user:secret@www.example.com/", "https://www.example.com:22/", "https://8.8.8.8:25/",
    "dict://127.0.0.1:{port}/", "ldap://127.0.0.1/", "data:text/html,hello", "jar:http://127.0.0.1!/", "blob:x",
]  # fmt: skip


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serving() as made:
        made.stands("/ok", "<title>Inside</title>")
        yield made


def port(site: Site) -> str:
    return site.address.rpartition(":")[2]


@pytest.mark.parametrize("form", [*FORMS, *MORE])
@pytest.mark.parametrize("way", WAYS)
def test_no_form_of_a_private_address_is_reached(site: Site, way: str, form: str) -> None:
    before = len(site.asked)
    assert WAYS[way](Guarded([], SHORT), form.format(port=port(site)))
    assert len(site.asked) == before


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("way", WAYS)
def test_no_name_of_a_private_address_is_reached(way: str, address: str) -> None:
    asked: list[str] = []

    def look_up(host: str, _seconds: float) -> Sequence[str]:
        asked.append(host)
        return [address]

    assert WAYS[way](Guarded([], SHORT, look_up=look_up), "https://www.example.com/ok")
    assert asked == ["www.example.com"]


def look_up(host: str, seconds: float) -> Sequence[str]:
    """As this machine does, but for one name, whose site is here and stands for the open net."""
    return [HERE] if host == "news.example.com" else resolve(host, seconds)


# What a server could send, and what leads away from it: `http:/there` stays on the same host.
ONWARD = [
    form
    for form in (*FORMS, *MORE)
    if form.isascii()
    and form.isprintable()
    and not form.startswith(("http:127", "http:///"))
    and form not in {"", "http://"}
]


@pytest.mark.parametrize("form", ONWARD)
@pytest.mark.parametrize("way", FETCHES)
def test_no_redirect_to_one_is_followed(site: Site, way: str, form: str) -> None:
    site.pages["/go"] = Page(status=302, headers={"Location": form.format(port=port(site))})
    before = len(site.asked)
    client = Guarded(["news.example.com"], SHORT, look_up=look_up)
    assert WAYS[way](client, f"http://news.example.com:{port(site)}/go")
    assert [path for path, _ in site.asked[before:]] == ["/go"]


@pytest.mark.parametrize("way", WAYS)
def test_a_name_that_changes_between_check_and_connection_is_asked_once(site: Site, way: str) -> None:
    before = len(site.asked)
    with changing([HERE], [PRIVATE]) as (zone, client):
        WAYS[way](client, f"http://news.example.com:{port(site)}/ok")
        assert zone.asked == ["news.example.com"]
        assert len(site.asked) == before + (way != "webhook")  # this site answers no POST
        assert WAYS[way](client, f"http://news.example.com:{port(site)}/ok")
    assert len(site.asked) == before + (way != "webhook")


@pytest.mark.parametrize("way", FETCHES)
def test_a_redirect_to_a_name_that_has_turned_private_is_not_followed(site: Site, way: str) -> None:
    site.pages["/turn"] = Page(status=307, headers={"Location": f"http://other.example.com:{port(site)}/ok"})
    before = len(site.asked)
    with changing([HERE], [HERE, PRIVATE]) as (zone, client):
        assert WAYS[way](client, f"http://news.example.com:{port(site)}/turn")
        assert zone.asked == ["news.example.com", "other.example.com"]
    assert [path for path, _ in site.asked[before:]] == ["/turn"]


def test_every_module_that_reaches_out_stands_in_the_table() -> None:
    guarded, others = set(), set()
    for path in sorted((*ROOT.glob("bot/**/*.py"), *ROOT.glob("digests/**/*.py"))):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        named = _named(ast.parse(path.read_text(encoding="utf-8")))
        if "Guarded" in named:
            guarded.add(module)
        if named & OUT and not (module.startswith("bot.slack.") and named & OUT == {"aiohttp"}):
            others.add(module)  # Slack's own client speaks through aiohttp, to Slack alone
    assert guarded - GUARDED.keys() == set()
    assert others - OTHERS.keys() == set()


def _named(tree: ast.Module) -> set[str]:
    """Every module and name that is imported or defined in a file."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module or "", *(alias.name for alias in node.names)}
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ClassDef):
            found.add(node.name)
    return found
