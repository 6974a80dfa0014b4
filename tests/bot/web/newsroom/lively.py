"""Makes the newsroom of the tests lively: a month of digests, with what people did with them."""

from datetime import timedelta
from itertools import count
from typing import Any

from sqlalchemy import Connection, insert

from digests.content.model import ItemState
from digests.content.store import Entry, add_items, given_texts
from digests.edition.store import editions
from digests.ledger.model import FactKind, Verdict
from digests.measure.claims import Claim
from digests.measure.conversions import take
from digests.measure.goals import Goal
from digests.newsroom import campaigns
from digests.newsroom.campaigns import Campaign
from digests.newsroom.feeds.model import Wanted
from digests.newsroom.feeds.store import add_feed, put
from digests.newsroom.model import Done
from digests.newsroom.standing import OPERATOR
from digests.newsroom.store import write_down
from tests.digests.measure.world import World, world
from tests.factories import NOW, item

DEPARTMENTS = {"Engineering": 14, "Sales": 11, "Human Resources": 9, "Board": 3}
WEEKS = (1, 2, 3)
HARBOUR = item().id
EDITION = 77


def enliven(connection: Connection) -> None:
    """Thirty-seven people got two items in each of three weeks; some took part, and some readers applied."""
    made = world(connection)
    for department, number in DEPARTMENTS.items():
        for place in range(number):
            made.person(f"{department[:2].lower()}-{place}", department, country="DK" if place % 3 else "SE")
    codes: dict[str, str] = {}
    claims = [claim for week in WEEKS for claim in _week(made, week, codes)]
    for key in [text.key for text in item().texts][:2]:
        given = {"department": "Sales", "network": "linkedin", "text_key": key, "given": 11}
        connection.execute(given_texts.insert().values(item_id=HARBOUR, **given))
    take(connection, claims, {"application": Goal("application", kind="application")}, NOW)


def _week(made: World, week: int, codes: dict[str, str]) -> list[Claim]:
    at = NOW - timedelta(days=7 * week - 1)
    claims = []
    for department, number in DEPARTMENTS.items():
        for place in range(number):
            who = f"{department[:2].lower()}-{place}"
            sent = made.sent(who, HARBOUR, "apprentices", at=at, department=department)
            which = (HARBOUR, "apprentices")[place % 2]
            if (place + week) % 3 == 0:
                continue
            made.did(FactKind.READ, which, sent, person_id=who, department=department, at=at + timedelta(hours=1))
            if (place + week) % 2:
                continue
            own: dict[str, Any] = {"person_id": who, "department": department, "network": ("linkedin", "x")[place % 2]}
            later = at + timedelta(hours=2)
            code = codes.get(who) or made.link(who, which, sent, network=own["network"], minted_at=later)
            codes[who] = code
            made.did(FactKind.TAP, which, sent, at=later, **own)
            made.did(FactKind.HIT, which, at=later, code=code, verdict=Verdict.PREVIEW, **own)
            click = made.did(FactKind.HIT, which, at=later + timedelta(hours=1), code=code, **own)
            if place % 4 == 0:
                then = later + timedelta(hours=2)
                claims.append(Claim(f"ats-{week}-{who}", "application", then, click_id=click))
    return claims


def busy(connection: Connection) -> None:
    """A draft sent back, an item that ends, an edition half out, a feed in trouble; and something of each of HR's."""
    back = item(id="sent-back", state=ItemState.DRAFT, title={"en": "Night shift on the bridge"})
    ends = item(id="ends-soon", title={"en": "Open house at the lab"}, expires=NOW + timedelta(days=3))
    add_items(connection, [Entry(back, None), Entry(ends, None)], "newsroom", NOW - timedelta(days=9))
    when = NOW - timedelta(hours=20)
    write_down(connection, back, Done.ADDED, "editor", when)
    write_down(connection, back, Done.ASKED, "approver", when, reason="Who took the picture? Ask before we show it.")
    connection.execute(
        insert(editions).values(
            id=EDITION, schedule="weekly", period="2026-W48", timezone="Europe/Copenhagen", state="open",
            slot_at=NOW, opened_at=NOW, by_hand=False,
        )
    )  # fmt: skip
    made = World(connection, count(5000))
    for state in ("sent",) * 6 + ("failed",) + ("queued",) * 5:
        made.sent(None, edition_id=EDITION, state=state, period="2026-W48", sent_at=NOW if state == "sent" else None)
    wanted = Wanted("Port news", "https://www.example.com/feed.xml", "comms", "en")
    put(connection, add_feed(connection, wanted, when), failures=4, trouble="silent")
    add_feed(connection, Wanted("Job news", "https://www.example.com/jobs.xml", "hr", "en"), when)
    idea = item(id="hr-idea", owner="hr", state=ItemState.SUGGESTED, url="https://www.example.com/news/hr-idea")
    add_items(connection, [Entry(idea, None)], "feed", when)
    for name, desk, title in (("safe-winter", "comms", "A safe winter"), ("first-job", "hr", "Become an apprentice")):
        campaign = Campaign(name, desk, {"en": title}, "application", NOW.date(), (NOW + timedelta(days=40)).date())
        campaigns.save(connection, OPERATOR, campaign, ("application",), NOW)
