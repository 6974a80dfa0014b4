"""API keys: made once, checked at every call, revoked for good."""

import hashlib
import hmac
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, Row, or_, select, update

from digests.access.model import SCOPES, ApiKey
from digests.access.store import NAME, api_keys
from digests.errors import AccessError, InputError, UnknownError

PREFIX = "bsk"
SECRET_BYTES = 32
NOBODY = "0" * 64  # compared with where no key goes by the id, so that the answer takes as long


def make(connection: Connection, name: str, scopes: Collection[str], now: datetime, secret: bytes) -> str:
    """The key `bsk_<id>_<secret>`, shown this once: only a hash is kept. `secret` is 32 bytes of chance."""
    if len(secret) != SECRET_BYTES:
        raise ValueError(f"a key is made of {SECRET_BYTES} bytes")
    name = name.strip()
    if not name or len(name) > NAME:
        raise InputError(
            "A key needs a name of at most {most} characters: that of the program that will call with it.", most=NAME
        )
    if not scopes or not set(scopes) <= SCOPES.keys():
        raise InputError("A key needs a scope, of these: {scopes}.", scopes=", ".join(SCOPES))
    in_use = (api_keys.c.name == name) & api_keys.c.revoked_at.is_(None)
    if connection.scalar(select(api_keys.c.id).where(in_use)):
        raise InputError("There is a key named {name!r}: name this one otherwise, or revoke that one first.", name=name)
    key_id = hashlib.sha256(b"id of " + secret).hexdigest()[:12]
    connection.execute(
        api_keys.insert().values(
            id=key_id, name=name, hash=_hash(secret.hex()), scopes=sorted(set(scopes)), made_at=now
        )
    )
    return f"{PREFIX}_{key_id}_{secret.hex()}"


def check(connection: Connection, key: str, scope: str, now: datetime) -> ApiKey:
    """The key that may do this, marked as used today; AccessError says `unknown`, `revoked` or `scope`.

    Call it in a transaction that is committed: the first call of a day writes that day down.
    """
    prefix, _, rest = key.partition("_")
    key_id, _, secret = rest.partition("_")
    row = connection.execute(select(api_keys).where(api_keys.c.id == key_id[:16])).one_or_none()
    good = hmac.compare_digest(row.hash if row else NOBODY, _hash(secret))
    if row is None or not good or prefix != PREFIX:
        raise AccessError("This key is not known: make one with `budstikke apikey create`.", "unknown")
    found = _read(row)
    if found.revoked_at:
        raise AccessError(
            f"The key {found.name!r} was revoked: make another with `budstikke apikey create`.", "revoked"
        )
    if scope not in found.scopes:
        raise AccessError(f"The key {found.name!r} may not do this: it needs the scope {scope}.", "scope")
    if found.last_used is None or found.last_used < now.date():
        connection.execute(update(api_keys).where(api_keys.c.id == found.id).values(last_used=now.date()))
    return found


def load(connection: Connection) -> list[ApiKey]:
    """All keys, the revoked ones too, oldest first."""
    return [_read(row) for row in connection.execute(select(api_keys).order_by(api_keys.c.made_at, api_keys.c.id))]


def revoke(connection: Connection, name_or_id: str, now: datetime) -> ApiKey:
    """The key that from now on opens nothing; UnknownError when none that is in use goes by that name or id."""
    named = or_(api_keys.c.id == name_or_id, api_keys.c.name == name_or_id)
    statement = update(api_keys).where(named, api_keys.c.revoked_at.is_(None)).values(revoked_at=now)
    row = connection.execute(statement.returning(*api_keys.columns)).first()
    if row is None:
        raise UnknownError("No key in use goes by {name!r}: `budstikke apikey list` shows them.", name=name_or_id)
    return _read(row)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _read(row: Row[tuple[object, ...]]) -> ApiKey:
    return ApiKey(row.id, row.name, row.scopes, row.made_at, row.last_used, row.revoked_at)
