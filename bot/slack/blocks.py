"""A digest as Slack shows it: Block Kit, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_time

from bot.rendering.cut import cut
from bot.rendering.standings import quiet_sentence, standing_sentence
from bot.rendering.view import Button, DigestView, ItemView
from bot.rendering.words import words
from bot.slack import limits
from digests.employee.model import MORNING, PickState, Standing

EVENT = "budstikke_digest"
REMINDER = "budstikke_reminder"
TITLE = 200
SUMMARY = 280
SENTENCE = 580  # five characters each when escaped, and still within a section
NEAR = 2  # networks beside "Pick a text"; the menu has the others
WEEKS = ("1", "4", "until")  # how long a snooze may be

Value = dict[str, Any]

_OFFERED = Standing(PickState.OFFERED)


@dataclass(frozen=True, slots=True)
class Life:
    """What became of a digest since it was sent; `notes` stand in place of the items at their positions."""

    standings: Mapping[int, Standing] = field(default_factory=dict)
    notes: Mapping[int, str] = field(default_factory=dict)
    paused_until: datetime | None = None


NEW = Life()


def render(
    view: DigestView, delivery_id: int, *, interactive: bool = True, test: bool = False, life: Life = NEW
) -> Value:
    """The arguments `text`, `blocks` and `metadata` of chat.postMessage and chat.update.

    `interactive`: we hear of presses, so all that can be done is done in Slack; without it every button leads to a
    page. A `test` says so in its title and belongs to no delivery.
    """
    named = 0 if test else delivery_id
    mark = "[Test] " if test else ""
    blocks = [
        {"type": "header", "text": _plain(cut(mark + view.title, limits.HEADER))},
        _context(escape(cut(view.picked_for, SENTENCE))),
    ]
    if help_line := cut(view.help, SENTENCE):
        blocks.append(_section(escape(help_line)))
    if interactive and view.welcome:
        blocks.append(note(view.welcome))
    blocks += items(view, named, interactive=interactive, life=life)
    blocks += [{"type": "divider"}, *_end(view, named, interactive=interactive, life=life)]
    return {
        "text": escape(cut(f"{mark}{view.title}: {view.subject}", SENTENCE)),
        "blocks": blocks,
        "metadata": metadata(named),
    }


def items(view: DigestView, delivery_id: int, *, interactive: bool = True, life: Life = NEW) -> list[Value]:
    """The items alone, each after a line; at most six blocks each."""
    shown = _Shown(view.language, ZoneInfo(view.timezone), delivery_id, interactive)
    return [
        block
        for item in view.items
        for block in shown.item(item, life.standings.get(item.position, _OFFERED), life.notes.get(item.position, ""))
    ]


def reminder(view: DigestView, delivery_id: int, position: int) -> Value:
    """The reply to a digest's message that reminds of one item; its buttons are the item's own."""
    item = next(one for one in view.items if one.position == position)
    shown = _Shown(view.language, ZoneInfo(view.timezone), delivery_id, interactive=True)
    said = words(view.language).gettext("You wanted to be reminded: {title}").format(title=item.title)
    return {
        "text": escape(cut(said, SENTENCE)),
        "blocks": [_section(escape(cut(said, SENTENCE))), shown.row(item)],
        "metadata": {"event_type": REMINDER, "event_payload": {"delivery": str(delivery_id)}},
    }


def metadata(delivery_id: int) -> Value:
    """By which a message is found again; it tells nothing but the delivery."""
    return {"event_type": EVENT, "event_payload": {"delivery": str(delivery_id)}}


def escape(text: str) -> str:
    """Text that Slack shows as it stands: no link, no mention, nobody called."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def note(text: str) -> Value:
    """A quiet line, such as what a press came to."""
    return _context(escape(cut(text, SENTENCE)))


