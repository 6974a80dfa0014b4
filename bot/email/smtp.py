"""One kept SMTP connection: RFC 5321 with PIPELINING (RFC 2920), and every ending told apart."""

import re
import smtplib
import socket
import ssl
from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from bot.email.letters import Letter
from bot.email.relay import Relay
from digests.delivery.model import Outcome, Result

_YES, _NOT_NOW, _NO = 2, 4, 5  # first digits of a reply
_GREEDY = 421  # the relay closes the connection: come back later, and more slowly
_SEND_IT = 354
_NO_LOGIN = frozenset({530, 534, 535, 538})
_STATUS = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}(?= |$)")
_LOST = (OSError, smtplib.SMTPException)
Steps = Generator[None, None, Outcome]
PAUSE = timedelta(minutes=1)  # after a 421 that a new connection did not mend

_CLOSED: tuple[tuple[type[Exception], str], ...] = (
    (smtplib.SMTPAuthenticationError, "The relay refused our login: check user and password in SMTP_URL."),
    (smtplib.SMTPNotSupportedError, "The relay does not offer what SMTP_URL asks for, STARTTLS or a login."),
    (
        ssl.SSLCertVerificationError,
        "The relay's certificate is not trusted: check the host in SMTP_URL, or add ?ca=FILE.",
    ),
    (ssl.SSLError, "The relay and we agree on no TLS: check the port, and smtp:// or smtps://, in SMTP_URL."),
    (UnicodeError, "SMTP_URL has letters that SMTP cannot carry in its host, user or password."),
    (Exception, "The relay cannot be reached: check SMTP_URL and the network."),
)  # the first that fits


@dataclass(frozen=True, slots=True)
class Reply:
    """What the relay said; its words may name a person, so only the codes go further."""

    code: int
    words: bytes = b""

    @property
    def good(self) -> bool:
        """Whether it is a yes."""
        return self.code // 100 == _YES

    @property
    def codes(self) -> str:
        """The code, with the enhanced one (RFC 3463) where there is one."""
        status = _STATUS.match(self.words)
        return f"{self.code} {status[0].decode()}" if status else str(self.code)


