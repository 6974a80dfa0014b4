"""A real SMTP server on the loopback address, with the faults that relays have."""

# ruff: noqa: ARG001, ARG002 - aiosmtpd decides on the arguments

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from ssl import SSLContext
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from tests.outside.node import free_port


@dataclass
class Relay:
    """What the server keeps, and what it answers instead of a yes."""

    port: int = 0
    messages: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    connections: int = 0
    mail: list[str] = field(default_factory=list)  # answers to MAIL; an empty one is a yes
    rcpt: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)  # answers after the message
    drop_at_data: int = 0  # how many times it hangs up at DATA
    drop_after_dot: int = 0  # and after the message

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", responses[-1]]

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.mail.pop(0) if self.mail else ""
        if answer:
            return answer
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.rcpt.pop(0) if self.rcpt else ""
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.drop_after_dot:
            self.drop_after_dot -= 1
            _hang_up(server)
            return "250 nobody hears this"
        answer = self.data.pop(0) if self.data else ""
        if answer:
            return answer
        assert isinstance(envelope.content, bytes)
        self.messages.append(envelope.content)
        self.recipients += envelope.rcpt_tos
        return "250 OK"


def _hang_up(server: SMTP) -> None:
    assert server.transport is not None
    server.transport.close()


class _Server(SMTP):
    """Hangs up at DATA when asked to."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        relay: Relay = self.event_handler
        if relay.drop_at_data:
            relay.drop_at_data -= 1
            _hang_up(self)
            return
        await super().smtp_DATA(arg)


class _Controller(Controller):
    def factory(self) -> SMTP:
        return _Server(self.handler, **self.SMTP_kwargs)


def accept(server: Any, session: Any, envelope: Any, mechanism: str, auth_data: Any) -> AuthResult:
    """Knows one user."""
    known = (auth_data.login, auth_data.password) == (b"budstikke", b"s3cret/")
    return AuthResult(success=known, handled=False)


@contextmanager
def relaying(*, tls: SSLContext | None = None, implicit: bool = False, **options: Any) -> Iterator[Relay]:
    """A relay on a free port; `tls` makes it offer STARTTLS, or speak TLS from the start."""
    relay = Relay(free_port())
    context: dict[str, Any] = {"ssl_context": tls} if implicit else {"tls_context": tls}
    controller = _Controller(
        relay, hostname="127.0.0.1", port=relay.port, **context, **{"enable_SMTPUTF8": False, **options}
    )
    controller.start()
    try:
        yield relay
    finally:
        controller.stop()
