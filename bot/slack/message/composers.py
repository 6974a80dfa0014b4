"""The window that answers an edited text: a button for each network, whose composer has exactly that text."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.rendering.sentences import share_label
from bot.rendering.view import Button
from bot.rendering.words import words
from bot.slack import kit
from bot.slack.blocks import escape
from bot.slack.message.networks import Value, link_button, titled
from digests.edition.model import Pick
from digests.networks import NETWORKS

URL = 3000  # characters of a button's address
PIECE = 550  # signs of a text in one section, escaped at most five times as many
FITTING = 2900


@dataclass(frozen=True, slots=True)
class Way:
    """How a text gets to one network: by an address that has it, or by the clipboard."""

    network: str
    url: str
    pasted: bool


def waiting(language: str, pick: Pick) -> Value:
    """What stands there while links are made."""
    _ = words(language).gettext
    return kit.modal(_("Pick a text"), [titled(pick), kit.quiet(_("One moment ..."))], close=_("Close"))


def ready(language: str, pick: Pick, value: str, text: str, ways: Sequence[Way]) -> Value:
    """A button for each way; the text to copy, where one of them needs it."""
    _ = words(language).gettext
    pasted = [_(NETWORKS[way.network].title) for way in ways if way.pasted]
    told = _("Your text is ready in the post. Change what you like there, and press publish.")
    if pasted:
        told = _("{networks}: copy this text, then paste it into the post.").format(networks=", ".join(pasted))
    buttons = [
        link_button(Button(_label(language, way), way.url, way.network), f"{value}:{way.network}") for way in ways
    ]
    buttons[0]["style"] = "primary"
    blocks = [titled(pick), kit.said(told), *(copied(text) if pasted else []), kit.row("composers", *buttons)]
    return kit.modal(_("Share it"), blocks, close=_("Close"))


def closed(language: str, pick: Pick) -> Value:
    """The item was taken back meanwhile."""
    _ = words(language).gettext
    told = _("This was taken back or its time is over: choose another.")
    return kit.modal(_("Pick a text"), [titled(pick), kit.said(told)], close=_("Close"))


def copied(text: str) -> list[Value]:
    """The text as Slack shows what is to be copied, sign by sign; a long one in pieces."""
    whole = escape(text.replace("`", "'"))
    if len(whole) <= FITTING:
        return [kit.marked(f"```{whole}```")]
    pieces = [text[at : at + PIECE] for at in range(0, len(text), PIECE)]
    return [kit.marked("```" + escape(piece.replace("`", "'")) + "```") for piece in pieces if piece.strip()]


def _label(language: str, way: Way) -> str:
    label = share_label(language, way.network)
    return label if way.pasted else words(language).gettext("Open {network}").format(network=label)
