"""A report in words: the sentence that is read first, the figures, the next steps, and every section."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from bot.rendering.report.advice import advice
from bot.rendering.report.by_name import by_name
from bot.rendering.report.model import ReportView, Section, Table, Tile
from bot.rendering.report.outcomes import coming_back
from bot.rendering.report.say import HIDDEN, Say
from bot.rendering.report.sections import TOP, Told, taking_part
from digests.measure.findings import Findings
from digests.measure.involvement import BENCHMARK_OVERALL
from digests.measure.model import Report
from digests.measure.steps import Way, steps

WEEKLY = ("overall", "items", "departments", "goals", "readers", "concentration", "wording", "ways")
BEST = 5  # items in the chart of a week


def view(found: Findings, language: str, company: str, zone: ZoneInfo, *, weekly: bool = False) -> ReportView:
    """The report in words; a `weekly` one has only what a communicator acts on."""
    say = Say(language, zone)
    report, told = found.report, Told(found.report, found.before, say, BEST if weekly else TOP)
    sections = [*taking_part(told), *coming_back(told, found.wordings), *_ways(found, say), *by_name(told)]
    titles = {item.id: say.title(item.title, item.id) for item in report.items}
    titles |= {goal.name: say.title(goal.title, goal.name) for goal in report.goals}
    next_steps = steps(report, found.supply) if found.supply and report.items else ()
    return ReportView(
        language=language,
        company=company,
        title=say("The week in sharing") if weekly else say("What sharing brought"),
        period=say.days(report.since, report.until),
        summary=_summary(report, say),
        tiles=tuple(_tiles(told)),
        advice=tuple(advice(step, titles, say) for step in next_steps),
        sections=tuple(section for section in sections if not weekly or section.name in WEEKLY),
        notes=tuple(_notes(report, say)),
        privacy=_privacy(found.mode, report, say),
    )


def _privacy(mode: str, report: Report, say: Say) -> str:
    if report.people and mode == "open":
        return say("Figures are about groups, and about those people whose names are shown.")
    if report.people:
        return say(
            "Figures are about groups of {k} people or more, and about those people whose names are shown.", k=report.k
        )
    if mode == "open":
        return say("Figures are about groups; nobody is shown by name.")
    return say("Figures are about groups of {k} people or more; nobody is shown by name.", k=report.k)


def _summary(report: Report, say: Say) -> str:
    overall = report.overall
    if not report.items:
        return say("Nothing was offered in this period.")
    if overall.involved is None or overall.involvement is None:
        return say("{n} people could take part; how many did is not shown.", n=say.number(overall.active))
    readers = report.clicks.human if report.clicks else 0
    return say(
        "{involved} of {active} people took part ({share}), and their links brought {readers} readers.",
        involved=say.number(overall.involved),
        active=say.number(overall.active),
        share=say.percent(overall.involvement),
        readers=say.number(readers),
    )


def _tiles(told: Told) -> Iterator[Tile]:
    report, before, say = told.report, told.before, told.say
    now, then = report.overall.involvement, before.overall.involvement if before else None
    change, better = "", None
    if now is not None and then is not None:
        points = round((now - then) * 100, 1)
        change = say("{points} points", points=say.signed(points)) if points else say("as before")
        better = points > 0 if points else None
    field_ = say("benchmark: {share}", share=say.percent(BENCHMARK_OVERALL))
    yield Tile(say("Took part at least once"), say.percent(now), field_, change, better)
    yield _counted(say("Shares"), _shares(report), _shares(before) if before else None, say)
    yield _counted(say("Readers"), _readers(report), _readers(before) if before else None, say)
    brought = [goal.conversions for goal in report.goals if goal.conversions is not None]
    if report.goals:
        beside = ", ".join(say.title(goal.title, goal.name) for goal in report.goals[:3])
        figure = say.number(sum(brought), 1) if brought else HIDDEN
        yield Tile(say("Conversions"), figure, beside)


def _counted(label: str, now: int | None, then: int | None, say: Say) -> Tile:
    if now is None or then is None:
        return Tile(label, say.number(now))
    if now == then:
        return Tile(label, say.number(now), "", say("as before"))
    return Tile(label, say.number(now), "", say.signed(now - then, 0), now > then)


def _shares(report: Report) -> int | None:
    shown = [item.shared for item in report.items if item.shared is not None]
    return sum(shown) if shown or not report.items else None


def _readers(report: Report) -> int | None:
    return report.clicks.human if report.clicks else None


def _ways(found: Findings, say: Say) -> Iterator[Section]:
    """How the narrowest items found their readers, or did not."""
    supply, report = found.supply, found.report
    known = {item.id: item for item in report.items}
    ways = [way for way in (supply.ways if supply else ()) if way.item_id in known and _tellable(way, report.k)]
    if not ways:
        return
    head = (say("Item"), say("all"), say("in its audience"), say("read its language"), say("were offered it"))
    rows = tuple(
        (
            say.title(known[way.item_id].title, way.item_id),
            say.number(way.active),
            say.number(way.audience),
            say.number(way.language),
            say.number(known[way.item_id].offered),
        )
        for way in ways
    )
    note = say("`budstikke why SCHEDULE --item ID` names every rule that kept people from an item.")
    yield Section("ways", say("Why an item reached few"), "", None, Table(head, rows), note)


def _tellable(way: Way, k: int) -> bool:
    return way.audience >= k and way.language >= k


def _notes(report: Report, say: Say) -> Iterator[str]:
    hidden = [item.hidden for item in report.items]
    hidden += [group.hidden for group in (*report.departments, *report.countries)]
    hidden += [step.hidden for step in report.ladder.steps]
    if report.overall.involved is None or any(hidden):
        yield say(
            "{dot} stands for what is not shown: it would tell of fewer than {k} people, directly or by subtraction.",
            dot=HIDDEN,
            k=report.k,
        )
    if report.cleared:
        yield say("Who took part so long ago is no longer kept; only the items' figures are.")
    if report.pending:
        yield say.counted(
            "{n} press or click is so recent that its class may still change.",
            "{n} presses and clicks are so recent that their class may still change.",
            report.pending,
        )
