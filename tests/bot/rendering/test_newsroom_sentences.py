"""What the newsroom's verbs refuse is said in Danish too, where a page shows it."""

import pytest

from bot.rendering.words import words
from digests.newsroom import suggested
from digests.newsroom.feeds import managing

SENTENCES = [
    managing.NAMELESS, managing.ADDRESSLESS, managing.DESKLESS, managing.SPEECHLESS, managing.OVERFULL, managing.DOUBLE,
    suggested.REASONLESS,
    "it is withdrawn: restore it before you change it",
    "the queue had this item before the file, and says otherwise; make the two agree",
    "it was changed both in the queue and in the file; make the two agree",
    "One schedule has to stay: turn it off instead.",
    "This address is in the queue already: somebody was faster.",
    "An item needs an address that starts with https://.",
]  # fmt: skip


@pytest.mark.parametrize("sentence", SENTENCES)
def test_it_has_its_danish_one(sentence: str) -> None:
    assert words("da").gettext(sentence) != sentence
