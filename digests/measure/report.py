"""The report: what was offered, what people did with it, and what came back; with the privacy rules already applied."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection

from digests.measure import by_name, crowd, goal_figures, store, texts, uplift
from digests.measure.disclosure import Rules, hidden
from digests.measure.folk import concentration, groups, ladder, overall, weeks
from digests.measure.frame import Frame, load_frame
from digests.measure.goals import Goal
from digests.measure.involvement import Acts, count, rate
from digests.measure.model import (
    Clicks,
    DepartmentFigures,
    ItemFigures,
    NetworkFigures,
    Overall,
    Report,
    ShelfFigures,
    TextFigures,
)
from digests.measure.span import Span
from digests.measure.store import Counted, Offered
from digests.measure.texts import Brought, Listed

__all__ = ["Clicks", "DepartmentFigures", "ItemFigures", "Overall", "Report", "report"]


class _Told(NamedTuple):
    """What is known of the items that have figures."""

    done: Mapping[str, Iterable[tuple[Acts, int]]]
    listed: Mapping[str, Listed]
    brought: Mapping[str, Mapping[tuple[str, str], Brought]]
    given: Mapping[str, Mapping[str, int]]


def report(  # noqa: PLR0917 - callers name the last
    connection: Connection,
    since: datetime,
    until: datetime,
    rules: Rules,
    kept_since: datetime,
    goals: Sequence[Goal] = (),
    window: uplift.Window | None = None,
    *,
    names: bool = False,
) -> Report:
    """The report of a period. People's part in anything before `kept_since` is no longer known.

    What an offer brings is told where a `window` for it is given, and who did what where `names` are asked for, and as
    far as they may be told. Groups are hidden alike with and without, because somebody may have read both.
    """
    span = Span(since, until)
    cleared = since < kept_since
    frame = load_frame(connection, span, rules)
    listed = texts.load_listed(connection, frame.items)
    given = texts.load_given(connection, frame.items)
    told = _Told(
        store.load_done(connection, frame.read, frame.again),
        listed,
        texts.load_brought(connection, frame.read),
        texts.people_given(given),
    )
    items = _items(frame, told)
    shown = {item.id: item for item in items if not item.hidden}
    everybody = groups(frame, cleared=cleared)
    return Report(
        since=since,
        until=until,
        items=items,
        overall=overall(frame, cleared=cleared),
        departments=everybody.departments,
        k=rules.k,
        pending=store.load_pending(connection, span),
        cleared=cleared,
        countries=everybody.countries,
        ladder=ladder(frame, everybody.rungs, cleared=cleared),
        desks=_shelves(shown.values(), lambda item: item.desk),
        kinds=_shelves(shown.values(), lambda item: item.kind),
        networks=_networks(frame, told, shown),
        weeks=weeks(
            frame,
            crowd.load_reached(connection, span, rules),
            _of(shown, store.load_days(connection, frame.read)),
            cleared=cleared,
        ),
        clicks=_together(item.clicks for item in shown.values()),
        concentration=concentration(frame, cleared=cleared),
        wording=texts.spread(given, listed),
        goals=goal_figures.section(connection, span, rules, goals, frame),
        uplift=uplift.section(connection, span, rules, window, [goal.name for goal in goals]) if window else None,
        people=by_name.section(connection, span, rules) if names else (),
    )


def _items(frame: Frame, told: _Told) -> tuple[ItemFigures, ...]:
    found = [_hidden(name, frame, told) if name in frame.out else _shown(name, frame, told) for name in frame.items]
    return tuple(sorted(found, key=lambda item: (-item.offered, item.id)))


def _hidden(name: str, frame: Frame, told: _Told) -> ItemFigures:
    known = told.listed.get(name, Listed())
    offered = frame.offers.get(name, Offered())
    return ItemFigures(name, offered.people, desk=known.desk, kind=known.kind, title=known.title)


def _shown(name: str, frame: Frame, told: _Told) -> ItemFigures:
    known = told.listed.get(name, Listed())
    offered = frame.offers.get(name, Offered())
    facts = frame.counted.get(name, Counted())
    counts = count(offered.people, offered.untracked, told.done.get(name, ()), facts.deeds)
    return ItemFigures(
        id=name,
        offered=counts.offered,
        read=counts.read,
        tapped=counts.tapped,
        shared=counts.shared,
        clicks=Clicks(**{verdict.value: number for verdict, number in facts.clicks.items()}),
        involvement_offered=rate(counts.involved, counts.offered),
        involvement_active=rate(counts.involved, frame.active),
        hidden=False,
        involved=counts.involved,
        copied=counts.copied,
        confirmed=counts.confirmed,
        evidenced=counts.evidenced,
        desk=known.desk,
        kind=known.kind,
        title=known.title,
        texts=_texts(name, offered, facts, frame, told),
    )


def _texts(name: str, offered: Offered, facts: Counted, frame: Frame, told: _Told) -> tuple[TextFigures, ...]:
    """An item's texts; where only some of its people are protected, nobody knows how many of them were given which."""
    sizes = told.given.get(name, {})
    open_ = offered.protected == 0
    mixed = not open_ and offered.protected < offered.people
    out = frozenset(sizes) if mixed else frozenset() if open_ else hidden(sizes, frame.k)
    brought: dict[str, Brought] = defaultdict(Brought)
    for (_, key), one in told.brought.get(name, {}).items():
        brought[key].add(one.tapped, one.shared)
    return tuple(
        TextFigures(key, sizes[key])
        if key in out
        else TextFigures(key, sizes[key], brought[key].tapped, brought[key].shared, facts.texts.get(key, 0), False)
        for key in sorted(sizes, key=lambda key: (-sizes[key], key))
    )


