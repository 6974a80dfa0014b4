"""People files as spreadsheets and HR systems write them."""

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.sources import people_csv
from digests.errors import InputError
from digests.people.directory import Snapshot
from digests.people.entry import COLUMNS

HEADER = ",".join(COLUMNS)


def read(text: str, *attributes: str) -> Snapshot:
    return people_csv.read(text.encode(), attributes)


def ids(snapshot: Snapshot) -> list[str]:
    return [row.person.id for row in snapshot.rows]


def refusals(snapshot: Snapshot) -> list[tuple[int, str]]:
    return [(refusal.row, refusal.column) for refusal in snapshot.refused]


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_bom_delimiter_and_line_ends_make_no_difference(bom: bytes, delimiter: str, end: str) -> None:
    lines = ["ID;Name;Interests", 'p-1;"Ærø, Søren";"ports;bridges"', 'p-2;"Zoë ""Zed""";ports|bridges', ""]
    text = end.join(line if delimiter == ";" else _with_commas(line) for line in lines)
    found = people_csv.read(bom + text.encode())
    assert [row.person.name for row in found.rows] == ["Ærø, Søren", 'Zoë "Zed"']
    assert {row.person.interests for row in found.rows} == {("ports", "bridges")}
    assert found.columns == {"id", "name", "interests"}


def _with_commas(line: str) -> str:
    parts = line.split('"')
    return '"'.join(part.replace(";", ",") if number % 2 == 0 else part for number, part in enumerate(parts))


def test_columns_that_configuration_does_not_name_are_left_out() -> None:
    text = "id,name,salary,Site,department\np-1,Maja,100000,Aarhus,Legal\n"
    (row,) = read(text, "site").rows
    assert (row.person.attributes, row.person.department) == ({"site": "Aarhus"}, "Legal")
    assert read(text, "site").columns == {"id", "name", "site", "department"}
    assert read(text).rows[0].person.attributes == {}


def test_a_header_is_found_below_empty_lines_and_rows_count_as_in_a_spreadsheet() -> None:
    found = read("\n,,\nid,name,email\np-1,Maja,\n\n,,\np-2,,\n")
    assert (ids(found), refusals(found)) == (["p-1"], [(7, "name")])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("name,email\nMaja,m@example.com\n", "lacks the column id"),
        ("email;name\nm@example.com;Maja\n", "lacks the column id"),
        ("id\tname\np-1\tMaja\n", "lacks the column id and name"),
        ("", "lacks the column id and name"),
        ("id,name,email,EMAIL\np-1,Maja,,\n", "column email twice"),
        ('id,"name\np-1,Maja\n', "lacks the column"),
        ('id,name\np-1,Maja\np-2,"Bo\np-3,Ida\n', "Line 3: a quotation mark is opened there and never closed"),
        ('id,name\np-2,"' + "x" * 140_000 + '"\n', "Line 2: a quotation mark"),
    ],
)
def test_a_file_without_a_usable_frame_cannot_be_read(text: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        read(text)


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_latin_1_is_refused_with_a_hint(encoding: str) -> None:
    with pytest.raises(InputError, match=r'Line 3 is not UTF-8.*"CSV UTF-8"'):
        people_csv.read("id,name\np-1,Maja\np-2,Søren\n".encode(encoding))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_refused_with_a_hint(encoding: str) -> None:
    with pytest.raises(InputError, match="UTF-16"):
        people_csv.read("id,name\np-1,Maja\n".encode(encoding))


def test_a_workbook_is_refused_with_a_hint() -> None:
    with pytest.raises(InputError, match="a workbook, not CSV"):
        people_csv.read(b"PK\x03\x04rest of a zip file\n")


def test_a_file_beyond_reason_is_refused() -> None:
    with pytest.raises(InputError, match="split it"):
        people_csv.read(bytes(people_csv.LARGEST + 1))


def test_a_nul_byte_costs_its_row_only() -> None:
    found = read("id,name\np-1,Ma\0ja\np-2,Bo\n")
    assert (ids(found), refusals(found)) == (["p-2"], [(2, "name")])
    assert found.present == {"p-1"}


def test_values_beyond_the_header_are_refused_unless_they_are_empty() -> None:
    found = read("id,name,department\np-1,Maja,Legal, Risk\np-2,Bo,Sales,,\n")
    assert (ids(found), refusals(found), set(found.present)) == (["p-2"], [(2, "")], {"p-1"})
    assert "4 values and the header 3 columns" in found.refused[0].why


def test_values_missing_at_the_end_are_empty_as_some_spreadsheets_write_them() -> None:
    assert read("id,name,email,department\np-1,Maja\np-2,Bo\n").rows[0].person.department == ""


def test_a_row_in_which_the_file_ends_is_refused() -> None:
    found = read("id,name,email\np-1,Maja,m@example.com\np-2,Bo")
    assert (ids(found), refusals(found), set(found.present)) == (["p-1"], [(3, "")], {"p-2"})
    assert ids(read("id,name\np-1,Maja\np-2,Bo")) == ["p-1", "p-2"]


def test_a_quotation_mark_inside_a_quoted_value_costs_its_row_only() -> None:
    found = read('id,name\np-1,"Maja" Holm\np-2,Bo\n')
    assert (ids(found), refusals(found), found.unreadable) == (["p-2"], [(2, "")], 1)


def test_a_line_break_in_a_value_is_a_space() -> None:
    assert read('id,name,title\np-1,Maja,"Head of\nbridges"\n').rows[0].person.title == "Head of bridges"


def test_an_empty_directory_is_a_directory() -> None:
    assert read(HEADER + "\n") == Snapshot(frozenset(COLUMNS), ())


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=400))
def test_no_bytes_at_all_break_the_reading(data: bytes) -> None:
    with suppress(InputError):
        assert isinstance(people_csv.read(data), Snapshot)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.text(alphabet='idname,;"\n\r\0 æ|-1@.', max_size=200), st.sampled_from(["id,name,email\n", "id;name;email\n"])
)
def test_no_rows_at_all_break_the_reading(text: str, header: str) -> None:
    with suppress(InputError):
        found = read(header + text)
        assert all(row.person.id and row.person.name for row in found.rows)
