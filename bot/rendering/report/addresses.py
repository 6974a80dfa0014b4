"""Signed addresses of a report's pictures: whoever has one may look, and nobody can guess another."""

import hmac

BITS = 32  # hexadecimal signs of the MAC: 128 bits


def picture_address(public_url: str, key: bytes, period: str, name: str) -> str:
    """Where a chart of a period's report is served."""
    return f"{public_url}/report/{period}/{name}/{_mac(key, period, name)}.png"


def genuine(keys: tuple[bytes, ...], period: str, name: str, mac: str) -> bool:
    """Whether one of our keys signed it."""
    return any(hmac.compare_digest(_mac(key, period, name).encode(), mac.encode()) for key in keys)


def _mac(key: bytes, period: str, name: str) -> str:
    return hmac.digest(key, f"report picture {period} {name}".encode(), "sha256").hex()[:BITS]