def _shelves(items: Iterable[ItemFigures], of: Callable[[ItemFigures], str]) -> tuple[ShelfFigures, ...]:
    """Shown items by desk or kind. What is hidden is left out, so that a sum gives nothing of it away."""
    shelves: dict[str, list[ItemFigures]] = defaultdict(list)
    for item in items:
        shelves[of(item)].append(item)
    return tuple(_shelf(name, several) for name, several in sorted(shelves.items()) if name)


def _shelf(name: str, items: Sequence[ItemFigures]) -> ShelfFigures:
    offered = sum(item.offered for item in items)
    involved = sum(item.involved or 0 for item in items)
    return ShelfFigures(
        name=name,
        items=len(items),
        offered=offered,
        involved=involved,
        shared=sum(item.shared or 0 for item in items),
        clicks=_together(item.clicks for item in items).human,
        involvement=rate(involved, offered),
    )


def _networks(frame: Frame, told: _Told, shown: Mapping[str, ItemFigures]) -> tuple[NetworkFigures, ...]:
    brought: dict[str, Brought] = defaultdict(Brought)
    clicks: dict[str, int] = defaultdict(int)
    for item in shown:
        for (network, _), one in told.brought.get(item, {}).items():
            brought[network].add(one.tapped, one.shared)
        for network, number in frame.counted.get(item, Counted()).networks.items():
            clicks[network] += number
    return tuple(
        NetworkFigures(name, brought[name].tapped, brought[name].shared, clicks[name])
        for name in sorted({*brought, *clicks} - {""})
    )


def _of(shown: Mapping[str, ItemFigures], days: Mapping[tuple[str, str], int]) -> dict[str, int]:
    """Human clicks on shown items, by day."""
    found: dict[str, int] = defaultdict(int)
    for (item, day), number in days.items():
        if item in shown:
            found[day] += number
    return found


def _together(several: Iterable[Clicks | None]) -> Clicks:
    every = [clicks for clicks in several if clicks is not None]
    return Clicks(
        human=sum(clicks.human for clicks in every),
        doubtful=sum(clicks.doubtful for clicks in every),
        preview=sum(clicks.preview for clicks in every),
        machine=sum(clicks.machine for clicks in every),
        self=sum(clicks.self for clicks in every),
    )
