"""Signed tokens: one signature per delivery, good for 60 days, 28 characters in an address.

A token is base64url of: key id (1 byte, derived from the key), day of issue (2 bytes), delivery id (5 bytes), MAC
(13 bytes: 104 bits of keyed BLAKE2b over the rest). It fills its characters exactly, so a token has one spelling only.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import blake2b

from digests.errors import TokenError
from digests.sharing.model import Ticket

LENGTH = 28  # characters
DAYS = 60
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)
_HEAD = 8  # bytes before the MAC
_MAC = 13


def sign(key: bytes, delivery_id: int, now: datetime) -> str:
    """The token of a delivery (0 for a preview), issued today; ValueError for an id beyond five bytes."""
    day = (now - _EPOCH) // _DAY
    secret, key_id = _derived(key)
    try:
        head = key_id + day.to_bytes(2, "big") + delivery_id.to_bytes(5, "big")
    except OverflowError:
        raise ValueError(f"no token can be made for delivery {delivery_id} on {now:%Y-%m-%d}") from None
    return urlsafe_b64encode(head + _mac(secret, head)).decode()


def check(keys: Sequence[bytes], token: str, now: datetime) -> Ticket:
    """What a token stands for, whichever of `keys` signed it; TokenError of kind `forged` or `expired`."""
    ticket = read(keys, token)
    if now >= ticket.expires_at:
        raise TokenError(f"This address was good for {DAYS} days: open a newer digest and use its buttons.", "expired")
    return ticket


def read(keys: Sequence[bytes], token: str) -> Ticket:
    """What a token stands for, however old it is; TokenError of kind `forged`."""
    raw = _decoded(token)
    head, mac = raw[:_HEAD], raw[_HEAD:]
    genuine = False
    for key in keys:
        secret, key_id = _derived(key)
        genuine |= key_id == head[:1] and hmac.compare_digest(mac, _mac(secret, head))
    if not genuine:
        raise _forged()
    issued = _EPOCH + int.from_bytes(head[1:3], "big") * _DAY
    return Ticket(int.from_bytes(head[3:_HEAD], "big"), issued + (DAYS + 1) * _DAY)  # the day of issue counts in full


@cache
def _derived(key: bytes) -> tuple[bytes, bytes]:
    """The signing secret and the key id; keys of any length are possible."""
    return (
        blake2b(key, digest_size=32, person=b"digest token").digest(),
        blake2b(key, digest_size=1, person=b"digest key id").digest(),
    )


def _mac(secret: bytes, head: bytes) -> bytes:
    return blake2b(head, digest_size=_MAC, key=secret).digest()


def _decoded(token: str) -> bytes:
    try:
        raw = urlsafe_b64decode(token.encode("ascii"))
    except ValueError:
        raise _forged() from None
    if len(token) != LENGTH or urlsafe_b64encode(raw).decode() != token:  # the decoder skips what it does not know
        raise _forged()
    return raw


def _forged() -> TokenError:
    return TokenError("This address is not complete or was altered: open the digest and use its button.", "forged")
