"""Reading a people file: CSV in UTF-8, comma or semicolon, as spreadsheets and HR systems write it."""

from collections.abc import Collection

from bot.sources.csv_rows import LARGEST, SAVE_AS, Header, Line, decoded, header_of, lines_of, misshapen
from digests.people.directory import Snapshot
from digests.people.entry import COLUMNS, REQUIRED, Refusal, Row, entry

__all__ = ["LARGEST", "SAVE_AS", "read"]


def read(data: bytes, attributes: Collection[str] = ()) -> Snapshot:
    """The file as a snapshot; InputError when it cannot be read at all. `attributes` are further columns to keep."""
    text = decoded(data)
    header = header_of(text, COLUMNS, REQUIRED, attributes)
    rows: list[Row] = []
    refused: list[Refusal] = []
    present: set[str] = set()
    unreadable = 0
    for line in lines_of(text, header):
        found = _entry(line, header, attributes)
        if isinstance(found, Row):
            rows.append(found)
            continue
        refused.append(found)
        present.add(_id(header, line))
        unreadable += line.broken
    columns = frozenset(header.columns.values())
    return Snapshot(columns, tuple(rows), tuple(refused), frozenset(present - {""}), unreadable)


def _id(header: Header, line: Line) -> str:
    """The row's id, as it is compared with the directory."""
    return " ".join(header.named(line.fields)["id"].split())


def _entry(line: Line, header: Header, attributes: Collection[str]) -> Row | Refusal:
    why = misshapen(line, header)
    return Refusal(line.number, "", why) if why else entry(line.number, header.named(line.fields), attributes)
