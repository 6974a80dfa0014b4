"""Mail bodies from parts that are rendered, inlined and encoded once, then filled in and joined per person."""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.email.forms import (
    MARKS,
    POSITION,
    SUBJECT,
    TOKEN,
    TOKEN_SIGN,
    Form,
    Slot,
    buttons,
    encoded,
    form,
    items,
    sign,
    static,
)
from bot.email.rendering import Rendered, render
from bot.email.wire import html_slot, text_slot
from bot.rendering import view as said
from bot.rendering.sentences import share_label
from bot.rendering.view import Addresses, Button, DigestView, ItemView
from digests.config import Config
from digests.content.model import Item, Kind
from digests.edition.model import Digest, Pick
from digests.networks import NETWORKS
from digests.people.model import Rung

_KEPT = 2000  # items kept compiled, each about 10 kB for a position
_ANYBODY = Digest(0, "", "", "", "", "", "", "", Rung.CHAMPION, ())
_ANYTHING = Pick(1, Item("", "", Kind.ARTICLE, "", {}), "", (), ())


@dataclass(frozen=True, slots=True)
class Bodies:
    """What one person's mail says: a sentence, and two encoded bodies."""

    subject: str
    text: bytes
    html: bytes


@dataclass(frozen=True, slots=True)
class _Forms:
    """One part as plain text and as HTML, with the item it was made from."""

    text: Form
    html: Form
    item: Item | None = None
    subject: str = ""


@dataclass(frozen=True, slots=True)
class _Pair:
    """Finished bytes as plain text and as HTML."""

    text: bytes
    html: bytes


_Key = tuple[str, str, int, str]  # the digest's language, the item, its version, the item's language
_Encode = Callable[[str], bytes]


