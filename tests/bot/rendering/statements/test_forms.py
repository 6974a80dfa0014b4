"""A document in each form."""

import re
from html.parser import HTMLParser

import pytest

from bot.rendering.statements.documents import DOCUMENTS
from bot.rendering.statements.forms import WIDTH, html, markdown, text
from bot.rendering.statements.model import Document, Part, Practice, Table
from tests.bot.cli.checks.setting import settings

SMALL = Document(
    "en",
    "A title",
    ("An intro.",),
    (
        Part("First", ("A sentence.",), ("a point",)),
        Part("Second", table=Table(("What", "Why"), (("a thing", "a reason"), ("another", "another reason")))),
    ),
)
ODD = Document("en", "<b>&", ("*not bold* | _nor this_",), ())


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(tag)
        assert not {name for name, _ in attrs} & {"src", "href", "onclick"}
        if tag != "meta":
            self.opened.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.opened.pop() == tag


def test_text_is_told_line_by_line() -> None:
    assert text(SMALL) == (
        "A title\n=======\n\nAn intro.\n\nFirst\n-----\n\nA sentence.\n\n- a point\n\n"
        "Second\n------\n\n* a thing\n    Why: a reason\n\n* another\n    Why: another reason\n"
    )


def test_markdown_has_headings_lists_and_tables() -> None:
    assert markdown(SMALL) == (
        "# A title\n\nAn intro.\n\n## First\n\nA sentence.\n\n- a point\n\n## Second\n\n"
        "| What | Why |\n|---|---|\n| a thing | a reason |\n| another | another reason |\n"
    )


def test_signs_of_markdown_are_words_in_it() -> None:
    assert "\\*not bold\\* \\| \\_nor this\\_" in markdown(ODD)


def test_signs_of_html_are_words_in_it() -> None:
    page = html(ODD, "#0b5fff")
    assert "&lt;b&gt;&amp;" in page
    assert "<b>" not in page


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("language", ["en", "da"])
def test_every_document_is_a_whole_page_that_fetches_nothing(name: str, language: str) -> None:
    practice = Practice.of(settings().config, ("email",), language)
    page = html(DOCUMENTS[name](practice, language), "#0b5fff")
    tags = _Tags()
    tags.feed(page)
    assert tags.opened == []
    assert {"h1", "h2", "table", "th", "li", "main"} <= set(tags.found)
    assert "script" not in tags.found
    assert f'<html lang="{language}">' in page
    assert "@media print" in page
    assert not re.search(r"url\(|@import", page)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_text_fits_a_terminal(name: str) -> None:
    told = text(DOCUMENTS[name](Practice.of(settings().config, ("email",), "en"), "en"))
    assert max(len(line) for line in told.splitlines()) <= WIDTH
