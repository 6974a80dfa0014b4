"""What programs by others say about a mail: mail clients, MIME readers and a spam filter."""

import base64
import email
import email.policy
import json
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from tempfile import TemporaryDirectory

import pytest

from tests.outside.node import ToolError, run_node

CLIENTS = ("apple-mail.*", "gmail.*", "outlook.*", "yahoo.*", "samsung-email.*", "thunderbird.*", "protonmail.*")
LONGEST_LINE = 998
LONGEST_QUOTED_LINE = 76

requires_reformime = pytest.mark.skipif(
    shutil.which("reformime") is None, reason="reformime is not installed: apt-get install maildrop"
)
requires_spamassassin = pytest.mark.skipif(
    shutil.which("spamassassin") is None, reason="spamassassin is not installed: apt-get install spamassassin"
)


@dataclass(frozen=True, slots=True)
class ClientSupport:
    """What mail clients do not support, and what they support in part; sentences, each once."""

    errors: tuple[str, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """A mail as npm mailparser reads it; `headers` has lower-case names and undecoded values."""

    subject: str
    sender: str
    recipients: tuple[str, ...]
    message_id: str
    text: str
    html: str
    headers: dict[str, str]
    attachments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SpamVerdict:
    """SpamAssassin's points (5 is spam) and the rules that gave them; a rule may give 0."""

    points: float
    rules: dict[str, float]


def client_support(html: str, clients: Sequence[str] = CLIENTS) -> ClientSupport:
    """What `clients` (globs of caniemail's names) make of a mail's HTML."""
    found = json.loads(run_node("doiuse.mjs", json.dumps({"html": html, "clients": list(clients)})))
    return ClientSupport(tuple(sorted(set(found["errors"]))), tuple(sorted(set(found["warnings"]))))


def parse_mail(message: bytes) -> ParsedMail:
    """The mail as npm mailparser reads it."""
    found = json.loads(run_node("mailparse.mjs", base64.b64encode(message).decode()))
    return ParsedMail(
        subject=found["subject"],
        sender=found["from"][0]["address"] if found["from"] else "",
        recipients=tuple(person["address"] for person in found["to"]),
        message_id=found["messageId"],
        text=found["text"],
        html=found["html"],
        headers=found["headers"],
        attachments=tuple(file["filename"] for file in found["attachments"]),
    )


def mail_defects(message: bytes) -> list[str]:
    """What Python's own parser finds wrong with any part or header of the mail."""
    parsed = email.message_from_bytes(message, policy=email.policy.default)
    found = []
    for part in parsed.walk():
        if not part.is_multipart():
            part.get_payload(decode=True)
        found += [f"{part.get_content_type()}: {type(defect).__name__}" for defect in part.defects]
        for name, value in part.items():
            found += [f"{name}: {type(defect).__name__}" for defect in value.defects]
    return found


def line_problems(message: bytes) -> list[str]:
    """Lines that RFC 5322 and RFC 2045 do not allow: bare CR or LF, 8-bit signs, too long, badly quoted."""
    found = []
    if re.search(rb"(?<!\r)\n|\r(?!\n)", message):
        found.append("a line does not end with CRLF")
    for number, line in enumerate(message.split(b"\r\n"), start=1):
        if len(line) > LONGEST_LINE:
            found.append(f"line {number} has {len(line)} bytes, {LONGEST_LINE} is the limit")
        if not line.isascii():
            found.append(f"line {number} has 8-bit signs")
    for part in email.message_from_bytes(message, policy=email.policy.compat32).walk():
        if str(part.get("Content-Transfer-Encoding", "")).lower() == "quoted-printable":
            found += _quoting_problems(part.get_content_type(), str(part.get_payload()))
    return found


def _quoting_problems(kind: str, body: str) -> list[str]:
    """What is wrong with the lines of a quoted-printable part."""
    found = []
    for line in body.splitlines():
        if len(line) > LONGEST_QUOTED_LINE:
            found.append(f"{kind}: a quoted line has {len(line)} signs: {line[:40]}")
        if re.search(r"=(?![0-9A-F]{2}|$)", line):
            found.append(f"{kind}: a stray = in: {line[:76]}")
        if line.endswith((" ", "\t")):
            found.append(f"{kind}: a quoted line ends with a blank: {line[:76]}")
    return found


def reformime_problems(message: bytes) -> list[str]:
    """What `reformime -V` says: ambiguous boundaries and too complex structures."""
    done = _run(["reformime", "-V"], message)
    return [] if done.returncode == 0 else done.stdout.decode(errors="replace").splitlines() or ["reformime refused it"]


def spam_verdict(message: bytes) -> SpamVerdict:
    """What SpamAssassin gives the mail by its local rules."""
    with TemporaryDirectory() as home:
        done = _run(["spamassassin", "-L", "-t", "-x", "--siteconfigpath=/etc/spamassassin"], message, home)
    report = done.stdout.decode(errors="replace")
    points = re.search(r"Content analysis details:\s+\((-?[\d.]+) points", report)
    if points is None:
        raise ToolError(f"spamassassin gave no verdict: {done.stderr.decode(errors='replace')[-500:]}")
    rules = re.findall(r"^\s*(-?\d+\.\d+) ([A-Z0-9_]+) ", report[points.end() :], re.MULTILINE)
    return SpamVerdict(float(points[1]), {rule: float(given) for given, rule in rules})


def _run(command: list[str], stdin: bytes, home: str = "/nonexistent") -> subprocess.CompletedProcess[bytes]:
    """`command` done, or the test skipped where the program is not installed."""
    path = shutil.which(command[0])
    if path is None:
        pytest.skip(f"{command[0]} is not installed")
    env = {"HOME": home, "PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "LC_ALL": "C.UTF-8"}
    return subprocess.run([path, *command[1:]], input=stdin, capture_output=True, env=env, timeout=120, check=False)
