"""What can be decided about an item, as buttons; each press is weighed again by the verb behind it."""

import re
from dataclasses import dataclass

from bot.rendering.words import words
from bot.slack.kit import Value, button, confirm
from digests.content.model import Item, ItemState
from digests.newsroom.standing import Act, Standing

SUBMIT = "item_submit"
APPROVE = "item_approve"
ASK = "item_ask_change"
NEXT = "item_send_next"
CORRECT = "item_correct"
WITHDRAW = "item_withdraw"
RESTORE = "item_restore"
TEST = "item_test"
PREVIEW = "item_preview_as"

_VALUE = re.compile(r"(\d{1,9}):([a-z0-9][a-z0-9._-]{0,119})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """What a button or a modal is about; who pressed it is not said by it."""

    item_id: str
    version: int

    @property
    def value(self) -> str:
        """As it stands in a button's value, or is kept by a modal."""
        return f"{self.version}:{self.item_id}"


def about(item: Item) -> Named:
    """The item as it stands."""
    return Named(item.id, item.version)


def named(value: object) -> Named | None:
    """What a value of ours says; None for anybody else's."""
    found = _VALUE.fullmatch(value) if isinstance(value, str) else None
    return Named(found[2], int(found[1])) if found else None


def buttons(standing: Standing, item: Item, language: str = "en") -> list[Value]:
    """What this person may do with the item as it stands; empty where that is nothing."""
    return [_button(action, item, language) for act, action in _OFFERED[item.state] if standing.may(act, item.owner)]


_LOOK = ((Act.TEST, TEST), (Act.PREVIEW_AS, PREVIEW))
_OFFERED: dict[ItemState, tuple[tuple[Act, str], ...]] = {
    ItemState.SUGGESTED: (),
    ItemState.DRAFT: ((Act.EDIT, SUBMIT), *_LOOK, (Act.EDIT, WITHDRAW)),
    ItemState.IN_REVIEW: ((Act.APPROVE, APPROVE), (Act.APPROVE, ASK), *_LOOK, (Act.EDIT, WITHDRAW)),
    ItemState.APPROVED: ((Act.SEND_NEXT, NEXT), *_LOOK, (Act.APPROVE, CORRECT), (Act.WITHDRAW, WITHDRAW)),
    ItemState.WITHDRAWN: ((Act.EDIT, RESTORE), *_LOOK),
}


def _button(action: str, item: Item, language: str) -> Value:
    _ = words(language).gettext
    labels = {
        SUBMIT: _("Submit for approval"),
        APPROVE: _("Approve"),
        ASK: _("Ask for a change"),
        NEXT: _("Send next"),
        CORRECT: _("Correct in messages"),
        WITHDRAW: _("Withdraw"),
        RESTORE: _("Restore"),
        TEST: _("Send me a test"),
        PREVIEW: _("Preview as a person"),
    }
    style = {APPROVE: "primary", SUBMIT: "primary", WITHDRAW: "danger"}.get(action, "")
    asked = None
    if action == SUBMIT and not item.texts:
        style = ""
        asked = confirm(
            _("Submit it without a text?"),
            _("There are no texts: colleagues would have to find their own words."),
            _("Submit it anyway"),
            _("Write a text first"),
        )
    if action == RESTORE:
        asked = confirm(
            _("Restore this item?"),
            _("It is again what it was before, and messages from which it was taken show it again."),
            _("Restore"),
            _("Leave it"),
        )
    return button(action, labels[action], about(item).value, style=style, confirm=asked)
