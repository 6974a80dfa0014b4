"""The windows about networks: every one that an item can go to, and where it was shared without us."""

from collections.abc import Callable
from typing import Any

from bot.rendering.cut import cut
from bot.rendering.sentences import share_label
from bot.rendering.view import Addresses, Button
from bot.rendering.words import words
from bot.slack import kit, limits
from bot.slack.blocks import SENTENCE, escape
from bot.slack.message.living import Living
from bot.slack.message.press import Press, press
from digests.edition.model import Pick
from digests.employee import wordings
from digests.networks import NETWORKS

SAID = "already_shared"
ELSEWHERE = "elsewhere"
MOST = 10  # options of a list that is seen at once

Value = dict[str, Any]
Window = Callable[[str, Living, Pick, str], Value]


def more(language: str, found: Living, pick: Pick, public_url: str) -> Value:
    """A button for every network that the item can go to."""
    _ = words(language).gettext
    addresses = Addresses(public_url, found.parcel.token)
    value = f"{found.parcel.digest.delivery_id}:{pick.position}"
    buttons = [
        link_button(Button(share_label(language, name), addresses.share(pick.position, name), name), f"{value}:{name}")
        for name in wordings.networks(pick)
    ]
    told = _("Your post opens with the text ready. Nothing is posted for you.")
    rows = [kit.row("networks", *buttons[: limits.ACTIONS])] if buttons else []
    return kit.modal(_("Other networks"), [titled(pick), *rows, kit.quiet(told)], close=_("Close"))


def where(language: str, found: Living, pick: Pick, _public_url: str) -> Value:
    """Where was it shared? One of the item's networks, or somewhere else."""
    _ = words(language).gettext
    names = wordings.networks(pick)[: MOST - 1]
    options = [(name, _(NETWORKS[name].title)) for name in names] + [(ELSEWHERE, _("Somewhere else"))]
    standing = found.standings.get(pick.position)
    first = standing.network if standing is not None and standing.network in names else options[0][0]
    radio = {**kit.select(SAID, options, first), "type": "radio_buttons"}
    view = kit.modal(
        _("Shared already"),
        [titled(pick), kit.typed(SAID, _("Where did you share it?"), radio)],
        close=_("Close"),
        submit=_("Save"),
        callback=SAID,
    )
    return view | {"private_metadata": f"{found.parcel.digest.delivery_id}:{pick.position}"}


def said(body: Value) -> Press | None:
    """What was chosen in that window, as a press of a button would tell it."""
    view = body["view"]
    chosen = view["state"]["values"].get(SAID, {}).get(SAID, {}).get("selected_option") or {}
    network = str(chosen.get("value", ""))
    told = press({"actions": [{"value": view.get("private_metadata", "")}], "user": body["user"]})
    if told is None or not (network in NETWORKS or network == ELSEWHERE):
        return None
    return Press(told.delivery_id, told.position, "" if network == ELSEWHERE else network, told.slack_id, told.at)


def titled(pick: Pick) -> Value:
    """Which item a window is about."""
    return kit.marked(f"*{escape(cut(pick.title, SENTENCE)).replace('*', ' ')}*")


def link_button(button: Button, value: str) -> Value:
    """A share button of a window; Slack tells of its press as it does in a message."""
    return kit.button(f"share_{button.network}", button.label, value) | {"url": button.url}
