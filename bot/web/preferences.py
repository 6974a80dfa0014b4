"""Preferences without a login: what a person may choose, as a form."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_day_names
from sqlalchemy import Connection
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.rendering.choices import CAPS, LONGEST, PAUSES, channels, readable
from bot.rendering.sentences import called, privacy_sentence, topic
from bot.rendering.words import words
from bot.web.opened import Opened, open_delivery
from bot.web.pages import message, page
from bot.web.parts import Parts, parts
from digests.employee import asked, quiet
from digests.employee.topics import known_topics
from digests.errors import InputError
from digests.networks import NETWORKS
from digests.people.model import ChannelName, Person, Preferences
from digests.people.preferences import FOREVER, MOST_ITEMS, server
from digests.people.preferences import pause as paused
from digests.people.store import load_preferences

UNTIL_RETURN = "return"  # a pause without an end
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
FIELDS = (
    "channel", "weekday", "hour", "items", "min_days", "pause", "networks", "mastodon", "topics", "languages",
    "untracked", "stopped", "named",
)  # fmt: skip
TOPICS_LIVE = timedelta(minutes=5)


@dataclass(slots=True)
class Preferring:
    """The page under /p; keeps the company's topics for a few minutes."""

    topics: tuple[str, ...] = ()
    topics_at: datetime | None = None

    def routes(self) -> list[Route]:
        """The form, and its saving."""
        return [
            Route("/p/{token}", self.show, methods=["GET"]),
            Route("/p/{token}", self.save, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """The form as things stand; it changes nothing."""
        opened = await open_delivery(request)
        return await self._form(request, opened, opened.person.preferences)

    async def save(self, request: Request) -> Response:
        """Keeps what was chosen and says so, or says what cannot be."""
        opened = await open_delivery(request)
        found = parts(request)
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() not in FORMS:
            return _not_ours(request, 415, opened.language)
        form = await request.form()
        if not (_is_ours(form) or any(name in form for name in FIELDS)):
            return _not_ours(request, 422, opened.language)
        try:
            now = found.clock()
            change = _change(form, opened.person, now, asks=_asks(opened.person, found))
            chosen, confirm = await found.database.awrite(_kept, opened.person.id, change, now)
        except InputError:
            return await self._form(request, opened, opened.person.preferences, refused=_refusal(form, opened.language))
        kept = chosen.stopped and not _ticked(form, "stopped") and _is_ours(form)
        return await self._form(request, opened, chosen, saved=True, kept_stopped=kept, confirm=confirm)

    async def _form(
        self,
        request: Request,
        opened: Opened,
        chosen: Preferences,
        *,
        saved: bool = False,
        kept_stopped: bool = False,
        confirm: bool = False,
        refused: str = "",
    ) -> Response:
        found = parts(request)
        now, names = found.clock(), called(found.settings.config)
        return page(
            request,
            "preferences",
            opened.language,
            status=422 if refused else 200,
            saved=saved,
            kept_stopped=kept_stopped,
            confirm=confirm,
            token=opened.token,
            refused=refused,
            chosen=chosen,
            asks=_asks(opened.person, found),
            until=_date(chosen, opened, found, now),
            away=chosen.paused_until == FOREVER,
            channels=channels(found.settings, opened.person, opened.language),
            weekdays=sorted(get_day_names("wide", locale=opened.language).items()),
            hours=[(hour, format_time(time(hour), "short", locale=opened.language)) for hour in range(24)],
            counts=range(1, MOST_ITEMS + 1),
            caps=CAPS,
            pauses=PAUSES,
            networks=[(name, words(opened.language).gettext(one.title)) for name, one in NETWORKS.items()],
            topics=[(name, topic(opened.language, name, names)) for name in await self._topics(found, opened, now)],
            followed=opened.person.interests if chosen.topics is None else chosen.topics,
            spoken=chosen.languages or opened.person.languages,
            languages=readable(found.settings, opened.person, opened.language),
            privacy=privacy_sentence(opened.language, opened.privacy_mode, found.settings.config.privacy.k),
            contact=found.settings.config.privacy.contact,
        )

    async def _topics(self, found: Parts, opened: Opened, now: datetime) -> list[str]:
        if self.topics_at is None or abs(now - self.topics_at) > TOPICS_LIVE:
            self.topics = await found.database.aread(known_topics, found.settings.config)
            self.topics_at = now
        own = opened.person.interests + (opened.person.preferences.topics or ())
        return sorted({*self.topics, *own})


def _kept(
    connection: Connection, person_id: str, change: Callable[[Preferences], Preferences], now: datetime
) -> tuple[Preferences, bool]:
    """Saves all but another channel, about which the person is asked where their digests come today; whether so."""
    before = load_preferences(connection, person_id).channel
    wanted: list[ChannelName | None] = []

    def but_the_channel(stands: Preferences) -> Preferences:
        chosen = change(stands)
        wanted.append(chosen.channel)
        return replace(chosen, channel=stands.channel)

    chosen = quiet.choose(connection, person_id, but_the_channel, now)
    if wanted[0] is before or not asked.channel(connection, person_id, wanted[0], now):
        return replace(chosen, channel=wanted[0]), False
    return chosen, True


def _not_ours(request: Request, status: int, language: str) -> Response:
    return message(
        request,
        status,
        "This is not the form",
        "Nothing was changed. Open your preferences from your digest and save them there.",
        language,
    )


def _asks(person: Person, found: Parts) -> bool:
    """Whether this person may say yes to figures by name: where they are, today's mode is team."""
    privacy = found.settings.config.privacy
    return privacy.countries.get(person.country, privacy.mode) == "team"


def _change(form: FormData, person: Person, now: datetime, *, asks: bool) -> Callable[[Preferences], Preferences]:
    """What the form makes of what stands at that moment, which may be newer than the form."""

    def change(before: Preferences) -> Preferences:
        chosen = _read(form, person, before, now)
        if not asks:
            return chosen
        return replace(chosen, named=_ticked(form, "named") or (before.named and not _is_ours(form)))

    return change


def _read(form: FormData, person: Person, before: Preferences, now: datetime) -> Preferences:
    """The choices that were sent beside those that were not; InputError says which one cannot be.

    A browser does not send what is unticked, so that only our own form can take a tick away.
    """
    sent = set(FIELDS) if _is_ours(form) else {name for name in FIELDS if name in form}
    chosen = replace(before, **{name: read(form) for name, read in _PLAIN.items() if name in sent})
    if "topics" in sent:
        topics = _several(form, "topics")
        unchanged = before.topics is None and set(topics) == set(person.interests)
        chosen = replace(chosen, topics=None if unchanged else topics)
    if "languages" in sent:
        spoken = _several(form, "languages")
        unchanged = not before.languages and set(spoken) == set(person.languages)
        chosen = replace(chosen, languages=() if unchanged else spoken)
    chosen = replace(
        chosen,
        untracked=_ticked(form, "untracked") or (before.untracked and not _is_ours(form)),
        stopped=_ticked(form, "stopped") or (before.stopped and not _saw_the_stop(form)),
    )
    if _one(form, "pause") == UNTIL_RETURN:
        return paused(chosen, None, now)
    weeks = _number(form, "pause")
    if weeks is None:
        return chosen
    return paused(chosen, weeks, now) if weeks in PAUSES else replace(chosen, paused_until=None)


def _is_ours(form: FormData) -> bool:
    """Whether it is the whole form of this page, in which what is missing was unticked."""
    return _one(form, "form") == "preferences"


def _saw_the_stop(form: FormData) -> bool:
    """Whether the form was made after the digests were stopped, so that whoever unticks the box means it."""
    return _is_ours(form) and _ticked(form, "stopped_then")


def _ticked(form: FormData, name: str) -> bool:
    return _one(form, name) not in ("", "0")


def _channel(form: FormData) -> ChannelName | None:
    name = _one(form, "channel")
    if name not in ("", *ChannelName):
        raise InputError("{name!r} is not a channel.", name=name)
    return ChannelName(name) if name else None


def _refusal(form: FormData, language: str) -> str:
    """Only the server is typed by hand; a choice that is not on the form was not made with it."""
    _ = words(language).gettext
    try:
        server(_one(form, "mastodon"))
    except InputError:
        return _("“{name}” is not the name of a server such as mastodon.example.com.").format(
            name=_one(form, "mastodon")
        )
    return _("one of the choices is not possible.")


def _one(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def _several(form: FormData, name: str) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(value for value in form.getlist(name) if isinstance(value, str) and 0 < len(value) <= LONGEST)
    )


def _number(form: FormData, name: str) -> int | None:
    value = _one(form, name)
    if not value:
        return None
    if not (value.isascii() and value.isdigit() and len(value) < 4):  # noqa: PLR2004 - no choice has more digits
        raise InputError("{value!r} is not a number that can be chosen.", value=value)
    return int(value)


_PLAIN: Mapping[str, Callable[[FormData], Any]] = {
    "channel": _channel,
    "weekday": lambda form: _number(form, "weekday"),
    "hour": lambda form: _number(form, "hour"),
    "items": lambda form: _number(form, "items"),
    "min_days": lambda form: _number(form, "min_days") or 0,
    "networks": lambda form: _several(form, "networks"),
    "mastodon": lambda form: _one(form, "mastodon"),
}


def _date(chosen: Preferences, opened: Opened, found: Parts, now: datetime) -> str:
    """Until when there is quiet, in the person's own zone; empty when there is none, or no end of it."""
    if chosen.paused_until is None or chosen.paused_until <= now or chosen.paused_until == FOREVER:
        return ""
    zone = ZoneInfo(opened.person.timezone or found.settings.config.company.timezone)
    return format_date(chosen.paused_until.astimezone(zone), "long", locale=opened.language)
