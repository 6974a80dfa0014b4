"""Whatever stands in the directory and the queue, Home and its windows keep to Slack's limits and call nobody."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.slack import kit, limits
from bot.slack.home.links import Place
from bot.slack.home.suggest import Suggested, form

NASTY = st.one_of(
    st.text(max_size=400),
    st.sampled_from(
        ["<!channel> <@U2>", "<https://evil.example.com|here>", "😀" * 3001, "&" * 900, "\u202eمرحبا" * 700]
    ),
)
READABLE = NASTY.filter(lambda text: any(char.isalnum() for char in text))


def marked(value: Any) -> list[str]:
    """Every text that Slack reads markup in."""
    if isinstance(value, list):
        return [text for one in value for text in marked(one)]
    if not isinstance(value, dict):
        return []
    own = [value["text"]] if value.get("type") == "mrkdwn" else []
    return own + [text for one in value.values() for text in marked(one)]


@given(READABLE, READABLE, st.lists(st.tuples(READABLE, READABLE), min_size=1, max_size=120))
def test_any_words_make_blocks_that_slack_takes(said: str, label: str, options: list[tuple[str, str]]) -> None:
    unique = list({value[:150]: (value[:150], name) for value, name in options if value[:150].strip()}.values())
    question = kit.confirm(said, said, label, label)
    blocks = [
        kit.header(said),
        kit.said(said),
        kit.quiet(said),
        kit.row("row", kit.button("a", label, "v", confirm=question), kit.select("b", unique or [("-", "-")], None)),
        kit.said(said, kit.several("c", unique or [("-", "-")], [value for value, _ in unique], label)),
    ]
    limits.check_home({"type": "home", "blocks": blocks})
    assert not [text for text in marked(blocks) if "<" in text]


@given(READABLE, READABLE, READABLE)
def test_any_suggestion_fits_its_window(url: str, title: str, why: str) -> None:
    typed = Suggested(url[:3000], title[:300], why[:1000])
    view = form("en", typed, Place("x" * 300, "C" * 300, "1." + "1" * 300), note=why)
    limits.check_modal(view)
    json.dumps(view)
