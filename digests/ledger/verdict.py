"""Who was behind a request: rules over what it shows, and over what else happened around it.

Two steps. `judge` decides at once what a request alone gives away; the rest waits as flags. `settle` decides what
waited, once nothing near it can still come in. Only `human` counts.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import groupby

from is_bot import Bots

from digests.ledger.model import Judgement, Request, Verdict

VERSION = 1
BUTTON = "button"  # somebody pressed a button of ours: evidence, which a script alone does not give
EARLY = timedelta(seconds=3)  # after delivery: nobody reads as fast
SOON = timedelta(seconds=10)  # after delivery: hardly anybody does
PAIR = timedelta(seconds=2)  # two buttons or links within this: no hand is as fast
BURST = timedelta(seconds=10)  # three or more within this: something follows every address
SEVERAL = 3
_PREVIEWS = (
    "facebookexternalhit", "facebot", "facebookcatalog", "meta-externalfetcher", "twitterbot", "linkedinbot",
    "slackbot", "slack-imgproxy", "telegrambot", "discordbot", "skypeuripreview", "microsoftpreview", "mastodon/",
    "cardyb", "redditbot", "pinterestbot", "embedly", "iframely", "xing-contenttabreceiver", "snap url preview",
    "vkshare", "misskey/", "pleroma", "akkoma", "friendica", "synapse", "threadsbot", "imessagepreview",
)  # fmt: skip
_ALONE = ("whatsapp/", "viber/", "teams/", "signal-", "barcelona", "bluesky")  # not within an app's own browser
_bots = Bots()
_ROBOT = {
    "head": Verdict.MACHINE,
    "prefetch": Verdict.MACHINE,
    "no agent": Verdict.MACHINE,
    "robot agent": Verdict.MACHINE,
    "preview agent": Verdict.PREVIEW,
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """A fact to be settled; `group` is the digest or visitor it belongs to, `target` what was asked for."""

    id: str
    at: datetime
    group: str
    target: str
    rules: tuple[str, ...] = ()
    own: bool = False  # the visitor is the one who shared the link
    open: bool = True  # false for a neighbour whose verdict is final already


def judge(
    request: Request,
    now: datetime,
    settle: timedelta,
    *,
    button: bool = False,
    delivered_at: datetime | None = None,
    own: bool = False,
) -> Judgement:
    """The verdict on one request; what the request alone does not give away stands until the settle window ends."""
    robot = _robot(request)
    if robot or own:
        rules = (robot,) if robot else ("own visit",)
        return Judgement(verdict(rules), rules)
    flags = [BUTTON] if button else []
    if delivered_at is not None:
        after = now - delivered_at
        flags += ["early"] if after < EARLY else ["soon"] if after < SOON else []
    return Judgement(verdict(flags), tuple(flags), now + settle)


def verdict(rules: Sequence[str]) -> Verdict:
    """What the rules that were found add up to: evidence outweighs a moment too early, and turns a burst into doubt."""
    for rule in rules:
        if rule in _ROBOT:
            return _ROBOT[rule]
    if "own visit" in rules:
        return Verdict.SELF
    if BUTTON in rules:
        return Verdict.DOUBTFUL if "burst" in rules else Verdict.HUMAN
    if "burst" in rules or "early" in rules:
        return Verdict.MACHINE
    return Verdict.DOUBTFUL if "soon" in rules else Verdict.HUMAN


def settle(waiting: Iterable[Waiting]) -> dict[str, Judgement]:
    """Final verdicts for all that is open, judged beside everything else of the same digest or visitor."""
    found: dict[str, Judgement] = {}
    ordered = sorted(waiting, key=lambda one: (one.group, one.at, one.id))
    for group, several in groupby(ordered, key=lambda one: one.group):
        members = list(several)
        fast = (_close(members, PAIR, 2) | _close(members, BURST, SEVERAL)) if group else frozenset[str]()
        for one in members:
            if one.open:
                added = [*(["own visit"] if one.own else []), *(["burst"] if one.id in fast else [])]
                rules = (*one.rules, *added)
                found[one.id] = Judgement(verdict(rules), rules)
    return found


def _robot(request: Request) -> str:
    agent = request.agent.strip()
    if request.method == "HEAD":
        return "head"
    if request.prefetch:
        return "prefetch"
    return _known(agent) if agent else "no agent"


@lru_cache(maxsize=4096)
def _known(agent: str) -> str:
    lowered = agent.lower()
    if lowered.startswith(_ALONE) or any(name in lowered for name in _PREVIEWS):
        return "preview agent"
    return "robot agent" if _bots.is_bot(agent) else ""


def _close(members: Sequence[Waiting], span: timedelta, least: int) -> frozenset[str]:
    """Those that stand in a stretch of time with at least so many different targets; `members` are in order of time."""
    found: set[str] = set()
    targets: Counter[str] = Counter()
    start = marked = 0
    for end, one in enumerate(members):
        targets[one.target] += 1
        while one.at - members[start].at > span:
            targets[members[start].target] -= 1
            targets += Counter()  # lets go of what is no longer in the stretch
            start += 1
        if len(targets) >= least:
            found.update(other.id for other in members[max(start, marked) : end + 1])
            marked = end + 1
    return frozenset(found)
