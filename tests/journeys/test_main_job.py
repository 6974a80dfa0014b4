"""The main job: a queue and a directory go in, and the report says what came of it."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from bot.rendering.report.files import as_json
from digests.delivery.model import DeliveryState
from digests.edition.build import digests_of
from digests.ledger import arrivals
from digests.measure.disclosure import Rules
from digests.measure.report import report
from digests.people.store import find_person
from digests.sharing.links import settle
from digests.sharing.tokens import check
from tests.journeys.office import ROOT, TUESDAY, Office, body, office, share_addresses, staffed

BROWSER = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)
READER = "Mozilla/5.0 (Macintosh; Intel Mac OS X 15_0) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605"
SCANNER = "Mozilla/5.0 (compatible; MailScanner/1.0)"
SHARERS = 9


async def test_a_queue_and_a_directory_become_a_measured_share(database_url: str, tmp_path: Path) -> None:
    with office(tmp_path, database_url) as company:
        _bring_in(company)
        _everybody_gets_one(company)
        shared = await _share(company)
        company.clock.now += timedelta(minutes=20)
        company.database.write(arrivals.expand_all)
        while company.database.write(settle, company.clock()):
            pass
        _is_measured(company, shared)


def _bring_in(company: Office) -> None:
    checked = company.budstikke("check", str(ROOT / "examples" / "queue"))
    assert checked.exit_code == 0, checked.output
    people = company.budstikke("import", "people", str(ROOT / "examples" / "people.csv"), "--json")
    assert json.loads(people.output)["added"] == _staff()
    content = company.budstikke("import", "content", str(ROOT / "examples" / "queue"), "--json")
    assert json.loads(content.output)["added"] >= 40


def _staff() -> int:
    with (ROOT / "examples" / "people.csv").open(encoding="utf-8") as file:
        return sum(1 for _ in file) - 1


def _everybody_gets_one(company: Office) -> None:
    found = company.send()
    states = Counter(one.state for one in found)
    assert len(found) == _staff()
    assert set(states) == {DeliveryState.SENT, DeliveryState.SKIPPED}
    assert states[DeliveryState.SENT] == len(company.relay.messages) + len(company.slack.messages)
    assert all(one.reason for one in found if one.state is DeliveryState.SKIPPED)
    assert len(company.slack.messages) > 50
    assert len(company.relay.messages) == len(company.relay.letters()) > 50
    again = company.send()
    assert [(one.id, one.state) for one in again] == [(one.id, one.state) for one in found]


async def _share(company: Office) -> str:
    """Nine people share one item on LinkedIn, eight from a mail and one from Slack; a scanner looks. The item's id."""
    company.clock.now = TUESDAY + timedelta(hours=2)
    mailed = [address for letter in company.relay.letters().values() for address in _linkedin(body(letter))]
    posted = [address for _, sent in company.slack.messages for address in _linkedin(json.dumps(sent))]
    items = _items(company, [*mailed, *posted])
    item = Counter(items[address] for address in posted).most_common(1)[0][0]
    chosen = [one for one in mailed if items[one] == item][: SHARERS - 1]
    chosen += [one for one in posted if items[one] == item][:1]
    assert len(chosen) == SHARERS
    async with company.visitor("203.0.113.9", SCANNER) as scanner:
        looked = [await scanner.get(address) for address in mailed[:3]]
    assert {one.status_code for one in looked} == {200}
    for number, address in enumerate(chosen):
        company.clock.now += timedelta(minutes=1)
        link = await _tap(company, address, f"192.0.2.{number}")
        await _read(company, link, item, f"198.51.100.{number}")
    return item


def _linkedin(text: str) -> list[str]:
    return list(dict.fromkeys(address for address in share_addresses(text) if address.endswith("/linkedin")))


def _items(company: Office, addresses: Sequence[str]) -> dict[str, str]:
    """Which item each address of a share button is about."""
    found = {}
    digests = {one.delivery_id: one for one in company.database.read(digests_of, range(1, 1000))}
    for address in addresses:
        token, position = address.split("/s/")[1].split("/")[:2]
        digest = digests[check([company.service.key], token, company.clock()).delivery_id]
        found[address] = next(pick.item.id for pick in digest.picks if pick.position == int(position))
    return found


async def _tap(company: Office, address: str, visitor: str) -> str:
    """A press of the button; the short link in the composer's address."""
    async with company.visitor(visitor, BROWSER) as browser:
        page = await browser.get(address)
        fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text))
        answer = await browser.post(address, data=fields)
    assert answer.status_code == 303
    going = urlsplit(answer.headers["location"])
    assert going.hostname == "www.linkedin.com"
    link = re.search(r"https://go\.example\.net/\w{7,}", unquote(answer.headers["location"]))
    assert link is not None
    return link[0]


async def _read(company: Office, link: str, item: str, visitor: str) -> None:
    """Somebody else follows the short link to the item."""
    async with company.visitor(visitor, READER) as browser:
        answer = await browser.get(link)
    assert answer.status_code == 302
    landing = urlsplit(answer.headers["location"])
    assert landing.hostname in {"www.example.com", "www.linkedin.com"}
    assert parse_qs(landing.query) | {
        "utm_source": ["budstikke"],
        "utm_medium": ["employee"],
        "utm_campaign": [item],
    } == parse_qs(landing.query)


def _is_measured(company: Office, item: str) -> None:
    now = company.clock()
    found = company.database.read(report, TUESDAY - timedelta(days=1), now, Rules(), now - timedelta(days=90))
    told = json.loads(as_json(found))
    one = next(one for one in told["items"] if one["id"] == item)
    assert (one["tapped"], one["shared"], one["clicks"]["human"]) == (SHARERS, SHARERS, SHARERS)
    assert one["involvement_offered"] == pytest.approx(SHARERS / one["offered"], abs=0.001)
    assert told["overall"]["involved"] == SHARERS
    assert told["overall"]["involvement"] > 0
    assert sum(other["tapped"] or 0 for other in told["items"]) == SHARERS


async def test_one_click_on_unsubscribe_is_the_last_digest(database_url: str, tmp_path: Path) -> None:
    with staffed(tmp_path, database_url) as company:
        first = company.send()
        address, letter = next(iter(company.relay.letters().items()))
        assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        way_out = re.search(r"<(http[^>]+)>", letter["List-Unsubscribe"])
        assert way_out is not None
        company.clock.now += timedelta(hours=1)
        async with company.visitor("192.0.2.1", BROWSER) as program:
            answer = await program.post(way_out[1], data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        before = len(company.relay.messages)
        company.clock.now = TUESDAY + timedelta(days=7)
        second = company.send()
        assert address not in {one for one, _ in company.relay.messages[before:]}
        states = {one.person_id: one for one in second}
        who = company.database.read(find_person, address).id
        assert (states[who].state, states[who].reason) == (DeliveryState.SKIPPED, "stopped")
        assert {one.period for one in first} == {"2026-W48"}
        assert {one.period for one in second} == {"2026-W49"}
