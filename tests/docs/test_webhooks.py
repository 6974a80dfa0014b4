"""What the how-to tells receivers is true."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from digests.events import signature
from tests.digests.events.happening import SECRET

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "how-to" / "webhooks.md").read_text(encoding="utf-8")
BODY = b'{"a":1}'


def found(pattern: str) -> str:
    match = re.search(pattern, PAGE, re.MULTILINE | re.DOTALL)
    assert match is not None, pattern
    return match[1]


@pytest.fixture
def is_ours() -> Any:
    """The check as the page gives it."""
    names: dict[str, Any] = {}
    exec(found(r"```python\n(.*?)```"), names)  # noqa: S102 - our own page
    return names["is_ours"]


def signed(secrets: str = SECRET, *, ago: int = 0) -> dict[str, str]:
    at = datetime.fromtimestamp(datetime.now(UTC).timestamp() - ago, UTC)
    return dict(signature.headers(signature.keys(secrets), "evt_1", at, BODY))


def test_the_page_s_check_takes_what_we_send(is_ours: Any) -> None:
    assert is_ours(SECRET, signed(), BODY)
    assert is_ours(SECRET, signed(f"{signature.secret_from(b'x' * 32)} {SECRET}"), BODY)


def test_the_page_s_check_refuses_all_else(is_ours: Any) -> None:
    assert not is_ours(SECRET, signed(), BODY + b" ")
    assert not is_ours(signature.secret_from(b"x" * 32), signed(), BODY)
    assert not is_ours(SECRET, signed(ago=600), BODY)
    assert not is_ours(SECRET, signed() | {"webhook-id": "evt_2"}, BODY)


def test_the_page_s_message_has_the_signature_that_it_shows() -> None:
    event_id, stamp = found(r"^webhook-id: (\S+)"), found(r"^webhook-timestamp: (\d+)")
    body, secret = found(r"^(\{\"data\"[^\n]*)"), found(r"signed with `(\S+)`")
    headers = signature.headers(
        signature.keys(secret), event_id, datetime.fromtimestamp(int(stamp), UTC), body.encode()
    )
    assert headers["webhook-signature"] == found(r"^webhook-signature: (v1,\S+)")
