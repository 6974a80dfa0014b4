"""The tap page: shows the text, reports the press, and goes on to the network's own composer."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.rendering.sentences import share_label
from bot.rendering.view import Addresses
from bot.web.opened import NoSuchPickError, Opened, OpenedPick, open_pick
from bot.web.pages import HEADERS, page
from bot.web.parts import parts
from bot.web.redirects import Targets
from bot.web.visitors import Visitors, device
from digests.content.model import Item, ItemState, Kind, Text
from digests.ledger import store
from digests.ledger.model import Fact, FactKind, Judgement
from digests.ledger.model import Request as Seen
from digests.ledger.verdict import VERSION, judge
from digests.networks import NETWORKS, Network
from digests.sharing import taps
from digests.sharing.intents import Draft, Intent, composers, intent, keeps_text
from digests.sharing.links import code_from

_ID = re.compile(r"[0-9A-Za-z_-]{16,32}")
_ASK_FOR_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Choice:
    """A network and a text that a person chose within their own digest."""

    picked: OpenedPick
    network: Network
    text_key: str
    text: str

    @property
    def opened(self) -> Opened:
        """The delivery behind it."""
        return self.picked.opened

    def draft(self, link: str, disclosure: str) -> Draft:
        """What is to be shared, with the company's disclosure unless the item has its own."""
        item, pick = self.picked.item, self.picked.pick
        mastodon = self.opened.person.preferences.mastodon
        return Draft(self.text, link, item.disclosure or disclosure, pick.title, mastodon)


@dataclass(frozen=True, slots=True)
class Sharing:
    """The pages under /s."""

    visitors: Visitors
    targets: Targets

    def routes(self) -> list[Route]:
        """Tap page, press, confirmation, and the page of texts."""
        one = "/s/{token}/{pick}/{network}"
        return [
            Route("/s/{token}/{pick}", self.texts, methods=["GET"]),
            Route(one, self.tap_page, methods=["GET"]),
            Route(one, self.press, methods=["POST"]),
            Route(f"{one}/done", self.done, methods=["POST"]),
        ]

    async def texts(self, request: Request) -> Response:
        """Every text of an item, each with the networks it can go to."""
        picked = await open_pick(request)
        if picked.item.kind is Kind.POST:
            return _open_post(request, picked)
        return page(
            request,
            "texts",
            picked.opened.language,
            title=picked.pick.title,
            texts=_texts(picked, _addresses(request)),
            preferences=_addresses(request).preferences,
        )

    async def tap_page(self, request: Request) -> Response:
        """One button, or none where script goes on by itself; a GET alone records nothing."""
        picked = await open_pick(request)
        if picked.item.kind is Kind.POST:
            return _open_post(request, picked)
        choice = _chosen(request, picked, request.query_params.get("t", ""))
        kept = keeps_text(choice.network, device(request))
        disclosure = parts(request).settings.config.content.disclosure
        link = f"{parts(request).settings.config.links.base_url}/{'0' * 8}"  # as long as the one to come
        shown = intent(choice.network, device(request), choice.draft(link, disclosure))
        return page(
            request,
            "tap",
            picked.opened.language,
            form_action=composers(picked.opened.person.preferences.mastodon),
            title=picked.pick.title,
            network=choice.network.title,
            text=shown.text,
            text_key=choice.text_key,
            keeps_text=kept,
            press_id=secrets.token_urlsafe(16),
            texts=_addresses(request).texts(picked.pick.position),
            done=f"{request.url.path}/done",
        )

    async def press(self, request: Request) -> Response:
        """Records the press, mints the link and leads to the composer: 303, or JSON for the page's own script."""
        picked = await open_pick(request)
        form = await request.form()
        choice = _chosen(request, picked, _field(form, "t"))
        found = parts(request)
        now = found.clock()
        via = _field(form, "via")
        seen = await self.visitors.seen(request, request.method, now)
        judged = judge(seen, now, found.settle, button=via != "script", delivered_at=choice.opened.sent_at)
        tap = _tap(choice, _field(form, "id"), via, judged, seen)
        link = await found.database.awrite(taps.record, tap, found.settle, lambda: code_from(secrets.randbelow), now)
        self.targets.forget(link.code)
        config = found.settings.config
        draft = choice.draft(f"{config.links.base_url}/{link.code}", config.content.disclosure)
        going = intent(choice.network, device(request), draft)
        return _go(request, going)

    async def done(self, request: Request) -> Response:
        """The person says that they shared it; saying it twice changes nothing."""
        picked = await open_pick(request)
        choice = _chosen(request, picked, "")
        found = parts(request)
        now = found.clock()
        seen = await self.visitors.seen(request, request.method, now)
        judged = judge(seen, now, found.settle, button=True, delivered_at=choice.opened.sent_at)
        fact = _confirmation(choice, judged, seen, now)
        await found.database.awrite(store.add, [fact])
        return page(
            request,
            "done",
            picked.opened.language,
            title=picked.pick.title,
            network=choice.network.title,
            texts=_addresses(request).texts(picked.pick.position),
        )


