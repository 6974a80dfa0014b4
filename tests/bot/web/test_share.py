"""From a button in a digest to a network's composer with the text in it."""

import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from sqlalchemy import func, select

from digests.db import Database
from digests.ledger.model import FactKind, Verdict
from digests.sharing.store import links
from digests.sharing.tokens import sign
from tests.bot.web.world import CHROME, PHONE, World, world
from tests.decided import withdraw
from tests.factories import KEY, NOW

TEXT = "Proud of what my colleagues did in the harbour. #employee"
JSON = {"Accept": "application/json"}


def link_in(url: str) -> str:
    found = re.search(r"https://go\.example\.com/(\w+)", unquote(url))
    assert found is not None
    return found[1]


def minted(web: World) -> int:
    return web.database.read(lambda connection: connection.scalar(select(func.count()).select_from(links)) or 0)


async def test_looking_at_a_tap_page_records_nothing_and_mints_nothing(web: World) -> None:
    async with web.client() as client:
        answer = await client.get(f"/s/{web.token}/1/linkedin")
    assert answer.status_code == 200
    assert "Proud of what my colleagues did in the harbour. #employee" in answer.text
    assert web.facts() == []
    assert minted(web) == 0


async def test_a_press_opens_the_composer_with_text_disclosure_and_a_new_link(web: World) -> None:
    async with web.client() as client:
        answer = await client.post(f"/s/{web.token}/1/linkedin")
    assert answer.status_code == 303
    going = urlsplit(answer.headers["location"])
    assert (going.netloc, going.path) == ("www.linkedin.com", "/feed/")
    text = parse_qs(going.query)["text"][0]
    assert text.startswith("Proud of what my colleagues did in the harbour. #employee https://go.example.com/")
    (tap,) = web.facts()
    assert (tap.kind, tap.verdict, tap.rules) == (FactKind.TAP, Verdict.HUMAN, ("button",))
    assert (tap.person_id, tap.delivery_id, tap.item_id, tap.network) == ("p-0001", 7, "harbour-emissions", "linkedin")
    assert tap.code == link_in(answer.headers["location"])


async def test_the_pages_script_gets_the_address_as_json_and_is_no_evidence(web: World) -> None:
    async with web.client() as client:
        answer = await client.post(f"/s/{web.token}/1/x", data={"via": "script", "id": "a" * 20}, headers=JSON)
    assert answer.json()["go"].startswith("https://x.com/intent/tweet?text=Shore%20power")
    (tap,) = web.facts()
    assert (tap.id, tap.rules) == (f"tap-{'a' * 20}", ())


async def test_a_press_that_is_sent_twice_is_kept_once_and_has_one_link(web: World) -> None:
    async with web.client() as client:
        sent = [await client.post(f"/s/{web.token}/1/x", data={"id": "a" * 20}, headers=JSON) for _ in range(2)]
    assert len(web.facts()) == 1
    assert sent[0].json() == sent[1].json()


async def test_copying_and_opening_is_one_press_that_keeps_both(web: World) -> None:
    async with web.client(PHONE) as client:
        page = await client.get(f"/s/{web.token}/1/linkedin")
        answer = await client.post(f"/s/{web.token}/1/linkedin", data={"via": "copy"}, headers=JSON)
    assert "Copy text and open LinkedIn" in page.text
    assert answer.json()["go"].startswith("https://www.linkedin.com/sharing/share-offsite/?url=")
    assert {fact.kind for fact in web.facts()} == {FactKind.COPY, FactKind.TAP}


async def test_a_network_that_drops_text_asks_for_a_copy_on_a_desktop_too(web: World) -> None:
    async with web.client() as client:
        page = await client.get(f"/s/{web.token}/1/facebook")
    assert "Copy text and open Facebook" in page.text
    assert 'data-at-once="no"' in page.text


async def test_the_tap_page_alone_may_lead_a_form_to_the_networks(web: World) -> None:
    async with web.client() as client:
        tap = await client.get(f"/s/{web.token}/1/linkedin")
        other = await client.get(f"/p/{web.token}")
    assert "form-action 'self' https://linkedin.com https://*.linkedin.com" in tap.headers["content-security-policy"]
    assert "mailto:" in tap.headers["content-security-policy"]
    assert "form-action 'self';" in other.headers["content-security-policy"]
    for answer in (tap, other):
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["strict-transport-security"] == "max-age=63072000"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "set-cookie" not in answer.headers


