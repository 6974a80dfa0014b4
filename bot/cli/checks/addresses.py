"""Whether the addresses that people open are safe: https, and links on a host of their own."""

from urllib.parse import urlsplit

from bot.cli.checks.model import Check, ok, warning
from digests.config import Config

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def public_address(config: Config, *, demo: bool) -> Check:
    """People's signed addresses travel by it; `demo` when only the preview channel is used."""
    return _https("public address", "server.public_url", config.server.public_url, demo=demo)


def links_address(config: Config, *, demo: bool) -> Check:
    """What people share leads through it."""
    return _https("links address", "links.base_url", config.links.base_url, demo=demo)


def links_host(config: Config, *, demo: bool) -> Check:
    """The links host is not the newsroom's, so that whoever follows a link carries no cookie of ours."""
    newsroom, links = urlsplit(config.server.public_url).hostname, urlsplit(config.links.base_url).hostname
    if newsroom != links:
        return ok("links host", f"{links}, apart from {newsroom}")
    if demo and links in LOOPBACK:
        return ok("links host", f"{links}, good enough for a demo")
    return warning(
        "links host",
        f"{links} is the newsroom's host too",
        "Point a domain of its own at this server and set links.base_url to it.",
    )


def _https(name: str, key: str, address: str, *, demo: bool) -> Check:
    parts = urlsplit(address)
    if parts.hostname in LOOPBACK:
        if demo:
            return ok(name, f"{address}, good enough for a demo")
        return warning(name, f"{address} opens on this machine alone", f"Set {key} to the address people will use.")
    if parts.scheme != "https":
        return warning(
            name,
            f"{address} is not https",
            f"Put a reverse proxy with a certificate before it, and https:// into {key}.",
        )
    return ok(name, address)
