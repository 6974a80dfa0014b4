"""How often anybody may call what needs no key: counted in memory for a while, by a hash that lives as long."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import blake2b

MINUTE = timedelta(minutes=1)


@dataclass(slots=True)
class Limits:
    """`each` calls a window from one address, and `every` from all; addresses are hashed with a key of that window."""

    each: int = 30
    every: int = 600
    window: timedelta = MINUTE
    _began: datetime | None = None
    _key: bytes = b""
    _counts: dict[bytes, int] = field(default_factory=dict)
    _all: int = 0

    def allows(self, address: str, now: datetime) -> bool:
        """Whether one more call is within the limits; it is counted if so."""
        if self._began is None or not timedelta() <= now - self._began < self.window:
            self._began, self._key, self._counts, self._all = now, secrets.token_bytes(16), {}, 0
        name = blake2b(address.encode(), digest_size=8, key=self._key).digest()
        count = self._counts.get(name, 0)
        if count >= self.each or self._all >= self.every:
            return False
        self._counts[name] = count + 1
        self._all += 1
        return True
