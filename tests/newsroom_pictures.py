"""Pictures of every page of the newsroom, as the sample company's people see them on a Monday morning."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, Route
from sqlalchemy import Connection

from bot.service import Service
from bot.web.app import Parts, create_app
from bot.web.newsroom.health.model import Examined, Trouble
from digests.access import sessions
from digests.access.sessions import Patience
from digests.content.body import text
from digests.content.model import Item, Kind
from digests.employee.posters import choose
from digests.newsroom import campaigns, writing
from digests.newsroom.campaigns import Campaign
from digests.newsroom.deciding import ask_change
from digests.newsroom.standing import OPERATOR, standing
from digests.people.store import find_person
from tests.bot.web.browser import served

EDITOR, DECIDER, ADMIN, WRITER = (
    "malene.skov-dahl@example.com", "lovisa.hedlund@example.com", "nanna.kristensen@example.com",
    "linh.tran@example.com",
)  # fmt: skip
REPORT_DAYS = "since=2026-10-26&until=2026-11-22"
NOBODY = ""  # who has not signed in
ITEM = "skovlund-first-patients"
WIDE, PHONE, TALLEST = 1200, 390, 1300


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture: of which page, by whom; where `also`, in the dark and on a phone too."""

    name: str
    path: str
    who: str = DECIDER
    also: bool = False


SHOTS: Sequence[Shot] = (
    Shot("today", "", also=True),
    Shot("today-writer", "", WRITER),
    Shot("queue", "/queue", also=True),
    Shot("queue-list", "/queue?view=list"),
    Shot("queue-files", "/queue/files"),
    Shot("calendar", "/calendar", also=True),
    Shot("item", f"/items/{ITEM}", also=True),
    Shot("item-version", f"/items/{ITEM}/versions/1"),
    Shot("item-send", f"/items/{ITEM}/send"),
    Shot("editor", f"/items/{ITEM}/edit", also=True),
    Shot("editor-new", "/items/new"),
    Shot("approvals", "/approvals", also=True),
    Shot("approvals-deputies", "/approvals/deputies"),
    Shot("suggestions", "/suggestions", also=True),
    Shot("suggest", "/suggest", EDITOR),
    Shot("campaigns", "/campaigns"),
    Shot("campaign", "/campaigns/safe-winter", also=True),
    Shot("preview", f"/preview?item={ITEM}", also=True),
    Shot("report", f"/report?{REPORT_DAYS}", also=True),
    Shot("report-items", f"/report/items?{REPORT_DAYS}"),
    Shot("report-people", f"/report/people?{REPORT_DAYS}"),
    Shot("report-goals", f"/report/goals?{REPORT_DAYS}"),
    Shot("report-item", f"/report/items/night-in-the-tunnel?{REPORT_DAYS}"),
    Shot("report-privacy", "/report/privacy"),
    Shot("posters", "/posters"),
    Shot("poster-print", "/posters/comms/print"),
    Shot("send-next", "/next"),
    Shot("feeds", "/feeds", ADMIN),
    Shot("feeds-new", "/feeds/new", ADMIN),
    Shot("programme", "/programme", ADMIN, also=True),
    Shot("programme-schedule", "/programme/schedules/weekly", ADMIN),
    Shot("programme-quiet", "/programme/quiet/new", ADMIN),
    Shot("programme-history", "/programme/history", ADMIN),
    Shot("keys", "/keys", ADMIN),
    Shot("audit", "/audit", ADMIN),
    Shot("sessions", "/sessions"),
    Shot("sessions-people", "/sessions/people", ADMIN),
    Shot("today-admin", "", ADMIN),
    Shot("health", "/health", ADMIN),
    Shot("signin", "/signin", NOBODY, also=True),
)