def _chosen(request: Request, picked: OpenedPick, text_key: str) -> Choice:
    """The network of the address, if the digest offers it, and the text that was asked for, else the one given."""
    network = request.path_params["network"]
    if network not in _networks(picked):
        raise NoSuchPickError
    given = next((offer for offer in picked.pick.offers if offer.network == network), None)
    texts = {text.key: text for text in _usable(picked.pick.item, network)}
    if text_key in texts:
        return Choice(picked, NETWORKS[network], text_key, texts[text_key].text)
    if given is not None and given.text:
        return Choice(picked, NETWORKS[network], given.text_key, given.text)
    spoken = (picked.pick.language, picked.opened.language)
    own = next((text for text in texts.values() if text.language in spoken), None)
    return Choice(picked, NETWORKS[network], own.key if own else "", own.text if own else picked.pick.title)


def _networks(picked: OpenedPick) -> tuple[str, ...]:
    offered = tuple(offer.network for offer in picked.pick.offers)
    return tuple(name for name in dict.fromkeys((*offered, *picked.pick.item.networks)) if name in NETWORKS)


def _usable(item: Item, network: str) -> list[Text]:
    return [text for text in item.texts if text.network in ("", network)]


def _texts(picked: OpenedPick, addresses: Addresses) -> list[dict[str, Any]]:
    """The texts in the pick's language first, then in the person's others, each with its buttons."""
    position, language = picked.pick.position, picked.opened.language
    order = list(dict.fromkeys((picked.pick.language, *picked.opened.person.spoken)))
    texts = [text for text in picked.pick.item.texts if text.language in order]
    texts.sort(key=lambda text: order.index(text.language))
    found = []
    for text in texts or list(picked.pick.item.texts):
        places = [name for name in _networks(picked) if text.network in ("", name)]
        buttons = [(share_label(language, name), f"{addresses.share(position, name)}?t={text.key}") for name in places]
        if buttons:
            found.append({"text": text.text, "language": text.language, "buttons": buttons})
    if found:
        return found
    plain = [(share_label(language, name), addresses.share(position, name)) for name in _networks(picked)]
    return [{"text": picked.pick.title, "language": picked.pick.language, "buttons": plain}]


def _tap(choice: Choice, sent_id: str, via: str, judged: Judgement, seen: Seen) -> taps.Tap:
    press = choice.opened.press(choice.picked.item.id, choice.network.name, choice.text_key)
    kinds = (FactKind.COPY, FactKind.TAP) if via == "copy" else (FactKind.TAP,)
    name = sent_id if _ID.fullmatch(sent_id) else secrets.token_urlsafe(16)
    return taps.Tap(name, press, judged, kinds, seen.agent, seen.visitor, seen.origin)


def _confirmation(choice: Choice, judged: Judgement, seen: Seen, now: datetime) -> Fact:
    press = choice.opened.press(choice.picked.item.id, choice.network.name)
    return Fact(
        id=f"confirm-{choice.opened.delivery_id}-{choice.picked.pick.position}-{choice.network.name}",
        kind=FactKind.CONFIRM,
        at=now,
        verdict=judged.verdict,
        rules=judged.rules,
        rule_version=VERSION,
        settles_at=judged.settles_at,
        delivery_id=press.delivery_id,
        person_id=press.person_id,
        department=press.department,
        item_id=press.item_id,
        network=press.network,
        agent=seen.agent,
        visitor=seen.visitor,
        origin=seen.origin or None,
    )


def _go(request: Request, going: Intent) -> Response:
    if _ASK_FOR_JSON in request.headers.get("accept", ""):
        return JSONResponse({"go": going.url}, headers=HEADERS)
    return RedirectResponse(going.url, 303, HEADERS)


def _open_post(request: Request, picked: OpenedPick) -> Response:
    """A post of the company's own is opened, not composed."""
    return RedirectResponse(_addresses(request).read(picked.pick.position), 302, HEADERS)


def _addresses(request: Request) -> Addresses:
    return Addresses("", request.path_params["token"])


def _field(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def url_of(picked: OpenedPick) -> str:
    """The item's address as approved: today's, or the one that was delivered while a newer one waits for approval."""
    return picked.item.url if picked.item.state is ItemState.APPROVED else picked.pick.item.url
