"""What came of one item: each step from the offer to its readers, its wordings, and the goals that it led to."""

from collections.abc import Iterator, Mapping

from bot.rendering.report.led import led
from bot.rendering.report.model import Bar, Chart, Section, Table
from bot.rendering.report.say import Say
from digests.measure.model import Clicks, ItemFigures, Report

TEXT = 400  # characters of a wording


def one_item(item: ItemFigures, report: Report, wordings: Mapping[str, str], say: Say) -> Iterator[Section]:
    """The sections of an item's own page; where it is hidden, only how many people it was offered to."""
    if item.hidden:
        lead = say(
            "It was offered to {number} people. What they did is not shown: it would tell of fewer than {k} people, "
            "directly or by subtraction.",
            number=say.number(item.offered),
            k=report.k,
        )
        yield Section("steps", say("From the offer to the share"), lead)
        return
    yield _steps(item, say)
    if item.clicks is not None:
        yield _readers(item.clicks, say)
    if item.texts:
        yield _texts(item, wordings, say)
    for section in led(report, say):
        if section.name == "goal-items" and section.table is not None:
            name = say.title(item.title, item.id)
            rows = tuple(row for row in section.table.rows if row[0] == name)
            if rows:
                yield Section(section.name, section.title, "", None, Table(section.table.head, rows))


def _steps(item: ItemFigures, say: Say) -> Section:
    told = (
        (say("offered"), item.offered),
        (say("read"), item.read),
        (say("tapped"), item.tapped),
        (say("copied"), item.copied),
        (say("shared"), item.shared),
        (say("confirmed"), item.confirmed),
        (say("shown by a click"), item.evidenced),
        (say("took part"), item.involved),
    )
    most = max(item.offered, 1)
    bars = tuple(Bar(label, say.number(number), None if number is None else number / most) for label, number in told)
    title = say("From the offer to the share")
    alt = f"{title}. {'; '.join(f'{bar.label}: {bar.shown}' for bar in bars)}."
    lead = say(
        "{offered} of those who were offered it took part; that is {active} of all active people.",
        offered=say.percent(item.involvement_offered),
        active=say.percent(item.involvement_active),
    )
    rows = tuple((bar.label, bar.shown) for bar in bars)
    return Section("steps", title, lead, Chart("steps", title, bars, alt), Table((say("Step"), say("people")), rows))


def _readers(clicks: Clicks, say: Say) -> Section:
    told = (
        (say("people"), clicks.human),
        (say("doubtful"), clicks.doubtful),
        (say("previews"), clicks.preview),
        (say("machines"), clicks.machine),
        (say("own"), clicks.self),
    )
    rows = tuple((label, say.number(number)) for label, number in told)
    return Section("readers", say("Readers"), "", None, Table((say("Clicks on shared links"), say("clicks")), rows))


def _texts(item: ItemFigures, wordings: Mapping[str, str], say: Say) -> Section:
    head = (say("Text"), say("given"), say("tapped"), say("shared"), say("readers"))
    rows = tuple(
        (
            (wordings.get(text.key) or text.key)[:TEXT],
            say.number(text.given),
            say.number(text.tapped),
            say.number(text.shared),
            say.number(text.clicks),
        )
        for text in item.texts
    )
    return Section("texts", say("Suggested texts"), "", None, Table(head, rows))
