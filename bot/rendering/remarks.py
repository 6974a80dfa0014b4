"""What there is to say of an item, in people's words: what the linter remarks, and values that do not fit."""

from collections.abc import Mapping

from bot.rendering import names
from bot.rendering.cut import cut
from bot.rendering.terms import language_name
from bot.rendering.words import words
from digests.newsroom.rules import Remark
from digests.newsroom.shape import Level

QUOTE = 80


def said(remark: Remark, language: str) -> str:
    """The remark in words; one for which there are none of ours says what the linter says."""
    part = str(remark.path[0]) if remark.path else ""
    known = _sentences(language).get((remark.rule, part)) or _detailed(remark, part, language)
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


def _detailed(remark: Remark, part: str, language: str) -> str:
    """A sentence that names what it is about; empty where there is none of ours."""
    _ = words(language).gettext
    match remark.rule, remark.about:
        case "foreign-domain", (host, domains):
            said = _("It leads to {host}, and only {domains} may be linked to.")
            return said.format(host=host, domains=domains)
        case "language-gap" | "missing-alt", (tag,):
            missing = {
                "title": _("There is no headline in {language}."),
                "summary": _("There is no summary in {language}."),
                "texts": _("There is no text in {language}."),
                "image": _("The picture is not described in {language}."),
            }
            return missing[part].format(language=language_name(tag, language))
        case "too-long", (network, over):
            if remark.level is Level.ERROR:
                said = _("It is {number} too long for {network}, link and disclosure counted.")
            else:
                said = _("A text is {number} too long for {network} and is cut there, unless it gets one of its own.")
            return said.format(number=over, network=names.network(network, language))
        case "duplicate-wording", (text,):
            return _("Two texts say the same: {text}").format(text=cut(text, QUOTE))
        case "unused-text", (network,):
            said = _("There is a text for {network}, which is not among the item's networks.")
            return said.format(network=names.network(network, language))
    return ""


def unfitting(rule: str, most: int, language: str) -> str:
    """A rule of single values in words."""
    _ = words(language).gettext
    if rule == "bad-character":
        return _("There is a control character in it: type it again.")
    if rule == "over-long":
        return _("It is too long: at most {most} characters fit.").format(most=most)
    return _("There are signs in it that do not belong there.")
