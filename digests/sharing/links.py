"""Short links: minted at the tap, resolved for whoever follows them, dropped when only machines had tapped."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from urllib.parse import quote, unquote_plus

from sqlalchemy import Connection

from digests.content.model import ItemState
from digests.content.store import closed, load_closed
from digests.db import DriverStatement
from digests.errors import UnknownError
from digests.events.model import SILENT, Announcing
from digests.ledger import arrivals
from digests.ledger import settle as ledger
from digests.ledger.arrivals import Arrival
from digests.ledger.store import load_own_visitors
from digests.sharing import store
from digests.sharing.model import Identifier, Link, Press, Target, Utm

LENGTH = 8  # 62**8: two hundred million million codes
TRIES = 5
_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_DAY = timedelta(days=1)
CLICK, ITEM, NETWORK = "bs_click", "bs_item", "bs_network"  # what our own parameters are called
_OURS = frozenset((CLICK, ITEM, NETWORK))
_WORD = re.compile(r"\{(\w+)\}")


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
    raise UnknownError("The item {item!r} is not in the queue any more: choose another.", item=press.item_id)


def resolve(connection: Connection, code: str, utm: Utm, now: datetime) -> Target | None:
    """Where a code leads; None for one that nobody has, or that only machines asked for."""
    row = store.load_target(connection, code)
    if row is None:
        return None
    url = row.url if row.state == ItemState.APPROVED else store.last_approved_url(connection, row.item_id)
    people = {row.person_id} - {None}
    visitors = load_own_visitors(connection, people, {row.item_id}, {code}, now - _DAY)
    goal = row.body.get("goal") or ""
    words = {"item": row.item_id, "network": row.network, "desk": row.owner, "goal": goal, "text": row.text_key or ""}
    words["campaign"] = row.body.get("campaign") or ""
    identifier = utm.identifiers.get(goal, Identifier.NONE)
    address = with_utm(url or "", utm, words, identifier)
    return Target(
        code=row.code,
        item_id=row.item_id,
        network=row.network,
        url=address,
        withdrawn=url is None or (row.state == ItemState.WITHDRAWN and not row.links_go_on),
        expires=row.expires,
        person_id=row.person_id,
        delivery_id=row.delivery_id,
        department=row.department,
        own_visitors=frozenset(visitor for owner, visitor in visitors if owner in {row.person_id, code}),
        around_hit=_around_hit(address) if identifier is Identifier.CLICK else None,
    )


def landing(target: Target, hit_id: str) -> str:
    """The address that one hit is led to: the target's, and the hit's id where the goal's site asks for consent."""
    if target.around_hit is None:
        return target.url
    before, after = target.around_hit
    return f"{before}{hit_id}{after}"


def follow(connection: Connection, arrived: Sequence[Arrival]) -> frozenset[str | None]:
    """Keeps what arrived but hits on items that are closed, and names those items, as this transaction sees them."""
    closed = load_closed(connection, *_asked(arrived))
    arrivals.keep(connection, [one for one in arrived if one.item_id is None or one.item_id not in closed])
    return closed


def follow_at_once(arrived: Sequence[Arrival]) -> tuple[DriverStatement, tuple[object, ...]]:
    """One statement, with its values, that keeps all that arrived, unless one of the items is closed."""
    return arrivals.keep_unless(arrived, *closed(*_asked(arrived)))


def _asked(arrived: Sequence[Arrival]) -> tuple[set[str], datetime]:
    """The items that must be open, and when."""
    return {one.item_id or "" for one in arrived}, max([one.at for one in arrived])


def with_utm(url: str, utm: Utm, words: Mapping[str, str], identifier: Identifier = Identifier.NONE) -> str:
    """The address with UTM parameters and the identifier added to its query.

    What stands there already stays as it is, byte for byte, and wins; only a `bs_` parameter of an earlier click, in an
    address that was copied from a landing page, is taken out.
    """
    head, mark, fragment = url.partition("#")
    path, _, query = head.partition("?")
    parts = query.split("&") if query else []
    names = [unquote_plus(part.partition("=")[0]) for part in parts]
    own = [part for part, name in zip(parts, names, strict=True) if name not in _OURS]
    there = {name.lower() for name in names}
    wanted = {
        "utm_source": utm.source,
        "utm_medium": utm.medium,
        "utm_campaign": utm.campaign,
        "utm_content": utm.content,
    }
    told = {key: _filled(value, words) for key, value in wanted.items() if key not in there}
    if identifier is not Identifier.NONE:
        told |= {ITEM: words["item"], NETWORK: words["network"]}
    added = [f"{key}={quote(value, safe='', errors='replace')}" for key, value in told.items() if value]
    if not added and len(own) == len(parts):
        return url
    return f"{path}{'?' if own or added else ''}{'&'.join([*own, *added])}{mark}{fragment}"


def _filled(value: str, words: Mapping[str, str]) -> str:
    """Each word in braces that is known, replaced once: what is filled in is not looked at again."""
    return _WORD.sub(lambda found: words.get(found[1], found[0]), value)


def _around_hit(address: str) -> tuple[str, str]:
    head, mark, fragment = address.partition("#")
    return f"{head}{'&' if '?' in head else '?'}{CLICK}=", f"{mark}{fragment}"


def settle(connection: Connection, now: datetime, announcing: Announcing = SILENT) -> int:
    """Settles a batch of facts and drops the links that only machines asked for; says how many facts. 0: none waits."""
    settled = ledger.settle(connection, now, announcing)
    if settled.codes:
        store.drop_links(connection, settled.codes, now)
    return settled.facts
