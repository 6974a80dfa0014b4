"""Every address of the web, written down by hand: who may come in, and what stands in its gaps."""

from dataclasses import dataclass, field
from typing import Literal

from digests.newsroom.standing import Act

Needs = Act | Literal["admin", "signed_in"]
ADMIN: Needs = "admin"
SIGNED_IN: Needs = "signed_in"
SEE, EDIT, APPROVE = Act.SEE_QUEUE, Act.EDIT, Act.APPROVE

COMMUNICATES: frozenset[Needs] = frozenset({SIGNED_IN, Act.SUGGEST, EDIT, Act.PREVIEW_AS, SEE, Act.TEST})
DECIDES = COMMUNICATES | {APPROVE, Act.WITHDRAW, Act.SEND_NEXT}
MAY: dict[str, frozenset[Needs]] = {
    "suggester": frozenset({SIGNED_IN, Act.SUGGEST}),
    "editor": COMMUNICATES,
    "approver": DECIDES,
    "desk-admin": DECIDES | {Act.FEED},
    "admin": DECIDES | {ADMIN, Act.FEED},
    "hr-editor": COMMUNICATES,
    "hr-approver": DECIDES,
    "nobody": frozenset(),
    "left": frozenset(),
}


def address(path: str, gaps: dict[str, str]) -> str:
    """The path with its gaps filled."""
    return path.replace(":int}", "}").replace(":path}", "}").format(**gaps)


@dataclass(frozen=True, slots=True)
class Place:
    """An address of the newsroom: what its GET and its POST take, and what stands in its gaps.

    `own` and `foreign` fill the gaps with something of the comms desk and of another; without `foreign` there is
    nothing at that address that belongs to a desk.
    """

    get: Needs | None = None
    post: Needs | None = None
    own: dict[str, str] = field(default_factory=dict)
    foreign: dict[str, str] = field(default_factory=dict)


def item(get: Needs | None = None, post: Needs | None = None, *, approved: bool = False, **more: str) -> Place:
    """An address below an item."""
    mine = "harbour-emissions" if approved else "bridge-draft"
    own, foreign = ({"item": name, "item_id": name} for name in (mine, "apprentices"))
    return Place(get, post, own | more, foreign | more)


REVIEW, HR_REVIEW = {"item_id": "quay-review"}, {"item_id": "hr-review"}
PLACES: dict[str, Place] = {
    "": Place(SIGNED_IN),
    "/health": Place(ADMIN, ADMIN),
    "/report": Place(SEE),
    "/report/file.csv": Place(SEE),
    "/report/items/{item}": Place(SEE, own={"item": "harbour-emissions"}),
    "/report/privacy": Place(SEE),
    "/report/privacy/{name}": Place(SEE, own={"name": "notice"}),
    "/report/privacy/{name}/file.md": Place(SEE, own={"name": "notice"}),
    "/report/{chapter}": Place(SEE, own={"chapter": "items"}),
    "/signout": Place(post=SIGNED_IN),
    "/queue": Place(SEE),
    "/queue/many": Place(post=EDIT),
    "/queue/files": Place(SEE, EDIT),
    "/queue/file.yaml": Place(SEE),
    "/calendar": Place(SEE),
    "/campaigns": Place(SEE),
    "/campaigns/new": Place(EDIT, EDIT),
    "/campaigns/{name}": Place(SEE, own={"name": "safe-winter"}),
    "/campaigns/{name}/edit": Place(EDIT, EDIT, {"name": "safe-winter"}, {"name": "first-job"}),
    "/campaigns/{name}/remove": Place(post=EDIT, own={"name": "safe-winter"}, foreign={"name": "first-job"}),
    "/feeds": Place(Act.FEED),
    "/feeds/new": Place(Act.FEED, Act.FEED),
    "/feeds/{feed:int}": Place(Act.FEED, Act.FEED, {"feed": "1"}, {"feed": "2"}),
    "/feeds/{feed:int}/turn": Place(post=Act.FEED, own={"feed": "1"}, foreign={"feed": "2"}),
    "/feeds/{feed:int}/remove": Place(post=Act.FEED, own={"feed": "1"}, foreign={"feed": "2"}),
    "/suggest": Place(SIGNED_IN, SIGNED_IN),
    "/suggestions": Place(EDIT),
    "/suggestions/many": Place(post=EDIT),
    "/suggestions/{item}/accept": Place(post=EDIT, own={"item": "idea"}, foreign={"item": "hr-idea"}),
    "/suggestions/{item}/decline": Place(post=EDIT, own={"item": "idea"}, foreign={"item": "hr-idea"}),
    "/approvals": Place(APPROVE),
    "/approvals/deputies": Place(APPROVE, APPROVE),
    "/approvals/deputies/{number:int}/end": Place(post=APPROVE, own={"number": "1"}),
    "/approvals/{item_id}/approve": Place(post=APPROVE, own=REVIEW, foreign=HR_REVIEW),
    "/approvals/{item_id}/ask": Place(post=APPROVE, own=REVIEW, foreign=HR_REVIEW),
    "/audit": Place(ADMIN),
    "/audit/file.csv": Place(ADMIN),
    "/keys": Place(ADMIN, ADMIN),
    "/keys/revoke": Place(post=ADMIN),
    "/sessions": Place(SIGNED_IN),
    "/sessions/end": Place(post=SIGNED_IN),
    "/sessions/end-all": Place(post=SIGNED_IN),
    "/sessions/people": Place(ADMIN),
    "/sessions/people/end-all": Place(post=ADMIN),
    "/preview": Place(Act.PREVIEW_AS),
    "/preview/drawn": Place(Act.PREVIEW_AS),
    "/preview/why": Place(Act.PREVIEW_AS),
    "/preview/test": Place(post=Act.TEST),
    "/items/new": Place(EDIT, EDIT),
    "/items/new/draft": Place(post=EDIT),
    "/items/{item_id}/edit": item(EDIT, EDIT),
    "/items/{item_id}/edit/draft": item(post=EDIT),
    "/reach": Place(EDIT),
    "/reach/values": Place(EDIT),
    "/items/{item}": item(SEE),
    "/items/{item}/versions/{version:int}": item(SEE, version="1"),
    "/items/{item}/way": item(post=SEE),
    "/items/{item}/send": item(Act.SEND_NEXT, Act.SEND_NEXT),
    "/items/{item}/submit": item(post=EDIT),
    "/items/{item}/approve": item(post=EDIT),
    "/items/{item}/ask": item(post=EDIT),
    "/items/{item}/withdraw": item(post=EDIT),
    "/items/{item}/restore": item(post=EDIT),
    "/items/{item}/undo": item(post=EDIT),
    "/items/{item}/put-back": item(post=EDIT),
    "/next": Place(Act.SEND_NEXT),
    "/next/{item:path}": item(Act.SEND_NEXT, Act.SEND_NEXT, approved=True),
    "/posters": Place(EDIT),
    "/posters/{desk}": Place(EDIT, EDIT, {"desk": "comms"}, {"desk": "hr"}),
    "/posters/{desk}/clear": Place(post=EDIT, own={"desk": "comms"}, foreign={"desk": "hr"}),
    "/posters/{desk}/print": Place(EDIT, own={"desk": "comms"}, foreign={"desk": "hr"}),
    "/programme": Place(ADMIN),
    "/programme/history": Place(ADMIN),
    "/programme/history/{revision:int}/undo": Place(post=ADMIN, own={"revision": "1"}),
    "/programme/{part}": Place(ADMIN, ADMIN, {"part": "caps"}),
    "/programme/{part}/{name:path}": Place(ADMIN, ADMIN, {"part": "schedules", "name": "weekly"}),
}

