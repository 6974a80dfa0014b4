"""YAML is taken apart safely: with lines, as YAML 1.2, and without unfolding anything first."""

from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.sources.yaml_tree import DEPTH, Mapping, Node, Scalar, Sequence, Unreadable, plain, tree


def bomb() -> str:
    """Nine levels of nine: ten values that stand for 387,420,489."""
    names = "abcdefghij"
    lines = ["a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines += [f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]" for before, name in pairwise(names)]
    return "\n".join(lines)


def scalar(text: str) -> Scalar:
    found = tree(text)
    assert isinstance(found, Scalar)
    return found


def test_every_value_knows_its_line() -> None:
    root = tree("# a comment\nitems:\n  - id: one\n    title: {en: Two}\n")
    assert isinstance(root, Mapping)
    items = root.entries["items"]
    assert isinstance(items, Sequence)
    first = items.items[0]
    assert isinstance(first, Mapping)
    assert (root.line, root.keys["items"].line, first.line, first.keys["title"].line) == (2, 2, 3, 4)
    assert plain(root) == {"items": [{"id": "one", "title": {"en": "Two"}}]}


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("NO", "string"),
        ("no", "string"),
        ("on", "string"),
        ("2026-12-20", "string"),
        ("12:30", "string"),
        ("1_000", "string"),
        ("true", "boolean"),
        ("~", "null"),
        ("0o17", "integer"),
        ("-3", "integer"),
        ("1.5e3", "number"),
        (".inf", "number"),
        ("'3'", "string"),
    ],
)
def test_yaml_is_read_as_1_2_so_norway_stays_norway(written: str, kind: str) -> None:
    assert scalar(written).kind == kind


@pytest.mark.parametrize(("written", "value"), [("7", 7), ("0x1F", 31), ("0o17", 15), ("seven", "seven")])
def test_whole_numbers_are_numbers(written: str, value: object) -> None:
    assert plain(scalar(written)) == value


def test_a_few_aliases_are_welcome() -> None:
    assert plain(_root("a: &x [1, b]\nc: *x\n")) == {"a": [1, "b"], "c": [1, "b"]}


def _root(text: str) -> Node:
    found = tree(text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "line", "rule"),
    [
        ("a: [", 1, "syntax"),
        ("a:\n\t- x", 2, "syntax"),
        ("a: 'x", 1, "syntax"),
        ("a: 1\n---\nb: 2", 2, "syntax"),
        ("a: 1\nb: \x00", 2, "syntax"),
        ('a: "\\U99999999"', 1, "syntax"),
        ("[a, b]: c", 1, "syntax"),
        ("a: *nothing", 1, "aliases"),
        ("a: &a [*a]", 1, "aliases"),
        (bomb(), 5, "aliases"),
        ("a: &a x\nb: [" + "*a, " * 1001 + "]", 2, "aliases"),
        ("a: !!python/object:os.system x", 1, "tag"),
        ("!!set {a}", 1, "tag"),
        ("[" * (DEPTH + 1), 1, "too-deep"),
        ("[" * 100_000, 1, "too-deep"),
        ("- " * 50_000, 1, "too-deep"),
    ],
)
def test_what_is_not_plain_yaml_is_refused_with_its_line(text: str, line: int, rule: str) -> None:
    with pytest.raises(Unreadable) as caught:
        tree(text)
    assert (caught.value.line, caught.value.rule) == (line, rule)
    assert caught.value.message


def test_a_key_that_comes_twice_is_remembered() -> None:
    root = tree("a: 1\nb: 2\na: 3\n")
    assert isinstance(root, Mapping)
    assert [(key.text, key.line) for key in root.double] == [("a", 3)]
    assert plain(root) == {"a": 1, "b": 2}


def test_nothing_is_nothing() -> None:
    assert tree("# only a comment\n") is None


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet=st.one_of(st.sampled_from("ab:-[]{}&*!|>'\"\\# \n\t,?%@`~"), st.characters()), max_size=120))
def test_no_text_at_all_breaks_the_reading(text: str) -> None:
    with suppress(Unreadable):
        found = tree(text)
        assert found is None or found.line >= 1
