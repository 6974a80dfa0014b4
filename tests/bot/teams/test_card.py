"""A digest in Teams: what it says, where it leads, and that nobody's text can break it."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from bot.rendering.view import Button, DigestView
from bot.teams import card
from digests.errors import DeliveryError
from tests.bot.chat import post, shown, views
from tests.factories import item, pick

Value = dict[str, Any]


def found(value: Any, kind: str) -> list[Value]:
    """Every element of a type, in order."""
    if isinstance(value, list):
        return [one for inner in value for one in found(inner, kind)]
    if not isinstance(value, dict):
        return []
    own = [value] if value.get("type") == kind else []
    return own + [one for inner in value.values() for one in found(inner, kind)]


def said(made: Value) -> list[str]:
    return [run["text"] for run in found(made["body"], "TextRun")]


def test_a_digest_says_what_it_is_who_it_is_for_and_why() -> None:
    lines = said(card.render(shown()))
    assert lines[:2] == ["Worth passing on, Maja", "Picked for Engineering and ports"]
    assert "How we cut the harbour's emissions" in lines
    assert "Why you: You follow ports. New this week" in lines
    assert lines[-1].startswith("Only you see what you do here")


def test_the_title_leads_to_the_item() -> None:
    title = next(run for run in found(card.render(shown()), "TextRun") if "selectAction" in run)
    assert title["text"] == "How we cut the harbour's emissions"
    assert title["selectAction"]["url"] == "https://share.example.com/r/token-of-7/1"


def test_the_best_network_comes_first_and_alone_is_positive() -> None:
    buttons, others = (row["actions"] for row in found(card.render(shown()), "ActionSet"))
    assert [one["title"] for one in buttons] == ["LinkedIn", "X", "Copy text, open Facebook"]
    assert [one["title"] for one in others] == ["Pick a text", "Not for me"]
    assert [one.get("style") for one in buttons + others] == ["positive", None, None, None, None]
    assert buttons[0]["url"] == "https://share.example.com/s/token-of-7/1/linkedin"


def test_a_company_post_has_one_button_and_it_opens_the_post() -> None:
    buttons, others = (row["actions"] for row in found(card.render(post()), "ActionSet"))
    assert [one["title"] for one in buttons] == ["Open our post"]
    assert [one["title"] for one in others] == ["Not for me"]


def test_at_the_end_stand_preferences_snooze_and_the_way_out() -> None:
    last = [run["text"] for run in found(card.render(shown()), "TextRun") if "selectAction" in run][1:]
    assert last == ["Preferences", "Snooze a week", "Stop these digests"]


def test_a_card_is_wide_and_can_be_spoken_and_replaced() -> None:
    made = card.render(shown(language="da"))
    assert made["msteams"] == {"width": "Full"}
    assert made["lang"] == "da"
    assert made["speak"] == made["fallbackText"] != ""
    assert (made["type"], made["version"]) == ("AdaptiveCard", "1.5")
    assert any(line.startswith("Hvorfor dig:") for line in said(made))


def test_a_test_says_so() -> None:
    made = card.render(shown(), test=True)
    assert said(made)[0].startswith("[Test] ")
    assert made["fallbackText"].startswith("[Test] ")


def test_words_of_people_stand_where_markdown_means_nothing() -> None:
    nasty = "[win](https://evil.example.com) **now** {{DATE(2026-11-24T09:00:00Z)}}"
    made = card.render(shown(picks=(pick(item=item(title={"en": nasty}, summary={"en": nasty})),)))
    assert found(made, "TextBlock") == []
    assert nasty in said(made)


def test_a_card_that_grows_too_large_gives_up_its_summaries() -> None:
    long = {"en": "語" * 280}
    picks = tuple(pick(position=n, item=item(id=f"item-{n}", summary=long)) for n in range(1, 16))
    assert card.size(card._card(shown(picks=picks), card.ROOMS[0], test=False)) > card.BYTES
    made = card.render(shown(picks=picks))
    assert card.size(made) <= card.BYTES
    assert not [line for line in said(made) if line.startswith("語")]


def test_the_longest_digest_of_five_fits_with_shorter_sentences() -> None:
    words = "😀" * 800
    button = Button(words, "https://share.example.com/s/" + "t" * 60)
    view = shown(picks=tuple(pick(position=n, item=item(id=f"item-{n}")) for n in range(1, 6)))
    items = tuple(
        replace(one, title=words, summary=words, why=words, meta=words, share=(button,) * 3, not_for_me=button)
        for one in view.items
    )
    view = replace(view, title=words, picked_for=words, help=words, privacy=words, items=items, stop=button)
    made = card.render(view)
    assert card.BYTES / 2 < card.size(made) <= card.BYTES
    assert max(len(line) for line in said(made)) > 100


def test_a_card_that_cannot_be_made_small_is_refused() -> None:
    picks = tuple(pick(position=n, item=item(id=f"item-{n}")) for n in range(1, 60))
    with pytest.raises(DeliveryError, match="Teams would refuse") as caught:
        card.render(shown(picks=picks))
    assert caught.value.permanent


@settings(max_examples=60, deadline=None)
@given(views())
def test_any_text_fits_into_a_card(view: DigestView) -> None:
    made = card.render(view)
    assert card.size(made) <= card.BYTES
    assert all(run["text"].strip() for run in found(made, "TextRun"))
    assert all(0 < len(action["title"]) <= 75 for action in found(made, "Action.OpenUrl"))
    json.dumps(made).encode()
