"""The report on the web: the same figures under the same rules as everywhere, and every look at them is noted."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from bot.rendering.report.charts import svg
from bot.rendering.report.files import as_csv
from bot.rendering.report.led import led
from bot.rendering.report.model import Chart, Section
from bot.rendering.report.one_item import one_item
from bot.rendering.report.say import Say
from bot.rendering.report.view import view
from bot.rendering.words import N_, worded, words
from bot.web.newsroom import frame
from bot.web.newsroom.gate import Caller, Gated, room
from bot.web.newsroom.report import statements
from bot.web.newsroom.report.chapters import BY_NAME, CHAPTERS, Chapter
from bot.web.newsroom.report.looks import noted
from bot.web.newsroom.report.period import PRESETS, Period, asked_for, usual
from bot.web.newsroom.report.recent import Recent
from bot.web.pages import HEADERS
from bot.web.parts import Parts, parts
from digests.errors import InputError, UnknownError
from digests.measure.asked import asked
from digests.measure.findings import Findings
from digests.newsroom.standing import Act

HERE = "/newsroom/report"
SMALL = ("countries", "ladder", "networks", "concentration", "wording", "goal-networks", "goal-lost")
FOLDED = ("texts",)
WRONG = 422


def routes(_parts: Parts) -> Sequence[Gated]:
    """The pages of the report, its file, and what is printed about privacy."""
    pages = _Pages()
    return (
        room("/report", pages.chapter, needs=Act.SEE_QUEUE),
        room("/report/file.csv", pages.csv, needs=Act.SEE_QUEUE),
        room("/report/items/{item}", pages.item, needs=Act.SEE_QUEUE),
        *statements.routes(),
        room("/report/{chapter}", pages.chapter, needs=Act.SEE_QUEUE),
    )


class _Pages:
    """The pages, with what was worked out a moment ago."""

    def __init__(self) -> None:
        self._recent = Recent()

    async def chapter(self, request: Request, caller: Caller) -> Response:
        """One chapter of the report of a period."""
        chapter = BY_NAME.get(request.path_params.get("chapter", ""))
        if chapter is None or (not chapter.name and "chapter" in request.path_params):
            raise UnknownError("The report has no such chapter.")
        try:
            period = _period(request)
        except InputError as error:
            return self._wrong(request, caller, chapter, worded(caller.language, error))
        found = await self._found(request, caller, period, chapter.name or "at a glance")
        config = parts(request).settings.config
        told = view(found, caller.language, config.company.name, period.zone)
        if chapter.name in ("goals", "all"):
            sections = (*told.sections, *led(found.report, Say(caller.language, period.zone)))
        else:
            sections = told.sections
        return frame.show(
            request,
            caller,
            "report/page",
            title=told.title,
            view=told,
            sections=tuple(_here(one, caller) for one in chapter.of(sections)),
            items={one.id: one for one in found.report.items} if chapter.name == "items" else {},
            titles=_titles(found, caller, period.zone),
            drawn=_drawn,
            small=SMALL,
            folded=FOLDED,
            **self._common(request, chapter, period),
        )

    async def item(self, request: Request, caller: Caller) -> Response:
        """What came of one item."""
        try:
            period = _period(request)
        except InputError as error:
            return self._wrong(request, caller, BY_NAME["items"], worded(caller.language, error))
        name = request.path_params["item"]
        found = await self._found(request, caller, period, f"item {name}")
        item = next((one for one in found.report.items if one.id == name), None)
        if item is None:
            raise UnknownError(N_("This item was not offered in this period."))
        say = Say(caller.language, period.zone)
        return frame.show(
            request,
            caller,
            "report/item",
            title=say.title(item.title, item.id),
            item=item,
            sections=tuple(one_item(item, found.report, found.wordings, say)),
            opens=bool(item.desk) and caller.may(Act.SEE_QUEUE, item.desk),
            drawn=_drawn,
            small=("readers", "goal-items"),
            folded=("steps",),
            said_of=say.days(found.report.since, found.report.until),
            **self._common(request, BY_NAME["items"], period),
        )

    async def csv(self, request: Request, caller: Caller) -> Response:
        """The table that a spreadsheet opens: nobody's name is in it, and nothing in it is a formula."""
        chapter = BY_NAME[""]
        try:
            period = _period(request)
        except InputError as error:
            return self._wrong(request, caller, chapter, worded(caller.language, error))
        found = parts(request)
        await noted(found, caller, f"{_days(period)}, as csv")
        report = await found.database.aread(asked, found.settings.config, period.since, period.until, found.clock())
        name = f"report-{period.first}-{period.last}.csv"
        headers = HEADERS | {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(as_csv(report), media_type="text/csv; charset=utf-8", headers=headers)

    async def _found(self, request: Request, caller: Caller, period: Period, what: str) -> Findings:
        """What is told of a period; who looks is noted before, and once more where people are named."""
        here = parts(request)
        await noted(here, caller, f"{_days(period)}, {what}")
        found = await self._recent.of(period, here)
        if found.report.people:
            await noted(here, caller, f"{_days(period)}, {what}, {len(found.report.people)} by name")
        return found

    def _common(self, request: Request, chapter: Chapter, period: Period) -> dict[str, Any]:
        now, zone = parts(request).clock(), _zone(request)
        presets = [(label, usual(now, zone, days)) for days, label in PRESETS.items()]
        return {
            "chapter": chapter,
            "chapters": CHAPTERS,
            "period": period,
            "presets": presets,
            "home": HERE,
            "wrong": "",
        }

    def _wrong(self, request: Request, caller: Caller, chapter: Chapter, why: str) -> Response:
        """The days that were asked for are none: says so, beside the form."""
        _ = words(caller.language).gettext
        period = usual(parts(request).clock(), _zone(request))
        common = self._common(request, chapter, period) | {"wrong": why}
        return frame.show(request, caller, "report/wrong", status=WRONG, title=_("Report"), **common)


def _zone(request: Request) -> ZoneInfo:
    return ZoneInfo(parts(request).settings.config.company.timezone)


def _period(request: Request) -> Period:
    return asked_for(request.query_params, parts(request).clock(), _zone(request))


def _days(period: Period) -> str:
    return f"{period.first} to {period.last}"


def _here(section: Section, caller: Caller) -> Section:
    """Why an item reached few is told on its own page, where the command line has a command."""
    if section.name != "ways":
        return section
    _ = words(caller.language).gettext
    return replace(section, note=_("An item's own page names every rule that kept people from it."))


def _titles(found: Findings, caller: Caller, zone: ZoneInfo) -> dict[str, str]:
    """The ids of items by how the report calls them, so that a row can lead to the item's own page."""
    say = Say(caller.language, zone)
    called: dict[str, list[str]] = {}
    for item in found.report.items:
        called.setdefault(say.title(item.title, item.id), []).append(item.id)
    return {title: ids[0] for title, ids in called.items() if len(ids) == 1}


def _drawn(chart: Chart) -> Markup:
    return Markup(svg(chart))  # noqa: S704 - every word in it was escaped where it was drawn
