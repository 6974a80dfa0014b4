"""Where API keys and the audit log are kept."""

from sqlalchemy import Column, Date, Index, Integer, String, Table

from digests.db import JsonList, UtcDateTime, metadata

NAME, ACTOR, ACT, SUBJECT = 80, 120, 40, 200  # characters

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("name", String(NAME), nullable=False),
    Column("hash", String(64), nullable=False),  # of the secret; 32 bytes of chance need no slow hash
    Column("scopes", JsonList, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("last_used", Date),
    Column("revoked_at", UtcDateTime),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False, info={"goes": "audit"}),
    Column("actor", String(ACTOR), nullable=False),  # an account of the server or a key, not somebody of the directory
    Column("act", String(ACT), nullable=False),
    Column("subject", String(SUBJECT), nullable=False, server_default=""),
    Column("person_id", String(120), info={"privacy": "person"}),
    Index("audit_at", "at"),
    Index("audit_person", "person_id"),
)
