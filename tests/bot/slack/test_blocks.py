"""A digest in Slack: what it says, where it leads, and that nobody's text can break it."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slackblocks import blocks as other
from slackblocks import elements as other_elements
from slackblocks import objects as other_objects

from bot.rendering.view import DigestView
from bot.slack import blocks, limits
from digests.employee.model import PickState, Standing
from tests.bot.chat import post, shown, views
from tests.factories import NOW, item, pick

Value = dict[str, Any]


def actions(message: Value, block_id: str = "item:1") -> list[Value]:
    return next(block["elements"] for block in message["blocks"] if block.get("block_id") == block_id)


def texts(message: Value) -> list[str]:
    """Every text of the message, in order."""
    found: list[str] = []

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            if value.get("type") in {"plain_text", "mrkdwn"}:
                found.append(value["text"])
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(message["blocks"])
    return found


def test_a_digest_says_what_it_is_who_it_is_for_and_why() -> None:
    said = texts(blocks.render(shown(), 7))
    assert said[0] == "Worth passing on, Maja"
    assert said[1] == "Picked for Engineering and ports"
    assert "*<https://share.example.com/r/token-of-7/1|How we cut the harbour's emissions>*\nShore power" in said[3]
    assert "_Why you: You follow ports. New this week_" in said
    assert any("3 minutes to read" in text and "best shared around" in text for text in said)


def test_the_best_network_comes_first_and_alone_is_primary() -> None:
    buttons = actions(blocks.render(shown(), 7))
    assert [one["action_id"] for one in buttons] == [
        "share_linkedin",
        "share_x",
        "pick_text",
        "item_menu",
    ]
    assert [one.get("style") for one in buttons] == ["primary", None, None, None]
    assert buttons[0]["url"] == "https://share.example.com/s/token-of-7/1/linkedin"


def test_the_menu_has_the_rest() -> None:
    menu = actions(blocks.render(shown(), 7))[-1]
    assert [(one["value"], one["text"]["text"]) for one in menu["options"]] == [
        ("more:7:1", "Other networks"),
        ("shared:7:1", "I shared it already"),
        ("later:7:1", "Remind me later today"),
        ("tomorrow:7:1", "Remind me tomorrow at 8:30 AM"),
        ("decline:7:1", "Not for me"),
    ]


def test_a_button_carries_nothing_but_opaque_numbers_and_the_network() -> None:
    buttons = actions(blocks.render(shown(), 7))
    assert [one["value"] for one in buttons[:-1]] == ["7:1:linkedin", "7:1:x", "7:1"]


def test_the_metadata_carries_only_the_delivery() -> None:
    message = blocks.render(shown(), 7)
    assert message["metadata"] == {"event_type": "budstikke_digest", "event_payload": {"delivery": "7"}}


def test_at_the_end_stand_preferences_snooze_the_way_out_and_the_privacy_sentence() -> None:
    message = blocks.render(shown(), 7)
    assert [one["action_id"] for one in actions(message, "end")] == ["preferences", "snooze"]
    last = texts(message)[-1]
    assert last.startswith("Only you see what you do here")
    assert "<https://share.example.com/u/token-of-7|Stop these digests>" in last


def test_what_can_be_done_in_slack_opens_no_page() -> None:
    message = blocks.render(shown(), 7)
    assert [one["action_id"] for one in actions(message) if "url" not in one] == ["pick_text", "item_menu"]
    assert [one["action_id"] for one in actions(message, "end") if "url" not in one] == ["snooze"]


def test_where_presses_are_not_heard_every_button_leads_to_a_page() -> None:
    message = blocks.render(shown(), 7, interactive=False)
    assert all(one["url"] for one in actions(message) + actions(message, "end"))
    assert actions(message)[2]["text"]["text"] == "Copy text, open Facebook"


@pytest.mark.parametrize("state", [PickState.TAPPED, PickState.SHARED, PickState.DECLINED, PickState.LATER])
def test_where_presses_are_not_heard_an_item_stays_as_it_was_offered(state: PickState) -> None:
    life = blocks.Life({1: Standing(state, "x")})
    message = blocks.render(shown(), 7, interactive=False, life=life)
    assert message == blocks.render(shown(), 7, interactive=False)


@pytest.mark.parametrize(
    ("standing", "said"),
    [
        (Standing(PickState.TAPPED, "x"), "*Shared it on X?*"),
        (Standing(PickState.TAPPED), "*Shared it?*"),
        (Standing(PickState.SHARED, "x"), "You shared this on X. Thank you!"),
        (Standing(PickState.DECLINED), "Noted: this one was not for you"),
        (Standing(PickState.WITHDRAWN), "This was taken back"),
        (Standing(PickState.CORRECTED), "Corrected since it was sent to you.\n3 minutes to read"),
        (Standing(PickState.REMINDED, remind_at=NOW), "You will be reminded here: Tuesday 9:00"),
    ],
)
def test_each_standing_says_so_within_the_limits(standing: Standing, said: str) -> None:
    message = blocks.render(shown(), 7, life=blocks.Life({1: standing}))
    limits.check_message(message)
    assert said in "\n".join(texts(message))


def test_a_note_stands_in_place_of_its_item() -> None:
    message = blocks.render(shown(), 7, life=blocks.Life(notes={1: "Taken out by <!channel>"}))
    assert "*How we cut the harbour's emissions*\nTaken out by &lt;!channel&gt;" in texts(message)
    assert not [block for block in message["blocks"] if block.get("block_id") == "item:1"]


def test_a_company_post_has_one_button_and_it_opens_the_post() -> None:
    buttons = actions(blocks.render(post(), 7))
    assert [one["action_id"] for one in buttons] == ["open_post", "item_menu"]
    assert [one["value"] for one in buttons[1]["options"]] == ["later:7:1", "tomorrow:7:1", "decline:7:1"]
    assert buttons[0]["style"] == "primary"
    assert buttons[0]["url"] == "https://share.example.com/r/token-of-7/1"


def test_a_test_says_so_and_belongs_to_no_delivery() -> None:
    message = blocks.render(shown(), 7, test=True)
    assert texts(message)[0].startswith("[Test] ")
    assert message["text"].startswith("[Test] ")
    assert message["metadata"]["event_payload"] == {"delivery": "0"}
    pressed = actions(message) + actions(message, "end")
    assert {one["value"].split(":")[0] for one in pressed if "value" in one} == {"0"}
    assert {one["value"].split(":")[1] for menu in pressed for one in menu.get("options", ())} == {"0"}


def test_a_digest_speaks_danish() -> None:
    said = " ".join(texts(blocks.render(shown(language="da"), 7)))
    assert "Hvorfor dig:" in said
    assert "Why you" not in said


def test_a_title_can_call_nobody_and_lead_nowhere_else() -> None:
    nasty = "<!channel> <https://evil.example.com|win> & more"
    message = blocks.render(shown(picks=(pick(item=item(title={"en": nasty}, summary={"en": nasty})),)), 7)
    told = "".join(texts(message)) + message["text"]
    assert "<!channel>" not in told
    assert "<https://evil" not in told
    assert "&lt;!channel&gt; &lt;https://evil.example.com|win&gt; &amp; more" in told


def test_the_help_line_stands_only_where_there_is_one() -> None:
    with_help = blocks.render(shown(first=True), 7)["blocks"]
    assert "Nothing is posted for you" in with_help[2]["text"]["text"]
    champion = DigestView(**{**_fields(shown()), "help": ""})
    assert len(blocks.render(champion, 7)["blocks"]) == len(blocks.render(shown(), 7)["blocks"]) - 1


def _fields(view: DigestView) -> Value:
    return {name: getattr(view, name) for name in view.__slots__}


def test_five_full_items_are_within_the_limits() -> None:
    five = tuple(pick(position=number, item=item(id=f"item-{number}"), colleagues=9) for number in range(1, 6))
    message = blocks.render(shown(picks=five, first=True), 2**31 - 1)
    limits.check_message(message)
    assert len(message["blocks"]) <= limits.BLOCKS


@settings(max_examples=60, deadline=None)
@given(views(), st.sampled_from(PickState), st.booleans())
def test_no_text_makes_a_message_that_slack_would_refuse(view: DigestView, state: PickState, paused: bool) -> None:  # noqa: FBT001
    standings = {item.position: Standing(state, "x", NOW) for item in view.items}
    message = blocks.render(view, 2**31 - 1, life=blocks.Life(standings, {}, NOW if paused else None))
    limits.check_message(message)
    for text in texts(message):
        assert "\n\n" not in text
    json.dumps(message).encode()


@pytest.mark.parametrize("view", [shown(), post(), shown(language="da", first=True)], ids=["digest", "post", "danish"])
def test_another_library_rebuilds_every_button_and_text_within_its_own_limits(view: DigestView) -> None:
    for block in blocks.render(view, 7)["blocks"]:
        if block["type"] == "header":
            other.HeaderBlock(block["text"]["text"])
        elif block["type"] == "section":
            other.SectionBlock(block["text"]["text"])
        elif block["type"] == "actions":
            other.ActionsBlock([_rebuilt(one) for one in block["elements"]], block_id=block["block_id"])


def test_the_other_library_can_refuse() -> None:
    with pytest.raises(Exception, match="75"):
        _rebuilt({"text": {"text": "b" * 76}, "action_id": "a"})


def _rebuilt(button: Value) -> Any:
    if button.get("type") in {"overflow", "static_select"}:
        plain = [other_objects.Text(one["text"]["text"], other_objects.TextType.PLAINTEXT) for one in button["options"]]
        options = [other_objects.Option(text, one["value"]) for text, one in zip(plain, button["options"], strict=True)]
        if button["type"] == "overflow":
            return other_elements.OverflowMenu(button["action_id"], options)
        return other_elements.StaticSelectMenu(button["action_id"], options, placeholder=button["placeholder"]["text"])
    return other_elements.Button(
        button["text"]["text"], button["action_id"], url=button.get("url"), value=button.get("value")
    )
