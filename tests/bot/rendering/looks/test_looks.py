"""Chat messages as pages: they say what the message says, and nobody's words become markup."""

import re
from typing import Any

import pytest

from bot.rendering.looks import slack, teams
from bot.rendering.looks.mrkdwn import drawn
from bot.rendering.looks.scheme import themed
from bot.slack import blocks
from bot.teams import card
from tests.bot.chat import shown
from tests.bot.teams.test_card import found

NASTY = "<script>alert(1)</script>"


def section(text: str) -> dict[str, Any]:
    return {"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": text}}]}


def test_a_slack_message_says_everything_that_its_blocks_say() -> None:
    html = slack.page(blocks.render(shown(), 7))
    for said in (
        "Worth passing on, Maja",
        "Picked for Engineering and ports",
        "Pick a text",
        "LinkedIn",
        "Preferences",
    ):
        assert said in html
    assert '<a href="https://share.example.com/r/token-of-7/1">How we cut the harbour&#39;s emissions</a>' in html


def test_a_teams_card_says_everything_that_its_elements_say() -> None:
    made = card.render(shown())
    html = teams.page(made)
    for run in found(made["body"], "TextRun"):
        assert str(run["text"]).replace("'", "&#39;") in html
    for act in found(made["body"], "Action.OpenUrl"):
        assert f'href="{act["url"]}"' in html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*bold* and _slanted_", "<b>bold</b> and <i>slanted</i>"),
        ("<https://a.example.com/x_y_z|read *it*>", '<a href="https://a.example.com/x_y_z">read <b>it</b></a>'),
        ("> said\nnot said", '<span class="quote">said</span>\nnot said'),
        ("&lt;b&gt; &amp; more", "&lt;b&gt; &amp; more"),
        ("`code_here_`", "<code>code_here_</code>"),
        ("<javascript:alert(1)|press>", "&lt;javascript:alert(1)|press&gt;"),
        ('<https://a.example.com/"onclick="x|press>', '<a href="https://a.example.com/&#34;onclick=&#34;x">press</a>'),
    ],
)
def test_slacks_markup_becomes_html_and_nothing_else_does(text: str, html: str) -> None:
    assert drawn(text) == html


@pytest.mark.parametrize("text", [NASTY, "&lt;script&gt;alert(1)&lt;/script&gt;"])
def test_nobodys_words_become_markup(text: str) -> None:
    assert "<script" not in slack.page(section(text))
    assert "<script" not in teams.page({"body": [{"type": "TextBlock", "text": text}]})


def test_a_view_of_slack_is_shown_with_its_fields_and_its_buttons() -> None:
    plain = {"type": "plain_text", "text": "Where?"}
    field = {"type": "plain_text_input", "action_id": "a", "initial_value": "Aarhus", "multiline": True}
    ticks = {
        "type": "checkboxes",
        "options": [{"text": plain, "value": "x"}],
        "initial_options": [{"text": plain, "value": "x"}],
    }
    inputs = [{"type": "input", "label": plain, "element": one, "optional": True} for one in (field, ticks)]
    html = slack.page({"type": "modal", "title": plain, "submit": plain, "blocks": inputs})
    for said in ("Aarhus", "(optional)", "☑ Where?", "Close"):
        assert said in html
    assert "☐" not in html


@pytest.mark.parametrize(("scheme", "media"), [("dark", "@media all"), ("light", "@media not all")])
def test_a_drawing_is_forced_into_light_or_dark(scheme: Any, media: str) -> None:
    html = slack.page(section("hello"), scheme=scheme)
    assert media in html
    assert f'<meta name="color-scheme" content="{scheme}"' in html
    assert not re.search(r"prefers-color-scheme", html)


def test_a_drawing_that_is_left_alone_follows_its_reader() -> None:
    assert themed("@media (prefers-color-scheme: dark) {}", "auto") == "@media (prefers-color-scheme: dark) {}"
