"""The modals in which somebody decides more than a press can say."""

from collections.abc import Sequence

from bot.rendering.words import words
from bot.slack import limits
from bot.slack.decisions.offered import ASK, CORRECT, NEXT, PREVIEW, WITHDRAW
from bot.slack.kit import Value, modal, plain, quiet, said, typed
from digests.newsroom.model import LinksThen, Messages

REASON = 1000
REASON_FIELD, MESSAGES_FIELD, LINKS_FIELD = "reason", "messages", "links"
PERSON_FIELD, SCHEDULE_FIELD = "person", "schedule"
CHOSEN = "chosen"  # the action of every field: its block says which it is


def asking(title: str, language: str) -> Value:
    """Ask for a change: what should be different."""
    _ = words(language).gettext
    blocks = [
        said(title),
        _reason(_("What should be different?"), _("Whoever wrote it reads this.")),
    ]
    return modal(_("Ask for a change"), blocks, close=_("Cancel"), submit=_("Ask"), callback=ASK)


def withdrawing(title: str, told: Sequence[str], links: LinksThen, language: str, *, delivered: bool = True) -> Value:
    """Withdraw: what becomes of links and, where any can be changed, of messages; `told` says how many there are."""
    _ = words(language).gettext
    messages = [
        (Messages.RECALL.value, _("Take it out of messages already delivered")),
        (Messages.KEEP.value, _("Leave delivered messages as they are")),
    ]
    answers = [
        (LinksThen.GONE.value, _("Links say politely that it is withdrawn")),
        (LinksThen.GO_ON.value, _("Links go on to the page")),
    ]
    blocks = [
        said(title),
        *(said(line) for line in told),
        *([_radio(MESSAGES_FIELD, _("Delivered messages"), messages, Messages.RECALL.value)] if delivered else []),
        _radio(LINKS_FIELD, _("Short links"), answers, links.value),
        _reason(_("Why?"), _("It is kept in the item's history."), optional=True),
    ]
    return modal(_("Withdraw an item"), blocks, close=_("Cancel"), submit=_("Withdraw"), callback=WITHDRAW)


def correcting(title: str, told: Sequence[str], language: str) -> Value:
    """Correct: messages already delivered show the item as it is now."""
    _ = words(language).gettext
    blocks = [
        said(title),
        said(_("Messages already delivered will show the item as it stands in the queue now.")),
        *(said(line) for line in told),
    ]
    return modal(_("Correct in messages"), blocks, close=_("Cancel"), submit=_("Correct"), callback=CORRECT)


def sending(title: str, told: Sequence[str], language: str) -> Value:
    """Send next: whom it would reach now."""
    _ = words(language).gettext
    blocks = [
        said(title),
        *(said(line) for line in told),
        said(_("An extra digest with this item alone. Who paused, stopped or just had a digest is left out.")),
    ]
    return modal(_("Send next"), blocks, close=_("Cancel"), submit=_("Send now"), callback=NEXT)


def previewing(schedules: Sequence[str], language: str) -> Value:
    """Preview as: whose digest, and of which schedule."""
    _ = words(language).gettext
    options = [{"text": plain(name), "value": name} for name in schedules[: limits.OPTIONS]]
    person: Value = {"type": "users_select", "action_id": CHOSEN}
    schedule: Value = {"type": "static_select", "action_id": CHOSEN, "options": options, "initial_option": options[0]}
    blocks = [
        said(_("You see what this person would get now. Nothing that they did is shown where it is theirs alone.")),
        typed(PERSON_FIELD, _("Who?"), person),
        typed(SCHEDULE_FIELD, _("Which digest?"), schedule),
    ]
    return modal(_("Preview as a person"), blocks, close=_("Cancel"), submit=_("Show"), callback=PREVIEW)


def composing(language: str) -> Value:
    """What stands there while a digest is put together."""
    _ = words(language).gettext
    return telling(_("Preview as a person"), [_("One moment: the digest is being put together.")], language)


def waiting(language: str) -> Value:
    """What stands there while it is being decided."""
    _ = words(language).gettext
    return telling(_("Item"), [_("One moment.")], language)


def shown(name: str, blocks: Sequence[Value], language: str) -> Value:
    """What somebody would get, as Slack shows it."""
    _ = words(language).gettext
    head = quiet(_("What {name} would get now. Nothing was sent or kept.").format(name=name))
    return modal(_("Preview as a person"), [head, *blocks], close=_("Close"))


def telling(title: str, lines: Sequence[str], language: str) -> Value:
    """What came of it."""
    return modal(title, [said(line) for line in lines], close=words(language).gettext("Close"))


def _reason(label: str, hint: str, *, optional: bool = False) -> Value:
    element: Value = {"type": "plain_text_input", "action_id": CHOSEN, "multiline": True, "max_length": REASON}
    return typed(REASON_FIELD, label, element, hint=hint, optional=optional)


def _radio(field: str, label: str, options: Sequence[tuple[str, str]], first: str) -> Value:
    made = [{"text": plain(text), "value": value} for value, text in options]
    chosen = next(one for one in made if one["value"] == first)
    element: Value = {"type": "radio_buttons", "action_id": CHOSEN, "options": made, "initial_option": chosen}
    return typed(field, label, element)
