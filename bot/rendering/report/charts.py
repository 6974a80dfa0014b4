"""Charts as SVG, for pages, and as PNG, for mail and chat: one drawing for both.

A row is a name, its figure, and a bar under both, so that a picture stays readable at the width of a phone. Nothing is
told by colour alone: every bar has its figure, and the field's mark is a line with a name.
"""

from html import escape
from importlib.resources import files
from pathlib import Path

from bot.rendering.colours import Look
from bot.rendering.cut import cut
from bot.rendering.report.model import Bar, Chart

WIDTH = 520
ROW = 48
BAR_TOP = 24  # of a bar, below the top of its row
BAR_HEIGHT = 12
EDGE = 20  # around the drawing in a picture
TITLE = 34
LEGEND = 26
LETTERS = 44  # of a row's name
SHARPNESS = 2  # pixels of a picture for each of the drawing
FAMILY = "Source Sans Pro"
LATIN_GREEK_CYRILLIC = 0x2C00  # the font we bring knows what stands below, and common signs

GROUND = "#ffffff"
INK = "#1a1f26"
QUIET = "#56606d"
TRACK = "#e4e8ed"


def svg(chart: Chart) -> str:
    """The drawing for a page, whose own style gives the classes their colours."""
    return _svg(chart, _rows(chart), WIDTH, _height(chart))


def png(chart: Chart, look: Look) -> bytes:
    """The drawing as a picture with a title and a ground of its own, the same in light and dark mail."""
    from resvg_py import svg_to_bytes  # noqa: PLC0415 - only who makes pictures needs it

    fonts = files("font_source_sans_pro") / "files"
    drawn = _picture(chart, look)
    made: bytes = svg_to_bytes(
        svg_string=drawn,
        zoom=SHARPNESS,
        skip_system_fonts=all(ord(sign) < LATIN_GREEK_CYRILLIC for sign in chart.alt),
        font_files=[str(Path(str(fonts)) / f"SourceSansPro-{weight}.ttf") for weight in ("Regular", "Bold")],
        font_family=FAMILY,
        sans_serif_family=FAMILY,
    )
    return bytes(made)


def size(chart: Chart) -> tuple[int, int]:
    """Width and height at which a picture is shown; it has `SHARPNESS` pixels for each."""
    return WIDTH + 2 * EDGE, TITLE + _height(chart) + 2 * EDGE


def _height(chart: Chart) -> int:
    return len(chart.bars) * ROW + (LEGEND if chart.mark is not None else 0)


def _picture(chart: Chart, look: Look) -> str:
    width, height = size(chart)
    style = (
        f"text{{font-family:'{FAMILY}',sans-serif;font-size:17px;fill:{INK}}}"
        f".title{{font-size:20px;font-weight:700}}.figure{{font-weight:700}}.quiet{{fill:{QUIET};font-size:15px}}"
        f".track{{fill:{TRACK}}}.bar{{fill:{look.link}}}.mark{{stroke:{INK}}}"
    )
    ground = f'<rect width="{width}" height="{height}" rx="10" fill="{GROUND}"/>'
    title = f'<text class="title" x="{EDGE}" y="{EDGE + 18}">{escape(cut(chart.title, LETTERS))}</text>'
    inner = f'<g transform="translate({EDGE} {EDGE + TITLE})">{_rows(chart)}</g>'
    return _svg(chart, f"<style>{style}</style>{ground}{title}{inner}", width, height)


def _svg(chart: Chart, inner: str, width: int, height: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" aria-label="{escape(chart.alt)}">{inner}</svg>'
    )


def _rows(chart: Chart) -> str:
    drawn = "".join(_row(chart, bar, number * ROW) for number, bar in enumerate(chart.bars))
    if chart.mark is None:
        return drawn
    x = _place(chart.mark, chart)
    bottom = len(chart.bars) * ROW
    side = "end" if x > WIDTH * 2 / 3 else "start" if x < WIDTH / 3 else "middle"
    return (
        f'{drawn}<text class="quiet" x="{x}" y="{bottom + 14}" text-anchor="{side}">{escape(chart.mark_label)}</text>'
    )


def _row(chart: Chart, bar: Bar, top: int) -> str:
    said = "quiet" if bar.share is None else "figure"
    name = f'<text x="0" y="{top + 16}">{escape(cut(bar.label, LETTERS))}</text>'
    figure = f'<text class="{said}" x="{WIDTH}" y="{top + 16}" text-anchor="end">{escape(bar.shown)}</text>'
    if bar.share is None:
        return name + figure
    at = f'y="{top + BAR_TOP}" height="{BAR_HEIGHT}" rx="3"'
    track = f'<rect class="track" x="0" width="{WIDTH}" {at}/>'
    length = f'<rect class="bar" x="0" width="{max(_place(bar.share, chart), 2)}" {at}/>' if bar.share > 0 else ""
    return name + figure + track + length + _mark(chart, top + BAR_TOP)


def _mark(chart: Chart, top: int) -> str:
    if chart.mark is None:
        return ""
    x = _place(chart.mark, chart)
    return f'<line class="mark" x1="{x}" y1="{top - 2}" x2="{x}" y2="{top + BAR_HEIGHT + 3}" stroke-width="2"/>'


def _place(share: float, chart: Chart) -> float:
    """Where a share lies, kept a line's width inside the drawing."""
    return round(min(share / chart.full, 1) * (WIDTH - 1), 1)
