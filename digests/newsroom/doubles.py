"""When two addresses are one place, however they were passed on."""

import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

# What senders hang on an address to see who follows it; it leads nowhere else.
_TRACKING = re.compile(
    r"utm_.*|mtm_.*|pk_.*|(fb|g|tt|tw)clid|g?gclsrc|dclid|msclkid|yclid|igshid|mc_[ce]id|_hs(enc|mi)|ref_src|__twitter_impression"
)
_USUAL = {"http": 80, "https": 443}
_KEPT = "/:@!$&'()*+,;=~-._"


def place(url: str) -> str:
    """A key that addresses of one place share: without scheme, `www.`, tracking, last slash and fragment."""
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return url.strip()
    if not host:
        return url.strip()
    number = f":{port}" if port and port != _USUAL.get(parts.scheme) else ""
    path = quote(unquote(parts.path), safe=_KEPT).rstrip("/")
    asked = urlencode(sorted(_asked(parts.query)))
    return f"{host.removeprefix('www.')}{number}{path}" + (f"?{asked}" if asked else "")


def plain(url: str) -> str:
    """The address without what was hung on it to see who follows it; without such it stays as it is."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url.strip()
    kept = [pair for pair in parts.query.split("&") if not _TRACKING.fullmatch(unquote(pair.partition("=")[0]).lower())]
    return urlunsplit(parts._replace(query="&".join(kept))) if "&".join(kept) != parts.query else url.strip()


def _asked(query: str) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, value in parse_qsl(query, keep_blank_values=True)
        if not _TRACKING.fullmatch(name.lower())
    ]
