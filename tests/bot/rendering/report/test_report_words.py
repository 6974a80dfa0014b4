"""The report speaks Danish as well as English."""

from itertools import combinations
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from digests.content.model import Kind
from digests.people.model import Rung

ROOT = Path(__file__).resolve().parents[4]
LOCALE = ROOT / "templates" / "locale" / "da"
KEYWORDS = {"_": None, "gettext": None, "say": None, "counted": (1, 2)}
METHODS = [("**.html", "jinja2.ext.babel_extract"), ("**.txt", "jinja2.ext.babel_extract"), ("**.py", "python")]
FOLDERS = ("bot/rendering/report", "templates/report", "templates/email/report")


def catalogue(name: str) -> dict[str, tuple[str, ...]]:
    with (LOCALE / name).open("rb") as file:
        read = read_po(file, locale="da")
    return {
        (entry.id if isinstance(entry.id, str) else entry.id[0]): (
            (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ())
        )
        for entry in read
        if entry.id
    }


def said() -> set[str]:
    """Every sentence of the report, in English; kinds and rungs are named by their own words."""
    found = {kind.value for kind in Kind} | {rung.value.replace("_", " ") for rung in Rung}
    options = {"**.html": {"newstyle_gettext": "true"}, "**.txt": {"newstyle_gettext": "true"}}
    for folder in FOLDERS:
        for _, _, sentence, _, _ in extract_from_dir(ROOT / folder, METHODS, options, KEYWORDS):
            found.add(sentence if isinstance(sentence, str) else sentence[0])
    return found


def test_every_sentence_of_the_report_has_its_danish_one_and_none_is_left_over() -> None:
    worded = catalogue("report.po")
    assert {source for source, words in worded.items() if all(words)} == said()


def test_no_two_catalogues_word_the_same_sentence_differently() -> None:
    known = {path.name: catalogue(path.name) for path in LOCALE.glob("*.po")}
    for one, other in combinations(known, 2):
        shared = known[one].keys() & known[other].keys()
        assert {key: known[one][key] for key in shared} == {key: known[other][key] for key in shared}, (one, other)


def test_every_value_that_is_filled_in_is_filled_in_danish_too() -> None:
    for source, words in catalogue("report.po").items():
        for word in words:
            assert {part.split("}")[0] for part in source.split("{")[1:]} >= {
                part.split("}")[0] for part in word.split("{")[1:]
            }, source
