"""Tokens at rest: encrypted under a key that is derived from the service's own, one per workspace."""

import hashlib
from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PURPOSE = b"budstikke slack token of "


class SealError(Exception):
    """What was kept cannot be opened with this key."""


def seal(key: bytes, team_id: str, token: str) -> str:
    """The token as it is kept: it opens with the same key, for the same workspace alone."""
    return _box(key, team_id).encrypt(token.encode()).decode("ascii")


def unseal(key: bytes, team_id: str, sealed: str) -> str:
    """The token again; SealError when the key is another, or the text is another workspace's or was altered."""
    try:
        return _box(key, team_id).decrypt(sealed).decode()
    except InvalidToken:
        raise SealError from None


def mark(token: str) -> str:
    """What tells one token from another without giving it away."""
    return hashlib.sha256(b"slack token " + token.encode()).hexdigest()


def _box(key: bytes, team_id: str) -> Fernet:
    derived = HKDF(SHA256(), length=32, salt=None, info=PURPOSE + team_id.encode()).derive(key)
    return Fernet(urlsafe_b64encode(derived))
