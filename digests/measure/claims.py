"""What is said of a conversion, by a program, a file or a page: checked field by field, refused with a reason."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from enum import StrEnum
from hashlib import blake2b

from digests.measure.attribution import SKEW
from digests.measure.goals import Goal, Goals
from digests.money import Money, money
from digests.networks import ELSEWHERE, NETWORKS

EXTERNAL, ITEM, EARLIER = 200, 120, 20  # signs of an external id, of an item's; earlier clicks
CLICK = r"[0-9A-Za-z-]{1,64}"
OLDEST = timedelta(days=800)
FIELDS = ("external_id", "goal", "click_id", "earlier_click_ids", "item_id", "network", "value", "currency", "at")
_CLICK = re.compile(CLICK)
_NUMBER = re.compile(r"[0-9]{1,15}(\.[0-9]{1,4})?")


class Source(StrEnum):
    """How a conversion came in; only what came with a key or from a file is verified."""

    API = "api"
    FILE = "file"
    SCRIPT = "script"
    PIXEL = "pixel"

    @property
    def verified(self) -> bool:
        """Whether somebody who was let in said it, and not a page that anybody can imitate."""
        return self in {Source.API, Source.FILE}


@dataclass(frozen=True, slots=True)
class Claim:
    """A conversion as it was told, and well formed. `content` tells it from another one under the same id."""

    external_id: str
    goal: str
    at: datetime
    source: Source = Source.API
    click_id: str | None = None
    earlier: tuple[str, ...] = ()  # clicks before it that the site remembers as well
    item_id: str | None = None
    network: str | None = None
    value: Money | None = None
    content: str = ""

    @property
    def id(self) -> str:
        """The same for the same goal and external id; what is not verified cannot take a verified one's place."""
        said = f"{'verified' if self.source.verified else 'unverified'}\n{self.goal}\n{self.external_id}"
        return blake2b(said.encode(), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something is no conversion: the field and one sentence."""

    column: str
    why: str
    external_id: str | None = None  # where it can be told
    goal: str = ""  # where it is one of ours
    source: Source = Source.API


class _WrongError(Exception):
    def __init__(self, column: str, why: str) -> None:
        super().__init__(why)
        self.column = column
        self.why = why


def read(
    raw: object, goals: Goals, now: datetime, source: Source = Source.API, zone: tzinfo | None = None
) -> Claim | Refusal:
    """What was told as a claim, or why not. A time without offset is in `zone`, and refused where there is none."""
    if not isinstance(raw, Mapping):
        return Refusal("", "a conversion is an object with external_id, goal, click_id or item_id, and at", None, "")
    fields = {name: value for name, value in raw.items() if value is not None and value != ""}
    external_id, goal = fields.get("external_id"), fields.get("goal")
    try:
        return _claim(fields, goals, now, source, zone)
    except _WrongError as wrong:
        return Refusal(
            wrong.column,
            wrong.why,
            external_id if _is_word(external_id, EXTERNAL) else None,
            goal if isinstance(goal, str) and goal in goals else "",
            source,
        )


def _claim(fields: Mapping[object, object], goals: Goals, now: datetime, source: Source, zone: tzinfo | None) -> Claim:
    unknown = next((name for name in fields if name not in FIELDS), None)
    if unknown is not None:
        raise _WrongError("", f"there is a field that is not known; those are {', '.join(FIELDS)}")
    external_id = _word(fields, "external_id", EXTERNAL)
    if external_id is None:
        raise _WrongError("external_id", "it is missing: your own id of this conversion, so that it counts once")
    goal = _goal(fields.get("goal"), goals)
    click_id, earlier = _click(fields.get("click_id")), _earlier(fields.get("earlier_click_ids", ()))
    item_id, network = _word(fields, "item_id", ITEM), _word(fields, "network", EXTERNAL)
    if click_id is None and item_id is None:
        raise _WrongError("click_id", "neither click_id nor item_id is there; one of them says what led to it")
    if earlier and click_id is None:
        raise _WrongError("earlier_click_ids", "they stand beside click_id, which is missing")
    if network is not None and network not in NETWORKS and network != ELSEWHERE.name:
        raise _WrongError("network", f"it is not one of {', '.join(NETWORKS)}")
    at = _at(fields["at"], now, zone) if "at" in fields else None
    value = _value(fields, goal) if source.verified else None
    told = (click_id, earlier, item_id, network, value if "value" in fields else None, at)
    return Claim(
        external_id=external_id,
        goal=goal.name,
        at=now if at is None else min(at, now),
        source=source,
        click_id=click_id,
        earlier=earlier,
        item_id=item_id,
        network=network,
        value=value,
        content=blake2b(repr(told).encode(), digest_size=16).hexdigest(),
    )


def _is_word(value: object, most: int) -> bool:
    return isinstance(value, str) and 0 < len(value) <= most and value.isprintable() and value == value.strip()


def _word(fields: Mapping[object, object], column: str, most: int) -> str | None:
    value = fields.get(column)
    if value is None:
        return None
    if not _is_word(value, most):
        raise _WrongError(column, f"it is not a text of 1 to {most} signs on one line, without spaces around it")
    return str(value)


def _goal(value: object, goals: Goals) -> Goal:
    goal = goals.get(value) if isinstance(value, str) else None
    if goal is None:
        known = ", ".join(goals) or "none: add [[goals]] to config.toml"
        raise _WrongError("goal", f"it is missing or not a goal of config.toml; those are {known}")
    return goal


def _click(value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not _CLICK.fullmatch(value):
        raise _WrongError("click_id", "it is not what bs_click held: letters, digits and hyphens, at most 64")
    return value


def _earlier(value: object) -> tuple[str, ...]:
    """In a file they stand in one field, with spaces between."""
    several = value.split() if isinstance(value, str) else value
    if not isinstance(several, Sequence) or len(several) > EARLIER:
        raise _WrongError("earlier_click_ids", f"it is not a list of at most {EARLIER} click ids")
    return tuple(dict.fromkeys(_click(one) or "" for one in several if one is not None))


def _at(value: object, now: datetime, zone: tzinfo | None) -> datetime:
    """The moment; a day alone, where there is a zone, as its end: nobody knows whether its click was earlier."""
    form = "write it as 2026-11-23T08:00:00+01:00"
    written = value if isinstance(value, str) else ""
    try:
        day = _day(written) if zone else None
        at = datetime.combine(day, time(23, 59, 59)) if day else datetime.fromisoformat(written)
    except ValueError:
        raise _WrongError("at", f"it is not a moment; {form}") from None
    if at.tzinfo is None:
        if zone is None:
            raise _WrongError("at", f"it does not say in which zone; {form}")
        at = at.replace(tzinfo=zone)
    today = day is not None and day == now.astimezone(zone).date()
    if at > now + SKEW and not today:
        raise _WrongError("at", "it lies in the future")
    if at < now - OLDEST:
        raise _WrongError("at", f"it lies more than {OLDEST.days} days back")
    return at.astimezone(UTC)


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _value(fields: Mapping[object, object], goal: Goal) -> Money | None:
    value, currency = fields.get("value"), fields.get("currency", goal.currency)
    if value is None:
        if "currency" in fields:
            raise _WrongError("value", "there is a currency and no value")
        return goal.worth
    if not currency:
        raise _WrongError("currency", f"a value needs one, such as DKK, because the goal {goal.name} has none")
    if not isinstance(currency, str):
        raise _WrongError("currency", "a currency is three capital letters, such as DKK")
    return _checked(money, _amount(value), currency)


def _amount(value: object) -> Decimal:
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return Decimal(value)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Decimal(value)
    raise _WrongError("value", "it is not a number such as 1250 or 1250.50")


def _checked(make: Callable[[Decimal, str], Money], amount: Decimal, currency: str) -> Money:
    try:
        return make(amount, currency)
    except ValueError as error:
        raise _WrongError("currency" if "currency is" in str(error) else "value", str(error)) from None
