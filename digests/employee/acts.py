"""What a person does with a pick of theirs: each may be told twice and happens once.

Of whoever is not tracked nothing is kept with their name but what they asked for: "not for me", and a reminder until it
went out.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Connection

from digests.content.model import Item, ItemState
from digests.content.store import load_items
from digests.employee.model import Composer, Evidence, OwnPick, Wording
from digests.employee.store import drop_reminder, save_wish
from digests.employee.wordings import used
from digests.errors import InputError, UnknownError
from digests.ledger import store
from digests.ledger.model import Fact, FactKind, Verdict
from digests.ledger.verdict import BUTTON, SIGNED, VERSION
from digests.networks import NETWORKS
from digests.relevance.fit import language_in
from digests.sharing import taps
from digests.sharing.intents import Device, Draft, intent
from digests.sharing.links import mint
from digests.sharing.model import Link


def fact(own: OwnPick, kind: FactKind, fact_id: str, evidence: Evidence, *, now: datetime, network: str = "") -> Fact:
    """A fact of this pick; without its person where they are not tracked."""
    press = own.press(network)
    return Fact(
        id=fact_id,
        kind=kind,
        at=now,
        verdict=evidence.judgement.verdict,
        rules=evidence.judgement.rules,
        rule_version=VERSION,
        settles_at=evidence.judgement.settles_at,
        delivery_id=press.delivery_id,
        person_id=press.person_id,
        department=press.department,
        item_id=press.item_id,
        network=network or None,
        agent=evidence.agent,
        visitor=evidence.visitor,
        origin=evidence.origin or None,
    )


def tap(connection: Connection, own: OwnPick, *, network: str, origin_id: str, rule: str, now: datetime) -> None:
    """A share button in a chat was pressed; `origin_id` is the chat's own mark of the press, `rule` what vouches."""
    _keep(connection, own, FactKind.TAP, network=network, origin_id=origin_id, rule=rule, now=now)


def read(connection: Connection, own: OwnPick, *, origin_id: str, rule: str, now: datetime) -> None:
    """The item was opened by a button in a chat."""
    _keep(connection, own, FactKind.READ, network="", origin_id=origin_id, rule=rule, now=now)


def confirm(connection: Connection, own: OwnPick, *, network: str, now: datetime, rule: str = SIGNED) -> None:
    """The person says that they shared it; saying it twice changes nothing."""
    confirmed(connection, own, network, Evidence.signed(rule, settles_at=now), now)


def already_shared(connection: Connection, own: OwnPick, network: str, now: datetime) -> None:
    """The person shared it without us; where, is empty when they did not say."""
    confirm(connection, own, network=network, now=now)


def confirmed(connection: Connection, own: OwnPick, network: str, evidence: Evidence, now: datetime) -> None:
    """The same as `confirm`, with what speaks for a person behind it; it is told to other systems once it settles."""
    drop_reminder(connection, own.delivery_id, own.position)
    if own.tracked:
        name = f"confirm-{own.delivery_id}-{own.position}-{network}"
        store.add(connection, [fact(own, FactKind.CONFIRM, name, evidence, now=now, network=network)])


def decline(connection: Connection, own: OwnPick, now: datetime) -> None:
    """Not for me: a wish, not a figure, so it stays with the person even where nothing else they do is kept."""
    drop_reminder(connection, own.delivery_id, own.position)
    wish = Fact(
        id=_decline_id(own),
        kind=FactKind.DECLINE,
        at=now,
        verdict=Verdict.HUMAN,
        rules=(BUTTON,),
        rule_version=VERSION,
        delivery_id=own.delivery_id,
        person_id=own.person.id,
        department=own.department or None,
        item_id=own.item_id,
    )
    store.add(connection, [wish])


def undecline(connection: Connection, own: OwnPick, now: datetime) -> None:  # noqa: ARG001 - every verb is told when
    """It is for me after all."""
    store.take_back(connection, _decline_id(own))


def is_declined(connection: Connection, own: OwnPick) -> bool:
    """Whether the person said that it is not for them."""
    return store.is_kept(connection, _decline_id(own))


