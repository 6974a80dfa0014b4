"""What a report tells of people one by one, and why it may."""

from collections.abc import Iterator

from bot.rendering.report.model import Section, Table
from bot.rendering.report.sections import Told


def by_name(told: Told) -> Iterator[Section]:
    """Everybody who may be named, in order of name; nothing where nobody may."""
    say, people = told.say, told.report.people
    if not people:
        return
    lead = say(
        "These people said yes in their preferences, or are in a country whose mode is open; they are in order of name."
    )
    brought = bool(told.report.goals)
    head = (say("Person"), say("Department"), say("offered"), say("read"), say("tapped"), say("shared"), say("readers"))
    rows = tuple(
        (
            one.name or one.id,
            say.name(one.department),
            *(say.number(number) for number in (one.offered, one.read, one.tapped, one.shared, one.clicks)),
            *((say.number(one.conversions, 1),) if brought else ()),
        )
        for one in people
    )
    yield Section(
        "people", say("People by name"), lead, None, Table((*head, say("conversions")) if brought else head, rows)
    )
