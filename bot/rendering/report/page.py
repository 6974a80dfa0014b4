"""The report as one file that opens in a browser and prints: no script, nothing fetched from anywhere."""

from markupsafe import Markup

from bot.rendering.colours import look
from bot.rendering.report.charts import svg
from bot.rendering.report.model import Chart, ReportView
from bot.rendering.templates import environment

SMALL = ("countries", "ladder", "networks", "concentration", "wording")  # two stand side by side
FOLDED = ("texts",)  # opened by whoever wants to know


def page(view: ReportView, accent: str) -> str:
    """The whole file."""
    template = environment(view.language).get_template("report/page.html")
    return template.render(view=view, look=look(accent), drawn=_drawn, small=SMALL, folded=FOLDED)


def _drawn(chart: Chart) -> Markup:
    return Markup(svg(chart))  # noqa: S704 - every word in it was escaped where it was drawn
