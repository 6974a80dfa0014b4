"""What is wrong with a form, said at the field: the rules that hold for files, in people's words."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from bot.rendering import names
from bot.rendering.cut import cut
from bot.rendering.words import words
from bot.slack.newsroom.forms.part import Filled
from bot.slack.newsroom.ground import Ground
from bot.slack.newsroom.typed import Typed
from digests.content.model import Item
from digests.newsroom.rules import Remark, remarks
from digests.newsroom.shape import Level

LONGEST = 2000  # of a sentence at a field
QUOTE = 80


def errors(filled: Filled, typed: Typed, ground: Ground, now: datetime) -> dict[str, str]:
    """What keeps a form from being saved, by the block that it stands at; empty when it may be."""
    found = dict(filled.wrong)
    for name, remark in _placed(filled.item, typed, ground, now):
        if name in typed and remark.level is Level.ERROR:
            found.setdefault(name, said(remark, ground))
    first = next(iter(typed.blocks.values()), "")
    return {typed.blocks.get(name, first): sentence[:LONGEST] for name, sentence in found.items() if first}


def doubts(item: Item, ground: Ground, now: datetime) -> list[str]:
    """Everything there is to say about an item, errors first."""
    found = list(remarks(item, ground.known, ground.languages, now))
    ordered = sorted(found, key=lambda remark: remark.level is not Level.ERROR)
    return list(dict.fromkeys(said(remark, ground) for remark in ordered))


def sound(item: Item, ground: Ground, now: datetime) -> bool:
    """Whether nothing keeps the item from being offered."""
    return all(remark.level is not Level.ERROR for remark in remarks(item, ground.known, ground.languages, now))


def said(remark: Remark, ground: Ground) -> str:
    """The remark in words; one for which there are none of ours says what the linter says."""
    part = str(remark.path[0]) if remark.path else ""
    known = _sentences(ground.language).get((remark.rule, part)) or _detailed(remark, part, ground)
    return known or f"{remark.message[:1].upper()}{remark.message[1:]}."


def _sentences(language: str) -> Mapping[tuple[str, str], str]:
    _ = words(language).gettext
    return {
        ("not-https", "url"): _("The address must begin with https:// and name a host."),
        ("not-https", "image"): _("The picture's address must begin with https:// and name a host."),
        ("unknown-value", "owner"): _("There is no desk of that name."),
        ("unknown-value", "goal"): _("There is no goal of that name."),
        ("unknown-value", "title"): _("That is not a language."),
        ("window", "expires"): _("It ends before it begins, so nobody could ever get it."),
        ("expired", "expires"): _("It ended already, so nobody gets it any more: choose a later day."),
        ("empty-audience", "audience"): _("It leaves out everybody whom it is for."),
        ("no-texts", ""): _("There are no texts: colleagues would have to find their own words."),
    }


def _detailed(remark: Remark, part: str, ground: Ground) -> str:
    """A sentence that names what it is about; empty where there is none of ours."""
    _ = words(ground.language).gettext
    match remark.rule, remark.about:
        case "foreign-domain", (host, domains):
            said = _("It leads to {host}, and only {domains} may be linked to.")
            return said.format(host=host, domains=domains)
        case "language-gap" | "missing-alt", (language,):
            missing = {
                "title": _("There is no headline in {language}."),
                "summary": _("There is no summary in {language}."),
                "texts": _("There is no text in {language}."),
                "image": _("The picture is not described in {language}."),
            }
            return missing[part].format(language=ground.named(language))
        case "too-long", (network, over):
            if remark.level is Level.ERROR:
                said = _("It is {number} too long for {network}, link and disclosure counted.")
            else:
                said = _("A text is {number} too long for {network} and is cut there, unless it gets one of its own.")
            return said.format(number=over, network=names.network(network, ground.language))
        case "duplicate-wording", (text,):
            return _("Two texts say the same: {text}").format(text=cut(text, QUOTE))
        case "unused-text", (network,):
            said = _("There is a text for {network}, which is not among the item's networks.")
            return said.format(network=names.network(network, ground.language))
    return ""


def _placed(item: Item, typed: Typed, ground: Ground, now: datetime) -> Iterator[tuple[str, Remark]]:
    """Each remark with the name of the input that it is about."""
    for remark in remarks(item, ground.known, (), now):
        match remark.path:
            case ("title" | "summary" as key, str(tag)):
                yield f"{key}:{tag}", remark
            case ("image", "url"):
                yield "image_url", remark
            case ("image", "alt", str(tag)):
                yield f"alt:{tag}", remark
            case ("expires",):
                yield "expires_date", remark
            case ("texts", int(), str(key)):
                yield key, remark
            case ("audience", "any" | "none" as side, int(number), str(key)):
                yield f"{side}:{_group(side, number, typed)}:{key}", remark
            case ("audience",):
                yield next(iter(typed.values), ""), remark
            case (str(key),):
                yield key, remark
            case _:
                continue


def _group(side: str, place: int, typed: Typed) -> str:
    """The number that the group at this place has in the form."""
    found = sorted({int(name.split(":")[1]) for name in typed.values if name.startswith(f"{side}:")})
    return str(found[place]) if place < len(found) else ""
