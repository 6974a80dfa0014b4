"""How what a person did with a pick, and what they asked of it, add up to where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from digests.employee.model import PickState, Standing, Wish
from digests.ledger.model import FactKind

_NOTHING = Wish()
_WAITS = (PickState.REMINDED, PickState.LATER, PickState.TAPPED)  # where a reminder still goes out


@dataclass(frozen=True, slots=True)
class Deed:
    """One fact of a pick, as far as its standing goes."""

    kind: FactKind
    at: datetime
    network: str = ""


def standing(
    deeds: Sequence[Deed], wish: Wish | None = None, *, withdrawn: bool = False, corrected: bool = False
) -> Standing:
    """Where a pick stands: what became of the item, then what was said, then what was pressed or asked last."""
    asked = wish or _NOTHING
    shared, declined = _last(deeds, FactKind.CONFIRM), _last(deeds, FactKind.DECLINE)
    tapped = _last(deeds, FactKind.TAP, FactKind.COPY)
    order = (
        (PickState.WITHDRAWN, withdrawn),
        (PickState.SHARED, shared),
        (PickState.DECLINED, declined),
        (PickState.REMINDED, asked.remind_at and not _newer(tapped, asked.asked_at)),
        (PickState.LATER, asked.not_now_at and not _newer(tapped, asked.not_now_at)),
        (PickState.TAPPED, tapped),
        (PickState.CORRECTED, corrected),
    )
    state = next((state for state, holds in order if holds), PickState.OFFERED)
    where = shared or tapped
    return Standing(state, where.network if where else "", asked.remind_at if state in _WAITS else None)


def _last(deeds: Sequence[Deed], *kinds: FactKind) -> Deed | None:
    return max((deed for deed in deeds if deed.kind in kinds), key=lambda deed: deed.at, default=None)


def _newer(tapped: Deed | None, asked_at: datetime | None) -> bool:
    return tapped is not None and asked_at is not None and tapped.at > asked_at
