"""Rows of a CSV file in UTF-8, comma or semicolon, as spreadsheets and other systems write it."""

import codecs
import csv
import io
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from digests.errors import InputError

LARGEST = 100 * 1024 * 1024  # bytes
SAVE_AS = 'in Excel choose "Save as" and the type "CSV UTF-8", in LibreOffice the character set "Unicode (UTF-8)"'


@dataclass(frozen=True, slots=True)
class Line:
    """One row; `number` counts as a spreadsheet does."""

    number: int
    fields: list[str]
    broken: bool = False  # a quotation mark stands inside a value, so that nobody can tell where values end
    cut: bool = False  # the file ends inside it


@dataclass(frozen=True, slots=True)
class Header:
    """Which columns there are, and how they are parted."""

    delimiter: str
    width: int
    columns: dict[int, str]  # those that are kept, by position
    number: int  # its own row

    def named(self, fields: list[str]) -> dict[str, str]:
        """Values by column; a field that is missing at the end is empty."""
        return {name: fields[at] if at < len(fields) else "" for at, name in self.columns.items()}


def decoded(data: bytes) -> str:
    """The file as text; InputError says how to save it otherwise."""
    if len(data) > LARGEST:
        raise InputError(f"The file has {len(data):,} bytes, and at most {LARGEST:,} are read: split it.")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in data.partition(b"\n")[0]:
        raise InputError(f"The file is UTF-16, not UTF-8: {SAVE_AS}.")
    if data.startswith(b"PK\x03\x04"):
        raise InputError(f"The file is a workbook, not CSV: {SAVE_AS}.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = data[error.start]
        raise InputError(
            f"Line {line} is not UTF-8 (byte {byte:#04x}): saved as Latin-1 or Windows-1252, it seems; {SAVE_AS}."
        ) from None


def header_of(text: str, known: Sequence[str], required: Sequence[str], further: Collection[str] = ()) -> Header:
    """The first line that says something, with comma or semicolon; InputError where it lacks a `required` column.

    Columns that are neither `known` nor `further` are left out.
    """
    wanted = {name.casefold(): name for name in (*further, *known)}
    missing = tuple(required)
    for delimiter in (",", ";"):
        number, fields = _first(text, delimiter)
        names = [" ".join(name.split()).casefold() for name in fields]
        lacking = tuple(name for name in required if name not in names)
        if not lacking:
            columns = {at: wanted[name] for at, name in enumerate(names) if name in wanted}
            double = next((name for name in columns.values() if list(columns.values()).count(name) > 1), None)
            if double:
                raise InputError(f"The header has the column {double} twice: delete one of them.")
            return Header(delimiter, len(names), columns, number)
        missing = min(missing, lacking, key=len)
    raise InputError(
        f"The header lacks the column {' and '.join(missing)}: "
        f"the first line must name the columns, as in {','.join(known)} (comma or semicolon between them)."
    )


def _first(text: str, delimiter: str) -> tuple[int, list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return next(((number, fields) for number, fields in enumerate(reader, 1) if any(fields)), (1, []))
    except csv.Error:
        return 1, []


def lines_of(text: str, header: Header) -> Iterator[Line]:
    """Each row that says something."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=header.delimiter, strict=True)
    unended = 0 if text.endswith(("\n", "\r")) else text.count("\n") + 1
    for number in count(1):
        started = reader.line_num + 1
        try:
            fields = next(reader, None)
        except csv.Error as error:
            if "expected after" not in str(error):
                raise InputError(f"Line {started}: a quotation mark is opened there and never closed.") from None
            yield Line(number, [], broken=True)
            continue
        if fields is None:
            return
        if number > header.number and any(value.strip() for value in fields):
            yield Line(number, fields, cut=len(fields) < header.width and reader.line_num == unended)


def misshapen(line: Line, header: Header) -> str:
    """Why a row's values cannot be told apart; empty where they can."""
    if line.broken:
        return 'a quotation mark stands inside a quoted value; write it twice ("")'
    if any(value.strip() for value in line.fields[header.width :]):
        return f"it has {len(line.fields)} values and the header {header.width} columns; put values in quotation marks"
    return "the file ends inside this row; export it again" if line.cut else ""
