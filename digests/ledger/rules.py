"""The rules by version: each is data, so that an older one can be run again over the same facts."""

from dataclasses import dataclass
from datetime import timedelta

from digests.ledger.agents import Names


@dataclass(frozen=True, slots=True)
class Rules:
    """One version of the rules; what is None or false was not looked at."""

    version: int
    names: Names
    early: timedelta = timedelta(seconds=3)  # after delivery: nobody reads as fast
    soon: timedelta = timedelta(seconds=10)  # after delivery: hardly anybody does
    pair: timedelta = timedelta(seconds=2)  # two buttons or links within this: no hand is as fast
    burst: timedelta = timedelta(seconds=10)  # `several` or more within this: something follows every address
    several: int = 3
    headers: bool = False  # whether it counts what a request lacks that browsers say
    near_trap: timedelta | None = None  # this near the hidden address of a mail, whatever follows it is a machine
    crowd: timedelta | None = None  # one link asked for within this by one agent from `networks` networks
    networks: int = 3
    own_crowd: timedelta = timedelta(seconds=10)  # a digest's own address, within this from two networks


_FIRST = Names(
    previews=(
        "facebookexternalhit", "facebot", "facebookcatalog", "meta-externalfetcher", "twitterbot", "linkedinbot",
        "slackbot", "slack-imgproxy", "telegrambot", "discordbot", "skypeuripreview", "microsoftpreview", "mastodon/",
        "cardyb", "redditbot", "pinterestbot", "embedly", "iframely", "xing-contenttabreceiver", "snap url preview",
        "vkshare", "misskey/", "pleroma", "akkoma", "friendica", "synapse", "threadsbot", "imessagepreview",
    ),
    alone=("whatsapp/", "viber/", "teams/", "signal-", "barcelona", "bluesky"),  # not within an app's own browser
)  # fmt: skip
_SECOND = Names(
    previews=(*_FIRST.previews, "teamsbot", "google-pagerenderer", "ms-office", "microsoft office", "outlook-ios"),
    alone=_FIRST.alone,
    robots=(
        "headless", "phantomjs", "puppeteer", "playwright", "selenium", "gtmetrix", "miniature.io", " ylt ", "turingos",
        "proofpoint", "mimecast", "barracuda", "urldefense", "safelinks", "symantec", "trendmicro", "fireeye",
        "zscaler", "forcepoint", "sophos", "messagelabs", "virustotal", "urlscan", "cofense", "ironport",
    ),
    people=(
        "[linkedinapp]", "fban/", "fbav/", "fb_iab", "metaiab", "instagram ", "barcelona ", "twitter for ",
        "twitterandroid",
    ),
)  # fmt: skip

RULES = {
    1: Rules(1, _FIRST),
    2: Rules(2, _SECOND, headers=True, near_trap=timedelta(seconds=60), crowd=timedelta(seconds=5)),
}
LATEST = RULES[max(RULES)]
VERSION = LATEST.version
NEAR = max(max(rules.burst, rules.own_crowd, rules.near_trap or rules.burst) for rules in RULES.values())  # neighbours
