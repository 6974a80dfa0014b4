"""Style and script, as files that a browser may keep for ever: their address holds a hash of what is in them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.rendering.dress import Dress, Scheme, dress
from bot.rendering.templates import TEMPLATES
from bot.web.parts import parts

FOLDER = TEMPLATES / "web" / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
THEME = "theme.css"  # the company's colours
HEADERS = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}


@dataclass(frozen=True, slots=True)
class Static:
    """One file, as it is sent."""

    body: bytes
    media_type: str

    @property
    def hash(self) -> str:
        """What its address holds."""
        return hashlib.sha256(self.body).hexdigest()[:12]


@cache
def files(worn: Dress) -> Mapping[str, Static]:
    """Every file by its name, the company's colours among them."""
    found = {path.name: Static(path.read_bytes(), TYPES[path.suffix]) for path in FOLDER.iterdir() if path.is_file()}
    return found | {THEME: Static(_theme(worn).encode(), TYPES[".css"])}


def address(worn: Dress, name: str) -> str:
    """Where a page finds a file."""
    return f"/static/{files(worn)[name].hash}/{name}"


def routes() -> list[Route]:
    """The one address."""
    return [Route("/static/{hash}/{name}", serve, methods=["GET"])]


async def serve(request: Request) -> Response:
    """A file; an older hash answers what it is now, because a page may be older than the server."""
    found = files(dress(parts(request).settings.config.company)).get(request.path_params["name"])
    if found is None:
        raise HTTPException(404)
    same = found.hash == request.path_params["hash"]
    headers = HEADERS if same else HEADERS | {"Cache-Control": "no-store"}
    return Response(found.body, media_type=found.media_type, headers=headers)


def _theme(worn: Dress) -> str:
    dark = f"@media (prefers-color-scheme: dark) {{ :root {{ {_colours(worn.dark)} }} }}"
    return f":root {{ {_colours(worn.light)} }}\n{dark}\n"


def _colours(scheme: Scheme) -> str:
    return " ".join(f"--{one.name.replace('_', '-')}: {getattr(scheme, one.name)};" for one in fields(scheme))
