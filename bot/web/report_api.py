"""The report for programs, with the same rules for small groups as everywhere."""

from datetime import datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Query
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.rendering.report.plain import as_object
from bot.web.keys import Bearer, allowed
from bot.web.parts import parts
from bot.web.problems import HEADERS, ProblemError
from digests.access import audit
from digests.access.model import ApiKey
from digests.measure.asked import asked

DAYS = timedelta(days=28)
DAY = "2026-11-24"
_HELP = "A day, or a moment by ISO 8601; without an offset in the company's zone."
_FORM = r"^$|^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.]{2,15}(Z|[+-][0-9]{2}:[0-9]{2})?)?$"
Moment = Annotated[str, Query(max_length=40, pattern=_FORM, description=_HELP, examples=[DAY])]


async def get_report(request: Request, bearer: Bearer, since: Moment = "", until: Moment = "") -> Response:
    """The measurement report from `since` up to and with the day `until`; without them the last 28 days.

    Needs the scope `report:read`. Small groups are not shown. Who asked is written into the audit log.
    """
    made_of = parts(request)
    key = await allowed(made_of, bearer, "report:read")
    if not set(request.query_params) <= {"since", "until"}:
        raise ProblemError(422, "The report takes since and until, and nothing else.")
    config, now = made_of.settings.config, made_of.clock()
    zone = ZoneInfo(config.company.timezone)
    end = _moment(until, "until", zone, whole_day=True) if until else now
    begin = _moment(since, "since", zone) if since else end - DAYS
    if begin >= end:
        raise ProblemError(422, "since lies after until: turn them round.")
    await made_of.database.awrite(_note, key, now, f"{begin:%Y-%m-%d} to {end:%Y-%m-%d}, by API")
    found = await made_of.database.aread(asked, config, begin, end, now)
    return JSONResponse(as_object(found), headers=HEADERS)


def _note(connection: Connection, key: ApiKey, now: datetime, subject: str) -> None:
    audit.note(connection, now, f"key {key.name}", "report", subject)


def _moment(given: str, name: str, zone: ZoneInfo, *, whole_day: bool = False) -> datetime:
    try:
        at = datetime.fromisoformat(given)
        at = at if at.tzinfo else at.replace(tzinfo=zone)
        at = at + timedelta(days=1) if whole_day and len(given) <= len(DAY) else at
        earliest, latest = (datetime(year, 1, 1, tzinfo=zone) for year in (2000, 9000))
    except (ValueError, OverflowError):
        raise ProblemError(422, f"{name} is not a day or moment: write it as 2026-11-24 or 2026-11-24T09:00.") from None
    if not earliest <= at <= latest:
        raise ProblemError(422, f"{name} lies before the year 2000 or after 9000.")
    return at
