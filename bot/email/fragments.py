"""Mail bodies from parts that are rendered, inlined and encoded once, then filled in and joined per person."""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.email.forms import (
    MARKS,
    POSITION,
    SUBJECT,
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
from bot.email.wire import slots
from bot.rendering import view as said
from bot.rendering.sentences import share_label
from bot.rendering.view import Addresses, Button, DigestView, ItemView
from digests.config import Config
from digests.content.model import Item, Kind
from digests.edition.model import Digest, Pick
from digests.networks import NETWORKS
from digests.people.model import Rung

_HERE = b"\x03"  # where a frame's items belong; no encoded text holds it
_KEPT = 2000  # items kept compiled, each about 10 kB for a position
_ANYBODY = Digest(0, "", "", "", "", "", "", "", Rung.CHAMPION, ())
_ANYTHING = Pick(1, Item("", "", Kind.ARTICLE, "", {}), "", (), ())


@dataclass(frozen=True, slots=True)
class Bodies:
    """What one person's mail says: a sentence, and two encoded bodies in pieces, which are joined once."""

    subject: str
    text: list[bytes]
    html: list[bytes]


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

    def bodies(self, digest: Digest, country: str) -> Bodies:
        """What one person gets; TOKEN stands wherever theirs belongs."""
        house, language = self._house, digest.language
        frame = self._frame(language, country if country in house.modes else "")
        text: list[bytes] = []
        html: list[bytes] = []
        for pick in digest.picks:
            item, row = self._item(language, pick), self._row(language, pick)
            why, why_html = slots(said.why(language, pick, house.topics))
            words, words_html = slots(said.text(pick))
            meta, meta_html = slots(said.meta(digest, pick))
            text += item.text.pieces((why, words, meta, row.text))
            html += item.html.pieces((why_html, words_html, meta_html, row.html))
        title, title_html = slots(said.title(digest, house))
        picked_for, picked_for_html = slots(said.picked_for(digest, house.topics))
        help_line, help_html = slots(said.help_line(digest, house))
        here = _HERE if digest.picks else b""
        return Bodies(
            frame.subject.replace(SUBJECT, said.subject(digest, self._company.name)),
            _around(frame.text.pieces((title, picked_for, help_line, here)), text),
            _around(frame.html.pieces((title_html, picked_for_html, help_html, here)), html),
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


def _around(frame: list[bytes], items: list[bytes]) -> list[bytes]:
    """The pieces of a frame with those of the items where they belong."""
    if items:
        place = frame.index(_HERE)
        frame[place : place + 1] = items
    return frame
