"""Calls to vendors: what came back, and whether a call without an answer may have arrived."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.http import Client, LostError, NotSentError, retry_after
from tests.bot.vendor import Reply, Vendor, closed_port, deaf
from tests.factories import NOW


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with Vendor() as made:
        made.usually("/ok", {"id": "1"})
        yield made


@pytest.fixture
def client() -> Iterator[Client]:
    with Client(0.3) as made:
        yield made


def test_an_answer_has_status_headers_and_object(vendor: Vendor, client: Client) -> None:
    vendor.next("/ok", Reply(status=429, body={"error": "slow"}, headers={"Retry-After": "5"}))
    answer = client.post_json(f"{vendor.address}/ok", {"a": 1}, bearer="token")
    assert (answer.status, answer.good, answer.body) == (429, False, {"error": "slow"})
    assert answer.retry_after(NOW) == timedelta(seconds=5)
    assert vendor.calls[0].headers["Authorization"] == "Bearer token"
    assert vendor.calls[0].arguments == {"a": 1}


def test_a_form_is_sent_as_a_form(vendor: Vendor, client: Client) -> None:
    assert client.post_form(f"{vendor.address}/ok", {"a": "1"}).good
    assert vendor.calls[0].headers["Content-Type"] == "application/x-www-form-urlencoded"


@pytest.mark.parametrize("body", ["<html>", "[1]", ""])
def test_a_body_that_is_no_object_is_empty(vendor: Vendor, client: Client, body: str) -> None:
    vendor.next("/ok", Reply(body=body))
    assert client.post_form(f"{vendor.address}/ok", {}).body == {}


@pytest.mark.parametrize("kind", ["cut", "hang"])
def test_a_call_without_an_answer_may_have_arrived(vendor: Vendor, client: Client, kind: str) -> None:
    vendor.next("/ok", Reply("cut" if kind == "cut" else "hang"))
    with pytest.raises(LostError):
        client.post_form(f"{vendor.address}/ok", {})
    assert len(vendor.calls) == 1


def test_a_refused_connection_sent_nothing(client: Client) -> None:
    with pytest.raises(NotSentError):
        client.post_form(closed_port(), {})


def test_a_connection_that_is_never_made_sent_nothing(client: Client) -> None:
    with deaf() as address, pytest.raises(NotSentError):
        client.post_form(address, {})


def test_a_redirect_is_not_followed(vendor: Vendor, client: Client) -> None:
    vendor.next("/ok", Reply(status=302, headers={"Location": f"{vendor.address}/elsewhere"}))
    assert client.post_form(f"{vendor.address}/ok", {}).status == 302
    assert len(vendor.calls) == 1


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("30", 30),
        (" 7 ", 7),
        ("999999999", 86_400),
        ("Tue, 24 Nov 2026 08:01:00 GMT", 60),
        ("Tue, 24 Nov 2026 08:01:00 -0000", 60),
        ("Tue, 24 Nov 2026 07:00:00 GMT", 0),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(value: str, seconds: int) -> None:
    assert retry_after(value, NOW) == timedelta(seconds=seconds)


@pytest.mark.parametrize("value", ["", "soon", "-5", "1.5"])
def test_a_retry_after_that_says_nothing_is_none(value: str) -> None:
    assert retry_after(value, NOW) is None
