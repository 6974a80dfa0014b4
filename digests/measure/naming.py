"""Who may be shown by name: people under open, and people under team who said yes; nobody else, ever.

The mode of today is not enough: as long as anything of a person is kept that was collected under a stricter mode, or
while they objected to tracking, they stay nameless. So whoever is named is named whole: nothing is left of them that a
reader could get by subtracting their figures from a group's, and no group needs them to hide behind.
"""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, and_, exists, false, not_, or_, select

from digests.delivery.store import deliveries
from digests.measure.disclosure import OPEN, TEAM, Mode, Rules
from digests.people.store import people, preferences


def named(rules: Rules) -> Select[tuple[str]]:
    """The ids of everybody who may be shown by name."""
    return _who(or_(_under(rules, OPEN), _said_yes(rules)))


def known(rules: Rules, person: ColumnElement[str | None]) -> ColumnElement[bool]:
    """Whether it is somebody whom today's mode would protect, had they not said yes; of nobody at all it is false."""
    if not rules.asks:
        return false()
    return and_(person.is_not(None), person.in_(_who(_said_yes(rules))))


def strict(rules: Rules) -> ColumnElement[bool]:
    """Whether a delivery is under a mode that protects its person: today's, or the one it was collected under."""
    exception = deliveries.c.country.in_(rules.exceptions)
    return or_(deliveries.c.privacy_mode != OPEN, exception if rules.mode == OPEN else ~exception)


def protected(rules: Rules) -> ColumnElement[bool]:
    """Whether a delivery's person is shown in groups only, and a group may count them among its k."""
    return and_(strict(rules), not_(known(rules, deliveries.c.person_id)))


def _said_yes(rules: Rules) -> ColumnElement[bool]:
    return and_(_under(rules, TEAM), preferences.c.named.is_(True))


def _who(may: ColumnElement[bool]) -> Select[tuple[str]]:
    objects = preferences.c.untracked.is_(True)
    return (
        select(people.c.id)
        .outerjoin_from(people, preferences, preferences.c.person_id == people.c.id)
        .where(people.c.left_at.is_(None), or_(preferences.c.person_id.is_(None), not_(objects)), may)
    )


def _under(rules: Rules, mode: Mode) -> ColumnElement[bool]:
    """Where the person is, this is today's mode, and nothing of them is from a stricter place, time or choice."""
    lax = (OPEN,) if mode == OPEN else (OPEN, TEAM)
    stricter = or_(
        deliveries.c.privacy_mode.not_in(lax),
        not_(_in(rules, deliveries.c.country, lax)),
        deliveries.c.tracked.is_(False),
    )
    return and_(
        _in(rules, people.c.country, (mode,)),
        not_(exists().where(deliveries.c.person_id == people.c.id, stricter).correlate(people)),
    )


def _in(rules: Rules, country: ColumnElement[str], modes: Collection[Mode]) -> ColumnElement[bool]:
    """Whether one of these modes holds in a country today."""
    others = country.in_(sorted(name for name, mode in rules.countries.items() if mode in modes))
    return or_(others, country.not_in(sorted(rules.countries))) if rules.mode in modes else others
