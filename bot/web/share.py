"""The tap page: shows the text, reports the press, and goes on to the network's own composer."""

import re
import secrets
from dataclasses import dataclass, replace

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.rendering.view import Addresses
from bot.web.opened import NoSuchPickError, OpenedPick, open_pick
from bot.web.pages import HEADERS, page
from bot.web.parts import parts
from bot.web.redirects import Targets
from bot.web.visitors import Visitors, device
from bot.web.wordings import LONGEST, Shelf, offered, whole
from digests.content.model import ItemState, Kind
from digests.employee import acts
from digests.employee.model import Evidence, Wording
from digests.employee.wordings import placeholder, texts, wording
from digests.ledger.verdict import judge
from digests.networks import ELSEWHERE, NETWORKS, Network
from digests.sharing.intents import Draft, Intent, composers, intent, keeps_text
from digests.sharing.links import code_from

_ID = re.compile(r"[0-9A-Za-z_-]{16,32}")
_ASK_FOR_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Choice:
    """A network and a text that a person chose within their own digest."""

    picked: OpenedPick
    wording: Wording

    @property
    def network(self) -> Network:
        """Where it is to be shared."""
        return NETWORKS[self.wording.network]

    def draft(self, link: str, disclosure: str) -> Draft:
        """What is to be shared, with the company's disclosure unless the item has its own."""
        mastodon = self.picked.own.person.preferences.mastodon
        disclosure = self.picked.item.disclosure or disclosure
        return Draft(self.wording.text, link, disclosure, self.picked.pick.title, mastodon)


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
            Route("/s/{token}/{pick}/elsewhere", self.elsewhere, methods=["POST"]),
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
            form_action=composers(picked.opened.person.preferences.mastodon),
            title=picked.pick.title,
            texts=offered(picked.pick, picked.own.person.spoken, _shelf(request, picked)),
            elsewhere=f"{request.url.path}/elsewhere",
            token=picked.opened.token,
        )

    async def elsewhere(self, request: Request) -> Response:
        """The person takes text and link along: JSON with both, for the page's own script."""
        picked = await open_pick(request)
        form = await request.form()
        pick = picked.pick
        known = {text.key: text for text in texts(pick, picked.own.person.spoken)}
        text = known.get(_field(form, "t")) or next(iter(known.values()))
        chosen = Choice(picked, Wording(text.key, text.language, ELSEWHERE.name, text.text))
        link = await self._kept(request, form, chosen)
        said = own_words(form) or whole(text.text, _disclosure(request, picked))
        return JSONResponse({"text": said, "link": link}, headers=HEADERS)

    async def tap_page(self, request: Request) -> Response:
        """One button, or none where script goes on by itself; a GET alone records nothing."""
        picked = await open_pick(request)
        if picked.item.kind is Kind.POST:
            return _open_post(request, picked)
        choice = _chosen(request, picked, request.query_params.get("t", ""))
        kept = keeps_text(choice.network, device(request))
        disclosure = parts(request).settings.config.content.disclosure
        link = placeholder(parts(request).settings.config.links.base_url)
        shown = intent(choice.network, device(request), choice.draft(link, disclosure))
        return page(
            request,
            "tap",
            picked.opened.language,
            form_action=composers(picked.opened.person.preferences.mastodon),
            title=picked.pick.title,
            network=choice.network.title,
            text=shown.text,
            text_key=choice.wording.key,
            keeps_text=kept,
            press_id=secrets.token_urlsafe(16),
            texts=_addresses(request).texts(picked.pick.position),
            done=f"{request.url.path}/done",
        )

    async def press(self, request: Request) -> Response:
        """Records the press, mints the link and leads to the composer: 303, or JSON for the page's own script.

        A text that the person wrote stands in for ours; the disclosure stays.
        """
        picked = await open_pick(request)
        form = await request.form()
        choice = _chosen(request, picked, _field(form, "t"))
        link = await self._kept(request, form, choice)
        draft = choice.draft(link, parts(request).settings.config.content.disclosure)
        draft = replace(draft, text=own_words(form).removesuffix(draft.disclosure).strip() or draft.text)
        return going(request, intent(choice.network, device(request), draft))

    async def _kept(self, request: Request, form: FormData, choice: Choice) -> str:
        """Writes a press down; the address of the link that belongs to it."""
        picked, found = choice.picked, parts(request)
        now = found.clock()
        via = _field(form, "via")
        seen = await self.visitors.seen(request, request.method, now)
        judged = judge(seen, now, found.settle, button=via != "script", delivered_at=picked.opened.sent_at)
        link = await found.database.awrite(
            acts.share,
            picked.own,
            choice.wording,
            Evidence(judged, seen.agent, seen.visitor, seen.origin),
            press_id=press_id(_field(form, "id")),
            copied=via == "copy",
            settle=found.settle,
            code=lambda: code_from(secrets.randbelow),
            now=now,
        )
        self.targets.forget(link.code)
        return f"{found.settings.config.links.base_url}/{link.code}"

    async def done(self, request: Request) -> Response:
        """The person says that they shared it; saying it twice changes nothing."""
        picked = await open_pick(request)
        choice = _chosen(request, picked, "")
        found = parts(request)
        now = found.clock()
        seen = await self.visitors.seen(request, request.method, now)
        judged = judge(seen, now, found.settle, button=True, delivered_at=picked.opened.sent_at)
        evidence = Evidence(judged, seen.agent, seen.visitor, seen.origin or None)
        await found.database.awrite(acts.confirmed, picked.own, choice.wording.network, evidence, now)
        return page(
            request,
            "done",
            picked.opened.language,
            title=picked.pick.title,
            network=choice.network.title,
            texts=_addresses(request).texts(picked.pick.position),
            token=picked.opened.token,
        )


