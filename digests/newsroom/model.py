"""What the newsroom keeps of an item beside the item: decisions, suggestions, cards and recalls."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from digests.content.model import Item


class Done(StrEnum):
    """What was done with an item."""

    SUGGESTED = "suggested"
    ACCEPTED = "accepted"  # a suggestion, by a desk
    DECLINED = "declined"
    ADDED = "added"
    CHANGED = "changed"
    CORRECTED = "corrected"  # changed, in messages that were delivered too
    SUBMITTED = "submitted"
    APPROVED = "approved"
    ASKED = "asked"  # for a change, with a reason
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"
    SENT_NEXT = "sent_next"
    UNDONE = "undone"  # what came last was taken back


WROTE = frozenset((Done.SUGGESTED, Done.ADDED, Done.CHANGED, Done.CORRECTED))


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing that was done with an item; `who` is None for the command line, and once that person is erased."""

    at: datetime
    who: str | None
    act: Done
    reason: str
    version: int


@dataclass(frozen=True, slots=True)
class Version:
    """An item as it once was, and the door through which it came in."""

    item: Item
    at: datetime
    origin: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Who suggested an item, why, and where they saw it."""

    item_id: str
    person_id: str | None
    why: str
    permalink: str
    at: datetime


class Messages(StrEnum):
    """What becomes of messages that already have a withdrawn item."""

    RECALL = "recall"  # it disappears from them
    KEEP = "keep"


class LinksThen(StrEnum):
    """What a withdrawn item's short links answer."""

    GONE = "gone"  # 410, politely
    GO_ON = "go_on"


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """How an item is withdrawn."""

    messages: Messages = Messages.RECALL
    links: LinksThen = LinksThen.GONE
    reason: str = ""


class RecallKind(StrEnum):
    """Why a delivered message is drawn anew."""

    RECALL = "recall"
    CORRECT = "correct"
    RESTORE = "restore"


class RecallState(StrEnum):
    """How far that is."""

    DUE = "due"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Recall:
    """A delivered message that is to be drawn anew, because of an item in it."""

    id: int
    item_id: str
    delivery_id: int
    kind: RecallKind
    tries: int
    not_before: datetime
    reason: str = ""  # why the last try failed


@dataclass(frozen=True, slots=True)
class Card:
    """A card that asked an approver; `ref` is what the channel calls it, so that it can say how it ended."""

    id: int
    item_id: str
    version: int
    person_id: str
    channel: str
    ref: str
