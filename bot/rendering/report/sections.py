"""What a report tells of taking part: overall, over time, by item, and by groups of people."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.rendering.report.model import Bar, Chart, Section, Table
from bot.rendering.report.say import Say
from digests.measure.involvement import BENCHMARK_ITEM, BENCHMARK_OVERALL
from digests.measure.model import GroupFigures, ItemFigures, Report

TOP = 8  # bars of a chart
WEEKS = 13  # bars of the chart over time: a quarter
ITEM_FULL = 0.5  # what the full bar of an item stands for


@dataclass(frozen=True, slots=True)
class Told:
    """What sections are made of: the report, the one before it, and the language."""

    report: Report
    before: Report | None
    say: Say
    top: int = TOP  # bars of a chart of items


def taking_part(told: Told) -> Iterator[Section]:
    """The sections about people taking part, in the order of a reader's questions."""
    yield overall(told)
    yield items(told)
    say, report = told.say, told.report
    if report.departments:
        lead = _reached(report.departments, say)
        yield _groups("departments", say("Departments"), lead, report.departments, say, charted=True)
    if len(report.countries) > 1:
        yield _groups("countries", say("Countries"), "", report.countries, say, charted=False)
    if report.ladder.steps:
        yield ladder(told)


def overall(told: Told) -> Section:
    """Who took part at least once, beside the period before or week by week."""
    say, report = told.say, told.report
    weeks = [week for week in report.weeks if week.involvement is not None and week.reached][-WEEKS:]
    bars = [_share(say, say.days(report.since, report.until), report.overall.involvement)]
    if told.before is not None:
        before = told.before
        bars.append(_share(say, say.days(before.since, before.until), before.overall.involvement))
    elif len(weeks) > 1:
        bars += [_share(say, say("Week from {day}", day=say.short(week.starts)), week.involvement) for week in weeks]
    title = say("Who took part")
    chart = _chart(say, "overall", title, bars, full=1.0, mark=BENCHMARK_OVERALL)
    table = None
    if report.weeks and told.before is None:
        head = (say("Week from"), say("sent to"), say("took part"), say("of all active"), say("readers"))
        table = Table(
            head,
            tuple(
                (
                    say.short(week.starts),
                    say.number(week.reached),
                    say.number(week.involved),
                    say.percent(week.involvement),
                    say.number(week.clicks),
                )
                for week in report.weeks
            ),
        )
    return Section("overall", title, "", chart, table)


def items(told: Told) -> Section:
    """Every item, the ones first that most took part in."""
    say = told.say
    ranked = sorted(told.report.items, key=_rank)
    every = [item for item in ranked if item.involvement_active is not None]
    shown = every[: told.top]
    reached = sum(1 for item in every if (item.involvement_active or 0) >= BENCHMARK_ITEM)
    title = say("Items, by who took part of all active people")
    bars = [_share(say, say.title(item.title, item.id), item.involvement_active) for item in shown]
    chart = _chart(say, "items", title, bars, full=ITEM_FULL, mark=BENCHMARK_ITEM) if bars else None
    lead = say("Nobody has taken part in an item yet.") if shown else ""
    if shown and shown[0].involvement_active:
        lead = say(
            "“{item}” did best with {share}; {n} of {all} reach the benchmark of a new item.",
            item=say.title(shown[0].title, shown[0].id),
            share=say.percent(shown[0].involvement_active),
            n=say.number(reached),
            all=say.number(len(every)),
        )
    head = (
        say("Item"), say("offered"), say("read"), say("tapped"), say("shared"), say("of offered"), say("of all active"),
    )  # fmt: skip
    rows = tuple(
        (
            say.title(item.title, item.id),
            say.number(item.offered),
            say.number(item.read),
            say.number(item.tapped),
            say.number(item.shared),
            say.percent(item.involvement_offered),
            say.percent(item.involvement_active),
        )
        for item in ranked
    )
    note = say("A share is confirmed by the person, or shown by somebody else's click on their link.")
    confirmed = sum(item.confirmed or 0 for item in ranked)
    evidenced = sum(item.evidenced or 0 for item in ranked)
    if confirmed or evidenced:
        note += " " + say(
            "Here {confirmed} were confirmed and {evidenced} shown by a click; a share may be both.",
            confirmed=say.number(confirmed),
            evidenced=say.number(evidenced),
        )
    return Section("items", title, lead, chart, Table(head, rows), note)


def ladder(told: Told) -> Section:
    """Where people stand, and how many climbed."""
    say, found = told.say, told.report.ladder
    lead = ""
    if found.climbed is not None and found.of:
        lead = say(
            "{climbed} of {of} people stand higher than {weeks} weeks ago.",
            climbed=say.number(found.climbed),
            of=say.number(found.of),
            weeks=found.weeks,
        )
    head = (say("Step"), say("people"), say("took part"))
    rows = tuple((say.name(step.name), say.number(step.people), say.percent(step.involvement)) for step in found.steps)
    return Section("ladder", say("The ladder"), lead, None, Table(head, rows))


def _groups(name: str, title: str, lead: str, groups: Sequence[GroupFigures], say: Say, *, charted: bool) -> Section:
    label = {group.name: say.name(group.name) or say("(none)") for group in groups}
    ranked = sorted(groups, key=lambda group: (not group.name, label[group.name].casefold()))
    bars = [_share(say, label[group.name], group.involvement) for group in ranked if group.involvement is not None]
    chart = _chart(say, name, title, bars[:TOP], full=1.0, mark=BENCHMARK_OVERALL) if charted and bars else None
    rows = tuple((label[group.name], say.number(group.people), say.percent(group.involvement)) for group in ranked)
    return Section(name, title, lead, chart, Table((title, say("people"), say("took part")), rows))


def _reached(groups: Sequence[GroupFigures], say: Say) -> str:
    """How many departments reach the benchmark; they stand by name, because this is not a race."""
    shown = [group.involvement for group in groups if group.involvement is not None]
    if not shown:
        return ""
    reached = sum(share >= BENCHMARK_OVERALL for share in shown)
    return say("{reached} of {of} departments reach the benchmark.", reached=reached, of=len(shown))


def _rank(item: ItemFigures) -> tuple[bool, float, int, str]:
    return (item.involvement_active is None, -(item.involvement_active or 0), -item.offered, item.id)


def _share(say: Say, label: str, share: float | None) -> Bar:
    return Bar(label, say("not shown") if share is None else say.percent(share), share)


def _chart(say: Say, name: str, title: str, bars: Sequence[Bar], *, full: float, mark: float) -> Chart:
    label = say("benchmark: {share}", share=say.percent(mark))
    told = "; ".join(f"{bar.label}: {bar.shown}" for bar in bars)
    return Chart(name, title, tuple(bars), f"{title}. {told}. {label[:1].upper()}{label[1:]}.", full, mark, label)
