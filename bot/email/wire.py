"""Text as mail carries it: quoted-printable (RFC 2045), encoded words (RFC 2047), and addresses (RFC 5321, 6531)."""

import re
from binascii import b2a_qp
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NewType

import idna

from digests.errors import DeliveryError

LINE = 76  # characters, RFC 2045 and RFC 2047
_WORD = 63  # what an encoded word holds between `=?utf-8?q?` and `?=`
_KEPT = 16_384  # encoded values kept, each a few hundred bytes
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_PLAIN = re.compile(r"[\x20-\x7e]*")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_DOT = re.compile(rb"^\.(.*)$", re.MULTILINE)
_BARE = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")
_LOCAL = re.compile(r"[^\s\x00-\x20\x7f-\x9f\"(),:;<>@\[\\\]]+")
_LONGEST_LOCAL = 64
_LONGEST_ADDRESS = 254


Stuffed = NewType("Stuffed", bytes)  # a message as SMTP carries it: no line begins with one dot, and a dot ends it
END = b".\r\n"


def stuffed(message: bytes) -> Stuffed:
    """A message of whole lines, beginning with a header, as SMTP carries it (RFC 5321, 4.5.2)."""
    return Stuffed(message.replace(b"\r\n.", b"\r\n..") + END)


def clean(text: str) -> str:
    """`text` without control characters and lone surrogates; lines end with a single newline sign."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def quoted(text: str) -> bytes:
    """Quoted-printable that starts and ends at the start of a line, so that pieces can be joined in any order.

    No line begins with a dot, so that the bytes are what SMTP carries (RFC 5321, 4.5.2).
    """
    if not text:
        return b""
    # The sign more and its removal keep room for a soft break after whatever the last line holds.
    encoded = b2a_qp(f"{text}x".encode(), quotetabs=False, istext=True, header=False)[:-1]
    if not encoded.endswith(b"\n"):
        encoded += b"=\n"
    while _DOT.search(encoded):
        encoded = _DOT.sub(_spelled, encoded)
    return encoded.replace(b"\n", b"\r\n")


def _spelled(found: re.Match[bytes]) -> bytes:
    """A line without the dot at its beginning; what has no room beside the spelled one goes on the next."""
    rest = found[1]
    return b"=2E" + (rest if len(rest) <= LINE - 3 else b"=\n" + rest)


@lru_cache(maxsize=_KEPT)
def slots(text: str) -> tuple[bytes, bytes]:
    """A person's value inside plain text and inside HTML text."""
    return text_slot(text), html_slot(text)


def html_slot(text: str) -> bytes:
    """A person's value inside HTML text, escaped as an HTML5 serialiser does it; lines are kept."""
    lines = (line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for line in clean(text).splitlines())
    return quoted("<br>".join(lines).replace("\xa0", "&nbsp;"))


def text_slot(text: str) -> bytes:
    """A person's value inside plain text."""
    return quoted(clean(text).rstrip("\n"))


@lru_cache(maxsize=_KEPT)
def unstructured(name: str, text: str) -> bytes:
    """A header whose value is a sentence (Subject), folded, with its line end."""
    line = " ".join(clean(text).split())
    if _fits(name, line):
        return f"{name}: {line}\r\n".encode()
    return f"{name}: {_encoded_words(line, len(name) + 2)}\r\n".encode()


def mailbox(name: str, shown: str, address: str) -> bytes:
    """A header with one mailbox (From, To, Reply-To), folded, with its line end."""
    line = " ".join(clean(shown).split())
    if not line:
        return f"{name}: {address}\r\n".encode()
    if not _fits(name, line):
        phrase = _encoded_words(line, len(name) + 2)
    elif _ATOMS.fullmatch(line):
        phrase = line
    else:
        escaped = line.replace("\\", "\\\\").replace('"', '\\"')
        phrase = f'"{escaped}"'
    folded = " " if len(name) + len(phrase) + len(address) + 5 <= LINE else "\r\n "
    return f"{name}: {phrase}{folded}<{address}>\r\n".encode()


@lru_cache(maxsize=_KEPT)
def domain(name: str) -> str:
    """A domain as mail servers know it; DeliveryError for what is none."""
    try:
        return idna.encode(name, uts46=True, transitional=False).decode()
    except idna.IDNAError:
        raise DeliveryError("The address has no valid domain: correct it in the directory.", permanent=True) from None


def address(written: str) -> str:
    """A mail address with its domain encoded; DeliveryError for what no mail server would take."""
    local, at, host = written.strip().rpartition("@")
    if not at or not _LOCAL.fullmatch(local) or local.startswith(".") or local.endswith(".") or ".." in local:
        raise DeliveryError("The mail address is not valid: correct it in the directory.", permanent=True)
    encoded = f"{local}@{domain(host)}"
    if len(local.encode()) > _LONGEST_LOCAL or len(encoded.encode()) > _LONGEST_ADDRESS:
        raise DeliveryError("The mail address is too long: correct it in the directory.", permanent=True)
    return encoded


def _fits(name: str, line: str) -> bool:
    room = LINE - len(name) - 4 - line.count('"') - line.count("\\")
    return len(line) <= room and _PLAIN.fullmatch(line) is not None and "=?" not in line


def _encoded_words(line: str, used: int) -> str:
    return "\r\n ".join(f"=?utf-8?q?{word}?=" for word in _packed(map(_q, line), _WORD - used))


def _packed(signs: Iterable[str], room: int) -> Iterator[str]:
    """Whole characters, as many to a word as fit; the first word has less room than the others."""
    word = ""
    for sign in signs:
        if word and len(word) + len(sign) > room:
            yield word
            word, room = "", _WORD
        word += sign
    yield word


def _q(sign: str) -> str:
    if sign == " ":
        return "_"
    return "".join(chr(byte) if byte in _BARE else f"={byte:02X}" for byte in sign.encode())
