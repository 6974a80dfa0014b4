"""What became of an item: who did what, its versions, and what one changed of the one before."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from bot.rendering import names
from bot.rendering.words import words
from bot.slack import kit
from bot.slack.newsroom.desk import Desk, people
from bot.slack.newsroom.forms import audience
from bot.slack.newsroom.forms.part import Part, Value
from bot.slack.newsroom.kept import Kept
from bot.slack.newsroom.overview import FORMS, decided, moment
from bot.slack.newsroom.shown import headed, within
from digests.content.model import Item
from digests.newsroom import queue
from digests.newsroom.model import Version

COMPARE = "newsroom_compare"
NEWEST = 30  # entries of either list
QUOTE = 1200


def view(connection: Connection, at: Desk, item: Item) -> Value:
    """The modal with decisions and versions, the newest first."""
    _ = words(at.language).gettext
    decisions = queue.history(connection, item.id)[-NEWEST:][::-1]
    versions = queue.versions(connection, item.id)
    known = people(connection, [one.who for one in decisions])
    made = [kit.header(_("What was done"))]
    made += [kit.quiet(decided(one, known, at)) for one in decisions] or [kit.quiet(_("Nothing here yet."))]
    made.append(kit.header(_("Versions")))
    for version in versions[-NEWEST:][::-1]:
        made.append(_version(version, at))
    made.append(kit.quiet(_("In files its id is {id}.").format(id=item.id)))
    return kit.modal(_("History"), made, close=_("Back"))


def comparing(connection: Connection, at: Desk, item: Item, number: int) -> Value | None:
    """The modal that sets a version beside the one before; None where there never was such a one."""
    _ = words(at.language).gettext
    found = {one.item.version: one.item for one in queue.versions(connection, item.id)}
    before = max((one for one in found if one < number), default=0)
    if number not in found or not before:
        return None
    known = people(connection, _persons(found[before], found[number]))
    made = [kit.quiet(_("Version {new} beside version {old}").format(new=number, old=before))]
    for label, old, new in differences(found[before], found[number], at, known):
        made.append(headed(label, ""))
        made.append(kit.marked(f"{_('Before')}: {within(old or '–', QUOTE)}"))
        made.append(kit.marked(f"{_('After')}: {within(new or '–', QUOTE)}"))
    if len(made) == 1:
        made.append(kit.said(_("They say the same.")))
    return kit.modal(_("What changed"), made[:100], close=_("Back"))


def differences(before: Item, after: Item, at: Desk, known: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """What differs between two versions: its name, and what it said and says."""
    old, new = ({part.name: part for part in _parts(one, at, known)} for one in (before, after))
    return [
        (part.label, old[name].shown if name in old else "", new[name].shown if name in new else "")
        for name, part in (old | new).items()
        if (old[name].shown if name in old else "") != (new[name].shown if name in new else "")
    ]


def _parts(item: Item, at: Desk, known: Mapping[str, str]) -> list[Part]:
    """Everything that an item says."""
    _ = words(at.language).gettext
    made = [Part("state", _("State"), names.state(item.state, at.language), {})]
    for form in FORMS.values():
        made += form.parts(item, at.ground, Kept())
    made += audience.parts(item.audience, at.ground, known)
    said = "\n".join(_wording(text.language, text.network, text.text, at) for text in item.texts)
    return [*made, Part("texts", _("Texts"), said, {})]


def _wording(language: str, network: str, text: str, at: Desk) -> str:
    where = names.network(network, at.language) if network else words(at.language).gettext("Any network")
    return f"{at.ground.named(language)} · {where}: {text}"


def _version(version: Version, at: Desk) -> Value:
    _ = words(at.language).gettext
    number = version.item.version
    said = _("Version {number}, {when}").format(number=number, when=moment(version.at, at))
    button = kit.button(f"{COMPARE}:{number}", _("What changed"), f"{number}:{version.item.id}") if number > 1 else None
    return kit.said(said, button)


def _persons(*items: Item) -> Sequence[str]:
    rules = [rule for item in items for rule in (*item.audience.any_of, *item.audience.none_of)]
    return [value for rule in rules for key, values in rule.keys if key == "person" for value in values][:100]
