"""A document as plain text, as Markdown, and as a page that prints."""

from collections.abc import Iterator
from textwrap import wrap

from bot.rendering.colours import look
from bot.rendering.statements.model import Document, Part, Table
from bot.rendering.templates import environment

WIDTH = 96


def text(document: Document) -> str:
    """For a terminal or a mail."""
    lines = [document.title, "=" * len(document.title), ""]
    for sentence in document.intro:
        lines += [*wrap(sentence, WIDTH), ""]
    for part in document.parts:
        lines += [part.heading, "-" * len(part.heading), "", *_text(part)]
    return "\n".join(lines)


def _text(part: Part) -> Iterator[str]:
    for sentence in part.sentences:
        yield from (*wrap(sentence, WIDTH), "")
    for row in part.table.rows if part.table else ():
        first, *others = zip(part.table.head if part.table else (), row, strict=True)
        yield from wrap(f"* {first[1]}", WIDTH, subsequent_indent="  ")
        for head, cell in others:
            yield from wrap(f"{head}: {cell}", WIDTH, initial_indent="    ", subsequent_indent="      ")
        yield ""
    for point in part.points:
        yield from wrap(f"- {point}", WIDTH, subsequent_indent="  ")
    if part.points:
        yield ""


def markdown(document: Document) -> str:
    """For a wiki or a repository."""
    lines = [f"# {document.title}", ""]
    for sentence in document.intro:
        lines += [_plain(sentence), ""]
    for part in document.parts:
        lines += [f"## {part.heading}", ""]
        for sentence in part.sentences:
            lines += [_plain(sentence), ""]
        lines += [*_table(part.table), ""] if part.table else []
        lines += [*(f"- {_plain(point)}" for point in part.points), ""] if part.points else []
    return "\n".join(lines)


def _table(table: Table) -> Iterator[str]:
    yield "| " + " | ".join(_plain(cell) for cell in table.head) + " |"
    yield "|" + "---|" * len(table.head)
    for row in table.rows:
        yield "| " + " | ".join(_plain(cell) for cell in row) + " |"


def _plain(words: str) -> str:
    """Without what Markdown would read as a sign of its own: names and columns come from the configuration."""
    for sign in "\\`*_[]<>|":
        words = words.replace(sign, f"\\{sign}")
    return words


def html(document: Document, accent: str) -> str:
    """One file that opens in a browser and prints; nothing is fetched from anywhere."""
    template = environment(document.language).get_template("privacy/page.html")
    return template.render(document=document, look=look(accent))
