"""Signatures as Standard Webhooks has them (standardwebhooks.com, symmetric v1)."""

import base64
import binascii
import hmac
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from digests.errors import SettingsError

PREFIX = "whsec_"
LENGTH = 32  # bytes of a secret that we make
SHORTEST, LONGEST = 24, 64


def secret_from(chance: bytes) -> str:
    """A secret as receivers take it, from so many random bytes."""
    return PREFIX + base64.b64encode(chance).decode()


def keys(secrets: str) -> tuple[bytes, ...]:
    """The keys of one secret, or of two with a space between them; SettingsError says what is wrong."""
    found = tuple(_key(secret) for secret in secrets.split())
    if not found:
        raise SettingsError("its secret is missing")
    return found


def _key(secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        key = b""
    if not secret.startswith(PREFIX) or not SHORTEST <= len(key) <= LONGEST:
        raise SettingsError(f"its secret is not {PREFIX} and {SHORTEST} to {LONGEST} bytes in base64")
    return key


def headers(keys: tuple[bytes, ...], event_id: str, at: datetime, body: bytes) -> Mapping[str, str]:
    """The three headers by which a receiver knows who sent this, when, and whether it had it before."""
    timestamp = str(int(at.timestamp()))
    content = b".".join((event_id.encode(), timestamp.encode(), body))
    signed = (base64.b64encode(hmac.new(key, content, sha256).digest()).decode() for key in keys)
    return {
        "webhook-id": event_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(f"v1,{one}" for one in signed),
    }
