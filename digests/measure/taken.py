"""What people did in a period, rolled up or not, as selects that a report adds up."""

from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Subquery,
    and_,
    case,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    union_all,
)

from digests.measure import sources
from digests.measure.counters import acts, deeds, takings, turns
from digests.measure.sources import FIRSTS
from digests.measure.span import Reading

_TAPS = ("tap_at", "copy_at", "last_tap_at")
_SHARES = ("confirm_at", "click_at", "last_share_at")
_KINDS = {"tap": _TAPS, "share": _SHARES}
_ACT = ("item_id", "delivery_id", *FIRSTS)
_TAKING = ("delivery_id", "item_id", "network", "text_key")


def acts_of(read: Reading) -> Subquery:
    """For each delivery and item that was offered in the period, whether each act was done before its end.

    Few are in counters and not rolled up as well: only these are put together.
    """
    late = sources.deeds_of(read.raw_deeds()).cte("late")
    open_ = exists().where(late.c.delivery_id == acts.c.delivery_id, late.c.item_id == acts.c.item_id)
    rolled = select(*(acts.c[name] for name in _ACT)).where(read.span.holds(acts.c.offered_at))
    own = select(*(late.c[name] for name in _ACT)).where(read.span.holds(late.c.offered_at))
    both = union_all(rolled.where(open_), own).subquery("both")
    done = (func.max(_before(read, both.c[name])).label(name) for name in FIRSTS)
    mixed = select(both.c.item_id, both.c.delivery_id, *done).group_by(both.c.item_id, both.c.delivery_id)
    alone = select(acts.c.item_id, acts.c.delivery_id, *(_before(read, acts.c[name]).label(name) for name in FIRSTS))
    return union_all(alone.where(read.span.holds(acts.c.offered_at), ~open_), mixed).subquery("act")


def _before(read: Reading, moment: ColumnElement[datetime]) -> ColumnElement[int]:
    return case((moment < read.span.until, 1), else_=0)


def takings_of(read: Reading, *, shares: bool = False) -> Subquery:
    """Where deliveries' people took part in the period; `shared` is 1 where it was a share. There may be several alike.

    What is from before and from after a period in the past is looked up week by week. Where only `shares` are asked
    for, the database is told so plainly, that it may know how many there are.
    """
    late = _late(read)
    share, shared = _edges(read, "share"), _held(read, late, _SHARES)
    took, taken = (share, shared) if shares else (or_(_edges(read, "tap"), share), _held(read, late, _TAPS + _SHARES))
    rolled = select(*(takings.c[name] for name in _TAKING), _flag(share)).where(took)
    own = select(*(late.c[name] for name in _TAKING), _flag(shared)).where(taken)
    return union_all(rolled, own).subquery("taking")


def turns_of(read: Reading) -> Subquery:
    """Weeks of the period in which deliveries' people took part; there may be several alike."""
    late = _late(read)
    rolled = select(turns.c.delivery_id, turns.c.week).where(
        turns.c.week >= read.weeks,
        turns.c.week < read.last_week,
        _held(read, turns, ("tap_at", "last_tap_at", "share_at", "last_share_at")),
    )
    own = select(late.c.delivery_id, late.c.week).where(_held(read, late, _TAPS + _SHARES))
    return union_all(rolled, own).subquery("turn")


def _late(read: Reading) -> Subquery:
    """What is not rolled up."""
    return sources.deeds_of(read.raw_deeds()).subquery("late")


def _held(read: Reading, rows: FromClause, names: tuple[str, ...]) -> ColumnElement[bool]:
    """Whether one of these moments lies in the period."""
    return or_(*(read.span.holds(rows.c[name]) for name in names))


def _flag(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, literal(1, Integer)), else_=0).label("shared")


def _edges(read: Reading, kind: str) -> ColumnElement[bool]:
    """Whether something between the first and the last moment lies in the period."""
    first, last, span = takings.c[f"{kind}_at"], takings.c[f"last_{kind}_at"], read.span
    between = and_(first < span.since, last >= span.until, _between(read, kind)) if read.past else false()
    return or_(span.holds(first), span.holds(last), between)


def _between(read: Reading, kind: str) -> ColumnElement[bool]:
    same = (deeds.c[key.name] == key for key in takings.primary_key.columns)
    weeks = deeds.c.week >= read.weeks, deeds.c.week < read.last_week
    return exists().where(*same, *weeks, _held(read, deeds, _KINDS[kind]))
