"""Reading a file of conversions that happened elsewhere: CSV, as an applicant system or a ticket shop exports it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo

from bot.sources.csv_rows import decoded, header_of, lines_of, misshapen
from digests.measure.claims import FIELDS, Claim, Refusal, Source, read
from digests.measure.goals import Goals

REQUIRED = ("external_id", "goal")
_COMMA = re.compile(r"[0-9]+,[0-9]{1,2}")  # a decimal comma; with three digits it could part thousands


@dataclass(frozen=True, slots=True)
class Told:
    """What one row tells; `row` counts as a spreadsheet does: the header is row 1."""

    row: int
    claim: Claim | Refusal


def rows(data: bytes, goals: Goals, now: datetime, zone: tzinfo) -> Iterator[Told]:
    """Every row of the file; InputError when it cannot be read at all. Times without offset are in `zone`."""
    text = decoded(data)
    header = header_of(text, FIELDS, REQUIRED)
    for line in lines_of(text, header):
        why = misshapen(line, header)
        if why:
            yield Told(line.number, Refusal("", why, source=Source.FILE))
            continue
        values = {name: value.strip() for name, value in header.named(line.fields).items()}
        yield Told(line.number, read(_written(values), goals, now, Source.FILE, zone))


def _written(values: dict[str, str]) -> dict[str, str]:
    """The values as programs write them, with a decimal point."""
    value = values.get("value", "")
    return values | {"value": value.replace(",", ".")} if _COMMA.fullmatch(value) else values
