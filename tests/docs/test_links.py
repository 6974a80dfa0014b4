"""Links between documents lead somewhere."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
FENCED = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(\s*<?([^)>\s]+)|\b(?:src|href)=\"([^\"]+)\"")
ELSEWHERE = re.compile(r"[a-z][a-z+.-]*:|#|//")


def targets(text: str) -> list[str]:
    """The relative addresses that a document leads to, without what stands in its examples."""
    found = (first or second for first, second in LINK.findall(FENCED.sub("", text)))
    return [target.partition("#")[0] for target in found if not ELSEWHERE.match(target)]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_relative_link_leads_to_a_file(document: Path) -> None:
    linked = targets(document.read_text(encoding="utf-8"))
    assert [target for target in linked if not (document.parent / target).exists()] == []


def test_links_and_pictures_are_found_and_examples_are_not() -> None:
    text = '[a](b.md#c) ![d](e.png) <img src="f.png"> [g](https://example.com) [h](#i)\n```\n[j](k.md)\n```\n'
    assert targets(text) == ["b.md", "e.png", "f.png"]


def test_every_decision_stands_in_their_list() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = targets((folder / "README.md").read_text(encoding="utf-8"))
    assert sorted(listed) == sorted(page.name for page in folder.glob("[0-9]*.md"))
