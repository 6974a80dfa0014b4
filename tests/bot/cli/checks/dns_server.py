"""A name server of a few records, on loopback."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.resolver
import dns.rrset


@dataclass
class Zone:
    """Records by name; a name in `broken` is answered with SERVFAIL, one that is not known with NXDOMAIN."""

    records: dict[str, list[str]] = field(default_factory=dict)  # texts
    hosts: dict[str, list[str]] = field(default_factory=dict)  # addresses, or one name that stands for another
    others: set[str] = field(default_factory=set)  # names that have records of other types only
    broken: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    def answer(self, wire: bytes) -> bytes:
        """The reply to one question."""
        query = dns.message.from_wire(wire)
        name = query.question[0].name.to_text(omit_final_dot=True)
        self.asked.append(name)
        reply = dns.message.make_response(query)
        reply.flags |= dns.flags.RA
        if name in self.broken:
            reply.set_rcode(dns.rcode.SERVFAIL)
        elif name in self.hosts:
            self._lead(name, query.question[0].rdtype, reply)
        elif name in self.records:
            texts = [f'"{text[:200]}" "{text[200:]}"' for text in self.records[name]]
            reply.answer.append(dns.rrset.from_text_list(f"{name}.", 60, "IN", dns.rdatatype.TXT, texts))
        elif name not in self.others:
            reply.set_rcode(dns.rcode.NXDOMAIN)
        return reply.to_wire()

    def _lead(self, name: str, kind: dns.rdatatype.RdataType, reply: dns.message.Message) -> None:
        """Adds a host's addresses of a kind, by way of the names that stand for it."""
        for value in self.hosts.get(name, []):
            if value in self.hosts:
                reply.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", "CNAME", f"{value}."))
                self._lead(value, kind, reply)
        wanted = [one for one in self.hosts.get(name, []) if one not in self.hosts]
        fit = [one for one in wanted if (":" in one) == (kind == dns.rdatatype.AAAA)]
        if fit:
            reply.answer.append(dns.rrset.from_text_list(f"{name}.", 60, "IN", kind, fit))


class _Handler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        wire, answers = self.request
        answers.sendto(cast("_Server", self.server).zone.answer(wire), self.client_address)


class _Server(socketserver.ThreadingUDPServer):
    daemon_threads = True
    zone: Zone


@contextmanager
def serving(zone: Zone) -> Iterator[dns.resolver.Resolver]:
    """A resolver that asks this zone alone."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.zone = zone
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield asking(server.server_address)
        finally:
            server.shutdown()
            thread.join()


def asking(address: Any) -> dns.resolver.Resolver:
    """A resolver that asks whoever is at this address, and has little patience."""
    made = dns.resolver.Resolver(configure=False)
    made.nameservers = [address[0]]
    made.port = address[1]
    made.timeout = 0.3
    return made
