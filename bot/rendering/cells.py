"""Values in a CSV file that a spreadsheet opens: none of them may be a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for the beginning of a formula


def neutral(value: object) -> str:
    """The value as text, with an apostrophe before what would run as a formula; None is empty."""
    if value is None:
        return ""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def sheet(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A CSV file with a line of headings."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([neutral(value) for value in row] for row in rows)
    return out.getvalue()
