"""The preview: a channel that writes files in place of sending, and a page on this machine that shows them."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.web.opened import NoSuchPickError
from bot.web.pages import HEADERS, accepted, page
from bot.web.parts import parts
from digests.delivery.channel import Lane
from digests.delivery.model import Outcome, Parcel, Result
from digests.delivery.notes import Note
from digests.people.model import ChannelName, Person
from digests.settings import Settings

LISTING = "/preview/"
INDEX = ".digest.json"  # written last: what has one has arrived
LANES = 2
MOST = 500  # digests on one page
MOST_NOTES = 20
_LOCAL = {"127.0.0.1", "::1", "localhost"}
_TYPES = {
    "html": "text/html; charset=utf-8",
    "eml": "message/rfc822",
    "json": "application/json",
    "txt": "text/plain; charset=utf-8",
}
_SANDBOX = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; "
    "default-src 'none'; style-src 'unsafe-inline'; img-src https: data:"
)
_FOLDER = re.compile(r"[0-9A-Za-z][0-9A-Za-z:_-]{0,120}")
_FILE = re.compile(r"\d{1,15}\.(eml|html|slack\.json|teams\.json)")

NOTES, NOTE_INDEX = "notes", ".note.json"  # the folder of small messages
_NOTE = re.compile(r"[0-9a-f]{20}\.(html|txt)")

Renderer = Callable[[Parcel], bytes]
Draw = Callable[[Person, Note], bytes]


@dataclass(frozen=True, slots=True)
class PreviewLane:
    """Writes one digest after the other."""

    folder: Path
    renderers: Mapping[str, Renderer]

    def send(self, parcel: Parcel) -> Outcome:
        """Every form of the digest as a file of its own, whole or not at all; the index comes last."""
        digest = parcel.digest
        folder = self.folder / f"{digest.schedule}-{digest.period}".replace(":", "")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for suffix, render in self.renderers.items():
                _write(folder / f"{digest.delivery_id}.{suffix}", render(parcel))
            _write(folder / f"{digest.delivery_id}{INDEX}", _index(parcel, tuple(self.renderers)))
        except OSError as error:
            return Outcome(Result.LATER, f"The preview folder does not take it: {error.strerror}")
        return Outcome(Result.SENT, ref=f"{folder.name}/{digest.delivery_id}")

    def close(self) -> None:
        """Nothing is held open."""


@dataclass(frozen=True, slots=True)
class PreviewChannel:
    """Files under `folder`; `renderers` is keyed by what a file's name ends in (eml, html, slack.json, teams.json).

    `notes` draws small messages in the same way (html, txt).
    """

    folder: Path
    renderers: Mapping[str, Renderer]
    notes: Mapping[str, Draw] = field(default_factory=dict)
    name: ChannelName = ChannelName.PREVIEW
    lanes: int = LANES
    crew: int = 1

    def reaches(self, person: Person) -> bool:
        """Whoever could be reached for real."""
        return person.reachable

    def prepare(self, parcels: Sequence[Parcel]) -> None:
        """Nothing needs doing once."""

    def open(self) -> Lane:
        """A lane that writes."""
        return PreviewLane(self.folder, self.renderers)

    def tell(self, person: Person, note: Note) -> Outcome:
        """Writes a small message, with an index beside it that comes last."""
        drawn = {suffix: draw(person, note) for suffix, draw in self.notes.items()}
        name = hashlib.sha256(b"\n".join((person.id.encode(), *drawn.values()))).hexdigest()[:20]
        index = json.dumps({"name": person.name, "subject": note.subject, "forms": list(drawn)}, ensure_ascii=False)
        folder = self.folder / NOTES
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for suffix, content in drawn.items():
                _write(folder / f"{name}.{suffix}", content)
            _write(folder / f"{name}{NOTE_INDEX}", index.encode())
        except OSError as error:
            return Outcome(Result.LATER, f"The preview folder does not take it: {error.strerror}")
        return Outcome(Result.SENT, ref=f"{NOTES}/{name}")

    def find(self, delivery_id: int, ref: str) -> Outcome:  # noqa: ARG002 - a file is found by its delivery
        """A digest has arrived when its index is there."""
        arrived = next(self.folder.glob(f"*/{delivery_id}{INDEX}"), None)
        if arrived is None:
            return Outcome(Result.LATER, "No file was written")
        return Outcome(Result.SENT, ref=f"{arrived.parent.name}/{delivery_id}")


def routes(settings: Settings) -> list[Route]:
    """The pages under /preview, where the preview channel is on and the web is for this machine alone.

    Behind a proxy that passes nothing on, a stranger's request looks like one from here.
    """
    used, secrets = settings.config.delivery.channels, settings.secrets
    if urlsplit(settings.config.server.public_url).hostname not in _LOCAL:
        return []
    if "preview" not in used and (used or secrets.slack_bot_token or secrets.teams_app_id or secrets.smtp_url):
        return []
    return [
        Route(LISTING, listing, methods=["GET"]),
        Route("/preview", listing, methods=["GET"]),
        Route("/preview/{folder}/{delivery:int}", digest, methods=["GET"]),
        Route("/preview/{folder}/file/{file}", file, methods=["GET"]),
    ]


@dataclass(frozen=True, slots=True)
class Shown:
    """A digest of the preview folder."""

    folder: str
    delivery_id: int
    name: str
    department: str
    subject: str
    forms: tuple[str, ...]

    @property
    def address(self) -> str:
        """The page that shows it."""
        return f"{LISTING}{self.folder}/{self.delivery_id}"

    def file(self, form: str) -> str:
        """The file of one form as it is."""
        return f"{LISTING}{self.folder}/file/{self.delivery_id}.{form}"


async def listing(request: Request) -> Response:
    """Every digest that was written, the newest edition first."""
    root = _root(request)
    folders = []
    found = [one for one in root.glob("*") if one.is_dir() and one.name != NOTES]
    for folder in sorted(found, key=lambda one: one.stat().st_mtime, reverse=True):
        paths = sorted(folder.glob(f"*{INDEX}"), key=lambda one: int(one.name.removesuffix(INDEX)))
        folders.append((folder.name, len(paths), [_read(path) for path in paths[:MOST]]))
    return page(request, "preview_list", accepted(request), folders=folders, notes=_notes(root))


async def digest(request: Request) -> Response:
    """One digest in each of its forms."""
    root = _root(request)
    folder, delivery = request.path_params["folder"], request.path_params["delivery"]
    path = root / folder / f"{delivery}{INDEX}"
    if not _FOLDER.fullmatch(folder) or not path.is_file():
        raise NoSuchPickError
    shown = _read(path)
    texts = {form: (path.parent / f"{delivery}.{form}").read_text("utf-8") for form in shown.forms if "json" in form}
    return page(request, "preview", accepted(request), shown=shown, texts=texts, listing=LISTING, frames=True)


async def file(request: Request) -> Response:
    """A file as it is; a mail is shown without script, form or cookie of ours."""
    root = _root(request)
    folder, name = request.path_params["folder"], request.path_params["file"]
    path = root / folder / name
    known = _NOTE if folder == NOTES else _FILE
    if not _FOLDER.fullmatch(folder) or not known.fullmatch(name) or not path.is_file():
        raise NoSuchPickError
    kind = _TYPES[name.rpartition(".")[2]]
    return Response(path.read_bytes(), media_type=kind, headers=HEADERS | {"Content-Security-Policy": _SANDBOX})


def _notes(root: Path) -> list[tuple[str, str, str]]:
    """(address, name, subject) of small messages, the newest first."""
    paths = sorted((root / NOTES).glob(f"*{NOTE_INDEX}"), key=lambda one: one.stat().st_mtime_ns, reverse=True)
    found = [(one.name.removesuffix(NOTE_INDEX), json.loads(one.read_bytes())) for one in paths[:MOST_NOTES]]
    return [(f"{LISTING}{NOTES}/file/{name}.html", raw["name"], raw["subject"]) for name, raw in found]


def _root(request: Request) -> Path:
    """The preview's folder, for a reader on this machine alone: digests are personal."""
    client = request.client.host if request.client else ""
    asked = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    forwarded = any(name in request.headers for name in ("x-forwarded-for", "forwarded", "x-real-ip"))
    if client not in _LOCAL or asked not in _LOCAL or forwarded:
        raise NoSuchPickError
    return Path(parts(request).settings.config.delivery.preview_folder)


def _write(path: Path, content: bytes) -> None:
    new = path.with_name(f".{path.name}.new")
    new.write_bytes(content)
    new.replace(path)


def _index(parcel: Parcel, forms: Sequence[str]) -> bytes:
    first = parcel.digest.picks[0].title if parcel.digest.picks else ""
    found = {
        "delivery": parcel.digest.delivery_id,
        "name": parcel.person.name,
        "department": parcel.digest.department,
        "subject": first,
        "forms": list(forms),
    }
    return json.dumps(found, ensure_ascii=False).encode()


def _read(path: Path) -> Shown:
    raw = json.loads(path.read_bytes())
    return Shown(path.parent.name, raw["delivery"], raw["name"], raw["department"], raw["subject"], tuple(raw["forms"]))
