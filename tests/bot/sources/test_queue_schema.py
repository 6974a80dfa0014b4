"""The schema that editors complete from is the one the linter uses."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bot.cli.content import schema_text
from bot.sources import yaml_tree
from bot.sources.queue_shape import misfits
from digests.content.model import Kind
from digests.networks import NETWORKS
from digests.newsroom.schema import schema

ROOT = Path(__file__).parents[3]
ITEM = {"id": "a", "url": "https://example.com", "kind": "news", "owner": "hr", "title": {"en": "A"}}


def test_the_copy_in_docs_is_true() -> None:
    assert (ROOT / "docs/queue.schema.json").read_text(encoding="utf-8") == schema_text()


def test_it_is_a_schema_of_2020_12() -> None:
    Draft202012Validator.check_schema(schema())


def test_editors_are_offered_kinds_and_networks_with_words() -> None:
    item = schema()["properties"]["items"]["items"]["properties"]
    assert item["kind"]["enum"] == [kind.value for kind in Kind]
    assert item["networks"]["items"]["enum"] == list(NETWORKS)
    assert all(found.get("description") for found in item.values())


@pytest.mark.parametrize("file", sorted((ROOT / "examples/queue").glob("*.yaml")), ids=lambda file: file.stem)
def test_the_sample_company_fits(file: Path) -> None:
    root = yaml_tree.tree(file.read_text(encoding="utf-8"))
    assert root is not None
    assert list(misfits(root, schema())) == []
    assert list(Draft202012Validator(schema()).iter_errors(yaml_tree.plain(root))) == []


@pytest.mark.parametrize(
    "change",
    [
        {"id": "ÆØÅ"},
        {"id": 7},
        {"id": ""},
        {"kind": "articel"},
        {"title": {}},
        {"title": {"english": "x"}},
        {"title": "A"},
        {"minutes": 0},
        {"minutes": "3"},
        {"networks": ["myspace"]},
        {"networks": ["x", "x"]},
        {"networks": "x"},
        {"expire": "2026-12-20"},
        {"audience": {"any": []}},
        {"audience": {"any": [{}]}},
        {"audience": {"any": [{"department": []}]}},
        {"image": {"url": "https://example.com/a.jpg"}},
        {"texts": [{"text": "x"}]},
        {"topics": ["y" * 61]},
        {"state": None},
    ],
)
def test_what_the_schema_refuses_the_linter_refuses_too(change: dict[str, Any]) -> None:
    queue = {"items": [ITEM | change]}
    root = yaml_tree.tree(json.dumps(queue))
    assert root is not None
    assert list(misfits(root, schema()))
    assert list(Draft202012Validator(schema()).iter_errors(queue))