@dataclass(frozen=True, slots=True)
class _Shown:
    """How the items of one digest are shown."""

    language: str
    zone: ZoneInfo
    delivery_id: int
    interactive: bool

    def item(self, item: ItemView, standing: Standing, instead: str) -> list[Value]:
        """An item as it stands: offered, asked about, or only what became of it."""
        said = standing_sentence(self.language, standing, self.zone)
        line, name = {"type": "divider"}, _named(item)
        if instead or standing.state is PickState.WITHDRAWN:
            return [line, _section(f"{name}\n{escape(cut(instead or said, SENTENCE))}")]
        if not self.interactive:
            row = {
                "type": "actions",
                "block_id": f"item:{item.position}",
                "elements": _leading(item, self._value(item)),
            }
            return [line, *self._offered(item, "", row)]
        if standing.state is PickState.TAPPED:
            return [line, _title(item), _section(f"*{escape(said)}*"), self._asked(item)]
        if standing.state is PickState.SHARED:
            again = self._button("more_networks", self._("Share elsewhere"), item)
            told = f"{name}\n✓ {escape(said)}"
            return [line, _section(told, again if item.pick_text else None)]
        if standing.state is PickState.DECLINED:
            return [line, _section(f"{name}\n{escape(said)}", self._button("undo_decline", self._("Undo"), item))]
        return [line, *self._offered(item, said, self.row(item))]

    def row(self, item: ItemView) -> Value:
        """The item's buttons."""
        elements = [*self._near(item), self._menu(item, asked=False)]
        return {"type": "actions", "block_id": f"item:{item.position}", "elements": elements}

    def _offered(self, item: ItemView, said: str, row: Value) -> list[Value]:
        blocks = [_title(item)]
        if why := cut(item.why, SENTENCE):
            reason = self._("Why you: {why}").format(why=why).replace("_", " ")
            blocks.append(_context(f"_{escape(reason)}_"))
        blocks.append(row)
        blocks += [note(line) for line in (said, item.meta) if cut(line, SENTENCE)]
        return blocks

    def _asked(self, item: ItemView) -> Value:
        shared = self._button("confirm_shared", self._("Yes, shared"), item) | {"style": "primary"}
        elements = [shared, self._button("not_now", self._("Not now"), item), self._menu(item, asked=True)]
        return {"type": "actions", "block_id": f"item:{item.position}", "elements": elements}

    def _near(self, item: ItemView) -> list[Value]:
        """What most people press."""
        value = self._value(item)
        found = [_button(item.open_post, "open_post", value, item.title)] if item.open_post else []
        found += [
            _button(button, f"share_{button.network}", f"{value}:{button.network}", item.title)
            for button in item.share[:NEAR]
        ]
        if found:
            found[0] = found[0] | {"style": "primary"}
        if item.pick_text:
            found.append(_button(item.pick_text, "pick_text", value, item.title, leads=False))
        return found

    def _menu(self, item: ItemView, *, asked: bool) -> Value:
        """The rest; a company's own post can only be opened."""
        hour = format_time(MORNING, "short", locale=self.language)
        known = {
            "more": self._("Other networks") if item.pick_text else "",
            "shared": "" if asked or not item.pick_text else self._("I shared it already"),
            "later": self._("Remind me later today"),
            "tomorrow": self._("Remind me tomorrow at {hour}").format(hour=hour),
            "decline": item.not_for_me.label,
        }
        options = [
            {"text": _plain(cut(label, limits.OPTION)), "value": f"{act}:{self._value(item)}"}
            for act, label in known.items()
            if label
        ]
        return {"type": "overflow", "action_id": "item_menu", "options": options}

    def _button(self, action: str, label: str, item: ItemView) -> Value:
        return _button(Button(label, ""), action, self._value(item), item.title, leads=False)

    def _value(self, item: ItemView) -> str:
        return f"{self.delivery_id}:{item.position}"

    def _(self, text: str) -> str:
        return words(self.language).gettext(text)


def _title(item: ItemView) -> Value:
    title = f"*<{item.read_url}|{escape(cut(item.title, TITLE)) or item.item_id}>*"
    summary = escape(cut(item.summary, SUMMARY))
    return _section(f"{title}\n{summary}" if summary else title)


def _named(item: ItemView) -> str:
    """The title where the item is not to be opened any more, or was dealt with."""
    return f"*{(escape(cut(item.title, TITLE)) or item.item_id).replace('*', ' ').strip() or item.item_id}*"


def _leading(item: ItemView, value: str) -> list[Value]:
    """Buttons that lead to pages, for whoever's presses we cannot hear."""
    found = []
    if item.open_post:
        found.append(_button(item.open_post, "open_post", value, item.title) | {"style": "primary"})
    for rank, button in enumerate(item.share):
        made = _button(button, f"share_{button.network}", f"{value}:{button.network}", item.title)
        found.append(made if rank else made | {"style": "primary"})
    if item.pick_text:
        found.append(_button(item.pick_text, "pick_text", value, item.title))
    found.append(_button(item.not_for_me, "not_for_me", value, item.title))
    return found


def _end(view: DigestView, delivery_id: int, *, interactive: bool, life: Life) -> list[Value]:
    """Settings, quiet and the way out."""
    value = str(delivery_id)
    _ = words(view.language).gettext
    told: list[Value] = []
    elements = [_button(view.preferences, "preferences", value)]
    if not interactive:
        elements.append(_button(view.snooze, "snooze", value))
    elif life.paused_until is not None:
        elements.append(_button(Button(_("Start again"), ""), "resume", value, leads=False))
        told = [note(quiet_sentence(view.language, life.paused_until, ZoneInfo(view.timezone)))]
    else:
        elements.append(_snooze(view.language, value))
    stop = f"<{view.stop.url}|{escape(cut(view.stop.label, limits.LABEL))}>"
    return [
        *told,
        {"type": "actions", "block_id": "end", "elements": elements},
        _context(f"{escape(cut(view.privacy, SENTENCE))} {stop}"),
    ]


def _snooze(language: str, value: str) -> Value:
    """How long there is to be quiet."""
    _, many = words(language).gettext, words(language).ngettext
    labels = [many("{n} week", "{n} weeks", int(one)).format(n=one) for one in WEEKS[:-1]]
    options = [
        {"text": _plain(cut(label, limits.OPTION)), "value": f"{weeks}:{value}"}
        for weeks, label in zip(WEEKS, [*labels, _("Until I am back")], strict=True)
    ]
    placeholder = _plain(cut(_("Snooze"), limits.PLACEHOLDER))
    return {"type": "static_select", "action_id": "snooze", "placeholder": placeholder, "options": options}


def _button(button: Button, action: str, value: str, about: str = "", *, leads: bool = True) -> Value:
    made: Value = {
        "type": "button",
        "action_id": action,
        "text": _plain(cut(button.label, limits.LABEL)),
        "value": value,
    }
    if leads:
        made["url"] = button.url
    if about:
        made["accessibility_label"] = cut(f"{button.label}: {about}", limits.LABEL)
    return made


def _plain(text: str) -> Value:
    return {"type": "plain_text", "text": text, "emoji": False}


def _markdown(text: str) -> Value:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _section(text: str, accessory: Value | None = None) -> Value:
    made: Value = {"type": "section", "text": _markdown(text)}
    return made if accessory is None else made | {"accessory": accessory}


def _context(text: str) -> Value:
    return {"type": "context", "elements": [_markdown(text)]}
