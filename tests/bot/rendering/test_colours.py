"""A company may have any accent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rendering.colours import CARD, DARK_CARD, READABLE, contrast, look

COLOURS = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")


@given(COLOURS)
def test_links_and_labels_can_be_read_on_light_and_dark(accent: str) -> None:
    found = look(accent)
    assert contrast(found.link, CARD) >= READABLE
    assert contrast(found.dark_link, DARK_CARD) >= READABLE
    assert contrast(found.fill, found.on_fill) >= 4
    assert contrast(found.dark_fill, found.on_dark_fill) >= 4


def test_black_on_white_has_the_highest_contrast() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