def _chosen(request: Request, picked: OpenedPick, text_key: str) -> Choice:
    """The network of the address, if the digest offers it, and the text that was asked for, else the one given."""
    spoken = (picked.opened.language, *picked.own.person.spoken)
    found = wording(picked.pick, request.path_params["network"], spoken, text_key)
    if found is None:
        raise NoSuchPickError
    return Choice(picked, found)


def _shelf(request: Request, picked: OpenedPick) -> Shelf:
    return Shelf(
        picked.opened.language,
        device(request),
        request.url.path,
        parts(request).settings.config.links.base_url,
        _disclosure(request, picked),
    )


def _disclosure(request: Request, picked: OpenedPick) -> str:
    return picked.item.disclosure or parts(request).settings.config.content.disclosure


def press_id(sent: str) -> str:
    """The page's own name for the press, so that one that is sent twice is kept once."""
    return sent if _ID.fullmatch(sent) else secrets.token_urlsafe(16)


def going(request: Request, to: Intent) -> Response:
    """On to the composer: JSON for the page's own script, a redirect for everybody else."""
    if _ASK_FOR_JSON in request.headers.get("accept", ""):
        return JSONResponse({"go": to.url}, headers=HEADERS)
    return RedirectResponse(to.url, 303, HEADERS)


def _open_post(request: Request, picked: OpenedPick) -> Response:
    """A post of the company's own is opened, not composed."""
    return RedirectResponse(_addresses(request).read(picked.pick.position), 302, HEADERS)


def _addresses(request: Request) -> Addresses:
    return Addresses("", request.path_params["token"])


def own_words(form: FormData) -> str:
    """What the person made of our text; empty where they left it alone or sent none."""
    return _field(form, "own").strip()[:LONGEST]


def _field(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def url_of(picked: OpenedPick) -> str:
    """The item's address as approved: today's, or the one that was delivered while a newer one waits for approval."""
    return picked.item.url if picked.item.state is ItemState.APPROVED else picked.pick.item.url
