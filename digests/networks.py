"""Networks as dated data: the address of each composer, what survives it, and how long a text may be.

In a form, {text}, {link}, {both} (text, a space, the link), {subject} and {server} are filled in, percent-encoded with
%20 for a space.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

STALE_AFTER = timedelta(days=180)


class Measure(Enum):
    """How a network counts the length of a text."""

    CHARACTERS = "characters"
    GRAPHEMES = "graphemes"
    WEIGHTED = "weighted"  # as X does: signs beyond Latin, Greek, Cyrillic and common punctuation count 2


@dataclass(frozen=True, slots=True)
class Network:
    """Where people share. `limit` counts text, link and disclosure together; None: no text of ours is kept."""

    name: str
    title: str  # as people write it
    form: str  # the composer on a desktop
    phone_form: str  # the composer on a phone
    keeps_text: bool  # on a desktop
    phone_keeps_text: bool
    limit: int | None
    official: bool
    verified_on: date
    measure: Measure = Measure.CHARACTERS
    link_counts: int | None = None  # what any link counts for; None: its own length
    private: bool = False  # a private conversation: hits are counted without agent, referrer or hash

    def stale(self, today: date) -> bool:
        """Whether nobody has tried this entry for half a year."""
        return today - self.verified_on > STALE_AFTER


_SEEN = date(2026, 11, 1)
_OFFSITE = "https://www.linkedin.com/sharing/share-offsite/?url={link}"
_FACEBOOK = "https://www.facebook.com/sharer/sharer.php?u={link}"
_X = "https://x.com/intent/tweet?text={text}&url={link}"
_BLUESKY = "https://bsky.app/intent/compose?text={both}"
_THREADS = "https://www.threads.com/intent/post?text={text}&url={link}"
_MASTODON = "https://{server}/share?text={both}"
_WHATSAPP = "https://wa.me/?text={both}"
_TELEGRAM = "https://t.me/share/url?url={link}&text={text}"
_REDDIT = "https://www.reddit.com/submit?url={link}&title={text}"
_XING = "https://www.xing.com/social_plugins/share?url={link}"
_MAIL = "mailto:?subject={subject}&body={text}%0D%0A{link}"
_TEAMS = "https://teams.microsoft.com/share?href={link}&msgText={text}&preview=true"

MASTODON_WITHOUT_SERVER = "https://share.joinmastodon.org/#text={both}"

NETWORKS: dict[str, Network] = {
    network.name: network
    for network in (
        Network(
            "linkedin",
            "LinkedIn",
            "https://www.linkedin.com/feed/?shareActive=true&text={both}",
            _OFFSITE,
            keeps_text=True,
            phone_keeps_text=False,
            limit=3000,
            official=False,
            verified_on=_SEEN,
        ),
        Network("x", "X", _X, _X, True, True, 280, True, _SEEN, Measure.WEIGHTED, link_counts=23),
        Network("facebook", "Facebook", _FACEBOOK, _FACEBOOK, False, False, None, True, _SEEN),
        Network("bluesky", "Bluesky", _BLUESKY, _BLUESKY, True, True, 300, True, _SEEN, Measure.GRAPHEMES),
        Network("threads", "Threads", _THREADS, _THREADS, True, True, 500, True, _SEEN),
        Network("mastodon", "Mastodon", _MASTODON, _MASTODON, True, True, 500, True, _SEEN),
        Network("whatsapp", "WhatsApp", _WHATSAPP, _WHATSAPP, True, True, 65_536, True, _SEEN, private=True),
        Network("telegram", "Telegram", _TELEGRAM, _TELEGRAM, True, True, 4096, True, _SEEN, private=True),
        Network("reddit", "Reddit", _REDDIT, _REDDIT, True, True, 300, True, _SEEN),
        Network("xing", "Xing", _XING, _XING, False, False, None, True, _SEEN),
        Network("mail", "Mail", _MAIL, _MAIL, True, True, 2000, True, _SEEN, private=True),
        Network("teams", "Teams", _TEAMS, _TEAMS, True, False, 200, True, _SEEN),
    )
}

# Wherever a person takes text and link themselves: by copying both, or with their phone's own sheet. Nobody knows where
# that is, so it is treated like a private conversation.
ELSEWHERE = Network(
    "elsewhere", "Elsewhere", "", "", keeps_text=True, phone_keeps_text=True, limit=None, official=True,
    verified_on=_SEEN, private=True,
)  # fmt: skip