# Addresses without a session, and why they need none.
OPEN: dict[str, str] = {
    "/s/{token}/{pick}": "a digest's own signature",
    "/s/{token}/{pick}/elsewhere": "a digest's own signature",
    "/s/{token}/{pick}/{network}": "a digest's own signature",
    "/s/{token}/{pick}/{network}/done": "a digest's own signature",
    "/r/{token}/{pick}": "a digest's own signature",
    "/n/{token}/{pick}": "a digest's own signature",
    "/e/{token}": "a digest's own signature",
    "/i/{token}": "a digest's own signature",
    "/a/{token}": "an approver's own signature, for one version",
    "/h/{token}": "a digest's own signature",
    "/p/{token}": "a digest's own signature",
    "/u/{token}": "a digest's own signature",
    "/m/{token}": "a digest's own signature",
    "/o": "asks for a fresh link, which goes to its person alone",
    "/o/{secret}": "a fresh link, which opens once",
    "/o/{secret}/again": "a fresh link, which opens once",
    "/fresh/{page:path}": "asks for a fresh link, which goes to its person alone",
    "/c": "a visitor's browser, on a site that a goal names",
    "/c.js": "a file for everybody",
    "/c.gif": "a visitor's browser, on a site that a goal names",
    "/report/{period}/{name}/{mac}.png": "a picture's own signature",
    "/company/{name:str}": "the company's own logo",
    "/w/{desk}": "a poster, for whoever passes it",
    "/w/{desk}/qr.svg": "a poster, for whoever passes it",
    "/w/{desk}/read": "a poster, for whoever passes it",
    "/w/{desk}/elsewhere": "a poster, for whoever passes it",
    "/w/{desk}/{network}": "a poster, for whoever passes it",
    "/static/{hash}/{name}": "a file for everybody",
    "/newsroom/signin": "the door",
    "/newsroom/signin/sent": "the door",
    "/newsroom/signin/{token}": "the door",
    "/newsroom/signin/company": "the door, by way of the company's own",
    "/newsroom/signin/back": "the door, by way of the company's own",
    "/healthz": "says that somebody is there",
    "/readyz": "says that somebody is there",
    "/api/v1": "a key with a scope",
}
SCOPES: dict[str, str] = {
    "GET /openapi.json": "",
    "POST /conversions": "conversions:write",
    "GET /report": "report:read",
    "GET /items": "items:read",
    "GET /items.yaml": "items:read",
    "POST /items": "items:write",
}
