"""Who was behind a request: rules over what it shows, and over what else happened around it.

Two steps. `judge` decides at once what a request alone gives away; the rest waits as flags. `settle` decides what
waited, once nothing near it can still come in. Only `human` counts. Flags are of two sorts: what was seen is kept
whatever the rules make of it, and what a version of the rules concludes from it can be concluded again by another.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from digests.ledger.agents import PREVIEW, ROBOT, says_fetch
from digests.ledger.headers import NO_ACCEPT, NO_FETCH, NO_LANGUAGE, NOT_A_PAGE, NOT_A_VISIT
from digests.ledger.model import Judgement, Request, Verdict
from digests.ledger.nearness import Waiting, burst, crowd, near_a_trap
from digests.ledger.rules import LATEST, VERSION, Rules

__all__ = ["BUTTON", "VERSION", "Waiting", "again", "judge", "settle", "verdict"]

# What was seen.
BUTTON = "button"  # somebody pressed a button of ours: evidence, which a script alone does not give
SIGNED = "slack_button"  # Slack signs that a member pressed it
HEAD = "head"
PREFETCH = "prefetch"
OWN = "own visit"  # by whoever shared the link, seen while the day's key lived
_AFTER = "after "  # whole seconds since the digest was delivered
_TOLD = 60  # seconds after delivery that are still kept

# What the rules conclude.
NO_AGENT = "no agent"
EARLY = "early"
SOON = "soon"
NO_BROWSER = "no browser"
UNLIKE = "unlike a browser"
BURST = "burst"
CROWD = "crowd"
TRAP = "trap"

_BY_AGENT = frozenset({NO_AGENT, PREVIEW, ROBOT, NO_BROWSER, UNLIKE})
_BY_MOMENT = frozenset({EARLY, SOON})
_BY_NEIGHBOURS = frozenset({BURST, CROWD, TRAP})
_ROBOT = {
    HEAD: Verdict.MACHINE,
    PREFETCH: Verdict.MACHINE,
    NO_AGENT: Verdict.MACHINE,
    ROBOT: Verdict.MACHINE,
    PREVIEW: Verdict.PREVIEW,
}
_AGAINST = frozenset({BURST, TRAP, NO_BROWSER})  # what turns even the press of a button into doubt


def judge(
    request: Request,
    now: datetime,
    settle: timedelta,
    *,
    button: bool = False,
    delivered_at: datetime | None = None,
    own: bool = False,
    rules: Rules = LATEST,
) -> Judgement:
    """The verdict on one request; what the request alone does not give away stands until the settle window ends."""
    seen = _seen(request, now, button=button, delivered_at=delivered_at)
    flags = (*seen, *_from_agent(seen, request.agent, rules), *_from_moment(seen, rules))
    if is_robot(flags):
        return Judgement(verdict(flags), flags)
    if own:
        return Judgement(Verdict.SELF, (*flags, OWN))
    return Judgement(verdict(flags), flags, now + settle)


def again(flags: Sequence[str], agent: str | None, rules: Rules) -> tuple[str, ...]:
    """The flags of a request as another version of the rules sees it; its neighbours are asked by `settle`.

    Where no agent was kept, what was concluded from it stands.
    """
    seen = tuple(flag for flag in flags if flag not in _BY_AGENT | _BY_MOMENT | _BY_NEIGHBOURS)
    stands = tuple(flag for flag in flags if flag in _BY_AGENT)
    concluded = stands if agent is None else _from_agent(seen, agent, rules)
    if not any(flag.startswith(_AFTER) for flag in seen):  # version 1 kept only what it concluded
        return (*seen, *concluded, *(flag for flag in flags if flag in _BY_MOMENT))
    return (*seen, *concluded, *_from_moment(seen, rules))


def verdict(flags: Sequence[str]) -> Verdict:
    """What the flags add up to: evidence outweighs a moment too early, and turns what speaks against it into doubt."""
    for flag in flags:
        if flag in _ROBOT:
            return _ROBOT[flag]
    found = frozenset(flags)
    if OWN in found:
        return Verdict.SELF
    if SIGNED in found:
        return Verdict.HUMAN
    if BUTTON in found:
        return Verdict.DOUBTFUL if found & _AGAINST else Verdict.HUMAN
    if found & _AGAINST or EARLY in found:
        return Verdict.MACHINE
    return Verdict.DOUBTFUL if found & {SOON, CROWD, UNLIKE} else Verdict.HUMAN


def is_robot(flags: Iterable[str]) -> bool:
    """Whether the request alone says that no person made it."""
    return any(flag in _ROBOT for flag in flags)


def deciding(flags: Sequence[str]) -> str:
    """The one flag that gave the verdict; nothing where a person simply came by."""
    order = (*_ROBOT, OWN, SIGNED, TRAP, BURST, NO_BROWSER, EARLY, SOON, CROWD, UNLIKE, BUTTON)
    if BUTTON in flags and verdict(flags) is Verdict.HUMAN:
        return BUTTON
    return next((flag for flag in order if flag in flags), "")


def settle(waiting: Iterable[Waiting], rules: Rules = LATEST) -> dict[str, Judgement]:
    """Final verdicts for all that is open, judged beside everything else of the same digest, visitor or link."""
    every = list(waiting)
    near = {BURST: burst(every, rules), CROWD: crowd(every, rules), TRAP: near_a_trap(every, rules)}
    found: dict[str, Judgement] = {}
    for one in every:
        if one.open:
            own = (OWN,) if one.own and OWN not in one.rules else ()
            flags = (*one.rules, *own, *(flag for flag, ids in near.items() if one.id in ids))
            found[one.id] = Judgement(verdict(flags), flags)
    return found


def _seen(request: Request, now: datetime, *, button: bool, delivered_at: datetime | None) -> tuple[str, ...]:
    found = [BUTTON] if button else []
    if request.method == "HEAD":
        found.append(HEAD)
    if request.prefetch:
        found.append(PREFETCH)
    found += request.lacks
    if delivered_at is not None:
        seconds = int((now - delivered_at).total_seconds())
        found += [f"{_AFTER}{max(seconds, 0)}"] if seconds < _TOLD else []
    return tuple(found)


def _from_agent(seen: Sequence[str], agent: str, rules: Rules) -> tuple[str, ...]:
    if not agent.strip():
        return (NO_AGENT,)
    name = rules.names.flag(agent.strip())
    if name:
        return (name,)
    if not rules.headers:
        return ()
    if NOT_A_VISIT in seen:
        return (NO_BROWSER,)
    counted = [flag for flag in (NO_ACCEPT, NOT_A_PAGE, NO_LANGUAGE) if flag in seen]
    counted += [NO_FETCH] if NO_FETCH in seen and says_fetch(agent) else []
    return () if not counted else (UNLIKE,) if len(counted) == 1 else (NO_BROWSER,)


def _from_moment(seen: Sequence[str], rules: Rules) -> tuple[str, ...]:
    for flag in seen:
        if flag.startswith(_AFTER):
            after = timedelta(seconds=int(flag.removeprefix(_AFTER)))
            return (EARLY,) if after < rules.early else (SOON,) if after < rules.soon else ()
    return ()
