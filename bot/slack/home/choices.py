"""Preferences in the Home tab: each control is saved the moment it is used, and takes nothing else away."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import time
from typing import Any
from zlib import crc32

from babel.dates import format_time, get_day_names
from sqlalchemy import Connection

from bot.rendering.choices import CAPS, LONGEST, channels, readable
from bot.rendering.sentences import called, topic
from bot.rendering.words import words
from bot.slack import kit
from bot.slack.home.sections import ONCE, Viewer
from digests.employee.topics import known_topics
from digests.networks import NETWORKS
from digests.people.model import ChannelName, Person, Preferences
from digests.people.preferences import MOST_ITEMS
from digests.settings import Settings

PREFIX = "home_choose_"
SERVER = "home_mastodon"  # the block of the one thing that is typed
AS_IT_IS = "-"  # an option needs a value, and this one stands for none
REFUSED = ONCE + "refused"  # the server that cannot be one

Options = list[tuple[str, str]]
Chosen = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Control:
    """What a person may choose with one control: its options, what stands, and how preferences take it."""

    name: str
    label: str
    options: Options
    chosen: Chosen
    several: bool = False


def blocks(connection: Connection, settings: Settings, viewer: Viewer) -> list[dict[str, Any]]:
    """Every choice with what stands now."""
    _ = words(viewer.language).gettext
    made = [
        kit.header(_("Preferences")),
        kit.quiet(_("Each choice is saved at once; your next digest follows it.")),
    ]
    made += [_block(control, viewer.language) for control in controls(connection, settings, viewer)]
    server: dict[str, Any] = {
        "type": "plain_text_input",
        "action_id": PREFIX + "mastodon",
        "max_length": 255,
        "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
    }
    if viewer.person.preferences.mastodon:
        server["initial_value"] = viewer.person.preferences.mastodon
    label = _("Your own Mastodon server, such as mastodon.example.com")
    hint = _("Press Enter to save it.")
    made.append(kit.typed(SERVER, label, server, hint=hint, optional=True) | {"dispatch_action": True})
    if refused := viewer.at.get(REFUSED):
        said = _("“{name}” is not the name of a server such as mastodon.example.com.").format(name=refused)
        made.append(kit.said(said))
    return made


def _block(control: Control, language: str) -> dict[str, Any]:
    action = PREFIX + control.name
    if control.several:
        element = kit.several(action, control.options, control.chosen, words(language).gettext("Choose"))
    else:
        element = kit.select(action, control.options, control.chosen[0])
    stands = crc32(" ".join(control.chosen).encode())  # Slack shows an old choice again in a block of the same name
    return kit.said(control.label, element) | {"block_id": f"{action}:{stands}"}


def controls(connection: Connection, settings: Settings, viewer: Viewer) -> list[Control]:
    """The controls with their options; what a company has only one of is not asked."""
    _ = words(viewer.language).gettext
    language, person = viewer.language, viewer.person
    chosen = person.preferences
    usual = (AS_IT_IS, _("As the company has it"))
    days = sorted(get_day_names("wide", locale=language).items())
    hours = [(str(hour), format_time(time(hour), "short", locale=language)) for hour in range(24)]
    counts = [(str(number), str(number)) for number in range(1, MOST_ITEMS + 1)]
    followed = person.topics
    topics = list(dict.fromkeys((*followed, *known_topics(connection, settings.config))))
    spoken = chosen.languages or person.languages
    found = [
        Control("channel", _("Channel"), [usual, *channels(settings, person, language)], (_one(chosen.channel),)),
        Control("weekday", _("Weekday"), [usual, *((str(n), name) for n, name in days)], (_one(chosen.weekday),)),
        Control("hour", _("Hour, your own time"), [usual, *hours], (_one(chosen.hour),)),
        Control(
            "items", _("How many things at a time"), [(AS_IT_IS, _("As it suits you")), *counts], (_one(chosen.items),)
        ),
        Control("min_days", _("How often at most"), _caps(chosen.min_days, language), (str(chosen.min_days),)),
        Control(
            "networks",
            _("Where you like to share"),
            [(name, _(one.title)) for name, one in NETWORKS.items()],
            chosen.networks,
            several=True,
        ),
        Control(
            "topics",
            _("What interests you"),
            [(name, topic(language, name, called(settings.config))) for name in topics],
            followed,
            several=True,
        ),
        Control("languages", _("Languages you read"), readable(settings, person, language), spoken, several=True),
    ]
    return [control for control in found if control.options]


def _one(value: object) -> str:
    return AS_IT_IS if value is None else str(value)


def _caps(present: int, language: str) -> Options:
    said = words(language)
    return [
        (
            str(days),
            said.ngettext("Every {n} day", "Every {n} days", days).format(n=days)
            if days
            else said.gettext("As it comes"),
        )
        for days in sorted({*CAPS, present})
    ]


def change(person: Person, action: Mapping[str, Any]) -> Callable[[Preferences], Preferences] | None:
    """How one used control changes preferences; None where it is none of ours. It may raise InputError when it does."""
    name = str(action.get("action_id", "")).removeprefix(PREFIX)
    read = _READ.get(name)
    if read is None:
        return None
    values = _values(action)
    return lambda before: read(person, before, values)


def _values(action: Mapping[str, Any]) -> Chosen:
    if action.get("type") == "plain_text_input":
        return (str(action.get("value") or ""),)
    options = action.get("selected_options")
    found = options if options is not None else [action.get("selected_option") or {}]
    return tuple(str(option.get("value", "")) for option in found)[:100]


def _number(values: Chosen) -> int | None:
    given = values[0] if values else AS_IT_IS
    return int(given) if given.isascii() and given.isdigit() and len(given) < 4 else None  # noqa: PLR2004 - no choice has more digits


def _channel(values: Chosen) -> ChannelName | None:
    return next((name for name in ChannelName if name.value in values), None)


def _topics(person: Person, before: Preferences, values: Chosen) -> Preferences:
    topics = tuple(value for value in values if 0 < len(value) <= LONGEST)
    unchanged = before.topics is None and set(topics) == set(person.interests)
    return before if unchanged else replace(before, topics=topics)


def _spoken(person: Person, before: Preferences, values: Chosen) -> Preferences:
    """What was read before keeps its place, because the first language is the one that is spoken with."""
    kept = [code for code in (before.languages or person.languages) if code in values]
    spoken = tuple(dict.fromkeys((*kept, *(value for value in values if 0 < len(value) <= LONGEST))))
    unchanged = not before.languages and set(spoken) == set(person.languages)
    return before if unchanged else replace(before, languages=spoken)


_READ: Mapping[str, Callable[[Person, Preferences, Chosen], Preferences]] = {
    "channel": lambda _, before, values: replace(before, channel=_channel(values)),
    "weekday": lambda _, before, values: replace(before, weekday=_number(values)),
    "hour": lambda _, before, values: replace(before, hour=_number(values)),
    "items": lambda _, before, values: replace(before, items=_number(values)),
    "min_days": lambda _, before, values: replace(before, min_days=_number(values) or 0),
    "networks": lambda _, before, values: replace(before, networks=values),
    "mastodon": lambda _, before, values: replace(before, mastodon=values[0]),
    "topics": _topics,
    "languages": _spoken,
}
