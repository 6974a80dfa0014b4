"""A report as values: every figure that may be told of a period, with what may not be told left out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from digests.measure.uplift import Uplift
from digests.money import Money


@dataclass(frozen=True, slots=True)
class Clicks:
    """Hits on links, by who was behind them; only `human` counts."""

    human: int = 0
    doubtful: int = 0
    preview: int = 0
    machine: int = 0
    self: int = 0


@dataclass(frozen=True, slots=True)
class TextFigures:
    """What a suggested text brought: people who were ever given it, and who tapped and shared with it in the period.

    Where `hidden`, all but the key and `given` are None.
    """

    key: str
    given: int
    tapped: int | None = None
    shared: int | None = None
    clicks: int | None = None  # human ones, on the links of people who shared with it
    hidden: bool = True


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """An item's figures; where `hidden`, all but `offered` are None. Involvement is a share from 0 to 1.

    `shared` people said so (`confirmed`), or somebody followed their link (`evidenced`), or both.
    """

    id: str
    offered: int
    read: int | None = None
    tapped: int | None = None
    shared: int | None = None
    clicks: Clicks | None = None
    involvement_offered: float | None = None
    involvement_active: float | None = None
    hidden: bool = True
    involved: int | None = None
    copied: int | None = None
    confirmed: int | None = None
    evidenced: int | None = None
    desk: str = ""  # empty where the item is not in the queue any more
    kind: str = ""
    title: Mapping[str, str] = field(default_factory=dict)  # by language
    texts: tuple[TextFigures, ...] = ()


@dataclass(frozen=True, slots=True)
class Overall:
    """Who could take part and who did at least once; None where that may not be told, or no longer can be."""

    active: int
    involved: int | None
    involvement: float | None


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """A department's, country's or rung's active people, and the share of them who took part at least once."""

    name: str
    people: int
    involvement: float | None
    hidden: bool


DepartmentFigures = GroupFigures


@dataclass(frozen=True, slots=True)
class RungFigures:
    """A step of the ladder: the active people who stand on it, and the share of them who took part at least once.

    Where people stand tells what they did, so that `people` too is None where the step is `hidden`.
    """

    name: str
    people: int | None = None
    involvement: float | None = None
    hidden: bool = True


@dataclass(frozen=True, slots=True)
class Ladder:
    """The steps from the lowest up. `climbed` of those who were sent a digest then and now stand higher than then."""

    steps: tuple[RungFigures, ...] = ()
    weeks: int = 8
    climbed: int | None = None
    of: int | None = None


@dataclass(frozen=True, slots=True)
class ShelfFigures:
    """The shown items of one desk or kind together: offers, how many were taken up, and what came back.

    `involvement` is taken-up offers of all offers, so that it stands beside the benchmark of an item.
    """

    name: str
    items: int
    offered: int
    involved: int
    shared: int
    clicks: int  # human
    involvement: float


@dataclass(frozen=True, slots=True)
class NetworkFigures:
    """A network: people's taps and shares there (once per item), and human clicks on links that were made for it."""

    name: str
    tapped: int
    shared: int
    clicks: int


@dataclass(frozen=True, slots=True)
class WeekFigures:
    """A week from its Monday (UTC), as far as it lies in the period; where `hidden`, only its day is told.

    `reached` is how many people were sent a digest, `involved` how many active people took part at least once.
    """

    starts: date
    reached: int | None = None
    involved: int | None = None
    involvement: float | None = None  # of all active people
    clicks: int | None = None  # human
    hidden: bool = True


@dataclass(frozen=True, slots=True)
class Concentration:
    """What part of all shares comes from the 5 % of active people who share most.

    The field says that 2-5 % do it all; the aim is the other 97 %. None where it may not be told or nobody shared.
    """

    top: float = 0.05
    people: int | None = None  # how many that is
    sharers: int | None = None  # active people who shared at least once
    shares: int | None = None
    part: float | None = None


@dataclass(frozen=True, slots=True)
class Wording:
    """How far colleagues were given different texts before variants ran out: 1 when no text came twice too early."""

    groups: int = 0  # department, item, network and language with at least two people and two texts
    given: int = 0  # texts given in them, as far as there were variants
    different: int = 0
    rate: float | None = None


@dataclass(frozen=True, slots=True)
class Portion:
    """How much of a goal came through one item or network (None: which one is not known).

    `conversions` may be a fraction where several clicks share one; None where it may not be told.
    """

    name: str | None
    conversions: float | None
    values: tuple[Money, ...] = ()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class GoalFigures:
    """A goal: conversions that a click led to, and what they are worth, in the currency's own unit.

    `per_1000` is conversions per 1,000 active people; `value_per_1000` what they are worth. Unverified ones (script and
    pixel) have no value here, and neither have those that no click led to. Where `hidden`, all figures are None.

    `value` is in the goal's own currency; `values` has every currency apart, and nothing is added across.
    """

    name: str
    title: Mapping[str, str] = field(default_factory=dict)
    conversions: float | None = None
    value: float | None = None
    currency: str = ""
    per_1000: float | None = None
    value_per_1000: float | None = None
    unattributed: int | None = None
    unverified: int | None = None
    parked: int | None = None
    refused: int | None = None
    doubled: int | None = None
    hidden: bool = False
    kind: str = "other"
    attribution: str = "last"
    values: tuple[Money, ...] = ()
    unattributed_values: tuple[Money, ...] = ()
    reasons: Mapping[str, int] = field(default_factory=dict)  # of what is unattributed
    late: int | None = None  # of it: longer after the click than the goal's window
    items: tuple[Portion, ...] = ()
    networks: tuple[Portion, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonFigures:
    """Somebody who may be named: items they were offered, read, tapped and shared, and what came of their links.

    `conversions` may be a fraction where several clicks share one.
    """

    id: str
    name: str
    department: str
    offered: int = 0
    read: int = 0
    tapped: int = 0
    shared: int = 0
    clicks: int = 0  # human
    conversions: float = 0.0


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of a period, from `since` (inclusive) to `until` (exclusive)."""

    since: datetime
    until: datetime
    items: tuple[ItemFigures, ...]
    overall: Overall
    departments: tuple[GroupFigures, ...]
    k: int
    pending: int  # facts whose class may still change
    cleared: bool  # the period begins before people's part in it was cleared, so that only items have figures
    countries: tuple[GroupFigures, ...] = ()
    ladder: Ladder = Ladder()
    desks: tuple[ShelfFigures, ...] = ()
    kinds: tuple[ShelfFigures, ...] = ()
    networks: tuple[NetworkFigures, ...] = ()
    weeks: tuple[WeekFigures, ...] = ()
    clicks: Clicks | None = None  # of all shown items
    concentration: Concentration = Concentration()
    wording: Wording = Wording()
    goals: tuple[GoalFigures, ...] = ()
    uplift: Uplift | None = None
    people: tuple[PersonFigures, ...] = ()  # only where asked for by name, and only those who may be