def not_now(connection: Connection, own: OwnPick, now: datetime) -> None:
    """The person was asked whether they shared it, and is not to be asked again before they tap again."""
    if own.tracked:
        save_wish(connection, own, now, not_now_at=now)


def remind(connection: Connection, own: OwnPick, at: datetime, now: datetime) -> None:
    """The person wants to hear of it again at that moment; the newer wish replaces the older."""
    save_wish(connection, own, now, remind_at=at)


def compose(
    connection: Connection,
    own: OwnPick,
    network: str,
    text: str,
    *,
    code: Callable[[], str],
    base_url: str,
    now: datetime,
    text_key: str = "",
    device: Device = Device.DESKTOP,
) -> Composer:
    """The composer with exactly this text and the person's link, which is minted; InputError says what cannot be.

    `base_url` is where links begin; nothing is added to the text, so it has its disclosure already (see `wordings`).
    """
    if network not in NETWORKS:
        raise InputError("{network!r} is not a network we know: choose another.", network=network)
    limit = NETWORKS[network].limit
    if limit is not None and used(network, text, base_url) > limit:
        title = NETWORKS[network].title
        raise InputError("The text is too long for {network}: make it shorter.", network=title)
    item = open_item(connection, own, now)
    link = mint(connection, own.press(network, text_key), code, now)
    if not own.tracked:
        _vouch(connection, link, now)
    draft = Draft(text, f"{base_url}/{link.code}", subject=_title(item, own), mastodon=own.person.preferences.mastodon)
    going = intent(NETWORKS[network], device, draft)
    return Composer(going.url, going.text, going.keeps_text, link.code)


def share(
    connection: Connection,
    own: OwnPick,
    chosen: Wording,
    evidence: Evidence,
    *,
    press_id: str,
    copied: bool,
    settle: timedelta,
    code: Callable[[], str],
    now: datetime,
) -> Link:
    """A share button on a page was pressed: kept as it was judged, and given its link.

    Of whoever is not tracked it is kept that somebody pressed, without who and from which digest.
    """
    tapped = taps.Tap(
        id=press_id,
        press=own.press(chosen.network, chosen.key),
        judgement=evidence.judgement,
        kinds=(FactKind.COPY, FactKind.TAP) if copied else (FactKind.TAP,),
        agent=evidence.agent or "",
        visitor=evidence.visitor or "",
        origin=evidence.origin or "",
    )
    return taps.record(connection, tapped, settle, code, now)


def open_item(connection: Connection, own: OwnPick, now: datetime) -> Item:
    """The item as it is today; UnknownError when it was taken back or its time is over."""
    found = load_items(connection, [own.item_id])
    if not found or found[0].state is ItemState.WITHDRAWN or (found[0].expires is not None and found[0].expires <= now):
        raise UnknownError("This item was taken back or its time is over: choose another.")
    return found[0]


def _decline_id(own: OwnPick) -> str:
    """The name of the wish, the same wherever it is told."""
    return f"decline-{own.delivery_id}-{own.position}"


def _vouch(connection: Connection, link: Link, now: datetime) -> None:
    """Somebody took the item's own link: once for each link, and not who, or it would go with the next machine's."""
    taken = Fact(
        id=f"copy-{link.code}",
        kind=FactKind.COPY,
        at=now,
        verdict=Verdict.HUMAN,
        rules=(SIGNED,),
        rule_version=VERSION,
        item_id=link.item_id,
        network=link.network,
        code=link.code,
    )
    store.add(connection, [taken])


def _title(item: Item, own: OwnPick) -> str:
    languages = (language_in(item.title, spoken) for spoken in own.person.spoken)
    language = next((found for found in languages if found), "")
    return item.title.get(language) or next(iter(item.title.values()), item.id)


def _keep(
    connection: Connection, own: OwnPick, kind: FactKind, *, network: str, origin_id: str, rule: str, now: datetime
) -> None:
    if own.tracked:
        told = f"{kind.value}:{own.delivery_id}:{own.position}:{network}:{origin_id}"
        name = hashlib.sha256(told.encode()).hexdigest()[:40]
        store.add(connection, [fact(own, kind, name, Evidence.signed(rule), now=now, network=network)])
