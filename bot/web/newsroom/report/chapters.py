"""A report's chapters: which sections stand on which page."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.rendering.report.model import Section
from bot.rendering.words import N_


@dataclass(frozen=True, slots=True)
class Chapter:
    """A page of the report; `sections` by name, none of them for all there are."""

    name: str  # in its address; empty for the first
    label: str
    sections: tuple[str, ...]

    def of(self, sections: Iterable[Section]) -> tuple[Section, ...]:
        """The page's sections, in the report's own order."""
        return tuple(one for one in sections if not self.sections or one.name in self.sections)


CHAPTERS = (
    Chapter("", N_("At a glance"), ("overall", "concentration", "wording")),
    Chapter("items", N_("Items"), ("items", "readers", "ways", "texts")),
    Chapter("people", N_("Departments and people"), ("departments", "countries", "ladder", "people")),
    Chapter("desks", N_("Desks and networks"), ("desks", "kinds", "networks")),
    Chapter("goals", N_("Business goals"), ("goals", "goal-items", "goal-networks", "goal-lost")),
    Chapter("uplift", N_("What an offer brings"), ("uplift",)),
    Chapter("all", N_("All on one page"), ()),
)
BY_NAME = {one.name: one for one in CHAPTERS}
