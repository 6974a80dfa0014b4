"""A digest as Slack shows it: Block Kit, as values."""

from typing import Any

from bot.rendering.cut import cut
from bot.rendering.view import Button, DigestView, ItemView
from bot.rendering.words import words
from bot.slack import limits

EVENT = "budstikke_digest"
TITLE = 200
SUMMARY = 280
SENTENCE = 580  # five characters each when escaped, and still within a section

Value = dict[str, Any]


def render(view: DigestView, delivery_id: int, *, interactive: bool = True, test: bool = False) -> Value:
    """The arguments `text`, `blocks` and `metadata` of chat.postMessage.

    `interactive`: we hear of presses, so "not for me" and snooze happen in Slack; without it they lead to pages.
    A `test` says so in its title and belongs to no delivery.
    """
    named = 0 if test else delivery_id
    mark = "[Test] " if test else ""
    blocks = [
        {"type": "header", "text": _plain(cut(mark + view.title, limits.HEADER))},
        _context(escape(cut(view.picked_for, SENTENCE))),
    ]
    if help_line := cut(view.help, SENTENCE):
        blocks.append(_section(escape(help_line)))
    for item in view.items:
        blocks += _item(view.language, item, named, interactive=interactive)
    blocks += [{"type": "divider"}, *_end(view, named, interactive=interactive)]
    return {
        "text": escape(cut(f"{mark}{view.title}: {view.subject}", SENTENCE)),
        "blocks": blocks,
        "metadata": metadata(named),
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


def _item(language: str, item: ItemView, delivery_id: int, *, interactive: bool) -> list[Value]:
    title = f"*<{item.read_url}|{escape(cut(item.title, TITLE)) or item.item_id}>*"
    summary = escape(cut(item.summary, SUMMARY))
    blocks = [{"type": "divider"}, _section(f"{title}\n{summary}" if summary else title)]
    if why := cut(item.why, SENTENCE):
        said = words(language).gettext("Why you: {why}").format(why=why).replace("_", " ")
        blocks.append(_context(f"_{escape(said)}_"))
    blocks.append(
        {
            "type": "actions",
            "block_id": f"item:{item.position}",
            "elements": _buttons(item, delivery_id, interactive=interactive),
        }
    )
    if meta := cut(item.meta, SENTENCE):
        blocks.append(_context(escape(meta)))
    return blocks


def _buttons(item: ItemView, delivery_id: int, *, interactive: bool) -> list[Value]:
    value = f"{delivery_id}:{item.position}"
    found = []
    if item.open_post:
        found.append(_button(item.open_post, "open_post", value, item.title) | {"style": "primary"})
    for rank, button in enumerate(item.share):
        made = _button(button, f"share_{button.network}", f"{value}:{button.network}", item.title)
        found.append(made if rank else made | {"style": "primary"})
    if item.pick_text:
        found.append(_button(item.pick_text, "pick_text", value, item.title))
    found.append(_button(item.not_for_me, "not_for_me", value, item.title, leads=not interactive))
    return found


def _end(view: DigestView, delivery_id: int, *, interactive: bool) -> list[Value]:
    value = str(delivery_id)
    buttons = [
        _button(view.preferences, "preferences", value),
        _button(view.snooze, "snooze", value, leads=not interactive),
    ]
    stop = f"<{view.stop.url}|{escape(cut(view.stop.label, limits.LABEL))}>"
    return [
        {"type": "actions", "block_id": "end", "elements": buttons},
        _context(f"{escape(cut(view.privacy, SENTENCE))} {stop}"),
    ]


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


def _section(text: str) -> Value:
    return {"type": "section", "text": _markdown(text)}


def _context(text: str) -> Value:
    return {"type": "context", "elements": [_markdown(text)]}
