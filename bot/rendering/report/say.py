"""Figures and names in a language: what is not told is a dot, and nobody's zone is guessed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal, format_percent

from bot.rendering.words import SOURCE, words
from digests.networks import NETWORKS

HIDDEN = "·"  # what is not told
ROUND_FROM = 100  # amounts from here on are told without the smallest unit
_DATES = {SOURCE: "en_GB"}  # in English the day stands before the month, as everywhere around us


@dataclass(frozen=True, slots=True)
class Say:
    """Words and figures of one language; days are those of `zone`."""

    language: str
    zone: ZoneInfo

    def __call__(self, text: str, **values: object) -> str:
        """A sentence of ours in this language."""
        said = words(self.language).gettext(text)
        return said.format(**values) if values else said

    def counted(self, one: str, several: str, n: int, **values: object) -> str:
        """A sentence that counts; `{n}` is the number."""
        return words(self.language).ngettext(one, several, n).format(n=self.number(n), **values)

    def percent(self, share: float | None) -> str:
        """A share with one decimal."""
        return HIDDEN if share is None else format_percent(share, "0.0 %", locale=self.language)

    def number(self, value: float | None, decimals: int = 0) -> str:
        """A number with at most so many decimals."""
        if value is None:
            return HIDDEN
        return format_decimal(round(value, decimals), locale=self.language)

    def signed(self, value: float, decimals: int = 1) -> str:
        """A number with its sign."""
        shown = format_decimal(abs(round(value, decimals)), "0." + "0" * decimals, locale=self.language)
        return f"{'−' if round(value, decimals) < 0 else '+'}{shown}"

    def money(self, value: float | None, currency: str) -> str:
        """An amount, without its smallest unit from a hundred on; empty where the goal has no value."""
        if value is None:
            return HIDDEN if currency else ""
        if not currency:
            return ""
        return f"{self.number(value, 0 if value >= ROUND_FROM else 2)} {currency}"

    def days(self, since: datetime, until: datetime) -> str:
        """From the first day to the last one, both included."""
        first = since.astimezone(self.zone).date()
        last = (until - timedelta(microseconds=1)).astimezone(self.zone).date()
        if first == last:
            return self.day(first)
        if first.year != last.year:
            return f"{self.day(first)} – {self.day(last)}"
        return f"{self.short(first)} – {self.day(last)}"

    def day(self, day: date) -> str:
        """A day with its year."""
        return format_date(day, "medium", locale=self._dates)

    def short(self, day: date) -> str:
        """A day without its year."""
        if self.language == SOURCE:
            return format_date(day, "d MMM", locale=self._dates)
        return format_skeleton("MMMd", day, locale=self._dates)

    def title(self, names: Mapping[str, str], fallback: str) -> str:
        """A title in this language, else in any that there is."""
        return names.get(self.language) or next(iter(names.values()), "") or fallback

    def network(self, name: str) -> str:
        """A network's own name."""
        return NETWORKS[name].title if name in NETWORKS else self.name(name)

    def name(self, code: str) -> str:
        """A name from our own lists (a kind, a rung, a desk), in this language where we have a word for it."""
        return words(self.language).gettext(code.replace("_", " ")) if code else ""

    @property
    def _dates(self) -> str:
        return _DATES.get(self.language, self.language)
