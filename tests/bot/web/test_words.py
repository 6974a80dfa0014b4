"""The pages speak Danish as well as English."""

from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[3]
KEYWORDS = {"_": None, "gettext": None, "N_": None, "ngettext": (1, 2), "message": (3, 4)}
METHODS = [("**.html", "jinja2.ext.babel_extract"), ("**.py", "python")]


def said() -> set[str]:
    """Every sentence of the pages, in English."""
    found: set[str] = set()
    for folder in ("templates/web", "bot/web"):
        options = {"**.html": {"newstyle_gettext": "true"}}
        for _, _, sentence, _, _ in extract_from_dir(ROOT / folder, METHODS, options, KEYWORDS):
            if isinstance(sentence, tuple):
                plural = "{n}" in sentence[0] or "%(" in sentence[0]
                found.update(sentence[:1] if plural else sentence)
            else:
                found.add(sentence)
    return found


def test_every_sentence_of_the_pages_has_its_danish_one() -> None:
    worded: set[str] = set()
    for path in (ROOT / "templates/locale/da").glob("*.po"):
        with path.open("rb") as file:
            worded |= {_source(entry) for entry in read_po(file, locale="da") if entry.id and _is_whole(entry)}
    assert said() - worded == set()


def _source(entry: Message) -> str:
    return entry.id if isinstance(entry.id, str) else entry.id[0]


def _is_whole(entry: Message) -> bool:
    return all(entry.string) if isinstance(entry.string, tuple) else bool(entry.string)