async def test_every_text_stands_beside_the_networks_it_can_go_to(web: World) -> None:
    async with web.client() as client:
        page = await client.get(f"/s/{web.token}/1")
        addresses = re.findall(rf'(?:formaction|href)="(/s/{web.token}/1/\w+\?t=\w+)"', page.text)
        chosen = await client.get(next(one for one in addresses if "/bluesky?" in one))
    assert "Shore power: dull word, big difference. #employee" in page.text
    assert "Stolt" not in page.text
    assert len(addresses) == 2 * 4
    assert "Open Bluesky" in chosen.text


async def test_every_text_says_how_much_of_each_limit_it_takes(web: World) -> None:
    async with web.client() as client:
        page = " ".join((await client.get(f"/s/{web.token}/1")).text.split())
    assert f"X: {len(TEXT) + 24} of 280" in page  # any link counts 23 there, and a space
    assert f"Bluesky: {len(TEXT) + 1 + len('https://go.example.com/12345678')} of 300" in page
    assert "Facebook:" not in page  # takes no text


async def test_ones_own_words_go_to_the_composer_and_the_disclosure_stays(web: World) -> None:
    async with web.client() as client:
        kept = await client.post(f"/s/{web.token}/1/x", data={"t": "k1", "own": TEXT})
        changed = await client.post(f"/s/{web.token}/1/x", data={"t": "k1", "own": " My quay! "})
    assert parse_qs(urlsplit(kept.headers["location"]).query)["text"] == [TEXT]
    assert parse_qs(urlsplit(changed.headers["location"]).query)["text"] == ["My quay! #employee"]


@pytest.mark.parametrize(("via", "kinds"), [("copy", {"copy", "tap"}), ("sheet", {"tap"})])
async def test_text_and_link_can_be_taken_elsewhere(web: World, via: str, kinds: set[str]) -> None:
    async with web.client() as client:
        taken = await client.post(f"/s/{web.token}/1/elsewhere", data={"t": "k1", "via": via, "id": "a" * 20})
        again = await client.post(f"/s/{web.token}/1/elsewhere", data={"t": "nothing", "via": via, "id": "b" * 20})
        looked = await client.get(f"/s/{web.token}/1/elsewhere")
        code = link_in(taken.json()["link"])
        followed = await client.get(f"/l/{code}")
    assert taken.json()["text"] == TEXT
    assert again.json()["link"] == taken.json()["link"]
    assert looked.status_code == 404
    assert followed.status_code == 302
    first = [fact for fact in web.facts() if fact.id.endswith("a" * 20)]
    assert {fact.kind.value for fact in first} == kinds
    assert {(fact.network, fact.code, fact.person_id) for fact in first} == {("elsewhere", code, "p-0001")}
    (hit,) = [fact for fact in web.facts() if fact.kind is FactKind.HIT]
    assert (hit.network, hit.agent, hit.visitor) == ("elsewhere", None, None)  # it may be a private conversation


async def test_a_text_that_was_picked_is_the_one_that_arrives(web: World) -> None:
    async with web.client() as client:
        page = await client.get(f"/s/{web.token}/1/linkedin?t=k2")
        answer = await client.post(f"/s/{web.token}/1/linkedin", data={"t": "k2"})
    assert "Shore power: dull word" in page.text
    assert "Shore%20power" in answer.headers["location"]


async def test_an_item_without_texts_is_shared_by_its_title(web: World) -> None:
    async with web.client() as client:
        page = await client.get(f"/s/{web.token}/3")
        answer = await client.post(f"/s/{web.token}/3/x")
    assert f"/s/{web.token}/3/x" in page.text
    assert "How%20we%20cut" in answer.headers["location"]


async def test_a_post_of_the_companys_own_is_opened_and_not_composed(web: World) -> None:
    async with web.client() as client:
        answers = [await client.get(f"/s/{web.token}/2"), await client.get(f"/s/{web.token}/2/linkedin")]
    assert {one.headers["location"] for one in answers} == {f"/r/{web.token}/2"}


