"""What an employee does with their own digest, as values; and when "later" is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from digests.ledger.model import Judgement, Verdict
from digests.people.model import ChannelName, Person
from digests.sharing.model import Press

LATER = timedelta(hours=3)
MORNING = time(8, 30)


class PickState(StrEnum):
    """Where one pick of a delivered digest stands with its person."""

    OFFERED = "offered"  # nothing came of it yet
    TAPPED = "tapped"  # a composer was opened: "Shared it?" is asked
    LATER = "later"  # asked, and said not now
    SHARED = "shared"  # said so
    DECLINED = "declined"  # not for me
    REMINDED = "reminded"  # a reminder waits; once it went out, the pick stands as it did before
    WITHDRAWN = "withdrawn"  # the item was taken back
    CORRECTED = "corrected"  # what the digest said of the item is not what it says today


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of one pick; where it was tapped or shared last, and when the reminder that waits is due."""

    state: PickState
    network: str = ""
    remind_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OwnPick:
    """A pick of a person's own digest: what each verb is about, and who does it."""

    person: Person
    delivery_id: int
    position: int
    item_id: str
    department: str  # as it was when the digest was made
    tracked: bool  # the digest was, and the person does not object today

    def press(self, network: str, text_key: str = "") -> Press:
        """A press of theirs; of somebody who is not tracked nothing but the department is known."""
        return Press(
            item_id=self.item_id,
            network=network,
            text_key=text_key or None,
            person_id=self.person.id if self.tracked else None,
            delivery_id=self.delivery_id if self.tracked else None,
            department=self.department or None,
        )


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a person behind a press, and what was seen of whoever made it."""

    judgement: Judgement
    agent: str | None = None
    visitor: str | None = None
    origin: str | None = None

    @classmethod
    def signed(cls, rule: str, settles_at: datetime | None = None) -> "Evidence":
        """The vendor of a chat vouches for the member who pressed; `rule` says which."""
        return cls(Judgement(Verdict.HUMAN, (rule,), settles_at))


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asked of a pick; none of it is a figure."""

    not_now_at: datetime | None = None
    remind_at: datetime | None = None  # None once it went out, or was not needed any more
    asked_at: datetime | None = None  # when they asked to be reminded


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder that is due: which pick of which message, and where that message stands."""

    id: int
    delivery_id: int
    position: int
    person_id: str
    channel: ChannelName
    ref: str  # what the channel calls the message


@dataclass(frozen=True, slots=True)
class Wording:
    """A suggested text for a network, as it would be posted; `key` is empty where no text of the item is behind it."""

    key: str
    language: str
    network: str
    text: str


@dataclass(frozen=True, slots=True)
class Composer:
    """A network's own composer with link and text filled in; `keeps_text`: whether the text arrives there."""

    url: str
    text: str
    keeps_text: bool
    code: str = ""  # of the short link


@dataclass(frozen=True, slots=True)
class Results:
    """What a person's own shares brought: shares, readers, and how often each goal was reached."""

    shares: int
    readers: int
    conversions: tuple[tuple[str, int], ...] = ()  # goal, how many; the most first


@dataclass(frozen=True, slots=True)
class ItemResult:
    """What a person's shares of one item brought."""

    item_id: str
    titles: Mapping[str, str]  # by language; empty where the item is gone
    networks: tuple[str, ...]
    readers: int


def later_today(now: datetime, zone: ZoneInfo) -> datetime:
    """Three hours on, in UTC; where that is another day in the person's zone, that morning."""
    then = now + LATER
    return then if then.astimezone(zone).date() == now.astimezone(zone).date() else tomorrow_morning(now, zone)


def tomorrow_morning(now: datetime, zone: ZoneInfo) -> datetime:
    """Half past eight on the person's next day, in UTC."""
    day = now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(day, MORNING, zone).astimezone(now.tzinfo)