def take(browser: Browser, folder: Path, service: Service, now: datetime, picture: Callable[[Route], None]) -> None:
    """Writes newsroom-*.png into `folder`; the service is that of a company with some weeks behind it."""
    service.database.write(_busy, now)
    there = replace(service, clock=lambda: now)
    parts = Parts(
        there.settings,
        there.database,
        there.clock,
        channels=there.enabled(),
        rehearsing=there.stage,
        examine=lambda: FOUND,
    )
    cookies = {who: service.database.write(_signed_in, who, now) for who in (EDITOR, DECIDER, ADMIN, WRITER)}
    with served(create_app(parts)) as address:
        for shot in SHOTS:
            for suffix, width, dark in _ways(shot):
                with browser.new_context(
                    viewport={"width": width, "height": 720},
                    color_scheme="dark" if dark else "light",
                    device_scale_factor=1,
                ) as context:
                    context.route(lambda url: not url.startswith(address), picture)
                    if shot.who:
                        context.add_cookies([{"name": "budstikke", "value": cookies[shot.who], "url": address}])
                    page = context.new_page()
                    answer = page.goto(f"{address}/newsroom{shot.path}")
                    if answer is None or not answer.ok:
                        raise AssertionError(f"{shot.path} answers {answer.status if answer else 'nothing'}")
                    page.wait_for_load_state("networkidle")  # frames with previews
                    height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
                    page.set_viewport_size({"width": width, "height": height})
                    page.screenshot(path=folder / f"newsroom-{shot.name}{suffix}.png")
                sys.stdout.write(f"docs/pictures/newsroom-{shot.name}{suffix}.png\n")


FOUND = Examined((Trouble("mail", "no relay", "Put SMTP_URL=smtp://... into .env.", grave=False),), 19)


def _ways(shot: Shot) -> list[tuple[str, int, bool]]:
    usual = [("", WIDE, False)]
    return [*usual, ("-dark", WIDE, True), ("-phone", PHONE, False)] if shot.also else usual


def _signed_in(connection: Connection, who: str, now: datetime) -> str:
    person = find_person(connection, who)
    secret = person.id.encode().ljust(sessions.SECRET_BYTES, b".")
    return sessions.begin(connection, person.id, secret, now, Patience(), way="mail", agent="Firefox on Linux")


def _busy(connection: Connection, now: datetime) -> None:
    """Somebody submits, somebody asks for a change, somebody has an idea, and a campaign begins."""
    editor, decider = (standing(find_person(connection, who)) for who in (EDITOR, DECIDER))
    yesterday = now - timedelta(hours=20)
    for item in DRAFTS:
        writing.add(connection, editor, item, yesterday)
        writing.submit(connection, editor, item.id, yesterday)
    writing.submit(connection, editor, "chief-engineer-questions", yesterday)
    ask_change(connection, decider, DRAFTS[0].id, None, "Who took the picture? Ask them before we show it.", now)
    idea = find_person(connection, "mikkel.christensen@example.com")
    url = "https://www.example.com/news/cranes-and-falcons"
    writing.suggest(
        connection, idea, url, "Falcons nest on our crane again", "Everybody here talks of it.", "", yesterday
    )
    title = {"en": "A safe winter on site", "da": "En sikker vinter på pladsen"}
    days = ((now - timedelta(days=7)).date(), (now + timedelta(days=40)).date())
    campaign = Campaign("safe-winter", "comms", title, "signup", *days)
    campaigns.save(connection, OPERATOR, campaign, ("signup",), now)
    choose(connection, "comms", ITEM, decider.person_id, now)


DRAFTS = tuple(
    Item(
        id=name,
        url=f"https://www.example.com/news/{name}",
        kind=Kind.ARTICLE,
        owner="comms",
        title={"en": title},
        summary={"en": summary},
        texts=(text("en", words),),
        networks=("linkedin", "bluesky"),
        campaign="safe-winter",
    )
    for name, title, summary, words in (
        ("night-shift-lights", "Light where the night shift walks", "Four hundred lamps, and no step in the dark.",
         "My colleagues asked for light on the way to the site. Now it is there."),
        ("warm-hands", "Warm hands, safe hands", "Heated grips for everybody who works outside.",
         "A small thing that makes a cold morning better."),
    )
)  # fmt: skip
