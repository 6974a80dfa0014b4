"""What a program calls itself, and what that says of who is behind it."""

import re
from dataclasses import dataclass
from functools import lru_cache

from is_bot import Bots

PREVIEW = "preview agent"
ROBOT = "robot agent"
_bots = Bots()
# Programs and apps that open a page for a person in a view of their own; some leave out what a browser says.
_WITHIN = (
    "; wv)", "fban/", "fbav/", "fb_iab", "metaiab", "instagram", "linkedinapp", "twitter for", "micromessenger",
    " line/", "snapchat", "pinterest", "whatsapp", "teams/", "slack", "gsa/", "electron/", "tiktok", "musical_ly",
    "barcelona", "duckduckgo", "ddg/", "puffin", "ucbrowser", "opr/", "silk/",
)  # fmt: skip
_TELLING = ("http", "bot", "crawl", "spider")  # what a robot says of itself, whatever app it names
_SAYS_FETCH = (
    (re.compile(r"chrom(?:e|ium)/(\d+)"), (80,)),
    (re.compile(r"firefox/(\d+)"), (90,)),
    (re.compile(r"version/(\d+)\.(\d+).* safari/"), (16, 4)),
)


@dataclass(frozen=True, slots=True)
class Names:
    """Names by which programs are known, in small letters; `alone` only where an agent begins with them."""

    previews: tuple[str, ...]
    alone: tuple[str, ...]
    robots: tuple[str, ...] = ()
    people: tuple[str, ...] = ()  # of apps that other lists take for robots: a person looks through them

    def flag(self, agent: str) -> str:
        """`preview agent`, `robot agent`, or nothing for what may be a person's program."""
        return _known(self, agent)


@lru_cache(maxsize=8192)
def _known(names: Names, agent: str) -> str:
    lowered = agent.lower()
    if lowered.startswith(names.alone) or any(name in lowered for name in names.previews):
        return PREVIEW
    if any(name in lowered for name in names.robots):
        return ROBOT
    if any(name in lowered for name in names.people) and not any(sign in lowered for sign in _TELLING):
        return ""
    return ROBOT if _bots.is_bot(agent) else ""


@lru_cache(maxsize=8192)
def says_fetch(agent: str) -> bool:
    """Whether a program of this name surely tells its fetch metadata over https: a new browser, and no app's view."""
    lowered = agent.lower()
    if any(name in lowered for name in _WITHIN):
        return False
    for pattern, since in _SAYS_FETCH:
        found = pattern.search(lowered)
        if found is not None:
            return tuple(map(int, found.groups())) >= since
    return False
