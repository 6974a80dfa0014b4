"""The API for programs: conversions in, the report out; JSON, bearer keys with scopes, described by OpenAPI."""

from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.web import items_api, json_body
from bot.web.api_shapes import ANSWER, BODY, REPORT
from bot.web.keys import Bearer, allowed
from bot.web.parts import Parts, parts
from bot.web.problems import ANSWERS, HEADERS, ProblemError, described
from bot.web.report_api import get_report
from digests.events.announcing import announcing
from digests.measure import conversions
from digests.measure.claims import read
from digests.measure.goals import configured, named

MOST_BYTES = 1024 * 1024
MOST = conversions.BATCH  # in one call
DESCRIPTION = (
    "What programs call. Every call needs a key: `budstikke apikey create NAME --scope SCOPE` prints one once, and it "
    "is sent as `Authorization: Bearer KEY`. Errors are problems by RFC 9457, with one sentence in `detail`."
)


def create_api(made_of: Parts) -> FastAPI:
    """The application that answers below /api/v1."""
    api = FastAPI(
        title="Budstikke",
        version="1",
        description=DESCRIPTION,
        openapi_url="/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    api.state.parts = made_of
    for error, answer in ANSWERS.items():
        api.add_exception_handler(error, answer)
    api.add_api_route(
        "/conversions",
        take_conversions,
        methods=["POST"],
        response_class=JSONResponse,
        operation_id="takeConversions",
        summary="Report what clicks led to",
        openapi_extra={"requestBody": {"required": True, "content": {"application/json": {"schema": BODY}}}},
        responses={
            200: {
                "description": "One status each, in their order.",
                "content": {"application/json": {"schema": ANSWER}},
            },
            **described(401, 403, 413, 415, 422, 503),
        },
    )
    api.add_api_route(
        "/report",
        get_report,
        methods=["GET"],
        response_class=JSONResponse,
        operation_id="getReport",
        summary="What was offered, what people did with it, and what came back",
        responses={
            200: {"description": "The report.", "content": {"application/json": {"schema": REPORT}}},
            **described(401, 403, 422, 503),
        },
    )
    api.add_api_route(
        "/items",
        items_api.get_items,
        methods=["GET"],
        response_class=JSONResponse,
        operation_id="getItems",
        summary="The items of the queue",
        responses={
            200: {
                "description": "Items in order of their ids.",
                "content": {"application/json": {"schema": items_api.ITEMS}},
            },
            **described(401, 403, 422, 503),
        },
    )
    api.add_api_route(
        "/items.yaml",
        items_api.get_file,
        methods=["GET"],
        response_class=Response,
        operation_id="getQueueFile",
        summary="The queue as a file",
        responses={
            200: {
                "description": "The queue file.",
                "content": {items_api.YAML: {"schema": {"type": "object", "required": ["items"]}}},
            },
            **described(401, 403, 503),
        },
    )
    api.add_api_route(
        "/items",
        items_api.post_items,
        methods=["POST"],
        response_class=JSONResponse,
        operation_id="takeItems",
        summary="Bring drafts into the queue",
        openapi_extra={"requestBody": {"required": True, "content": {"application/json": {"schema": items_api.BODY}}}},
        responses={
            200: {
                "description": "What was taken in, and what was not.",
                "content": {"application/json": {"schema": items_api.TAKEN}},
            },
            **described(401, 403, 413, 415, 422, 503),
        },
    )
    return api


async def take_conversions(request: Request, bearer: Bearer) -> Response:
    """Takes in up to 500 conversions, all or none; each has a status of its own, and telling one again is harmless.

    Needs the scope `conversions:write`. An entry that cannot be used is `refused` with a reason in `why`; the others
    are taken in. Answers 200 whenever the body is an array.
    """
    made_of = parts(request)
    await allowed(made_of, bearer, "conversions:write")
    json_body.expect_json(request)
    told = await json_body.read(request, MOST_BYTES)
    if not isinstance(told, list):
        raise ProblemError(422, "The body is not an array of conversions.")
    if len(told) > MOST:
        raise ProblemError(413, f"The array has more than {MOST} conversions: send it in parts.")
    goals = named(configured(made_of.settings.config))
    now = made_of.clock()
    claims = [read(one, goals, now) for one in told]
    outcomes = await made_of.database.awrite(conversions.take, claims, goals, now, announcing(made_of.settings))
    return JSONResponse([_answer(one) for one in outcomes], headers=HEADERS)


def _answer(outcome: conversions.Outcome) -> dict[str, Any]:
    said: dict[str, Any] = {"external_id": outcome.external_id, "status": outcome.status}
    if outcome.column:
        said["field"] = outcome.column
    return said | ({"why": outcome.why} if outcome.why else {})
