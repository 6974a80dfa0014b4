"""Reading a people file: CSV in UTF-8, comma or semicolon, as spreadsheets and HR systems write it."""

import codecs
import csv
import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import count

from digests.errors import InputError
from digests.people.directory import Snapshot
from digests.people.entry import COLUMNS, REQUIRED, Refusal, Row, entry

LARGEST = 100 * 1024 * 1024  # bytes
SAVE_AS = 'in Excel choose "Save as" and the type "CSV UTF-8", in LibreOffice the character set "Unicode (UTF-8)"'


def read(data: bytes, attributes: Collection[str] = ()) -> Snapshot:
    """The file as a snapshot; InputError when it cannot be read at all. `attributes` are further columns to keep."""
    text = _decoded(data)
    header = _header(text, attributes)
    rows: list[Row] = []
    refused: list[Refusal] = []
    present: set[str] = set()
    unreadable = 0
    for line in _lines(text, header):
        found = _entry(line, header, attributes)
        if isinstance(found, Row):
            rows.append(found)
            continue
        refused.append(found)
        present.add(header.id_of(line.fields))
        unreadable += line.broken
    columns = frozenset(header.columns.values())
    return Snapshot(columns, tuple(rows), tuple(refused), frozenset(present - {""}), unreadable)


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    fields: list[str]
    broken: bool = False  # a quotation mark stands inside a value, so that nobody can tell where values end
    cut: bool = False  # the file ends inside it


@dataclass(frozen=True, slots=True)
class _Header:
    delimiter: str
    width: int
    columns: dict[int, str]  # those that are kept, by position
    number: int  # its own row

    def named(self, fields: list[str]) -> dict[str, str]:
        """Values by column; a field that is missing at the end is empty."""
        return {name: fields[at] if at < len(fields) else "" for at, name in self.columns.items()}

    def id_of(self, fields: list[str]) -> str:
        """The row's id, as it is compared with the directory."""
        return " ".join(self.named(fields)["id"].split())


def _decoded(data: bytes) -> str:
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


def _header(text: str, attributes: Collection[str]) -> _Header:
    wanted = {name.casefold(): name for name in (*attributes, *COLUMNS)}
    missing: tuple[str, ...] = REQUIRED
    for delimiter in (",", ";"):
        number, fields = _first(text, delimiter)
        names = [" ".join(name.split()).casefold() for name in fields]
        lacking = tuple(name for name in REQUIRED if name not in names)
        if not lacking:
            columns = {at: wanted[name] for at, name in enumerate(names) if name in wanted}
            double = next((name for name in columns.values() if list(columns.values()).count(name) > 1), None)
            if double:
                raise InputError(f"The header has the column {double} twice: delete one of them.")
            return _Header(delimiter, len(names), columns, number)
        missing = min(missing, lacking, key=len)
    raise InputError(
        f"The header lacks the column {' and '.join(missing)}: "
        f"the first line must name the columns, as in {','.join(COLUMNS)} (comma or semicolon between them)."
    )


def _first(text: str, delimiter: str) -> tuple[int, list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return next(((number, fields) for number, fields in enumerate(reader, 1) if any(fields)), (1, []))
    except csv.Error:
        return 1, []


def _lines(text: str, header: _Header) -> Iterator[_Line]:
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
            yield _Line(number, [], broken=True)
            continue
        if fields is None:
            return
        if number > header.number and any(value.strip() for value in fields):
            yield _Line(number, fields, cut=len(fields) < header.width and reader.line_num == unended)


def _entry(line: _Line, header: _Header, attributes: Collection[str]) -> Row | Refusal:
    if line.broken:
        return Refusal(line.number, "", 'a quotation mark stands inside a quoted value; write it twice ("")')
    if any(value.strip() for value in line.fields[header.width :]):
        why = f"it has {len(line.fields)} values and the header {header.width} columns; put values in quotation marks"
        return Refusal(line.number, "", why)
    if line.cut:
        return Refusal(line.number, "", "the file ends inside this row; export it again")
    return entry(line.number, header.named(line.fields), attributes)
