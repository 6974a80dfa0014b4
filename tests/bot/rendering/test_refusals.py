"""What is refused is said in the language of whoever asked, with the names and numbers that it is about."""

import ast
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter

import pytest

from bot.rendering.words import worded, words
from digests.content.model import ItemState
from digests.errors import DatabaseError, InputError, UnknownError
from digests.newsroom.errors import NotAllowedError
from digests.newsroom.keeping import words as state_words

ROOT = Path(__file__).resolve().parents[3]
ROOMS = (
    "digests/access",
    "digests/employee",
    "digests/newsroom",
    "digests/people/preferences.py",
    "digests/people/store.py",
    "digests/programme",
    "digests/sharing",
    "bot/web",
)
REFUSALS = frozenset(("InputError", "UnknownError", "NotAllowedError", "Phrase"))
OTHERWISE = {  # what is raised with something else than a sentence of its own
    ("digests/newsroom/feeds/managing.py", "sentence"),  # one of those that a form's fields have, beside this one
    ("digests/newsroom/keeping.py", "state.value.replace('_', ' ')"),  # all of them are looked at below
    ("digests/newsroom/programme.py", "_plain(str(wrong))"),  # what is wrong with a configuration, by its own checks
    ("bot/web/newsroom/preview/room.py", "composed.why"),  # worded already
}


def _files() -> Iterator[Path]:
    for room in ROOMS:
        path = ROOT / room
        yield from sorted(path.rglob("*.py")) if path.is_dir() else [path]


def _raised() -> Iterator[tuple[str, str | None, str]]:
    """Every refusal: its file, its sentence (None where that is no literal), and what stands there."""
    for path in _files():
        tree, name = ast.parse(path.read_text(encoding="utf-8")), path.relative_to(ROOT).as_posix()
        constants = {
            target.id: one.value
            for one in tree.body
            if isinstance(one, ast.Assign)
            for target in one.targets
            if isinstance(target, ast.Name)
        }
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and call.args and (_called(call) in REFUSALS or _refines(call, path)):
                for said in _said(call.args[0], constants):
                    yield name, said, ast.unparse(call.args[0])


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _refines(call: ast.Call, path: Path) -> bool:
    """Whether an error of the newsroom's own names its sentence."""
    return path.name in {"errors.py", "programme.py"} and ast.unparse(call.func) == "super().__init__"


def _said(node: ast.expr, constants: Mapping[str, ast.expr]) -> Iterator[str | None]:
    if isinstance(node, ast.IfExp):
        yield from _said(node.body, constants)
        yield from _said(node.orelse, constants)
    elif isinstance(node, ast.Name) and node.id in constants:
        yield from _said(constants[node.id], constants)
    elif isinstance(node, ast.Call) and _called(node) == "N_":
        yield from _said(node.args[0], constants)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    else:
        yield None


def _gaps(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def test_every_refusal_has_its_danish_one_with_the_same_gaps() -> None:
    sentences = {sentence for _, sentence, _ in _raised() if sentence is not None}
    assert len(sentences) > 80
    danish = {one: words("da").gettext(one) for one in sentences}
    assert [one for one, other in danish.items() if one == other] == []
    assert [one for one, other in danish.items() if _gaps(one) != _gaps(other)] == []


def test_no_refusal_is_glued_together_before_it_is_worded() -> None:
    assert {(name, text) for name, sentence, text in _raised() if sentence is None} == OTHERWISE


@pytest.mark.parametrize("state", list(ItemState))
def test_a_state_is_worded_with_the_sentence_that_it_stands_in(state: ItemState) -> None:
    error = InputError("Only a draft can be submitted: {item} is {state}.", item="draft", state=state_words(state))
    assert str(error) == f"Only a draft can be submitted: draft is {state.value.replace('_', ' ')}."
    danish = words("da").gettext(state_words(state))
    assert danish != state_words(state)
    assert worded("da", error) == f"Kun en kladde kan sendes til godkendelse: draft er {danish}."


def test_names_and_numbers_stand_in_the_sentence_of_every_language() -> None:
    error = UnknownError("{item} never had a version {version}: open it again.", item="spring {x}", version=7)
    assert worded("en", error) == str(error) == "spring {x} never had a version 7: open it again."
    assert worded("da", error) == "spring {x} har aldrig haft en version 7: åbn den igen."


def test_a_day_is_written_as_the_language_writes_it() -> None:
    sentence = "{item} stays in until {ends:%Y-%m-%d %H:%M}: the quiet period {name!r} holds."
    error = InputError(sentence, item="ferry", ends=datetime(2026, 12, 1, 9, 30, tzinfo=UTC), name="results")
    assert "2026-12-01 09:30" in worded("en", error)
    assert "01.12.2026 kl. 09.30" in worded("da", error)


def test_a_sentence_without_values_keeps_its_braces() -> None:
    error = NotAllowedError("Write {item} as it stands.")
    assert worded("da", error) == worded("en", error) == str(error) == "Write {item} as it stands."


def test_another_error_says_what_it_says() -> None:
    assert worded("da", DatabaseError("The database is {busy}.")) == "The database is {busy}."
