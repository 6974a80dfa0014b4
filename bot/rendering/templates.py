"""The one Jinja2 environment: escaped, strict about names, with a language's words."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from bot.rendering.words import words

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


@cache
def environment(language: str) -> Environment:
    """Templates in a language; `_()` and `ngettext()` and {% trans %} speak it, and `language` is its code."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(enabled_extensions=("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_translations(words(language), newstyle=True)  # type: ignore[attr-defined]
    made.globals["language"] = language
    return made
