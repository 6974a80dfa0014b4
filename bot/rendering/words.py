"""Words in a person's language, from gettext catalogues under templates/locale."""

import gettext
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from digests.errors import BudstikkeError, InputError, Phrase

LOCALE = Path(__file__).resolve().parents[2] / "templates" / "locale"
SOURCE = "en"  # the language that templates and code are written in


@cache
def languages() -> tuple[str, ...]:
    """Languages that have a catalogue, English first."""
    return (SOURCE, *sorted(path.name for path in LOCALE.iterdir() if path.is_dir() and any(path.glob("*.po"))))


def best(spoken: tuple[str, ...], fallback: str) -> str:
    """The first language that we have words in, `da-DK` counting as `da`; else the fallback, else English."""
    for language in (*spoken, fallback):
        short = language.split("-")[0].lower()
        if short in languages():
            return short
    return SOURCE


@cache
def words(language: str) -> gettext.NullTranslations:
    """The catalogue of a language; every .po file of its folder together."""
    whole = Catalog(locale=language)
    for path in sorted((LOCALE / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id:
                    whole.add(message.id, message.string, flags=message.flags, context=message.context)
    compiled = BytesIO()
    write_mo(compiled, whole)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def worded(language: str, error: BudstikkeError) -> str:
    """What an error says, in a person's language: its sentence, and whatever of its values is words of ours."""
    if not isinstance(error, InputError):
        return words(language).gettext(str(error))
    _ = words(language).gettext
    said = _(error.sentence)
    values = {name: _(value) if isinstance(value, Phrase) else value for name, value in error.values.items()}
    return said.format(**values) if values else said


def N_(sentence: str) -> str:  # noqa: N802 - as gettext calls it
    """Marks a sentence that is worded where it is shown."""
    return sentence
