"""Where API keys, sessions, what signs in, and the audit log are kept."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table

from digests.db import JsonList, UtcDateTime, metadata

NAME, ACTOR, ACT, SUBJECT, AGENT = 80, 120, 40, 200, 60  # characters

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
    Column("actor_id", String(120), info={"privacy": "person"}),  # somebody of the directory, where `actor` says so
    Index("audit_at", "at"),
    Index("audit_person", "person_id"),
    Index("audit_actor", "actor_id"),
)


def _theirs() -> Column[str]:
    """Whose row it is, and with whom it goes."""
    theirs = ForeignKey("people.id", ondelete="CASCADE")
    return Column("person_id", String(120), theirs, nullable=False, info={"privacy": "person"})


sessions = Table(
    "sessions",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("hash", String(64), nullable=False, unique=True),
    _theirs(),
    Column("way", String(16), nullable=False),
    Column("agent", String(AGENT), nullable=False, server_default="", info={"privacy": "identity"}),
    Column("roles", JsonList, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("idle_seconds", Integer, nullable=False),
    Column("idle_until", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Index("sessions_person", "person_id"),
)

signin_links = Table(
    "signin_links",
    metadata,
    Column("hash", String(64), primary_key=True),  # of the token: nothing that is stored signs in
    _theirs(),
    Column("way", String(16), nullable=False),
    Column("address", String(320), nullable=False, info={"privacy": "identity"}),  # that must still be theirs
    Column("note_id", Integer),  # that asked for it: trying that again takes the last try's link back
    Column("onward", String(400), nullable=False, server_default=""),  # the page of ours that was wanted
    Column("ends_at", UtcDateTime, nullable=False),
    Index("signin_links_person", "person_id"),
)

signin_states = Table(
    "signin_states",
    metadata,
    Column("hash", String(64), primary_key=True),  # of the state that the identity provider gives back
    Column("nonce", String(80), nullable=False),
    Column("verifier", String(128), nullable=False),
    Column("onward", String(400), nullable=False, server_default=""),
    Column("ends_at", UtcDateTime, nullable=False),
)
