"""Signing in as somebody does it, in a real browser: with script and without, at a desk and on a phone, by keyboard."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.email.notes import rendered
from bot.jobs import signin
from bot.jobs.notes import Notes
from bot.jobs.work import Work
from bot.web.preview import PreviewChannel
from digests.access import sessions
from digests.access.sessions import Patience
from digests.people.model import ChannelName
from tests.bot.web.browser import MISSING, chromium
from tests.bot.web.newsroom.office import Office
from tests.factories import KEY

pytestmark = [
    pytest.mark.skipif(MISSING, reason="Chromium is not installed"),
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
DESK, PHONE = {"width": 1200, "height": 800}, {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def address(newsroom: Office) -> Iterator[str]:
    with newsroom.served() as found:
        yield found


def letter(newsroom: Office) -> str:
    """The path of the link in the one message that was sent: the errand sends it, the preview keeps it."""
    folder, settings = newsroom.folder / "preview", newsroom.parts.settings
    drawn = {"txt": lambda _, note: rendered(note, settings.config).text.encode()}
    channels = {ChannelName.PREVIEW: PreviewChannel(folder, {}, drawn)}
    makers = {signin.KIND: signin.maker(settings, lambda: b"chance".ljust(32, b"."))}
    work = Work(settings, newsroom.database, newsroom.clock, KEY, channels, "w1", makers)
    assert Notes(work, makers)()
    (told,) = (folder / "notes").glob("*.txt")
    return urlsplit(next(line for line in told.read_text().splitlines() if line.startswith("https://"))).path


def _ask(page: Page, address: str) -> None:
    page.goto(f"{address}/newsroom/sessions")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in to the newsroom")
    page.get_by_label("Your mail address at work").fill("editor@example.com")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")


def _fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_mailed_link_leads_to_the_page_that_was_wanted(
    newsroom: Office,
    address: str,
    browser: Browser,
    size: dict[str, int],
    script: bool,  # noqa: FBT001
) -> None:
    with browser.new_context(viewport=size, java_script_enabled=script) as context, context.new_page() as page:  # type: ignore[arg-type]
        _ask(page, address)
        path = letter(newsroom)
        page.goto(f"{address}{path}")
        page.reload()  # looking again uses nothing up
        page.get_by_role("button", name="Sign in").press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Where I am signed in")
        (cookie,) = context.cookies()
        assert (cookie["name"], cookie["httpOnly"], cookie["sameSite"]) == ("budstikke", True, "Lax")
        assert _fits(page)
        page.goto(f"{address}{path}")
        expect(page.get_by_role("alert")).to_contain_text("used already")
        assert _fits(page)


def test_signing_out_everywhere_ends_another_browser_too(newsroom: Office, address: str, browser: Browser) -> None:
    other = newsroom.database.write(
        lambda c: sessions.begin(
            c, "editor", bytes(32), newsroom.clock(), Patience(), way="slack", agent="Opera, macOS"
        )
    )

    def signed_in(context: BrowserContext, cookie: str) -> Page:
        context.add_cookies([{"name": "budstikke", "value": cookie, "url": address}])
        page = context.new_page()
        page.goto(f"{address}/newsroom/sessions")
        return page

    with browser.new_context() as here, browser.new_context() as there:
        page, elsewhere = signed_in(here, newsroom.cookie("editor")), signed_in(there, other)
        expect(page.get_by_text("Opera, macOS")).to_be_visible()
        page.get_by_role("button", name="Sign out everywhere else").click()
        expect(page.get_by_role("status")).to_have_text("You are signed out everywhere else.")
        elsewhere.reload()
        expect(elsewhere.get_by_role("heading", level=1)).to_have_text("Sign in to the newsroom")
        page.get_by_text("Erik Dahl").click()
        page.get_by_role("button", name="Sign out", exact=True).first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Sign in to the newsroom")


def test_a_key_is_made_and_taken_back_by_keyboard_alone(newsroom: Office, address: str, browser: Browser) -> None:
    with browser.new_context(java_script_enabled=False) as context, context.new_page() as page:
        newsroom.sign_in(context, address, "admin")
        page.goto(f"{address}/newsroom/keys")
        page.get_by_label("Which program it is for").press_sequentially("careers-site")
        page.get_by_label("Read the report").press("Space")
        page.get_by_role("button", name="Make the key").press("Enter")
        expect(page.get_by_role("status")).to_contain_text("bsk_")
        page.get_by_role("button", name="Take back: careers-site").press("Enter")
        expect(page.get_by_role("status")).to_have_text("That key opens nothing any more.")
