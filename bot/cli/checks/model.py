"""What a check finds."""

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """`off` is for what is not used."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: what was found, and what to do about it (empty when nothing is)."""

    name: str
    status: Status
    found: str = ""
    fix: str = ""


def ok(name: str, found: str = "") -> Check:
    """It is as it should be."""
    return Check(name, Status.OK, found)


def off(name: str, found: str) -> Check:
    """It is not used."""
    return Check(name, Status.OFF, found)


def warning(name: str, found: str, fix: str) -> Check:
    """It works, and could be better."""
    return Check(name, Status.WARNING, found, fix)


def error(name: str, found: str, fix: str) -> Check:
    """It does not work."""
    return Check(name, Status.ERROR, found, fix)
