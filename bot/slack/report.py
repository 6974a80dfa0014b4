"""The weekly report in a Slack channel: Block Kit with pictures of the charts, or bars of letters without."""

import logging
from collections.abc import Mapping
from contextlib import closing
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.rendering.colours import look
from bot.rendering.cut import cut
from bot.rendering.report.bars import bar, place
from bot.rendering.report.charts import png
from bot.rendering.report.model import Chart, ReportView, Section
from bot.rendering.words import words
from bot.slack import limits
from bot.slack.blocks import SENTENCE, escape
from bot.slack.lane import SlackLane, StoppedError
from bot.slack.workspace import Workspace
from digests.delivery.model import Outcome, Result

EVENT = "budstikke_report"
CELLS = 16  # of a bar
NAME = 30  # letters of a bar's name
ROWS = 12  # bars in one section; its text must stay under 3,000 signs
UNREADY = "invalid_blocks"  # also what Slack says of a picture that it has not looked at yet
LOOKS = 4  # at whether it has by now
PAUSE = 2.0  # seconds between them
ADVICE = 500  # signs of a step, escaped at most five times as many

Value = dict[str, Any]
log = logging.getLogger(__name__)


def render(view: ReportView, period: str, pictures: Mapping[str, str] | None = None) -> Value:
    """The arguments `text`, `blocks` and `metadata` of chat.postMessage; `pictures` are Slack's file ids by chart."""
    blocks: list[Value] = [
        {"type": "header", "text": {"type": "plain_text", "text": cut(view.title, limits.HEADER)}},
        _section(f"*{escape(cut(view.summary, SENTENCE))}*\n{escape(cut(view.period, SENTENCE))}"),
        {
            "type": "section",
            "fields": [_field(tile.label, tile.figure, tile.beside, tile.change) for tile in view.tiles],
        },
    ]
    blocks += _steps(view)
    for section in view.sections:
        if section.chart is not None:
            blocks += _charted(section, section.chart, (pictures or {}).get(section.chart.name, ""))
    rest = [section for section in view.sections if section.chart is None and section.lead]
    blocks += [_section(f"*{escape(cut(one.title, NAME * 2))}*\n{escape(cut(one.lead, SENTENCE))}") for one in rest]
    told = [*view.notes, view.privacy]
    blocks.append(
        {"type": "context", "elements": [_text(escape(cut(note, SENTENCE))) for note in told[: limits.CONTEXT]]}
    )
    return {
        "text": escape(cut(f"{view.title}: {view.summary}", SENTENCE)),
        "blocks": [block for block in blocks if block.get("fields") != []],
        "metadata": {"event_type": EVENT, "event_payload": {"period": period}},
    }


class SlackReport:
    """A channel of the workspace, as a place for reports."""

    name = "slack"

    def __init__(self, workspace: Workspace, channel: str) -> None:
        self._workspace = workspace
        self._channel = channel

    def post(self, view: ReportView, period: str) -> Outcome:
        """Uploads the pictures and posts once; without the right to upload, bars of letters stand for them."""
        with closing(_Lane(self._workspace)) as lane:
            return lane.report(self._channel, view, period)


class _Lane(SlackLane):
    """A lane that also uploads."""

    def report(self, channel: str, view: ReportView, period: str) -> Outcome:
        pictures = self._uploaded(view)
        for _ in range(LOOKS if pictures else 0):
            outcome = self._posted(channel, render(view, period, pictures))
            if UNREADY not in outcome.reason or outcome.result is not Result.REFUSED:
                return outcome
            self._workspace.sleep(PAUSE)
        return self._posted(channel, render(view, period))

    def _posted(self, channel: str, message: Value) -> Outcome:
        try:
            return self._post(channel, message)
        except StoppedError as stopped:
            return stopped.outcome

    def _uploaded(self, view: ReportView) -> dict[str, str]:
        """Slack's file by chart; none where Slack took not every one of them."""
        accent = look(self._workspace.settings.config.company.accent)
        try:
            return {chart.name: self._upload(chart, png(chart, accent)) for chart in view.charts}
        except StoppedError as stopped:
            log.warning("the report goes to Slack without pictures: %s", stopped.outcome.reason)
            return {}

    def _upload(self, chart: Chart, picture: bytes) -> str:
        pace, name = self._workspace.lookups, f"{chart.name}.png"
        asked = self._ask(
            lambda web: web.files_getUploadURLExternal(
                filename=name, length=len(picture), alt_txt=cut(chart.alt, limits.ALT)
            ),
            pace,
            posting=False,
        )
        address, file = str(asked["upload_url"]), str(asked["file_id"])

        async def finish(web: AsyncWebClient) -> AsyncSlackResponse:
            session = web.session
            if session is None or not _sound(address, self._workspace.settings.config.slack.api_url):
                raise aiohttp.InvalidURL(address)
            async with session.post(address, data=picture) as answer:
                answer.raise_for_status()
            return await web.files_completeUploadExternal(files=[{"id": file, "title": chart.title}])

        self._ask(finish, pace, posting=False)
        return file


def _sound(address: str, api: str) -> bool:
    """Pictures go over TLS, as everything does where the API itself is called over TLS."""
    return address.startswith("https://") or api.startswith("http://")


def _steps(view: ReportView) -> list[Value]:
    """What to do, before what it follows from."""
    blocks = []
    for number, advice in enumerate(view.advice, start=1):
        act, reason = escape(cut(advice.act, ADVICE)), escape(cut(advice.reason, ADVICE))
        blocks.append(_section(f"*{number}. {act}*\n{reason}"))
    if not blocks:
        return []
    title = escape(words(view.language).gettext("Next steps"))
    return [{"type": "divider"}, _section(f"*{title}*"), *blocks, {"type": "divider"}]


def _charted(section: Section, chart: Chart, file: str) -> list[Value]:
    """A picture has its own title; bars of letters get one."""
    lead = escape(cut(section.lead, SENTENCE))
    if file:
        picture = {"type": "image", "slack_file": {"id": file}, "alt_text": cut(chart.alt, limits.ALT)}
        return [*([_section(lead)] if lead else []), picture]
    return [_section(f"*{escape(cut(section.title, limits.HEADER))}*\n{lead}".rstrip() + f"\n{_bars(chart)}")]


def _section(text: str) -> Value:
    return {"type": "section", "text": _text(text)}


def _text(text: str) -> Value:
    return {"type": "mrkdwn", "text": text}


def _field(label: str, figure: str, beside: str, change: str) -> Value:
    said = " · ".join(part for part in (change, beside) if part)
    return _text(f"{escape(cut(label, NAME * 2))}\n*{escape(figure)}*\n{escape(cut(said, SENTENCE))}".rstrip())


def _bars(chart: Chart) -> str:
    lines = []
    for one in chart.bars[:ROWS]:
        name = cut(one.label, NAME).ljust(NAME)
        drawn = " " * CELLS if one.share is None else bar(one.share, chart.mark, chart.full, CELLS)
        lines.append(f"{name} {drawn} {one.shown}")
    where = 0 if chart.mark is None else NAME + 1 + place(chart.mark, chart.full, CELLS)
    legend = f"{'':{where}}└ {chart.mark_label}" if where else ""
    return "```" + escape("\n".join([*lines, legend] if legend else lines)).replace("`", "'") + "```"
