"""Whether the hosts of short links lead here: DNS against the newsroom's, and an answer over https."""

import ssl
from collections.abc import Sequence
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import ip_address
from urllib.parse import urlsplit

from dns.exception import DNSException
from dns.resolver import NXDOMAIN, NoAnswer, Resolver

from bot.cli.checks.addresses import LOOPBACK
from bot.cli.checks.model import Check, Status, error, off, ok, warning
from bot.cli.checks.names import RESERVED, UnaskedError
from digests.config import Config

DNS, REACHED = "links DNS", "links answer"
TIMEOUT = 5.0  # seconds


def links_dns(config: Config, dns: Resolver | None) -> Check:
    """Every links host has the addresses that `links.addresses` names, else those of the newsroom's host."""
    newsroom = urlsplit(config.server.public_url).hostname or ""
    hosts = [host for host in links_hosts(config) if not _known_without(host)]
    if not hosts:
        return off(DNS, "its hosts are not looked up")
    if dns is None:
        return _unasked(hosts)
    try:
        expected = set(config.links.addresses) or addresses(dns, newsroom)
        found = {host: addresses(dns, host) for host in hosts}
    except UnaskedError:
        return _unasked(hosts)
    return _compared(found, expected, newsroom)


def links_hosts(config: Config) -> list[str]:
    """The hosts that short links are answered on, the one of new links first; without ports."""
    named = [urlsplit(config.links.base_url).hostname or "", *(domain.split(":")[0] for domain in config.links.domains)]
    return list(dict.fromkeys(named))


def addresses(dns: Resolver, host: str) -> set[str]:
    """The IPv4 and IPv6 addresses that a host has in the end, whatever other names lead there; none if it has none."""
    if _literal(host):
        return {str(ip_address(host))}
    found: set[str] = set()
    for kind in ("A", "AAAA"):
        try:
            found |= {str(ip_address(record.address)) for record in dns.resolve(host, kind)}
        except (NXDOMAIN, NoAnswer):
            continue
        except (DNSException, OSError) as unasked:
            raise UnaskedError(host) from unasked
    return found


def links_answer(config: Config, dns: Check) -> Check:
    """The host of new links answers; asked only where DNS leads to it, or where it needs no DNS."""
    parts = urlsplit(config.links.base_url)
    host = parts.hostname or ""
    if dns.status is not Status.OK and host not in LOOPBACK and not _literal(host):
        return off(REACHED, "DNS has to lead there first")
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(host, parts.port, timeout=TIMEOUT)
    try:
        connection.request("HEAD", "/", headers={"User-Agent": "Budstikke doctor"})
        status = connection.getresponse().status
    except ssl.SSLError as wrong:
        return error(REACHED, f"{host} has no good certificate ({wrong.reason})", "Renew it, for this very host.")
    except (OSError, HTTPException) as lost:
        return warning(
            REACHED,
            f"{host} did not answer ({type(lost).__name__})",
            "Start `budstikke serve`, and check the reverse proxy and the firewall before it.",
        )
    finally:
        connection.close()
    if status >= 500:  # noqa: PLR2004 - HTTP's own word for "it is my fault"
        return warning(
            REACHED, f"{host} answers {status}", "Start `budstikke serve`, and check what the proxy leads to."
        )
    return ok(REACHED, f"{host} answers")


def _compared(found: dict[str, set[str]], expected: set[str], newsroom: str) -> Check:
    missing = [host for host, have in found.items() if not have]
    if missing:
        return error(DNS, f"{_listed(missing)} has no address", f"Publish CNAME {missing[0]} → {newsroom}.")
    if not expected:
        return warning(
            DNS, f"{newsroom} has no address to compare with", "Publish it, or name the addresses in links.addresses."
        )
    for host, have in found.items():
        if have <= expected:
            continue
        partly = have & expected
        told = f"{host} points {'partly ' if partly else ''}elsewhere: to {_listed(have - expected)}"
        fix = f"Point it at {_listed(expected)}, or name its proxy's addresses in links.addresses."
        return warning(DNS, told, fix) if partly else error(DNS, f"{told}, not {_listed(expected)}", fix)
    return ok(DNS, f"{_listed(found)} → {_listed(expected)}")


def _listed(names: Sequence[str] | set[str] | dict[str, set[str]]) -> str:
    return ", ".join(sorted(names))


def _unasked(hosts: Sequence[str]) -> Check:
    return warning(
        DNS, f"DNS could not be asked about {_listed(hosts)}", "Run `budstikke doctor` where DNS can be reached."
    )


def _known_without(host: str) -> bool:
    """Hosts of this machine, addresses, and names that examples use."""
    return host in LOOPBACK or _literal(host) or host.endswith(RESERVED)


def _literal(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
