"""What a person's own shares brought, in one sentence that nobody else is told."""

from collections import Counter
from collections.abc import Mapping

from bot.rendering.words import words
from digests.employee.model import Results


def sentence(language: str, found: Results, kinds: Mapping[str, str]) -> str:
    """Shares, readers and goals that were reached; the truth also where there is nothing yet."""
    said = words(language)
    shares = said.ngettext("Your {n} share", "Your {n} shares", found.shares).format(n=found.shares)
    brought = ([_readers(language, found.readers)] if found.readers else []) + _reached(language, found, kinds)
    if not found.shares and not brought:
        return said.gettext("You have not shared anything yet. One tap on a network opens your post, text ready.")
    if not brought:
        return said.gettext("{shares} brought no reader yet.").format(shares=shares)
    if not found.shares:
        return said.gettext("Your links brought {these}.").format(these=_listed(language, brought))
    return said.gettext("{shares} brought {these}.").format(shares=shares, these=_listed(language, brought))


def _readers(language: str, number: int) -> str:
    return words(language).ngettext("{n} reader", "{n} readers", number).format(n=number)


def _reached(language: str, found: Results, kinds: Mapping[str, str]) -> list[str]:
    counts: Counter[str] = Counter()
    for goal, number in found.conversions:
        counts[kinds.get(goal, "other")] += number
    return [_counted(language, kind, number) for kind, number in counts.most_common() if number]


def _counted(language: str, kind: str, number: int) -> str:
    word = words(language)
    said = {
        "application": word.ngettext("{n} application", "{n} applications", number),
        "sign-up": word.ngettext("{n} sign-up", "{n} sign-ups", number),
        "booking": word.ngettext("{n} booking", "{n} bookings", number),
        "download": word.ngettext("{n} download", "{n} downloads", number),
        "contact": word.ngettext("{n} contact", "{n} contacts", number),
        "purchase": word.ngettext("{n} purchase", "{n} purchases", number),
        "donation": word.ngettext("{n} donation", "{n} donations", number),
    }
    other = word.ngettext("{n} goal that was reached", "{n} goals that were reached", number)
    return said.get(kind, other).format(n=number)


def _listed(language: str, parts: list[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    return words(language).gettext("{some} and {last}").format(some=", ".join(parts[:-1]), last=parts[-1])
