"""The page behind a poster: a desk's pick of the week, to read and to share, for whoever comes by.

Nobody signs in and nobody is known: links are made for the item, and what is pressed belongs to nobody.
"""

import secrets
from dataclasses import dataclass, replace
from urllib.parse import quote, urlsplit

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.web import qr
from bot.web.closed import closed, titled
from bot.web.hits import Hits
from bot.web.opened import NoSuchPickError
from bot.web.pages import HEADERS, accepted, page
from bot.web.parts import parts
from bot.web.share import going, own_words, press_id
from bot.web.targets import Targets, header
from bot.web.visitors import Visitors, device
from bot.web.wordings import Shelf, offered, whole
from digests.content.model import Item
from digests.edition.model import Pick
from digests.employee import acts
from digests.employee.model import Evidence, OwnPick, Wording
from digests.employee.posters import WeekPick, anybodys, week_pick
from digests.employee.wordings import placeholder, texts, wording
from digests.ledger.arrivals import arrival
from digests.ledger.model import FactKind
from digests.ledger.verdict import judge
from digests.networks import ELSEWHERE, NETWORKS
from digests.relevance.fit import language_in, networks_of
from digests.sharing.intents import Draft, composers, intent, keeps_text
from digests.sharing.links import code_from, with_utm

POSTER = "poster"  # what a landing page is told where an item was opened from


class NothingOnError(Exception):
    """The desk has no pick, or it cannot be shown today."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A desk's pick as this visitor reads it."""

    week: WeekPick
    pick: Pick
    own: OwnPick
    language: str

    @property
    def item(self) -> Item:
        """What the poster is about."""
        return self.pick.item

    @property
    def address(self) -> str:
        """Where the page is."""
        return f"/w/{quote(self.week.desk)}"


