"""The hidden address of a mail: no person sees it, and whatever follows it gives itself away."""

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest

from digests.ledger.model import FactKind, Verdict
from tests.bot.email.test_forms import LETTERS, full
from tests.bot.web.world import World
from tests.factories import NOW

SOON = NOW + timedelta(minutes=11)


class Links(HTMLParser):
    """The addresses of a mail, with what each shows and whether it stands in something hidden."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden = 0
        self.found: list[tuple[str, bool, str | None, list[str]]] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "div" and "display:none" in (said.get("style") or "").replace(" ", ""):
            self.hidden += 1
        if tag == "a":
            self._open = True
            self.found.append((said["href"] or "", self.hidden > 0, said.get("tabindex"), []))

    def handle_endtag(self, tag: str) -> None:
        if tag == "div" and self.hidden:
            self.hidden -= 1
        self._open &= tag != "a"

    def handle_data(self, data: str) -> None:
        if self._open:
            self.found[-1][3].append(data)


@pytest.mark.parametrize("language", ["en", "da"])
def test_the_mail_has_one_hidden_address_that_shows_nothing_and_no_key_reaches(language: str) -> None:
    parcel = full(language)
    mail = Links()
    mail.feed(LETTERS.html(parcel))
    unseen = [one for one in mail.found if one[1]]
    assert [(address, tabindex, shown) for address, _, tabindex, shown in unseen] == [
        (f"https://digest.example.com/e/{parcel.token}", "-1", [])
    ]
    assert len(mail.found) > 5


def test_the_text_of_the_mail_has_none() -> None:
    parcel = full("en")
    message = LETTERS.eml(parcel, NOW).decode()
    text, html = message.split("Content-Type: text/html")
    assert re.findall(r"/e/", text.replace("=\r\n", "")) == []
    assert len(re.findall(r"/e/", html.replace("=\r\n", ""))) == 1


async def test_what_follows_it_is_kept_and_answered_politely(web: World) -> None:
    async with web.client(agent="") as scanner:
        answer = await scanner.get(f"/e/{web.token}", headers={"Accept-Language": "da"})
        again = await scanner.head(f"/e/{web.token}")
    assert (answer.status_code, again.status_code) == (200, 200)
    assert "There is nothing to see here" in answer.text
    assert "https://" not in re.sub(r"<style.*?</style>", "", answer.text, flags=re.DOTALL)
    (trap,) = web.facts()
    assert (trap.kind, trap.verdict, trap.delivery_id, trap.person_id) == (FactKind.TRAP, Verdict.MACHINE, 7, "p-0001")


async def test_nobody_without_a_good_token_can_set_it_off(web: World) -> None:
    async with web.client() as client:
        assert (await client.get(f"/e/{web.token[:-1]}x")).status_code in {403, 404}
        assert (await client.post(f"/e/{web.token}")).status_code == 405
    assert web.facts() == []


async def test_a_scanner_with_a_browsers_name_is_known_by_it_and_a_person_an_hour_later_is_not_lost(web: World) -> None:
    async with web.client() as client:
        await client.get(f"/r/{web.token}/1")
        web.clock.now += timedelta(seconds=20)
        await client.get(f"/e/{web.token}")
        web.clock.now += timedelta(hours=1)
        await client.get(f"/r/{web.token}/3")
    web.settle(web.clock.now + timedelta(minutes=11))
    scanned, read = (one for one in web.facts() if one.kind is FactKind.READ)
    assert (scanned.verdict, "trap" in scanned.rules) == (Verdict.MACHINE, True)
    assert read.verdict is Verdict.HUMAN


async def test_a_press_of_the_button_near_it_is_doubtful(web: World) -> None:
    async with web.client() as client:
        await client.get(f"/e/{web.token}")
        await client.post(f"/s/{web.token}/1/linkedin", data={"via": "button"})
    web.settle(SOON)
    (tap,) = (one for one in web.facts() if one.kind is FactKind.TAP)
    assert (tap.verdict, tap.rules[-1]) == (Verdict.DOUBTFUL, "trap")


async def test_of_somebody_who_is_not_tracked_only_the_visitor_tells(web: World) -> None:
    web.choose(untracked=True)
    async with web.client() as scanner, web.client(address="198.51.100.1") as person:
        await scanner.get(f"/e/{web.token}")
        await scanner.get(f"/r/{web.token}/1")
        await person.get(f"/r/{web.token}/1")
    web.settle(SOON)
    assert {(one.delivery_id, one.person_id) for one in web.facts()} == {(None, None)}
    assert [one.verdict for one in web.facts() if one.kind is FactKind.READ].count(Verdict.HUMAN) == 1
