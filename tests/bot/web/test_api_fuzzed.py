"""The API as its own description has it, and as it has it not: no call is a fault of ours, and nothing odd is kept."""

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance
from sqlalchemy import Connection, select

from digests.access import keys
from digests.access.model import SCOPES
from digests.db import Database
from digests.events.store import events
from digests.ledger import store as ledger
from digests.ledger.model import Fact, FactKind, Verdict
from digests.measure.conversion_store import conversions, credits_, untaken
from digests.networks import NETWORKS
from tests.bot.web.world import World, world
from tests.factories import NOW

GOALS = [
    {"name": "application", "value": 1500, "currency": "DKK"},
    {"name": "signup", "attribution": "linear"},
]
ADDRESS = "/api/v1/openapi.json"
FUZZ = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
# A batch is answered entry by entry, so that a bad entry does not refuse the good ones beside it; a call that is wrong
# for want of a key alone is given ours; and no description of single fields says that a period ends after it begins.
LEFT_OUT = {
    "/conversions": [negative_data_rejection],
    "/report": [negative_data_rejection, positive_data_acceptance],
    "/items": [negative_data_rejection],
    "/items.yaml": [negative_data_rejection],
}


@pytest.fixture
def web(database: Database, tmp_path: Path) -> World:
    made = world(database, tmp_path, goals=GOALS)
    database.write(
        ledger.add, [Fact("c1", FactKind.HIT, NOW, Verdict.HUMAN, item_id="bridge", network="x", visitor="v")]
    )
    return made


@pytest.fixture
def headers(web: World) -> dict[str, str]:
    secret = web.database.write(keys.make, "fuzz", list(SCOPES), NOW, bytes(32))
    return {"Authorization": f"Bearer {secret}"}


def check_what_was_kept(connection: Connection) -> None:
    rows = connection.execute(select(conversions)).all()
    for row in rows:
        assert row.goal in {"application", "signup"}
        assert row.external_id.isprintable()
        assert row.external_id.strip() == row.external_id != ""
        assert row.item_id in {None, "harbour-emissions", "our-post", "bridge"}
        assert row.network is None or row.network in NETWORKS
        assert row.minor is None or (row.minor >= 0 and len(row.currency) == 3)
        assert row.at <= NOW
        assert row.verified
    ids = {row.id: row for row in rows}
    for credit in connection.execute(select(credits_)):
        assert ids[credit.conversion_id].state == "attributed"
    assert {row.goal for row in connection.execute(select(untaken))} <= {"", "application", "signup"}
    assert connection.execute(select(events)).all() == []


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_every_call_of_the_description_is_answered_as_described(
    web: World, headers: dict[str, str], mode: GenerationMode
) -> None:
    schema: Any = schemathesis.openapi.from_asgi(ADDRESS, web.app)
    for found in schema.get_all_operations():
        operation = found.ok()

        @FUZZ
        @given(operation.as_strategy(generation_mode=mode))
        def call(case: Any) -> None:
            response = case.call(headers=headers)
            case.validate_response(response, headers=headers, excluded_checks=LEFT_OUT[case.path])

        call()
    web.database.read(check_what_was_kept)


near = st.fixed_dictionaries(
    {
        "external_id": st.sampled_from(["a", "b", "\ud800", "a\x00", " a ", "æ" * 200, 7, None]),
        "goal": st.sampled_from(["application", "signup", "fame", "", None]),
    },
    optional={
        "click_id": st.sampled_from(["c1", "c2", "tap-c1", "' OR 1=1 --", "\u202e", "x" * 65]),
        "item_id": st.sampled_from(["bridge", "nothing", "\x00", {}]),
        "network": st.sampled_from(["x", "linkedin", "X", 0]),
        "value": st.sampled_from([0, 10, 10.005, -1, 1e300, "10", "1e5", "٣", True, [], 10**400]),
        "currency": st.sampled_from(["DKK", "JPY", "dkk", "", 3]),
        "at": st.sampled_from(["2026-11-24T07:00:00Z", "2026-11-24", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59Z"]),
    },
)


def test_bodies_that_are_nearly_right_are_never_a_fault_of_ours(web: World, headers: dict[str, str]) -> None:
    schema = schemathesis.openapi.from_asgi(ADDRESS, web.app)
    operation = schema["/conversions"]["POST"]

    @FUZZ
    @given(st.lists(near, max_size=6))
    def call(body: Any) -> None:
        response = operation.Case(body=body, media_type="application/json").call(headers=headers)
        assert response.status_code == 200, response.content
        assert len(response.json()) == len(body)

    call()
    web.database.read(check_what_was_kept)


def test_without_a_key_nothing_is_answered_and_nothing_kept(web: World) -> None:
    schema: Any = schemathesis.openapi.from_asgi(ADDRESS, web.app)

    @settings(FUZZ, max_examples=8)
    @given(st.data())
    def call(data: Any) -> None:
        for found in schema.get_all_operations():
            case = data.draw(found.ok().as_strategy())
            assert case.call(headers={"Authorization": ""}).status_code == 401

    call()
    assert web.database.read(lambda c: c.execute(select(conversions)).all()) == []
