"""What was done and asked adds up to one state of a pick."""

from datetime import timedelta

import pytest

from digests.employee.model import PickState, Standing, Wish
from digests.employee.standing import Deed, standing
from digests.ledger.model import FactKind
from tests.factories import NOW

HOUR = timedelta(hours=1)
TAP = Deed(FactKind.TAP, NOW, "x")
COPY = Deed(FactKind.COPY, NOW, "bluesky")
CONFIRM = Deed(FactKind.CONFIRM, NOW + HOUR, "linkedin")
DECLINE = Deed(FactKind.DECLINE, NOW + 2 * HOUR)
SOON = Wish(remind_at=NOW + 3 * HOUR, asked_at=NOW + HOUR)
NOT_NOW = Wish(not_now_at=NOW + HOUR)


@pytest.mark.parametrize(
    ("deeds", "wish", "expected"),
    [
        ([], None, Standing(PickState.OFFERED)),
        ([Deed(FactKind.READ, NOW)], None, Standing(PickState.OFFERED)),
        ([TAP], None, Standing(PickState.TAPPED, "x")),
        ([COPY], None, Standing(PickState.TAPPED, "bluesky")),
        ([TAP, Deed(FactKind.TAP, NOW - HOUR, "linkedin")], None, Standing(PickState.TAPPED, "x")),
        ([TAP], NOT_NOW, Standing(PickState.LATER, "x")),
        ([Deed(FactKind.TAP, NOW + 2 * HOUR, "x")], NOT_NOW, Standing(PickState.TAPPED, "x")),
        ([TAP, CONFIRM], None, Standing(PickState.SHARED, "linkedin")),
        ([TAP, CONFIRM, DECLINE], NOT_NOW, Standing(PickState.SHARED, "linkedin")),
        ([DECLINE], None, Standing(PickState.DECLINED)),
        ([TAP, DECLINE], SOON, Standing(PickState.DECLINED, "x")),
        ([], SOON, Standing(PickState.REMINDED, "", SOON.remind_at)),
        ([TAP], SOON, Standing(PickState.REMINDED, "x", SOON.remind_at)),
        ([Deed(FactKind.TAP, NOW + 2 * HOUR, "x")], SOON, Standing(PickState.TAPPED, "x", SOON.remind_at)),
        ([CONFIRM], SOON, Standing(PickState.SHARED, "linkedin")),
    ],
)
def test_a_pick_stands_where_the_last_word_put_it(deeds: list[Deed], wish: Wish | None, expected: Standing) -> None:
    assert standing(deeds, wish) == expected


def test_a_withdrawn_item_is_withdrawn_whatever_was_done() -> None:
    assert standing([CONFIRM], SOON, withdrawn=True) == Standing(PickState.WITHDRAWN, "linkedin")


def test_a_correction_shows_only_where_nothing_was_done_yet() -> None:
    assert standing([], corrected=True).state is PickState.CORRECTED
    assert standing([TAP], corrected=True).state is PickState.TAPPED
    assert standing([], SOON, corrected=True).state is PickState.REMINDED
