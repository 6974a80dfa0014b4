"""What was done with an item, in words that every face of the newsroom shares."""

from bot.rendering.words import words
from digests.newsroom.model import Done


def done(language: str, act: Done, who: str, when: str) -> str:
    """Who did what when, in a line; whoever is not known is somebody."""
    _ = words(language).gettext
    said = {
        Done.SUGGESTED: _("Suggested by {who}, {when}"),
        Done.ACCEPTED: _("Taken into the queue by {who}, {when}"),
        Done.DECLINED: _("Declined by {who}, {when}"),
        Done.ADDED: _("Added by {who}, {when}"),
        Done.CHANGED: _("Changed by {who}, {when}"),
        Done.CORRECTED: _("Corrected by {who}, {when}"),
        Done.SUBMITTED: _("Submitted by {who}, {when}"),
        Done.APPROVED: _("Approved by {who}, {when}"),
        Done.ASKED: _("{who} asked for a change, {when}"),
        Done.WITHDRAWN: _("Withdrawn by {who}, {when}"),
        Done.RESTORED: _("Restored by {who}, {when}"),
        Done.SENT_NEXT: _("Sent next by {who}, {when}"),
        Done.UNDONE: _("Taken back by {who}, {when}"),
    }[act]
    return said.format(who=who or _("somebody"), when=when)
