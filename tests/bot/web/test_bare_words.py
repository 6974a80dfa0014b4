"""No page has a word that is not worded: every letter stands in a tag that translates it, or comes from data."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3] / "templates"
FOLDERS = ("web", "report", "privacy")
JINJA = (
    re.compile(r"\{#.*?#\}", re.DOTALL),
    re.compile(r"\{%-?\s*trans\b.*?%\}.*?\{%-?\s*endtrans\s*-?%\}", re.DOTALL),
    re.compile(r"\{% block (?:style|script|\w+_class) %\}.*?\{% endblock %\}", re.DOTALL),
    re.compile(r"<(script|style)\b.*?</\1>", re.DOTALL),
    re.compile(r"\{\{.*?\}\}", re.DOTALL),
    re.compile(r"\{%.*?%\}", re.DOTALL),
)
TOLD = re.compile(r'\b(?:aria-label|title|alt|placeholder)="([^"]*)"')
TAG = re.compile(r"<[^>]*>", re.DOTALL)
ENTITY = re.compile(r"&\w+;")
WORD = re.compile(r"[A-Za-zÆØÅæøå]{2,}")
NAMES = {"Slack", "Teams", "QR", "YAML", "config", "toml", "UTC", "https"}  # the same in every language


FILES = sorted(str(path.relative_to(ROOT)) for folder in FOLDERS for path in (ROOT / folder).rglob("*.html"))


@pytest.mark.parametrize("name", FILES)
def test_every_word_of_a_template_is_translated(name: str) -> None:
    found = (ROOT / name).read_text(encoding="utf-8")
    for pattern in JINJA:
        found = pattern.sub(" ", found)
    said = " ".join([*TOLD.findall(found), ENTITY.sub(" ", TAG.sub(" ", found))])
    assert set(WORD.findall(said)) - NAMES == set()
