"""The report: what was offered, what people did with it, and what came back; with the privacy rules already applied."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from digests.ledger.model import Verdict
from digests.measure import store
from digests.measure.disclosure import Rules, hidden, showable
from digests.measure.involvement import Counts, Nameless, count, rate
from digests.measure.model import Clicks, DepartmentFigures, ItemFigures, Overall, Report
from digests.measure.store import Members, Offered, Span


__all__ = ["Clicks", "DepartmentFigures", "ItemFigures", "Overall", "Report", "report"]


def report(connection: Connection, since: datetime, until: datetime, rules: Rules, kept_since: datetime) -> Report:
    """The report of a period. People's part in anything before `kept_since` is no longer known."""
    span = Span(since, until)
    cleared = since < kept_since
    members = store.load_members(connection, span, rules)
    involved = store.load_involved(connection, span)
    overall = _overall(members, sum(involved.values()), rules.k, cleared=cleared)
    return Report(
        since=since,
        until=until,
        items=_items(connection, span, rules, overall.active),
        overall=overall,
        departments=_departments(members, involved, rules.k, cleared=cleared),
        k=rules.k,
        pending=store.load_pending(connection, span),
        cleared=cleared,
    )


def _overall(members: Mapping[str, Members], involved: int, k: int, *, cleared: bool) -> Overall:
    active = sum(group.people for group in members.values())
    shown = showable(sum(group.protected for group in members.values()), k) and showable(
        sum(group.concerned for group in members.values()), k
    )
    if cleared or not shown:
        return Overall(active, None, None)
    return Overall(active, involved, rate(involved, active))


def _departments(
    members: Mapping[str, Members], involved: Mapping[str, int], k: int, *, cleared: bool
) -> tuple[DepartmentFigures, ...]:
    """Departments by name; a small one is hidden even before anybody in it was sent anything."""
    out = hidden({name: group.concerned for name, group in members.items()}, k)
    out |= {name for name, group in members.items() if not showable(group.protected, k)}
    return tuple(
        DepartmentFigures(
            name,
            group.people,
            None if cleared or name in out else rate(involved.get(name, 0), group.people),
            cleared or name in out,
        )
        for name, group in sorted(members.items())
    )


def _items(connection: Connection, span: Span, rules: Rules, active: int) -> tuple[ItemFigures, ...]:
    offers = store.load_offers(connection, span, rules)
    clicks = store.load_clicks(connection, span)
    done = store.load_done(connection, span)
    nameless = store.load_nameless(connection, span)
    named = {name for name, offered in offers.items() if offered.people} | set(clicks)
    sizes = {name: offers[name].protected for name in named if name in offers}
    small = tuple(sorted(name for name, size in sizes.items() if not showable(size, rules.k)))
    out = hidden(sizes, rules.k, store.load_together(connection, span, rules, small))
    figures = []
    for name in named:
        offered = offers.get(name, Offered(0, 0, 0))
        if name in out:
            figures.append(ItemFigures(name, offered.people))
            continue
        counts = count(offered.people, offered.untracked, done.get(name, ()), nameless.get(name, Nameless()))
        figures.append(_shown(name, counts, clicks.get(name, {}), active))
    return tuple(sorted(figures, key=lambda item: (-item.offered, item.id)))


def _shown(name: str, counts: Counts, clicks: Mapping[Verdict, int], active: int) -> ItemFigures:
    return ItemFigures(
        id=name,
        offered=counts.offered,
        read=counts.read,
        tapped=counts.tapped,
        shared=counts.shared,
        clicks=Clicks(**{verdict.value: number for verdict, number in clicks.items()}),
        involvement_offered=rate(counts.involved, counts.offered),
        involvement_active=rate(counts.involved, active),
        hidden=False,
    )
