"""What SMTP_URL says: where the relay is, how the line is protected, and who logs in."""

import ssl
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

from digests.errors import SettingsError

Security = Literal["tls", "starttls", "offered", "off"]
_PORTS: dict[Security, int] = {"tls": 465, "starttls": 587, "offered": 25, "off": 25}
_HOW = "SMTP_URL looks like smtp://user:password@relay.example.com:587?starttls or smtps://relay.example.com"


@dataclass(frozen=True, slots=True)
class Relay:
    """A mail server that takes our messages. `offered`: STARTTLS where it is offered, without proof of who answers."""

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = field(default="", repr=False)
    authority: str = ""  # a file with the certificate authority of a private relay


def relay(url: str) -> Relay:
    """SMTP_URL read; SettingsError, without any secret in it, when it cannot be."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise SettingsError(f"{_HOW}; the port is a number.") from None
    options = parse_qs(parts.query, keep_blank_values=True)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise SettingsError(f"{_HOW}.")
    if unknown := options.keys() - {"starttls", "ca"}:
        raise SettingsError(f"{_HOW}; it knows ?starttls, ?starttls=off and ?ca=FILE, not ?{min(unknown)}.")
    security = _security(parts.scheme, options.get("starttls", [None])[-1], bool(parts.username), parts.hostname)
    return Relay(
        parts.hostname,
        port or _PORTS[security],
        security,
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        options.get("ca", [""])[-1],
    )


def context(relay: Relay) -> ssl.SSLContext:
    """How TLS is spoken: proving the relay's name, except where TLS is only taken because it was offered."""
    try:
        made = ssl.create_default_context(cafile=relay.authority or None)
    except OSError:
        raise SettingsError("SMTP_URL names a ?ca file that is not there or holds no certificate.") from None
    if relay.security == "offered":
        made.check_hostname = False
        made.verify_mode = ssl.CERT_NONE
    return made


def _security(scheme: str, starttls: str | None, login: bool, host: str) -> Security:  # noqa: FBT001 - reads as a sentence
    if scheme == "smtps":
        return "tls"
    if starttls == "off":
        return "off"
    # A password goes over a line only when we know who is at its other end.
    return "starttls" if starttls is not None or (login and not _ours(host)) else "offered"


def _ours(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
