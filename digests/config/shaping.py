"""What communicators shape beside schedules and goals: topics, caps, the welcome, and quiet periods."""

from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator

from digests.config.written import Section

MOST_WORDS = 400  # characters of a company's own welcome: with who sees what and how it stops it stays one message
Words = Annotated[str, Field(min_length=1, max_length=MOST_WORDS)]
Title = Annotated[str, Field(min_length=1, max_length=80)]


class TopicSection(Section):
    """What a topic is called; one that is not named here is shown as items write it."""

    name: str = Field(min_length=1, max_length=80)
    title: dict[str, Title] = Field({})  # per language


class Caps(Section):
    """What nobody gets more of, whatever schedules and people say."""

    min_days: int = Field(0, ge=0, le=90)  # between two digests of any schedule
    items: int = Field(5, ge=1, le=5)  # in one digest


class Welcome(Section):
    """What a person reads first, in the company's own words."""

    words: dict[str, Words] = Field({})  # per language


class QuietSection(Section):
    """A time in which nothing of these desks and topics is offered, or nothing at all where none is named."""

    name: str = Field(pattern="^[a-z0-9][a-z0-9-]*$", max_length=60)
    since: date  # the first day, and
    until: date  # the last, in the company's time zone
    desks: list[str] = Field([])
    topics: list[str] = Field([])
    why: str = Field("", max_length=200)

    @model_validator(mode="after")
    def _goes_forward(self) -> Self:
        if self.until < self.since:
            raise ValueError("until is before since: the last day is the first one or later")
        return self
