"""Which addresses may be reached from here: public ones, and private ones that configuration lists."""

import re
import socket
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from queue import Empty, SimpleQueue

Resolve = Callable[[str, float], Sequence[str]]  # the addresses of a name, within so many seconds; OSError: none

PORTS = frozenset({80, 443, 8080, 8443})
GLOBAL = ip_network("2000::/3")  # all of IPv6 that is handed out for the open net
# Parts of it that stand for an IPv4 address or lead nowhere: whatever hides in them is not worth the doubt.
WITHIN = (
    "2001::/23",  # Teredo, benchmarks, ORCHID
    "2001:db8::/32",  # documentation
    "2002::/16",  # 6to4
    "3fff::/20",  # documentation
)
_WITHIN6 = tuple(IPv6Network(one) for one in WITHIN)
_WITHIN4 = (IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24"))  # protocol assignments, 6to4 relays
_CANONICAL = re.compile(r"(0|[1-9][0-9]{0,2})(\.(0|[1-9][0-9]{0,2})){3}")
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")


class ForbiddenError(Exception):
    """Nothing is sent there; the message says why."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Names, addresses and networks that may be private; all else must be public, on a usual port."""

    names: frozenset[str]
    networks: tuple[IPv4Network | IPv6Network, ...]

    @classmethod
    def of(cls, allowed: Iterable[str]) -> "Reach":
        """From what configuration lists."""
        names: set[str] = set()
        networks: list[IPv4Network | IPv6Network] = []
        for one in allowed:
            entry = one.strip().strip("[]").rstrip(".").lower()
            try:
                networks.append(ip_network(entry, strict=False))
            except ValueError:
                names.add(entry)
        return cls(frozenset(names), tuple(networks))

    def check(self, host: str, port: int, address: str) -> None:
        """ForbiddenError unless a host that has this address may be reached on this port."""
        if host.rstrip(".").lower() in self.names or self._lists(address):
            return
        if not public(address):
            raise ForbiddenError(f"{host} has the address {address}, which is not public: list it in http.allow_hosts")
        if port not in PORTS:
            usual = ", ".join(str(one) for one in sorted(PORTS))
            raise ForbiddenError(f"port {port} of {host} is none of {usual}: list it in http.allow_hosts")

    def _lists(self, address: str) -> bool:
        try:
            found = ip_address(address)
        except ValueError:
            return False
        return any(found in one for one in self.networks)


def public(address: str) -> bool:
    """Whether an address belongs to the open net; what cannot be read does not."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return _public4(found) if isinstance(found, IPv4Address) else _public6(found)


def _public4(address: IPv4Address) -> bool:
    inside = address.is_global and not any(address in one for one in _WITHIN4)
    return inside and not address.is_multicast and not address.is_reserved


def _public6(address: IPv6Address) -> bool:
    inside = address in GLOBAL and not any(address in one for one in _WITHIN6)
    return inside and address.is_global and address.scope_id is None


def odd(host: str) -> bool:
    """Whether a host is an IPv4 address as not all programs read it: 0x7f.1, 2130706433, 0177.0.0.1."""
    last = host.rstrip(".").rpartition(".")[2].lower()
    return _NUMBER.fullmatch(last) is not None and _CANONICAL.fullmatch(host) is None


def look_up(host: str) -> list[str]:
    """The addresses of a name as this machine knows them, in its order; OSError where there is none."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except UnicodeError as error:
        raise OSError(str(error)) from error
    return list(dict.fromkeys(str(place[4][0]) for place in found))


def resolve(host: str, seconds: float, ask: Callable[[str], list[str]] = look_up) -> Sequence[str]:
    """The same within so many seconds, which a name server may not keep to; TimeoutError after them."""
    answer: SimpleQueue[list[str] | OSError] = SimpleQueue()

    def put() -> None:
        try:
            answer.put(ask(host))
        except OSError as error:
            answer.put(error)

    threading.Thread(target=put, daemon=True).start()
    try:
        found = answer.get(timeout=seconds)
    except Empty:
        raise TimeoutError(f"no name server answered for {host}") from None
    if isinstance(found, OSError):
        raise found
    return found
