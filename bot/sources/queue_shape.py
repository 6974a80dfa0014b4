"""Holds a queue file's tree against its schema, with the line of everything that does not fit."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.sources.yaml_tree import Mapping, Node, Scalar, Sequence
from digests.newsroom.schema import Schema
from digests.newsroom.shape import SHOWN, broken, perhaps, unfit

_ARTICLES = {"array": "a list", "object": "a mapping", "integer": "a whole number", "string": "text"}


@dataclass(frozen=True, slots=True)
class Misfit:
    """What does not fit: the line, the dotted key, the rule that says so, and a sentence."""

    line: int
    key: str
    rule: str
    message: str


def misfits(node: Node, schema: Schema, key: str = "") -> Iterator[Misfit]:
    """Everything in a tree that the schema does not allow."""
    wanted = schema["type"]
    if node.kind != wanted:
        yield Misfit(node.line, key, "wrong-type", _wrong_type(node, key, wanted))
    elif isinstance(node, Mapping):
        yield from _mapping(node, schema, key)
    elif isinstance(node, Sequence):
        yield from _sequence(node, schema, key)
    else:
        yield from _scalar(node, schema, key)


def _wrong_type(node: Node, key: str, wanted: str) -> str:
    where = key or "the file"
    if node.kind == "null":
        return f"{where} has no value; give it one or take the line out"
    if isinstance(node, Scalar) and wanted == "string":
        return f"{where}: {node.text[:SHOWN]} is a {node.kind} in YAML; put it in quotation marks"
    if isinstance(node, Scalar) and wanted == "array":
        return f"{where} must be a list: write [{node.text[:SHOWN]}]"
    return f"{where} must be {_ARTICLES[wanted]}"


def _mapping(node: Mapping, schema: Schema, key: str) -> Iterator[Misfit]:
    known: Schema = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in node.entries:
            yield Misfit(node.line, _inside(key, name), _lack(key, name), f"{_inside(key, name)} is missing")
    if len(node.entries) < schema.get("minProperties", 0):
        yield Misfit(node.line, key, _lack(key), _emptiness(key))
    for double in node.double:
        message = f"{_inside(key, double.text)} stands here a second time; one of the two has no effect"
        yield Misfit(double.line, _inside(key, double.text), "duplicate-key", message)
    for name, value in node.entries.items():
        at = node.keys[name]
        inner = known.get(name, schema.get("additionalProperties"))
        wrong = _wrong_name(at, known, schema, key)
        if wrong is not None:
            yield wrong
        elif inner:
            yield from misfits(value, inner, _inside(key, name))


def _wrong_name(at: Scalar, known: Schema, schema: Schema, key: str) -> Misfit | None:
    inside = _inside(key, at.text[:SHOWN])
    if broken(at.text):
        return Misfit(at.line, key, "bad-character", f"{key or 'the file'}: a key has a control character in it")
    if at.text not in known and schema.get("additionalProperties") is False:
        return Misfit(at.line, inside, "unknown-key", f"{inside} is not a key{perhaps(at.text, known)}")
    pattern = schema.get("propertyNames", {}).get("pattern")
    if pattern and not re.fullmatch(pattern, at.text):
        return Misfit(at.line, inside, "unknown-value", f"{at.text[:SHOWN]!r} is not a language such as en or pt-BR")
    return None


def _sequence(node: Sequence, schema: Schema, key: str) -> Iterator[Misfit]:
    if len(node.items) < schema.get("minItems", 0):
        yield Misfit(node.line, key, _lack(key), _emptiness(key))
    seen = set()
    for item in node.items:
        yield from misfits(item, schema["items"], key)
        if schema.get("uniqueItems") and isinstance(item, Scalar):
            if item.text in seen:
                yield Misfit(item.line, key, "duplicate-value", f"{key}: {item.text[:SHOWN]} stands there twice")
            seen.add(item.text)


def _scalar(node: Node, schema: Schema, key: str) -> Iterator[Misfit]:
    text = node.text if isinstance(node, Scalar) else ""
    if schema["type"] == "integer":
        number = int(text, 0) if text[:2] in ("0o", "0x") else int(text[:20])
        if not schema["minimum"] <= number <= schema["maximum"]:
            message = f"{key} must lie between {schema['minimum']} and {schema['maximum']}"
            yield Misfit(node.line, key, "unknown-value", message)
        return
    if not text.strip() and not broken(text):
        yield Misfit(node.line, key, _lack(key), f"{key} is empty; give it a value or take it out")
    elif found := unfit(text, schema, key):
        yield Misfit(node.line, key, *found)


def _inside(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name


def _lack(key: str, name: str = "") -> str:
    if "alt" in (*key.split("."), name):
        return "missing-alt"
    return "empty-audience" if key.startswith("audience") else "missing-key"


def _emptiness(key: str) -> str:
    if key.startswith("audience"):
        return f"{key} is empty, so nobody could match; name somebody, or leave audience out for everybody"
    return f"{key} is empty; give it a value or take it out"
