"""What led to a company's goals: which items and networks brought how much, and why the rest is nobody's."""

from collections.abc import Iterator, Sequence

from bot.rendering.report.model import Section, Table
from bot.rendering.report.say import HIDDEN, Say
from digests.measure.attribution import Reason
from digests.measure.model import GoalFigures, Portion, Report
from digests.money import Money


def led(report: Report, say: Say) -> Iterator[Section]:
    """The sections behind the table of goals, each only where it has something to tell."""
    titles = {item.id: say.title(item.title, item.id) for item in report.items}
    shown = [goal for goal in report.goals if not goal.hidden]
    by_item = [
        (goal, one, titles.get(one.name or "", one.name or say("not known"))) for goal in shown for one in goal.items
    ]
    by_network = [
        (goal, one, say.network(one.name) if one.name else say("not known")) for goal in shown for one in goal.networks
    ]
    if by_item:
        yield _portions("goal-items", say("Goals, by item"), say("Item"), by_item, say)
    if by_network:
        yield _portions("goal-networks", say("Goals, by network"), say("Network"), by_network, say)
    lost = [(goal, reason, number) for goal in shown for reason, number in goal.reasons.items() if number]
    if lost:
        head = (say("Why no link has it"), say("Goal"), say("conversions"))
        rows = tuple((_why(reason, say), say.title(goal.title, goal.name), say.number(n)) for goal, reason, n in lost)
        yield Section("goal-lost", say("What no link led to"), "", None, Table(head, rows))


def _portions(
    name: str, title: str, first: str, found: Sequence[tuple[GoalFigures, Portion, str]], say: Say
) -> Section:
    rows = tuple(
        (label, say.title(goal.title, goal.name), say.number(one.conversions, 1), _values(one, say))
        for goal, one, label in sorted(found, key=lambda row: (-(row[1].conversions or 0), row[2]))
    )
    return Section(name, title, "", None, Table((first, say("Goal"), say("conversions"), say("value")), rows))


def _values(one: Portion, say: Say) -> str:
    if one.hidden:
        return HIDDEN
    return ", ".join(_amount(value, say) for value in one.values)


def _amount(value: Money, say: Say) -> str:
    return say.money(float(value.amount), value.currency)


def _why(reason: str, say: Say) -> str:
    known = {
        Reason.NO_CLICK: say("its click is not known"),
        Reason.NOT_FINAL: say("its click is still being watched"),
        Reason.NOT_HUMAN: say("its click was not a person's"),
        Reason.LATE: say("it came too long after its click"),
        Reason.BEFORE: say("it happened before its click"),
    }
    return known.get(Reason(reason), reason) if reason in set(Reason) else reason
