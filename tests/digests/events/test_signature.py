"""Signatures, with the reference library of Standard Webhooks as a second opinion."""

from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from digests.errors import SettingsError
from digests.events import signature
from tests.digests.events.happening import SECRET

BODY = b'{"a":"\xc3\xa6"}'
OTHER = signature.secret_from(b"x" * 32)


def _now() -> datetime:
    return datetime.now(UTC)  # the library refuses what is older than five minutes


def test_the_reference_library_takes_what_we_sign() -> None:
    headers = signature.headers(signature.keys(SECRET), "evt_1", _now(), BODY)
    assert Webhook(SECRET).verify(BODY, dict(headers)) == {"a": "æ"}


def test_the_reference_library_signs_as_we_do() -> None:
    at = datetime(2026, 11, 24, 8, 0, 0, 900_000, tzinfo=UTC)
    ours = signature.headers(signature.keys(SECRET), "evt_1", at, BODY)
    assert ours["webhook-signature"] == Webhook(SECRET).sign("evt_1", at, BODY.decode())
    assert ours["webhook-timestamp"] == str(int(at.timestamp()))


@pytest.mark.parametrize("change", ["body", "webhook-id", "webhook-timestamp", "secret"])
def test_what_was_changed_on_the_way_is_refused(change: str) -> None:
    headers = dict(signature.headers(signature.keys(SECRET), "evt_1", _now(), BODY))
    body, secret = BODY, SECRET
    if change == "body":
        body = BODY.replace(b"a", b"b")
    elif change == "secret":
        secret = OTHER
    else:
        headers[change] = headers[change][:-1] + ("1" if headers[change][-1] != "1" else "2")
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body, headers)


def test_two_secrets_sign_both_ways_while_the_receiver_changes() -> None:
    headers = dict(signature.headers(signature.keys(f"{SECRET} {OTHER}"), "evt_1", _now(), BODY))
    for secret in (SECRET, OTHER):
        assert Webhook(secret).verify(BODY, headers) == {"a": "æ"}


def test_no_secret_is_said_so() -> None:
    with pytest.raises(SettingsError, match="missing"):
        signature.keys(" ")


@pytest.mark.parametrize(
    "secret",
    ["whsec_", "whsec_not base64", "whsec_!!!!", SECRET.removeprefix("whsec_"), signature.secret_from(b"x" * 23),
     signature.secret_from(b"x" * 65), f"{SECRET} whsec_short"],
)  # fmt: skip
def test_a_secret_that_receivers_would_not_take_is_refused_and_not_shown(secret: str) -> None:
    with pytest.raises(SettingsError, match="24 to 64 bytes") as refused:
        signature.keys(secret)
    assert "MDEy" not in str(refused.value)


@pytest.mark.parametrize("length", [24, 32, 64])
def test_a_secret_we_make_is_one_we_take(length: int) -> None:
    assert signature.keys(signature.secret_from(b"x" * length)) == (b"x" * length,)
