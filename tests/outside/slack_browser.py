"""Somebody who installs our app: their browser, from our page over the emulator's own to ours again."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from urllib.parse import parse_qsl, urljoin, urlsplit

import httpx

FORM = re.compile(r'<form[^>]* action="([^"]*)">(.*?)</form>', re.DOTALL)
HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)"/>')


@contextmanager
def browser(**how: object) -> Iterator[httpx.Client]:
    """A browser that follows nothing by itself."""
    with httpx.Client(timeout=60, **how) as made:  # type: ignore[arg-type]
        yield made


def allowed(begun: httpx.Response) -> dict[str, str]:
    """What Slack's page sends back to us once somebody allowed what our page led to: a code and the state."""
    with browser() as tab:
        asked = tab.get(begun.headers["location"], follow_redirects=True)
        assert asked.status_code == httpx.codes.OK, asked.text[-500:]
        found = FORM.search(asked.text)
        assert found is not None
        chosen = {unescape(name): unescape(value) for name, value in HIDDEN.findall(found[2])}
        back = tab.post(urljoin(str(asked.url), unescape(found[1])), data=chosen)
    assert back.status_code == httpx.codes.FOUND
    return dict(parse_qsl(urlsplit(back.headers["location"]).query))


def cookie(begun: httpx.Response) -> dict[str, str]:
    """The cookie that our page left, which a browser would not give back without https."""
    return {"Cookie": begun.headers["set-cookie"].partition(";")[0]}


def install(address: str) -> httpx.Response:
    """From the click on our page to our answer."""
    with browser() as tab:
        begun = tab.get(f"{address}/slack/install")
        assert begun.status_code == httpx.codes.FOUND
        return tab.get(f"{address}/slack/oauth_redirect", params=allowed(begun), headers=cookie(begun))
