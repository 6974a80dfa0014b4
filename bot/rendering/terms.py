"""What an approver is told of an item beside its words: whose it is, whom it is for, and until when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError

from bot.rendering import names
from bot.rendering.moments import moment
from bot.rendering.words import words
from digests.content.model import Audience, Item, Rule
from digests.newsroom.asking import Question
from digests.newsroom.model import Done


@dataclass(frozen=True, slots=True)
class Reading:
    """In which language and zone somebody reads."""

    language: str
    timezone: str

    def when(self, at: datetime) -> str:
        """A moment as they would write it."""
        return moment(at, ZoneInfo(self.timezone), self.language)


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, and when."""

    by: str = ""  # a name; empty where nobody of the directory did
    at: datetime | None = None


def origin(item: Item, asked: Asked, reading: Reading) -> Iterator[str]:
    """Its desk, who submitted it and when, and its version."""
    _ = words(reading.language).gettext
    yield _("Desk: {desk}").format(desk=item.owner)
    if asked.by and asked.at:
        yield _("submitted by {name}, {time}").format(name=asked.by, time=reading.when(asked.at))
    elif asked.at:
        yield _("submitted {time}").format(time=reading.when(asked.at))
    yield _("version {version}").format(version=item.version)


def terms(item: Item, reading: Reading) -> Iterator[str]:
    """Whom it is for, its window, its networks, its goal and its disclosure."""
    _ = words(reading.language).gettext
    yield _("For: {audience}").format(audience=audience_words(item.audience, reading.language))
    if item.publish:
        yield _("from {time}").format(time=reading.when(item.publish))
    if item.expires:
        yield _("until {time}").format(time=reading.when(item.expires))
    if item.networks:
        yield ", ".join(names.network(one, reading.language) for one in item.networks)
    if item.goal:
        yield _("goal: {goal}").format(goal=item.goal)
    if item.disclosure:
        yield item.disclosure


def ended(question: Question, reading: Reading) -> str:
    """Who decided what and when; of a version that was changed meanwhile, that it was."""
    _ = words(reading.language).gettext
    changed = _("This card was about version {seen}; it is at version {newest} now.").format(
        seen=question.item.version, newest=question.newest
    )
    decision = question.ended
    if decision is None:
        return changed
    said = {
        Done.APPROVED: _("Approved by {who}, {when}"),
        Done.ASKED: _("{who} asked for a change, {when}"),
        Done.WITHDRAWN: _("Withdrawn by {who}, {when}"),
    }
    line = said.get(decision.act, _("Changed by {who}, {when}"))
    line = line.format(who=question.ended_by or _("somebody"), when=reading.when(decision.at))
    line = f"{line}: {decision.reason}" if decision.reason else f"{line}."
    return line if decision.act in said else f"{line} {changed}"


def audience_words(audience: Audience, language: str) -> str:
    """Whom an item is for, in words."""
    _ = words(language).gettext
    wanted = _(" or ").join(_rule(rule, language) for rule in audience.any_of) or _("everybody")
    unwanted = _(" or ").join(_rule(rule, language) for rule in audience.none_of)
    return _("{these}, but not {those}").format(these=wanted, those=unwanted) if unwanted else wanted


def language_name(code: str, language: str) -> str:
    """What a language is called in another."""
    try:
        return Locale.parse(code, sep="-").get_display_name(language) or code
    except (ValueError, UnknownLocaleError):
        return code


def _rule(rule: Rule, language: str) -> str:
    return " + ".join(
        f"{names.key(key, language)}: {'/'.join(_value(key, one, language) for one in values)}"
        for key, values in rule.keys
    )


def _value(key: str, value: str, language: str) -> str:
    if key == "country":
        return names.country(value, language)
    return language_name(value, language) if key == "language" else value
