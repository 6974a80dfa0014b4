"""Signed addresses by which an approver decides on one version of one item without signing in.

An invitation says who is asked, about which item and version, and when it was made; whether they may still decide is
looked up anew each time. It fills its characters exactly, so it has one spelling only.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import blake2b

from digests.errors import TokenError

DAYS = 7
LONGEST = 400  # characters
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)
_HEAD = 8  # bytes: minutes since the epoch, version, and how long the person's id is
_MAC = 16


@dataclass(frozen=True, slots=True)
class Invitation:
    """Who is asked about which version of an item."""

    person_id: str
    item_id: str
    version: int


def sign(key: bytes, invitation: Invitation, now: datetime) -> str:
    """What stands in the address."""
    person, item = invitation.person_id.encode(), invitation.item_id.encode()
    minutes = (now - _EPOCH) // _MINUTE
    head = minutes.to_bytes(4, "big") + invitation.version.to_bytes(3, "big") + len(person).to_bytes(1, "big")
    body = head + person + item
    return urlsafe_b64encode(body + _mac(_derived(key), body)).decode().rstrip("=")


def check(keys: Sequence[bytes], token: str, now: datetime) -> Invitation:
    """What it says, whichever of `keys` signed it; TokenError of kind `forged` or `expired`."""
    raw = _decoded(token)
    body, mac = raw[:-_MAC], raw[-_MAC:]
    if not any([hmac.compare_digest(mac, _mac(_derived(key), body)) for key in keys]):  # noqa: C419 - each is tried
        raise _forged()
    made = _EPOCH + int.from_bytes(body[:4], "big") * _MINUTE
    if now >= made + timedelta(days=DAYS):
        raise TokenError(f"This address was good for {DAYS} days: sign in to the newsroom to decide.", "expired")
    end = _HEAD + body[7]
    return Invitation(body[_HEAD:end].decode(), body[end:].decode(), int.from_bytes(body[4:7], "big"))


@cache
def _derived(key: bytes) -> bytes:
    return blake2b(key, digest_size=32, person=b"invitation").digest()


def _mac(secret: bytes, body: bytes) -> bytes:
    return blake2b(body, digest_size=_MAC, key=secret).digest()


def _decoded(token: str) -> bytes:
    try:
        raw = urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
    except ValueError:
        raise _forged() from None
    spelled = urlsafe_b64encode(raw).decode().rstrip("=")
    if len(raw) < _HEAD + _MAC or len(token) > LONGEST or spelled != token:
        raise _forged()
    return raw


def _forged() -> TokenError:
    return TokenError("This address is not complete or was altered: open the mail and use its button.", "forged")
