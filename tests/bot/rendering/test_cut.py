"""Cutting: whole graphemes, no more than there is room for."""

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from bot.rendering.cut import cut

FAMILY = "👨‍👩‍👧‍👦"


def test_a_text_that_fits_is_left_as_it_is() -> None:
    assert cut("Landstrøm gjorde det meste.", 27) == "Landstrøm gjorde det meste."


def test_a_long_text_ends_after_a_word() -> None:
    assert cut("Shore power did most of it.", 18) == "Shore power did…"


def test_one_long_word_is_cut_inside() -> None:
    assert cut("Donaudampfschifffahrt", 10) == "Donaudamp…"


@pytest.mark.parametrize("limit", range(1, 9))
def test_a_family_is_not_torn_apart(limit: int) -> None:
    assert cut(f"{FAMILY}{FAMILY}", limit) in {"…", f"{FAMILY}…"}


@pytest.mark.parametrize("unseen", ["\n\n", "\t", "\u202e", "\x00", "\ud800", "\u2028"])
def test_what_is_unseen_or_turns_the_line_around_becomes_a_space(unseen: str) -> None:
    assert cut(f"one{unseen}two", 50) == "one two"


@given(st.text(), st.integers(1, 80))
def test_a_cut_is_never_too_long_and_keeps_whole_graphemes(text: str, limit: int) -> None:
    found = cut(text, limit)
    assert len(found) <= limit
    kept = found.removesuffix("…")
    whole = regex.findall(r"\X", cut(text, len(text) + 1))
    assert kept.rstrip() in {"".join(whole[:n]).rstrip() for n in range(len(whole) + 1)}
