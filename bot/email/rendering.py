"""The mail templates as text: rendered, and the HTML's styles inlined."""

from dataclasses import dataclass
from functools import cache

from css_inline import CSSInliner

from bot.rendering.colours import look
from bot.rendering.templates import environment
from bot.rendering.view import DigestView
from bot.rendering.words import SOURCE
from digests.config import Company


@dataclass(frozen=True, slots=True)
class Marks:
    """What templates put around the parts that differ from person to person: nothing, in a plain rendering."""

    on: str = ""  # opens a part that goes when the value inside is empty
    off: str = ""
    item: str = ""
    end_item: str = ""
    button: str = ""
    end_button: str = ""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A digest as the three parts of a mail."""

    subject: str
    text: str
    html: str


def render(view: DigestView, company: Company, marks: Marks | None = None) -> Rendered:
    """The digest in words, through the templates under templates/email/digest."""
    values = {"view": view, "company": company.name, "look": look(company.accent), "cut": marks or Marks()}
    made = environment(view.language)
    subject, text, html = (
        made.get_template(f"email/digest/{name}").render(values) for name in ("subject.txt", "body.txt", "body.html")
    )
    return Rendered(subject.strip(), text, f"{_inliner(company.accent).inline(html).rstrip()}\n")


@cache
def _inliner(accent: str) -> CSSInliner:
    """Puts style.css into the elements; the page's own styles, for dark mode and phones, stay where they are."""
    css = environment(SOURCE).get_template("email/digest/style.css").render(look=look(accent))
    return CSSInliner(
        inline_style_tags=False, keep_style_tags=True, minify_css=True, load_remote_stylesheets=False, extra_css=css
    )
