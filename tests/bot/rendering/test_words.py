"""Words: every sentence that people read has its Danish one."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from bot.rendering.words import LOCALE, best, languages, words

ROOT = Path(__file__).resolve().parents[3]
GAPS = re.compile(r"%\(\w+\)s|\{\w*\}")
JINJA = {"extensions": "jinja2.ext.i18n", "trimmed": "true", "silent": "false"}


def _said() -> set[tuple[str, ...]]:
    found: set[tuple[str, ...]] = set()
    for folder, method in (
        ("bot", [("**.py", "python")]),
        ("templates", [("**.html", "jinja2"), ("**.txt", "jinja2")]),
    ):
        for _, _, message, _, _ in extract_from_dir(
            ROOT / folder, method, {"**.html": JINJA, "**.txt": JINJA}, keywords=_KEYWORDS
        ):
            found.add(message if isinstance(message, tuple) else (message,))
    return {tuple(one for one in message if one) for message in found}


_KEYWORDS = {"_": None, "gettext": None, "N_": None, "ngettext": (1, 2)}


def _catalogue(language: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for path in (LOCALE / language).glob("*.po"):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                ids = message.id if isinstance(message.id, (list, tuple)) else (message.id,)
                strings = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
                found[ids[0]] = tuple(one or "" for one in strings)
    return found


def test_every_sentence_has_its_danish_one() -> None:
    said, danish = _said(), _catalogue("da")
    assert len(said) > 100
    assert {one[0] for one in said if not all(danish.get(one[0], ()))} - {""} == set()
    assert {one[0] for one in said if one[0] not in danish} == set()


def test_a_translation_fills_the_same_gaps() -> None:
    wrong = [
        source
        for source, strings in _catalogue("da").items()
        for string in strings
        if source and set(GAPS.findall(string)) - set(GAPS.findall(source))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("spoken", "expected"),
    [(("da",), "da"), (("da-DK", "en"), "da"), (("sv", "en"), "en"), (("sv",), "da"), ((), "da")],
)
def test_the_first_language_that_has_words_is_spoken(spoken: tuple[str, ...], expected: str) -> None:
    assert best(spoken, "da") == expected


def test_english_is_spoken_where_nothing_else_is_left() -> None:
    assert best(("sv",), "fi") == "en"
    assert languages()[0] == "en"
    assert words("en").gettext("Not for me") == "Not for me"
