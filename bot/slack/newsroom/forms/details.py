"""What an item is: its address, kind, desk, and how it is to be shared."""

from dataclasses import replace

from bot.rendering import names
from bot.rendering.words import words
from bot.slack import kit, limits
from bot.slack.newsroom.forms.part import Filled, Part, Value, broken, line, needed
from bot.slack.newsroom.ground import Ground
from bot.slack.newsroom.kept import Kept
from bot.slack.newsroom.typed import Typed
from digests.content.model import Item, Kind, Priority
from digests.networks import NETWORKS

NONE = "-"  # an option that stands for nothing chosen
MOST_MINUTES = 600


class Details:
    """Everything of an item that is chosen or typed on one line."""

    name = "details"

    def title(self, language: str) -> str:
        """What the form is called."""
        return words(language).gettext("Address and details")

    def parts(self, item: Item, ground: Ground, kept: Kept) -> list[Part]:
        """The inputs, in the order in which one thinks of them."""
        del kept
        _ = words(ground.language).gettext
        networks = ", ".join(names.network(name, ground.language) for name in item.networks)
        minutes = "" if item.minutes is None else str(item.minutes)
        topics = ", ".join(item.topics)
        priority = names.priority(item.priority, ground.language)
        hint = _("Separate several by commas.")
        return [
            Part("url", _("Address"), item.url, _address(item.url), _("It begins with https://."), optional=False),
            Part("kind", _("Kind"), names.kind(item.kind, ground.language), _kind(item, ground), optional=False),
            Part("owner", _("Desk"), item.owner, _desk(item, ground), optional=False),
            Part("topics", _("Topics"), topics, line("topics", topics, limits.TYPED), hint),
            Part("networks", _("Networks"), networks, _networks(item, ground), _("None chosen: everywhere.")),
            Part("priority", _("Priority"), priority, _priority(item, ground), optional=False),
            Part("goal", _("Goal"), item.goal, _goal(item, ground), _("What a click can lead to.")),
            Part(
                "disclosure",
                _("Disclosure"),
                item.disclosure,
                line("disclosure", item.disclosure, 60),
                _("A hashtag that says who is speaking, such as #employee."),
            ),
            Part("minutes", _("Minutes to read or watch"), minutes, line("minutes", minutes, 3)),
        ]

    def read(self, typed: Typed, item: Item, ground: Ground, kept: Kept) -> Filled:
        """Every part of the form; a choice that is none of ours stays as it was."""
        del kept
        _ = words(ground.language).gettext
        topics = tuple(dict.fromkeys(one.strip() for one in typed.text("topics").split(",") if one.strip()))
        minutes = typed.text("minutes")
        read = minutes.isascii() and minutes.isdigit() and 1 <= int(minutes) <= MOST_MINUTES
        owner = typed.one("owner") or typed.text("owner")
        goal = typed.one("goal") or typed.text("goal")
        made = replace(
            item,
            url=typed.text("url"),
            kind=Kind(typed.one("kind")) if typed.one("kind") in set(Kind) else item.kind,
            owner=owner,
            topics=topics,
            networks=tuple(name for name in NETWORKS if name in typed.many("networks")),
            priority=Priority(typed.one("priority")) if typed.one("priority") in set(Priority) else item.priority,
            goal="" if goal == NONE else goal,
            disclosure=typed.text("disclosure"),
            minutes=int(minutes) if read else None,
        )
        wrong = needed(typed, ("url", "kind", "owner", "priority"), ground.language)
        values = {"url": made.url, "owner": owner, "goal": made.goal, "disclosure": made.disclosure}
        wrong |= broken({name: (name, text) for name, text in values.items()}, ground.language)
        for topic in topics:
            wrong |= broken({"topics": ("topics", topic)}, ground.language)
        if minutes and not read:
            wrong |= {"minutes": _("Write a whole number between 1 and {most}.").format(most=MOST_MINUTES)}
        return Filled(made, wrong)


def _address(url: str) -> Value:
    element: Value = {"type": "url_text_input", "action_id": "url"}
    return element | {"initial_value": url} if url.strip() else element


def _kind(item: Item, ground: Ground) -> Value:
    return kit.select("kind", [(kind.value, names.kind(kind, ground.language)) for kind in Kind], item.kind.value)


def _desk(item: Item, ground: Ground) -> Value:
    """Those that the person writes for; where nobody named any, a line to type."""
    desks = dict.fromkeys([*ground.desks, *([item.owner] if item.owner else [])])
    if not ground.desks:
        return line("owner", item.owner, 60)
    return kit.select("owner", [(desk, desk) for desk in desks], item.owner or next(iter(desks)))


def _networks(item: Item, ground: Ground) -> Value:
    options = [(name, names.network(name, ground.language)) for name in NETWORKS]
    return kit.several("networks", options, item.networks, words(ground.language).gettext("Choose networks"))


def _priority(item: Item, ground: Ground) -> Value:
    options = [(one.value, names.priority(one, ground.language)) for one in Priority]
    return kit.select("priority", options, item.priority.value)


def _goal(item: Item, ground: Ground) -> Value:
    goals = dict.fromkeys([*ground.goals, *([item.goal] if item.goal not in {"", NONE} else [])])
    if not goals:
        return line("goal", "", 80)
    none = words(ground.language).gettext("None")
    return kit.select("goal", [(NONE, none), *((goal, goal) for goal in goals)], item.goal or NONE)


DETAILS = Details()