class _LostError(Exception):
    """The connection broke; `outcome` is what that means, by how far we were."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.reason)
        self.outcome = outcome


_BEFORE = Outcome(Result.LATER, "The connection to the relay broke before the message was handed over.")
_AFTER = Outcome(Result.UNKNOWN, "The connection to the relay broke after the message was sent, before its answer.")


class Connection:
    """A line to the relay, opened when first needed, and anew after `per_connection` messages or trouble."""

    def __init__(
        self, relay: Relay, tls: ssl.SSLContext, sender: str, hello: str, *, per_connection: int, timeout: float
    ) -> None:
        self._relay = relay
        self._tls = tls
        self._sender = sender
        self._hello = hello
        self._per_connection = per_connection
        self._timeout = timeout
        self._smtp: smtplib.SMTP | None = None
        self._sent = 0

    def send(self, letter: Letter) -> Outcome:
        """Hands one mail over; never raises. A kept connection that turns out to be dead is made anew once."""
        return finished(self.steps(letter))

    def steps(self, letter: Letter) -> Steps:
        """The same, pausing wherever the relay has something to answer."""
        kept = self._smtp is not None and self._sent < self._per_connection
        outcome = yield from self._attempt(letter)
        if kept and self._smtp is None and outcome.result in {Result.LATER, Result.DOWN}:
            outcome = yield from self._attempt(letter)
        return outcome

    def close(self) -> None:
        """Says goodbye where anybody still listens."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with suppress(*_LOST):
                smtp.quit()
            smtp.close()

    def _attempt(self, letter: Letter) -> Steps:
        smtp = self._connected()
        if isinstance(smtp, Outcome):
            return smtp
        try:
            outcome = yield from self._transaction(smtp, letter)
        except _LostError as error:
            self._drop()
            return error.outcome
        self._sent += 1
        return outcome

    def _transaction(self, smtp: smtplib.SMTP, letter: Letter) -> Steps:
        utf8 = not (letter.to.isascii() and self._sender.isascii())
        if utf8 and not smtp.has_extn("smtputf8"):
            return Outcome(Result.REFUSED, "The relay cannot carry an address with letters beyond ASCII (SMTPUTF8).")
        mail, recipient, data = yield from _envelope(smtp, self._sender, letter.to, utf8=utf8)
        refused = self._refused(mail, recipient, data)
        if refused is None:
            _tell(smtp, letter.data)
            yield
            return self._verdict(_hear(smtp, _AFTER), letter.ref)
        if self._smtp is not None:
            self._clear(smtp, waits=data.code == _SEND_IT)
        return refused

    def _clear(self, smtp: smtplib.SMTP, *, waits: bool) -> None:
        """Makes the connection ready for the next message; `waits`: for a message to nobody (RFC 2920, 3.1)."""
        try:
            for command in (b".\r\n", b"RSET\r\n") if waits else (b"RSET\r\n",):
                _tell(smtp, command)
                _hear(smtp)
        except _LostError:
            self._drop()

    def _refused(self, mail: Reply, recipient: Reply, data: Reply) -> Outcome | None:
        """Why the message cannot follow; None when it can."""
        for reply in (mail, recipient, data):
            if reply.code == _GREEDY:
                return self._greedy(reply)
            if reply.code in _NO_LOGIN:
                return _down(f"The relay wants a login: put user and password into SMTP_URL ({reply.codes}).")
        if not mail.good:
            return _down(f"The relay refused our sender address: check [email] from ({mail.codes}).")
        if not recipient.good:
            return _own(recipient, "The relay refused this address", "The relay cannot take this address now")
        if data.code != _SEND_IT:
            return _own(data, "The relay refused this message", "The relay cannot take this message now")
        return None

    def _verdict(self, reply: Reply, ref: str) -> Outcome:
        if reply.good:
            return Outcome(Result.SENT, ref=ref)
        if reply.code == _GREEDY:
            return self._greedy(reply)
        if reply.code == _SEND_IT:
            raise _LostError(_AFTER)
        return _own(reply, "The relay refused this message", "The relay cannot take this message now")

    def _greedy(self, reply: Reply) -> Outcome:
        self._drop()
        return Outcome(Result.DOWN, f"The relay asks for a slower pace ({reply.codes}).", retry_after=PAUSE)

    def _connected(self) -> smtplib.SMTP | Outcome:
        if self._sent >= self._per_connection:
            self.close()
        if self._smtp is None:
            try:
                self._smtp = self._open()
            except (*_LOST, UnicodeError) as error:
                return _down(_why_closed(error))
            self._sent = 0
        return self._smtp

    def _open(self) -> smtplib.SMTP:
        relay = self._relay
        smtp: smtplib.SMTP
        if relay.security == "tls":
            smtp = smtplib.SMTP_SSL(relay.host, relay.port, self._hello, timeout=self._timeout, context=self._tls)
        else:
            smtp = smtplib.SMTP(relay.host, relay.port, self._hello, timeout=self._timeout)
        try:
            smtp.ehlo_or_helo_if_needed()
            if relay.security == "starttls" or (relay.security == "offered" and smtp.has_extn("starttls")):
                smtp.starttls(context=self._tls)
                smtp.ehlo_or_helo_if_needed()
            if relay.user:
                smtp.login(relay.user, relay.password)
            if smtp.sock is not None:
                smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _drop(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()


def _why_closed(error: Exception) -> str:
    """What to do about a relay that did not open."""
    if isinstance(error, smtplib.SMTPResponseException) and not isinstance(error, smtplib.SMTPAuthenticationError):
        return f"The relay takes no connection now ({error.smtp_code})."
    return next(sentence for kind, sentence in _CLOSED if isinstance(error, kind))


def finished(steps: Steps) -> Outcome:
    """The outcome of a mail that is alone on its thread: every pause ends at once."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            outcome: Outcome = end.value
            return outcome


def _envelope(
    smtp: smtplib.SMTP, sender: str, to: str, *, utf8: bool
) -> Generator[None, None, tuple[Reply, Reply, Reply]]:
    """MAIL, RCPT and DATA, in one packet where the relay can; what was not asked counts as answered 503."""
    options = " BODY=8BITMIME SMTPUTF8" if utf8 else ""
    commands = [f"MAIL FROM:<{sender}>{options}\r\n".encode(), f"RCPT TO:<{to}>\r\n".encode(), b"DATA\r\n"]
    if smtp.has_extn("pipelining"):
        _tell(smtp, b"".join(commands))
        yield
        return _hear(smtp), _hear(smtp), _hear(smtp)
    replies = [Reply(503)] * 3
    for number, command in enumerate(commands):
        _tell(smtp, command)
        yield
        replies[number] = _hear(smtp)
        if not replies[number].good:
            break
    return replies[0], replies[1], replies[2]


def _tell(smtp: smtplib.SMTP, data: bytes) -> None:
    try:
        smtp.send(data)
    except _LOST:
        raise _LostError(_BEFORE) from None


def _hear(smtp: smtplib.SMTP, lost: Outcome = _BEFORE) -> Reply:
    try:
        code, words = smtp.getreply()
    except _LOST:
        raise _LostError(lost) from None
    if code // 100 not in {_YES, _SEND_IT // 100, _NOT_NOW, _NO}:  # not a word of SMTP
        raise _LostError(lost)
    return Reply(code, words)


def _own(reply: Reply, refused: str, later: str) -> Outcome:
    """What a no means that concerns one message only."""
    if reply.code // 100 == _NO:
        return Outcome(Result.REFUSED, f"{refused} ({reply.codes}).")
    return Outcome(Result.LATER, f"{later} ({reply.codes}).")


def _down(reason: str) -> Outcome:
    return Outcome(Result.DOWN, reason)
