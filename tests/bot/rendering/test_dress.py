"""A company's colours."""

import pytest

from bot.rendering.colours import contrast
from bot.rendering.dress import dress, faults
from digests.config.house import Company

ODD = ("#0b5fff", "#ffffff", "#000000", "#ffe600", "#7f7f7f", "#c8102e", "#0f6b5c")


@pytest.mark.parametrize("accent", ODD)
def test_whatever_follows_from_an_accent_can_be_read_in_both_lights(accent: str) -> None:
    worn = dress(Company(accent=accent))
    for scheme in (worn.light, worn.dark):
        for ground in (scheme.paper, scheme.ground):
            assert contrast(scheme.link, ground) >= 4.5
            assert contrast(scheme.quiet, ground) >= 4.5
            assert contrast(scheme.edge, ground) >= 3
        assert contrast(scheme.on_fill, scheme.fill) >= 4.5
        assert contrast(scheme.ink, scheme.good) >= 4.5
        assert contrast(scheme.ink, scheme.bad) >= 4.5


def test_our_own_colours_are_without_fault() -> None:
    assert faults(Company()) == ()


def test_a_button_that_nobody_sees_and_words_that_nobody_reads_are_faults() -> None:
    found = faults(Company(accent="#fff3a0", ink="#9aa0a8", ink_dark="#3a3f46", accent_dark="#232932"))
    assert [(one.one, one.other, one.least) for one in found] == [
        ("ink", "paper", 4.5),
        ("ink", "ground", 4.5),
        ("accent", "paper", 3.0),
        ("ink_dark", "paper_dark", 4.5),
        ("ink_dark", "ground_dark", 4.5),
        ("accent_dark", "paper_dark", 3.0),
    ]
    assert all(one.contrast < one.least for one in found)
