"""The weekly report in a Teams conversation: an Adaptive Card with figures, pictures of the charts, and next steps."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

from bot.http import Client, NotSentError
from bot.rendering.colours import look
from bot.rendering.cut import cut
from bot.rendering.report.addresses import picture_address
from bot.rendering.report.charts import png
from bot.rendering.report.model import Advice, Chart, ReportView, Section, Tile
from bot.rendering.words import words
from bot.teams.card import BYTES, SENTENCE, TITLE, line, size, whole
from bot.teams.channel import StoppedError, TeamsChannel, TeamsLane
from digests.db import Database
from digests.delivery.model import Outcome, Result
from digests.measure import posts

ROWS = 8  # bars as figures
NEAR = {"localhost", "127.0.0.1", "::1"}  # hosts that Microsoft cannot fetch a picture from
Value = dict[str, Any]


def render(view: ReportView, pictures: Mapping[str, str] | None = None) -> Value:
    """The card; `pictures` are addresses by chart, and where there is none its figures stand in a list.

    What makes it too large for Teams is left out from the end.
    """
    told = [section for section in view.sections if _told(section)]
    made = _card(view, told, pictures or {})
    while told and size(made) > BYTES:
        made = _card(view, told := told[:-1], pictures or {})
    return made


def _card(view: ReportView, sections: Sequence[Section], pictures: Mapping[str, str]) -> Value:
    body: list[Value] = [
        line(cut(view.title, TITLE), size="Large", weight="Bolder"),
        line(cut(f"{view.company} · {view.period}", SENTENCE), isSubtle=True) | {"spacing": "None"},
        line(cut(view.summary, SENTENCE), weight="Bolder"),
        {"type": "ColumnSet", "columns": [_tile(tile) for tile in view.tiles]},
    ]
    if view.advice:
        body.append(_steps(view.advice, view.language))
    body += [_section(section, pictures.get(section.name, "")) for section in sections]
    body += [line(cut(note, SENTENCE), size="Small", isSubtle=True) for note in (*view.notes, view.privacy)]
    said = cut(f"{view.title}: {view.summary}", SENTENCE)
    return whole(body, view.language, said)


class TeamsReport:
    """A conversation that the app belongs to, as a place for reports."""

    name = "teams"

    def __init__(self, channel: TeamsChannel, database: Database, conversation: str) -> None:
        self._channel = channel
        self._database = database
        self._conversation = conversation

    def post(self, view: ReportView, period: str) -> Outcome:
        """Keeps the pictures where their addresses are served, and posts the card once."""
        timeout = self._channel.settings.config.teams.timeout_seconds
        pictures = self._pictures(view, period)
        with closing(_Lane(self._channel, Client(timeout))) as lane:
            return lane.report(self._conversation, render(view, pictures))

    def _pictures(self, view: ReportView, period: str) -> dict[str, str]:
        settings = self._channel.settings
        public = settings.config.server.public_url
        if urlsplit(public).hostname in NEAR:
            return {}
        accent = look(settings.config.company.accent)
        drawn = {chart.name: png(chart, accent) for chart in view.charts}
        self._database.write(posts.keep_pictures, period, drawn, self._channel.clock())
        return {name: picture_address(public, settings.key, period, name) for name in drawn}


class _Lane(TeamsLane):
    """A lane that also posts to a conversation that there is."""

    def report(self, conversation: str, card: Value) -> Outcome:
        try:
            token = self._channel.tokens.get(self._client, self._channel.ticks())
            return self._post(conversation, card, token)
        except StoppedError as stopped:
            return stopped.outcome
        except NotSentError as error:
            return Outcome(Result.DOWN, f"Microsoft cannot be reached ({error}): check the network and its name server")


def _told(section: Section) -> bool:
    return bool(section.chart or section.lead)


def _tile(tile: Tile) -> Value:
    beside = " · ".join(part for part in (tile.change, tile.beside) if part)
    items = [
        line(cut(tile.label, TITLE), size="Small", isSubtle=True),
        line(tile.figure, size="ExtraLarge", weight="Bolder") | {"spacing": "None"},
    ]
    if beside:
        items.append(line(cut(beside, TITLE), size="Small", isSubtle=True) | {"spacing": "None"})
    return {"type": "Column", "width": "stretch", "items": items}


def _steps(steps: tuple[Advice, ...], language: str) -> Value:
    items = [line(words(language).gettext("Next steps"), weight="Bolder")]
    for number, step in enumerate(steps, start=1):
        items.append(line(cut(f"{number}. {step.act}", SENTENCE), weight="Bolder"))
        items.append(line(cut(step.reason, SENTENCE)) | {"spacing": "None"})
    return {"type": "Container", "style": "emphasis", "spacing": "Medium", "items": items}


def _section(section: Section, picture: str) -> Value:
    items = [line(cut(section.title, TITLE), weight="Bolder", size="Medium")]
    if section.lead:
        items.append(line(cut(section.lead, SENTENCE)) | {"spacing": "None"})
    if section.chart is not None:
        items.append(_picture(section.chart, picture) if picture else _facts(section.chart))
    return {"type": "Container", "separator": True, "spacing": "Medium", "items": items}


def _picture(chart: Chart, address: str) -> Value:
    return {"type": "Image", "url": address, "altText": cut(chart.alt, 1000), "size": "Stretch", "spacing": "Small"}


def _facts(chart: Chart) -> Value:
    facts = [{"title": cut(bar.label, TITLE), "value": bar.shown} for bar in chart.bars[:ROWS]]
    mark = [{"title": "│", "value": chart.mark_label}] if chart.mark is not None else []
    return {"type": "FactSet", "spacing": "Small", "facts": [*facts, *mark]}
