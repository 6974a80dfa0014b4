"""Short links: minted at the tap, resolved for whoever follows them, dropped when only machines had tapped."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

from sqlalchemy import Connection

from digests.content.model import ItemState
from digests.content.store import load_closed
from digests.errors import UnknownError
from digests.ledger import settle as ledger
from digests.ledger import store as facts
from digests.ledger.model import Fact, FactKind
from digests.ledger.store import load_own_visitors
from digests.sharing import store
from digests.sharing.model import Link, Press, Target, Utm

LENGTH = 8  # 62**8: two hundred million million codes
TRIES = 5
_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_DAY = timedelta(days=1)


def code_from(below: Callable[[int], int]) -> str:
    """A base-62 code; `below(n)` gives an unguessable number under n."""
    return "".join(_SIGNS[below(len(_SIGNS))] for _ in range(LENGTH))


def mint(
    connection: Connection, press: Press, code: Callable[[], str], now: datetime, *, machine: bool = False
) -> Link:
    """The link of this person, item and network, made if there is none; a machine's press wakes no dropped link."""
    for _ in range(TRIES):
        found = store.find_link(connection, press)
        if found is not None:
            if not machine:
                store.keep_link(connection, found.code)
            return found
        store.add_link(connection, code(), press, now)
    raise UnknownError(f"The item {press.item_id!r} is not in the queue any more: choose another.")


def resolve(connection: Connection, code: str, utm: Utm, now: datetime) -> Target | None:
    """Where a code leads; None for one that nobody has, or that only machines asked for."""
    row = store.load_target(connection, code)
    if row is None:
        return None
    url = row.url if row.state == ItemState.APPROVED else store.last_approved_url(connection, row.item_id)
    people = {row.person_id} - {None}
    visitors = load_own_visitors(connection, people, {row.item_id}, {code}, now - _DAY)
    words = {"item": row.item_id, "network": row.network, "desk": row.owner, "goal": row.body.get("goal") or ""}
    return Target(
        code=row.code,
        item_id=row.item_id,
        network=row.network,
        url=with_utm(url or "", utm, words),
        withdrawn=url is None or row.state == ItemState.WITHDRAWN,
        expires=row.expires,
        person_id=row.person_id,
        delivery_id=row.delivery_id,
        department=row.department,
        own_visitors=frozenset(visitor for owner, visitor in visitors if owner in {row.person_id, code}),
    )


def follow(connection: Connection, hits: Collection[Fact]) -> frozenset[str | None]:
    """Keeps the hits on items that are still open, and names the items that are not, as this transaction sees them.

    What else is among the facts is kept as well.
    """
    links = [hit for hit in hits if hit.kind is FactKind.HIT]
    closed: frozenset[str | None] = frozenset()
    if links:
        closed = load_closed(connection, {hit.item_id or "" for hit in links}, max(hit.at for hit in links))
    facts.add(connection, [one for one in hits if one.kind is not FactKind.HIT or one.item_id not in closed])
    return closed


def with_utm(url: str, utm: Utm, words: Mapping[str, str]) -> str:
    """The address with UTM parameters added; what stands in its query stays as it is, and wins."""
    parts = urlsplit(url)
    there = {key for key, _ in parse_qsl(parts.query, keep_blank_values=True)}
    campaign = utm.campaign
    for name, value in words.items():
        campaign = campaign.replace(f"{{{name}}}", value)
    wanted = {"utm_source": utm.source, "utm_medium": utm.medium, "utm_campaign": campaign}
    added = [f"{key}={quote(value, safe='')}" for key, value in wanted.items() if value and key not in there]
    query = "&".join([*([parts.query] if parts.query else []), *added])
    return urlunsplit(parts._replace(query=query))


def settle(connection: Connection, now: datetime) -> int:
    """Settles a batch of facts and drops the links that only machines asked for; says how many facts. 0: none waits."""
    settled = ledger.settle(connection, now)
    if settled.codes:
        store.drop_links(connection, settled.codes, now)
    return settled.facts