@pytest.mark.parametrize(
    "address", ["1/reddit", "1/nothing", "9/x", "0/x", "x/x", "٣/x", "1/x/more", "99999999999999999999/x"]
)
async def test_nobody_chooses_outside_their_own_digest(web: World, address: str) -> None:
    async with web.client() as client:
        answers = [await client.get(f"/s/{web.token}/{address}"), await client.post(f"/s/{web.token}/{address}")]
    assert {one.status_code for one in answers} == {404}
    assert web.facts() == []
    assert minted(web) == 0


async def test_a_persons_own_mastodon_server_is_used(web: World) -> None:
    web.choose(mastodon="social.example")
    async with web.client() as client:
        page = await client.get(f"/s/{web.token}/1")
        answer = await client.get(f"/s/{web.token}/1/linkedin")
    assert page.status_code == 200
    assert "https://social.example" in answer.headers["content-security-policy"]


async def test_of_someone_who_objects_to_tracking_only_the_department_is_kept(web: World) -> None:
    web.choose(untracked=True)
    async with web.client() as client:
        await client.post(f"/s/{web.token}/1/linkedin")
        await client.post(f"/s/{web.token}/1/linkedin/done")
    (fact,) = web.facts()  # whoever says that they shared it would say who they are
    assert (fact.kind, fact.person_id, fact.delivery_id) == (FactKind.TAP, None, None)
    assert fact.department == "Engineering"
    assert web.database.read(lambda c: c.execute(select(links.c.person_id, links.c.delivery_id)).all()) == [
        (None, None)
    ]


async def test_a_program_that_presses_is_a_machine_and_its_link_goes(web: World) -> None:
    async with web.client("python-httpx/0.28") as client:
        answer = await client.post(f"/s/{web.token}/1/linkedin")
    assert answer.status_code == 303
    (tap,) = web.facts()
    assert tap.verdict is Verdict.MACHINE
    assert tap.settles_at == NOW + timedelta(minutes=10)


async def test_saying_that_it_was_shared_is_kept_once(web: World) -> None:
    async with web.client() as client:
        answers = [await client.post(f"/s/{web.token}/1/linkedin/done") for _ in range(2)]
    assert "Thank you" in answers[0].text
    (said,) = web.facts()
    assert (said.kind, said.verdict, said.network) == (FactKind.CONFIRM, Verdict.HUMAN, "linkedin")


async def test_an_item_that_was_withdrawn_is_shared_no_more(web: World) -> None:
    web.database.write(withdraw, "harbour-emissions", NOW)
    async with web.client() as client:
        answer = await client.post(f"/s/{web.token}/1/linkedin")
    assert answer.status_code == 410
    assert "no longer available" in answer.text
    assert minted(web) == 0


FORGED = [
    ("x" * 28, 403),
    (sign(b"another key of some other company", 7, NOW), 403),
    (sign(KEY, 7, NOW - timedelta(days=62)), 410),
    (sign(KEY, 8, NOW), 410),
    (sign(KEY, 0, NOW), 410),
]


@pytest.mark.parametrize(("token", "status"), FORGED)
@pytest.mark.parametrize(
    "address", ["s/{0}/1", "s/{0}/1/linkedin", "s/{0}/1/linkedin/done", "r/{0}/1", "n/{0}/1", "p/{0}", "u/{0}"]
)
async def test_a_token_that_is_not_good_opens_a_polite_page_and_changes_nothing(
    web: World, token: str, status: int, address: str
) -> None:
    before = web.chosen()
    async with web.client() as client:
        answers = [
            await client.get("/" + address.format(token)),
            await client.post("/" + address.format(token), data={"stopped": "1"}),
        ]
    assert {one.status_code for one in answers} <= {status, 405}
    assert status in {one.status_code for one in answers}
    assert all("<h1>" in one.text for one in answers)
    assert web.facts() == []
    assert web.chosen() == before
    assert minted(web) == 0


async def test_the_digest_of_someone_erased_is_closed(web: World) -> None:
    web.change_delivery(person_id=None)
    async with web.client() as client:
        answer = await client.post(f"/s/{web.token}/1/linkedin")
    assert answer.status_code == 410


async def test_the_pages_speak_the_persons_language(database: Database, tmp_path: Path) -> None:
    web = world(database, tmp_path, languages=("da", "en"))
    async with web.client(CHROME) as client:
        page = await client.get(f"/s/{web.token}/1/linkedin")
    assert '<html lang="da">' in page.text
    assert "Åbn LinkedIn" in page.text
