"""What a report tells of what came back: readers, goals, shelves, wording, and what an offer brings."""

from collections.abc import Iterator, Mapping, Sequence

from bot.rendering.cut import cut
from bot.rendering.report.model import Section, Table
from bot.rendering.report.say import HIDDEN, Say
from bot.rendering.report.sections import Told
from digests.measure.model import Clicks, GoalFigures, ShelfFigures
from digests.measure.uplift import CLICKS, PER, Difference, Uplift

LETTERS = 160  # of an item and its text


def coming_back(told: Told, wordings: Mapping[str, str]) -> Iterator[Section]:
    """The sections about what came of it, in the order of a reader's questions."""
    report, say = told.report, told.say
    if report.goals:
        yield goals(report.goals, say)
    if report.items:
        yield readers(told)
    if report.networks:
        head = (say("Network"), say("tapped"), say("shared"), say("readers"))
        rows = tuple(
            (say.network(one.name), say.number(one.tapped), say.number(one.shared), say.number(one.clicks))
            for one in report.networks
        )
        yield Section("networks", say("Networks"), "", None, Table(head, rows))
    if report.desks:
        yield _shelves("desks", say("Desks"), report.desks, say)
    if report.kinds:
        yield _shelves("kinds", say("Kinds"), report.kinds, say)
    if report.concentration.part is not None:
        yield concentration(told)
    if report.wording.rate is not None:
        yield wording(told)
    if any(item.texts for item in report.items):
        yield _texts(told, wordings)
    if report.uplift is not None:
        yield uplift(report.uplift, say)


def goals(found: Sequence[GoalFigures], say: Say) -> Section:
    """Conversions and their value; what no click led to and what nobody vouched for stand apart."""
    head = (
        say("Goal"), say("conversions"), say("value"), say("per 1,000 people"), say("without click"),
        say("unverified"), say("parked"), say("refused"), say("doubled"),
    )  # fmt: skip
    rows = tuple(
        (
            say.title(goal.title, goal.name),
            say.number(goal.conversions, 1),
            say.money(goal.value, goal.currency),
            say.number(goal.per_1000, 1),
            say.number(goal.unattributed),
            say.number(goal.unverified),
            say.number(goal.parked),
            say.number(goal.refused),
            say.number(goal.doubled),
        )
        for goal in found
    )
    lead = ", ".join(
        f"{say.number(goal.conversions, 1)} {say.title(goal.title, goal.name)}" for goal in found if goal.conversions
    )
    if not lead and not any(goal.hidden for goal in found):
        lead = say("Nothing came back yet.")
    return Section("goals", say("Business goals"), lead, None, Table(head, rows))


def readers(told: Told) -> Section:
    """Hits by class: only people's count, and the others stand beside them."""
    say, total = told.say, told.report.clicks
    shown = [item for item in told.report.items if item.clicks is not None]
    lead = ""
    if total is not None:
        everything = total.human + total.doubtful + total.preview + total.machine + total.self
        lead = say("Nobody followed a link yet.")
        if everything:
            lead = say(
                "{human} of {all} requests for links came from people; only those count.",
                human=say.number(total.human),
                all=say.number(everything),
            )
    head = (
        say("Clicks on shared links"), say("people"), say("doubtful"), say("previews"), say("machines"), say("own"),
    )  # fmt: skip
    ranked = sorted(shown, key=lambda item: -(item.clicks.human if item.clicks else 0))
    rows = tuple((say.title(item.title, item.id), *_classes(item.clicks, say)) for item in ranked)
    return Section("readers", say("Readers"), lead, None, Table(head, rows))


def concentration(told: Told) -> Section:
    """What part of the shares the most eager give."""
    found, say = told.report.concentration, told.say
    lead = say(
        "{part} of the {shares} shares come from the {people} people who share most ({top} of all); {sharers} people "
        "shared at all.",
        part=say.percent(found.part),
        shares=say.number(found.shares),
        people=say.number(found.people),
        top=say.percent(found.top),
        sharers=say.number(found.sharers),
    )
    note = say("In the field 2–5 % of people give nearly all of them; the aim is the other 97 %.")
    return Section("concentration", say("Who shares"), lead, None, None, note)


def wording(told: Told) -> Section:
    """How far colleagues say different things."""
    found, say = told.report.wording, told.say
    lead = say(
        "{rate} of the texts given to colleagues differ, as far as there were different ones to give ({different} of "
        "{given}).",
        rate=say.percent(found.rate),
        different=say.number(found.different),
        given=say.number(found.given),
    )
    return Section("wording", say("Different wordings"), lead)


def uplift(found: Uplift, say: Say) -> Section:
    """What an offer brings beyond what would have come without it."""
    title = say("What an offer brings")
    if not found.on:
        return Section("uplift", title, say("Nothing is held out, so this cannot be told: see relevance.hold_out."))
    lead = say(
        "For each {per} offers, compared with people from whom an item was held out by chance, within {days} days.",
        per=say.number(PER),
        days=found.days,
    )
    head = (say("Outcome"), say("offered"), say("held out"), say("difference"))
    rows = tuple(
        (
            say("Readers") if one.outcome == CLICKS else say.name(one.outcome),
            say.number(one.offered),
            say.number(one.held_out),
            _difference(one, say),
        )
        for one in found.differences
    )
    return Section("uplift", title, lead, None, Table(head, rows), say("The range holds the truth in 95 of 100 cases."))


def _difference(one: Difference, say: Say) -> str:
    if one.hidden:
        return HIDDEN
    if one.difference is None or one.low is None or one.high is None:
        if one.missing is None:
            return say("not enough data yet")
        return say("not enough data yet: {n} offers more", n=say.number(one.missing))
    return f"{say.signed(one.difference)} ({say.signed(one.low)} – {say.signed(one.high)})"


def _texts(told: Told, wordings: Mapping[str, str]) -> Section:
    say = told.say
    head = (say("Text"), say("given"), say("tapped"), say("shared"), say("readers"))
    rows = tuple(
        (
            cut(f"{say.title(item.title, item.id)}: {wordings.get(text.key) or text.key}", LETTERS),
            say.number(text.given),
            say.number(text.tapped),
            say.number(text.shared),
            say.number(text.clicks),
        )
        for item in told.report.items
        for text in item.texts
    )
    return Section("texts", say("Suggested texts"), "", None, Table(head, rows))


def _shelves(name: str, title: str, shelves: Sequence[ShelfFigures], say: Say) -> Section:
    head = (title, say("items"), say("offered"), say("took part"), say("shared"), say("readers"), say("of offered"))
    rows = tuple(
        (
            say.name(one.name),
            say.number(one.items),
            say.number(one.offered),
            say.number(one.involved),
            say.number(one.shared),
            say.number(one.clicks),
            say.percent(one.involvement),
        )
        for one in shelves
    )
    return Section(name, title, "", None, Table(head, rows))


def _classes(clicks: Clicks | None, say: Say) -> tuple[str, ...]:
    if clicks is None:
        return (HIDDEN,) * 5
    return tuple(
        say.number(one) for one in (clicks.human, clicks.doubtful, clicks.preview, clicks.machine, clicks.self)
    )
