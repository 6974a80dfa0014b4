"""The company's own face on pages: its colours, and its logo, which we serve where it is a file."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.web.parts import Parts, parts
from digests.settings import Settings

LARGEST = 500_000  # bytes of a logo
_TYPES = {
    ".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".webp": "image/webp",
    ".gif": "image/gif",
}  # fmt: skip
_HEADERS = {
    "Cache-Control": "public, max-age=86400",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",  # an SVG may hold a script
    "Cross-Origin-Resource-Policy": "cross-origin",  # pages of the links hosts show it too
}


@dataclass(frozen=True, slots=True)
class Logo:
    """Where a page finds the logo, in the light and in the dark, and what it says."""

    light: str
    dark: str
    alt: str

    @property
    def hosts(self) -> tuple[str, ...]:
        """Origins that a page has to let pictures in from, beside its own."""
        found = (urlsplit(one) for one in (self.light, self.dark))
        return tuple(dict.fromkeys(f"{one.scheme}://{one.netloc}" for one in found if one.netloc))


@dataclass(frozen=True, slots=True)
class File:
    """A picture as it is sent."""

    body: bytes
    media_type: str

    @property
    def mark(self) -> str:
        """Changes with what is in it."""
        return hashlib.sha256(self.body).hexdigest()[:12]


def routes() -> list[Route]:
    """The logo, where it is a file."""
    return [Route("/company/{name:str}", serve, methods=["GET"])]


async def serve(request: Request) -> Response:
    """The file that config.toml names, and no other."""
    company = parts(request).settings.config.company
    place = {"logo": company.logo, "logo-dark": company.logo_dark}.get(request.path_params["name"], "")
    found = picture(parts(request).settings, place)
    if found is None:
        raise HTTPException(404)
    return Response(found.body, media_type=found.media_type, headers=_HEADERS | {"ETag": f'"{found.mark}"'})


def logo(request: Request) -> Logo | None:
    """The logo for a page of this request; None where there is none, or its file cannot be read."""
    found = parts(request)
    company = found.settings.config.company
    light = _address(request, found, "logo", company.logo)
    if not light:
        return None
    dark = _address(request, found, "logo-dark", company.logo_dark) or light
    return Logo(light, dark, company.logo_alt or company.name)


def picture(settings: Settings, place: str) -> File | None:
    """A picture beside config.toml; None where it is an address, cannot be read, or is too large."""
    if not place or "://" in place:
        return None
    path = settings.path.parent / place
    try:
        return _read(path, path.stat().st_mtime_ns)
    except (OSError, ValueError):
        return None


def _address(request: Request, found: Parts, name: str, place: str) -> str:
    if "://" in place:
        return place
    file = picture(found.settings, place)
    if file is None:
        return ""
    config = found.settings.config
    links = {urlsplit(config.links.base_url).netloc, *config.links.domains}
    public = urlsplit(config.server.public_url)
    foreign = request.url.netloc in links and request.url.netloc != public.netloc  # a host for links alone
    return f"{config.server.public_url if foreign else ''}/company/{name}?{file.mark}"


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int) -> File:
    body = path.read_bytes()
    if len(body) > LARGEST:
        raise ValueError(path.name)
    return File(body, _TYPES[path.suffix.lower()])