@dataclass(frozen=True, slots=True)
class Public:
    """The pages under /w."""

    visitors: Visitors
    targets: Targets
    hits: Hits

    def routes(self) -> list[Route]:
        """The page, reading, sharing, and the code that leads there."""
        return [
            Route("/w/{desk}", self.show, methods=["GET"]),
            Route("/w/{desk}/qr.svg", self.code, methods=["GET"]),
            Route("/w/{desk}/read", self.read, methods=["GET"]),
            Route("/w/{desk}/elsewhere", self.elsewhere, methods=["POST"]),
            Route("/w/{desk}/{network}", self.tap_page, methods=["GET"]),
            Route("/w/{desk}/{network}", self.press, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """The item with its texts; where there is none, what else is on."""
        try:
            shown = await _shown(request)
        except NothingOnError:
            return await closed(request, status=404)
        item = shown.item
        shelf = Shelf(shown.language, device(request), shown.address, _links(request), _disclosure(request, item))
        return page(
            request,
            "public",
            shown.language,
            form_action=composers(),
            pictures=_origins(item),
            title=shown.pick.title,
            summary=shown.pick.summary,
            spoken=shown.pick.language,
            image=item.image,
            alt=titled_alt(item, shown.pick.language),
            read=f"{shown.address}/read",
            texts=offered(shown.pick, (shown.language,), shelf),
            elsewhere=f"{shown.address}/elsewhere",
        )

    async def code(self, request: Request) -> Response:
        """The way to the page as a QR code, whatever stands there today."""
        config = parts(request).settings.config
        return qr.picture(f"{config.server.public_url}/w/{quote(request.path_params['desk'])}", "svg")

    async def read(self, request: Request) -> Response:
        """Leads to the item; kept as a read by nobody, and classed like a hit."""
        try:
            shown = await _shown(request)
        except NothingOnError:
            return await closed(request, status=404)
        found, evidence = parts(request), await self._evidence(request, button=False)
        fact = acts.fact(shown.own, FactKind.READ, secrets.token_hex(16), evidence, now=found.clock())
        await self.hits.add(arrival(fact))
        words = {"item": shown.item.id, "network": POSTER, "desk": shown.item.owner, "goal": shown.item.goal}
        address = with_utm(shown.item.url, found.utm, words | {"text": "", "campaign": shown.item.campaign})
        return RedirectResponse(header(address).decode("latin-1"), 302, HEADERS)

    async def tap_page(self, request: Request) -> Response:
        """One text for one network, as it would be posted: where the network drops it, it is copied here."""
        shown = await _asked(request)
        chosen = _chosen(request, shown, request.query_params.get("t", ""))
        network = NETWORKS[chosen.network]
        draft = _draft(request, shown, chosen, placeholder(_links(request)))
        return page(
            request,
            "tap",
            shown.language,
            form_action=composers(),
            title=shown.pick.title,
            network=network.title,
            text=intent(network, device(request), draft).text,
            text_key=chosen.key,
            keeps_text=keeps_text(network, device(request)),
            press_id=secrets.token_urlsafe(16),
            texts=shown.address,
            done="",
        )

    async def press(self, request: Request) -> Response:
        """Records the press, mints the item's link and leads to the composer."""
        shown = await _asked(request)
        form = await request.form()
        chosen = _chosen(request, shown, _one(form, "t"))
        link = await self._kept(request, form, shown, chosen)
        draft = _draft(request, shown, chosen, link)
        draft = replace(draft, text=own_words(form).removesuffix(draft.disclosure).strip() or draft.text)
        return going(request, intent(NETWORKS[chosen.network], device(request), draft))

    async def elsewhere(self, request: Request) -> Response:
        """Text and link are taken along: JSON with both, for the page's own script."""
        shown = await _asked(request)
        form = await request.form()
        known = {text.key: text for text in texts(shown.pick, (shown.language,))}
        text = known.get(_one(form, "t")) or next(iter(known.values()))
        link = await self._kept(request, form, shown, Wording(text.key, text.language, ELSEWHERE.name, text.text))
        said = own_words(form) or whole(text.text, _disclosure(request, shown.item))
        return JSONResponse({"text": said, "link": link}, headers=HEADERS)

    async def _kept(self, request: Request, form: FormData, shown: Shown, chosen: Wording) -> str:
        found, via = parts(request), _one(form, "via")
        link = await found.database.awrite(
            acts.share,
            shown.own,
            chosen,
            await self._evidence(request, button=via != "script"),
            press_id=press_id(_one(form, "id")),
            copied=via == "copy",
            settle=found.settle,
            code=lambda: code_from(secrets.randbelow),
            now=found.clock(),
        )
        self.targets.forget(link.code)
        return f"{_links(request)}/{link.code}"

    async def _evidence(self, request: Request, *, button: bool) -> Evidence:
        found = parts(request)
        now = found.clock()
        seen = await self.visitors.seen(request, request.method, now)
        return Evidence(judge(seen, now, found.settle, button=button), seen.agent, seen.visitor, seen.origin or None)


async def _shown(request: Request) -> Shown:
    """The desk's pick in the visitor's language; NothingOnError where there is none to show."""
    found = parts(request)
    week = await found.database.aread(week_pick, request.path_params["desk"])
    if week is None or not week.on(found.clock()):
        raise NothingOnError
    language = accepted(request)
    item = replace(week.item, networks=networks_of(week.item))
    spoken = language_in(item.title, language) or next(iter(item.title), language)
    return Shown(week, Pick(1, item, spoken, (), ()), anybodys(item, language), language)


async def _asked(request: Request) -> Shown:
    try:
        return await _shown(request)
    except NothingOnError:
        raise NoSuchPickError from None


def _chosen(request: Request, shown: Shown, text_key: str) -> Wording:
    found = wording(shown.pick, request.path_params["network"], (shown.language,), text_key)
    if found is None:
        raise NoSuchPickError
    return found


def _draft(request: Request, shown: Shown, chosen: Wording, link: str) -> Draft:
    return Draft(chosen.text, link, _disclosure(request, shown.item), shown.pick.title)


def _disclosure(request: Request, item: Item) -> str:
    return item.disclosure or parts(request).settings.config.content.disclosure


def _links(request: Request) -> str:
    return parts(request).settings.config.links.base_url


def _origins(item: Item) -> tuple[str, ...]:
    if item.image is None:
        return ()
    found = urlsplit(item.image.url)
    return (f"{found.scheme}://{found.netloc}",)


def titled_alt(item: Item, language: str) -> str:
    """The picture in words, in a language or in any."""
    alt = item.image.alt if item.image else {}
    return alt.get(language) or next(iter(alt.values()), "") or titled(item, language)


def _one(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""