class Fragments:
    """Compiled parts by language and item version; several threads may use them at once."""

    def __init__(self, config: Config) -> None:
        self._company = config.company
        self._house = said.House.of(config)
        self._addresses = Addresses(config.server.public_url, TOKEN_SIGN)
        self._lock = threading.RLock()
        self._frames: dict[tuple[str, str], _Forms] = {}
        self._items: dict[_Key, _Forms] = {}
        self._placed: dict[tuple[_Key, int], _Forms] = {}
        self._buttons: dict[tuple[str, str, bool], _Pair] = {}
        self._rows: dict[tuple[str, tuple[str, ...], int], _Pair] = {}

    def prepare(self, digests: Iterable[Digest]) -> None:
        """Compiles the items that are not there yet, all of a language in one rendering."""
        missing: dict[str, dict[_Key, Pick]] = {}
        for digest in digests:
            for pick in digest.picks:
                key = _key(digest.language, pick)
                if key not in self._items:
                    missing.setdefault(digest.language, {})[key] = pick
        with self._lock:
            if len(self._items) > _KEPT:
                self._items, self._placed = {}, {}
            for language, picks in missing.items():
                self._compile(language, picks)

    def bodies(self, digest: Digest, country: str, token: str) -> Bodies:
        """What one person gets; `token` consists of signs that stand in an address as they are."""
        frame = self._frame(digest.language, country if country in self._house.modes else "")
        parts = [
            (self._item(digest.language, pick), _varying(digest, pick, self._house), self._row(digest.language, pick))
            for pick in digest.picks
        ]
        whole = {
            Slot.TITLE: said.title(digest, self._house),
            Slot.PICKED_FOR: said.picked_for(digest, self._house.topics),
            Slot.HELP: said.help_line(digest, self._house),
        }
        text = [one.text.fill(_filling(text_slot, values, Slot.BUTTONS, row.text)) for one, values, row in parts]
        html = [one.html.fill(_filling(html_slot, values, Slot.BUTTONS, row.html)) for one, values, row in parts]
        signed = token.encode("ascii")
        return Bodies(
            frame.subject.replace(SUBJECT, said.subject(digest, self._company.name)),
            frame.text.fill(_filling(text_slot, whole, Slot.ITEMS, b"".join(text))).replace(TOKEN, signed),
            frame.html.fill(_filling(html_slot, whole, Slot.ITEMS, b"".join(html))).replace(TOKEN, signed),
        )

    def _frame(self, language: str, country: str) -> _Forms:
        found = self._frames.get((language, country))
        if found is None:
            # One item stands for all of them, so that the templates' loop leaves its slot.
            rendered = self._render(language, [self._vehicle(language)], country)
            found = _Forms(form(rendered.text), form(rendered.html), subject=rendered.subject)
            self._frames[language, country] = found
        return found

    def _item(self, language: str, pick: Pick) -> _Forms:
        """An item's forms at its position; one that changed under the same version (a preview) is made anew."""
        key = _key(language, pick)
        placed = self._placed.get((key, pick.position))
        if placed is not None and (placed.item is pick.item or placed.item == pick.item):
            return placed
        with self._lock:
            known = self._items.get(key)
            if known is None or known.item != pick.item:
                self._compile(language, {key: pick})
                known = self._items[key]
            placed = _Forms(known.text.at(pick.position), known.html.at(pick.position), pick.item)
            self._placed[key, pick.position] = placed
        return placed

    def _row(self, language: str, pick: Pick) -> _Pair:
        """The share buttons of a pick, the best network first; a company's post has none."""
        networks = tuple([offer.network for offer in pick.offers[: said.BUTTONS]])
        if pick.item.kind is Kind.POST:
            networks = ()
        key = (language, networks, pick.position)
        found = self._rows.get(key)
        if found is None:
            number = str(pick.position).encode()
            shares = [self._button(language, network, not place) for place, network in enumerate(networks)]
            found = _Pair(
                b"".join(share.text for share in shares).replace(POSITION, number),
                b"".join(share.html for share in shares).replace(POSITION, number),
            )
            self._rows[key] = found
        return found

    def _button(self, language: str, network: str, best: bool) -> _Pair:  # noqa: FBT001 - best or not, as the key says
        if (language, network, best) not in self._buttons:
            self._compile_buttons(language)
        return self._buttons[language, network, best]

    def _compile(self, language: str, picks: Mapping[_Key, Pick]) -> None:
        rendered = self._render(language, [self._marked(language, pick) for pick in picks.values()])
        cut = zip(picks.items(), items(rendered.text), items(rendered.html), strict=True)
        for (key, pick), text, html in cut:
            self._items[key] = _Forms(form(text), form(html), pick.item)

    def _compile_buttons(self, language: str) -> None:
        """Every network twice: as the best one, and as another."""
        vehicle = self._vehicle(language)
        views = []
        for network in NETWORKS:
            button = Button(share_label(language, network), self._addresses.share(1, network), network)
            views.append(replace(vehicle, share=(button, button)))
        rendered = self._render(language, views)
        for network, text, html in zip(NETWORKS, items(rendered.text), items(rendered.html), strict=True):
            for best, in_text, in_html in zip((True, False), buttons(text), buttons(html), strict=True):
                self._buttons[language, network, best] = _Pair(encoded(in_text), encoded(in_html))

    def _vehicle(self, language: str) -> ItemView:
        return self._marked(language, replace(_ANYTHING, language=language))

    def _marked(self, language: str, pick: Pick) -> ItemView:
        """A pick with marks where people differ."""
        shown = self._view(replace(_ANYBODY, language=language, picks=(replace(pick, position=1),))).items[0]
        return replace(
            shown,
            title=static(shown.title),
            summary=static(shown.summary),
            image_url=static(shown.image_url),
            image_alt=static(shown.image_alt),
            why=sign(Slot.WHY),
            text=sign(Slot.TEXT),
            meta=sign(Slot.META),
            share=() if shown.open_post else (Button("", ""),),
        )

    def _view(self, digest: Digest, country: str = "") -> DigestView:
        return said.view(digest, self._addresses, self._house, country)

    def _render(self, language: str, views: Sequence[ItemView], country: str = "") -> Rendered:
        marked = replace(
            self._view(replace(_ANYBODY, language=language), country),
            subject=SUBJECT,
            title=sign(Slot.TITLE),
            picked_for=sign(Slot.PICKED_FOR),
            help=sign(Slot.HELP),
            items=tuple(views),
        )
        return render(marked, self._company, MARKS)


def _key(language: str, pick: Pick) -> _Key:
    return language, pick.item.id, pick.item.version, pick.language


def _varying(digest: Digest, pick: Pick, house: said.House) -> dict[Slot, str]:
    return {
        Slot.WHY: said.why(digest.language, pick, house.topics),
        Slot.TEXT: said.text(pick),
        Slot.META: said.meta(digest, pick),
    }


def _filling(encode: _Encode, values: Mapping[Slot, str], slot: Slot, joined: bytes) -> dict[Slot, bytes]:
    return {**{one: encode(value) for one, value in values.items()}, slot: joined}
