"""Pick a text: suggestions, an edit box with a counter per network, and composers with exactly that text."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from bot.slack import limits
from bot.slack.message import composers
from digests.content.model import Item, Text
from digests.db import Database
from digests.ledger.model import FactKind
from digests.sharing.store import links
from tests.bot.chat import settings
from tests.bot.slack.hand import element, texts
from tests.bot.slack.message.reader import CHANGE, OPEN, Reader, Value, deliver
from tests.bot.vendor import Reply, Vendor
from tests.decided import withdraw
from tests.factories import NOW, item, person, pick

TEXT = "Proud of what my colleagues did in the harbour."
MINE = "Crème brûlée & 50 % <more> #harbour 😀"


def box(reader: Reader) -> Value:
    return next(block for block in reader.window["blocks"] if str(block.get("block_id", "")).startswith("words:"))


def counters(reader: Reader) -> str:
    return "".join(texts([block for block in reader.window["blocks"] if block["type"] == "context"]))


def typed(reader: Reader, text: str | None, *networks: str) -> dict[str, Any]:
    chosen = [{"value": name} for name in networks]
    return {box(reader)["block_id"]: {"words": {"value": text}}, "where": {"where": {"selected_options": chosen}}}


def codes(reader: Reader) -> list[tuple[str, str]]:
    found = reader.database.read(lambda c: c.execute(select(links.c.network, links.c.code)).all())
    return sorted((row.network, row.code) for row in found)


@pytest.fixture
async def picking(reader: Reader) -> Reader:
    await reader.act("pick_text", "7:1")
    return reader


async def test_the_window_shows_the_texts_of_the_persons_language_and_the_one_they_were_given(picking: Reader) -> None:
    said = texts(picking.window["blocks"])
    assert f"▸ {TEXT}" in said
    assert "Shore power: dull word, big difference." in said
    assert not [text for text in said if "kolleger" in text]
    assert box(picking)["element"]["initial_value"] == TEXT


async def test_the_best_network_is_chosen_already_and_every_other_can_be(picking: Reader) -> None:
    where = element(picking.window["blocks"], "where")
    assert [one["value"] for one in where["options"]] == ["linkedin", "x", "facebook", "bluesky"]
    assert [one["value"] for one in where["initial_options"]] == ["linkedin"]


async def test_the_counters_follow_what_is_typed_as_each_network_counts(picking: Reader, vendor: Vendor) -> None:
    assert "X 71 of 280" in counters(picking)  # 47 signs, a space, and 23 for any link
    await picking.act_in_window("words", "😀" * 130)
    told = counters(picking)
    assert "X 284 of 280 (4 signs too long)" in told
    assert "Bluesky 162 of 300" in told  # an emoji is one grapheme there; the link has 31 signs
    assert "Facebook: you paste it" in told
    (call,) = vendor.asked(CHANGE)
    assert (call.arguments["view_id"], call.arguments["hash"]) == ("V1", "h1")
    assert box(picking)["block_id"] == "words:0"  # so that Slack keeps what was typed
    await picking.act_in_window("words", "")
    assert "X 24 of 280" in counters(picking)


async def test_a_suggestion_takes_the_place_of_what_stands_in_the_edit_box(picking: Reader) -> None:
    use = element(picking.window["blocks"], "use_text")
    await picking.act_in_window("use_text", use["value"])
    assert box(picking)["element"]["initial_value"] == "Shore power: dull word, big difference."
    assert box(picking)["block_id"] == "words:1"
    assert element(picking.window["blocks"], "use_text")["value"].endswith(":k1")


async def test_each_network_that_was_chosen_gets_a_composer_with_exactly_that_text(picking: Reader) -> None:
    answer = await picking.send(typed(picking, f" {MINE}\n", "x", "bluesky"))
    assert answer["response_action"] == "update"
    limits.check_modal(answer["view"])
    x, bluesky = (element(picking.window["blocks"], f"share_{name}") for name in ("x", "bluesky"))
    assert parse_qs(urlsplit(x["url"]).query)["text"] == [MINE]
    minted = dict(codes(picking))
    assert set(minted) == {"x", "bluesky"}
    assert parse_qs(urlsplit(x["url"]).query)["url"] == [f"https://go.example.com/{minted['x']}"]
    assert parse_qs(urlsplit(bluesky["url"]).query)["text"] == [f"{MINE} https://go.example.com/{minted['bluesky']}"]
    assert x["text"]["text"] == "Open X"


async def test_opening_a_composer_is_a_tap_and_the_message_asks(picking: Reader) -> None:
    await picking.send(typed(picking, MINE, "x"))
    await picking.act_in_window("share_x", element(picking.window["blocks"], "share_x")["value"])
    assert [fact.network for fact in picking.facts(FactKind.TAP)] == ["x"]
    assert "Shared it on X?" in picking.reads()


async def test_where_the_network_drops_text_it_stands_there_to_be_copied(picking: Reader) -> None:
    await picking.send(typed(picking, MINE, "facebook"))
    assert "```Crème brûlée &amp; 50 % &lt;more&gt; #harbour 😀```" in texts(picking.window["blocks"])
    assert element(picking.window["blocks"], "share_facebook")["text"]["text"] == "Copy text, open Facebook"


async def test_a_text_too_long_for_a_buttons_address_is_copied(picking: Reader) -> None:
    long = "æ" * 2000  # six signs each in an address
    await picking.send(typed(picking, long, "linkedin"))
    button = element(picking.window["blocks"], "share_linkedin")
    assert len(button["url"]) < 3000
    assert "".join(text for text in texts(picking.window["blocks"]) if "æ" in text).count("æ") == 2000


@pytest.mark.parametrize(
    ("text", "networks", "block", "said"),
    [
        ("a" * 257, ("x", "bluesky"), "words:0", "X: 1 sign too long"),
        ("a" * 300, ("x", "bluesky"), "words:0", "Bluesky: 32 signs too long"),
        ("  ", ("x",), "words:0", "Write something"),
        (None, ("x",), "words:0", "Write something"),
        (MINE, (), "where", "Choose where it goes"),
        (MINE, ("myspace",), "where", "Choose where it goes"),
    ],
)
async def test_what_cannot_be_is_said_at_its_field_and_makes_no_link(
    picking: Reader, text: str | None, networks: tuple[str, ...], block: str, said: str
) -> None:
    answer = await picking.send(typed(picking, text, *networks))
    assert answer["response_action"] == "errors"
    assert said in answer["errors"][block]
    assert codes(picking) == []


async def test_a_text_just_within_the_limit_goes(picking: Reader) -> None:
    assert (await picking.send(typed(picking, "a" * 256, "x")))["response_action"] == "update"
    assert [network for network, _ in codes(picking)] == ["x"]


async def test_a_submission_by_somebody_else_makes_no_link_and_shows_nothing(picking: Reader, vendor: Vendor) -> None:
    picking.slack_id = "U2"
    assert await picking.send(typed(picking, MINE, "x")) == {}
    await picking.act_in_window("words", MINE)
    await picking.act_in_window("use_text", "0:k2")
    assert codes(picking) == []
    assert vendor.asked(CHANGE) == []


@pytest.mark.parametrize("kept", ["", "[]", "nonsense", '["a", 1, "k", 0]', '[8, 1, "k1", 0]', '[7, 101, "k1", 0]'])
async def test_a_window_that_kept_something_else_is_left_alone(picking: Reader, vendor: Vendor, kept: str) -> None:
    picking.window["private_metadata"] = kept
    assert await picking.send(typed(picking, MINE, "x")) == {}
    await picking.act_in_window("words", MINE)
    assert codes(picking) == []
    assert vendor.asked(CHANGE) == []


async def test_an_item_taken_back_meanwhile_gets_no_link(picking: Reader) -> None:
    picking.database.write(withdraw, "harbour-emissions", NOW)
    await picking.send(typed(picking, MINE, "x"))
    assert "This was taken back" in "".join(texts(picking.window["blocks"]))
    assert codes(picking) == []


async def test_an_item_without_texts_has_its_title_and_mail_goes_by_the_tap_page(reader: Reader) -> None:
    await reader.act("pick_text", "7:3")
    assert box(reader)["element"]["initial_value"] == "The bridge"
    assert not [block for block in reader.window["blocks"] if block.get("accessory")]
    await reader.send(typed(reader, "Across.", "mail"))
    assert "/3/mail" in element(reader.window["blocks"], "share_mail")["url"]


async def test_a_companys_own_post_has_no_texts(reader: Reader, vendor: Vendor) -> None:
    await reader.act("pick_text", "7:2")
    assert vendor.asked(OPEN) == []


async def test_a_disclosure_stands_in_the_text_and_a_text_for_one_network_says_so(
    database: Database, vendor: Vendor
) -> None:
    written = (*item().texts[:1], Text("kx", "en", "Only here.", "x"))
    one: tuple[Item, ...] = (item(disclosure="#employee", texts=written),)
    database.write(deliver, person(slack_id="U1", languages=("en",)), one)
    reader = Reader(vendor, database, settings(vendor.address))
    await reader.act("pick_text", "7:1")
    assert box(reader)["element"]["initial_value"] == f"{TEXT} #employee"
    assert "X: Only here." in texts(reader.window["blocks"])


async def test_a_counter_that_slack_takes_too_late_costs_nothing(picking: Reader, vendor: Vendor) -> None:
    vendor.next(CHANGE, Reply(body={"ok": False, "error": "hash_conflict"}))
    await picking.act_in_window("words", "a")
    await picking.act_in_window("words", "ab")
    assert "X 26 of 280" in counters(picking)


@pytest.mark.parametrize("text", ["&" * 3000, "`" * 3000, "😀" * 1500, "a b " * 750, "\n" * 2999 + "a"])
def test_no_text_makes_a_window_that_slack_would_refuse(text: str) -> None:
    ways = [composers.Way("facebook", "https://www.example.com", pasted=True)]
    limits.check_modal(composers.ready("en", pick(), "7:1", text, ways))
