"""Queue files: every rule finds its fault on its line, and leaves good items alone."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.sources import yaml_queue
from bot.sources.finding import Finding
from bot.sources.yaml_queue import Reading
from digests.content.model import ItemState, Kind, Priority
from digests.errors import InputError
from digests.newsroom.rules import Known
from digests.newsroom.shape import Level
from digests.settings import parse
from tests.factories import NOW

ROOT = Path(__file__).parents[3]
GOOD = """\
items:
  - id: harbour
    url: https://www.example.com/news/harbour
    kind: article
    owner: comms
    title:
      en: How we cut the harbour's emissions
    texts:
      - language: en
        text: Proud of my colleagues.
    networks: [linkedin, x]
    image:
      url: https://www.example.com/harbour.jpg
      alt: {en: A quay}
    publish: 2026-11-23T08:00:00+01:00
    expires: 2026-12-20
    state: approved
    priority: high
    minutes: 3
"""
KNOWN = Known.of(
    parse(
        {
            "server": {"public_url": "https://bot.example.com"},
            "links": {"base_url": "https://go.example.com"},
            "schedules": [{"name": "weekly", "cron": "0 9 * * tue"}],
            "content": {"domains": ["example.com"], "languages": ["en"], "desks": ["comms", "hr"]},
            "people": {"attributes": ["site"]},
            "goals": [{"name": "application"}],
        }
    )
)


def read(folder: Path, text: str | bytes, known: Known = KNOWN) -> Reading:
    path = folder / "queue.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return yaml_queue.read(path, known, NOW)


def with_line(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new)


def said(reading: Reading) -> list[tuple[int, str, str]]:
    return [(found.line, found.level.value, found.rule) for found in reading.findings]


def test_a_good_item_is_read_whole_and_without_a_word(tmp_path: Path) -> None:
    reading = read(tmp_path, GOOD)
    assert (reading.findings, reading.refused, reading.errors) == ((), (), 0)
    (item,) = reading.items
    assert (item.id, item.kind, item.state, item.priority) == (
        "harbour",
        Kind.ARTICLE,
        ItemState.APPROVED,
        Priority.HIGH,
    )
    assert (item.minutes, item.networks, item.image and item.image.alt) == (3, ("linkedin", "x"), {"en": "A quay"})
    assert item.publish == datetime(2026, 11, 23, 7, tzinfo=UTC)


def test_a_date_counts_through_its_end_where_the_company_is(tmp_path: Path) -> None:
    (there,) = read(tmp_path, with_line("2026-11-23T08:00:00+01:00", "2026-11-23")).items
    assert (there.publish, there.expires) == (
        datetime(2026, 11, 22, 23, tzinfo=UTC),
        datetime(2026, 12, 20, 23, tzinfo=UTC),
    )
    (anywhere,) = read(tmp_path, GOOD, Known()).items
    assert anywhere.expires == datetime(2026, 12, 21, tzinfo=UTC)


def test_what_is_not_said_has_its_usual_value(tmp_path: Path) -> None:
    text = "items: [{id: a, url: 'https://example.com', kind: post, owner: hr, title: {en: A}}]"
    reading = read(tmp_path, text)
    assert reading.findings == ()
    assert (reading.items[0].state, reading.items[0].priority) == (ItemState.DRAFT, Priority.NORMAL)


@pytest.mark.parametrize(
    ("old", "new", "line", "rule"),
    [
        ("    state: approved", "    stat: approved", 17, "unknown-key"),
        ("    minutes: 3", "    state: draft", 19, "duplicate-key"),
        ("    kind: article", "    kind: articel", 4, "unknown-value"),
        ("    owner: comms\n", "", 2, "missing-key"),
        ("    owner: comms", "    owner: sales", 5, "unknown-value"),
        ("    minutes: 3", "    goal: fame", 19, "unknown-value"),
        ("    minutes: 3", "    minutes: soon", 19, "wrong-type"),
        ("    minutes: 3", "    minutes: 1000", 19, "unknown-value"),
        ("    minutes: 3", "    minutes: 0x10000", 19, "unknown-value"),
        ("    state: approved", "    state: aproved", 17, "unknown-value"),
        ("    priority: high", "    priority: urgent", 18, "unknown-value"),
        ("    priority: high", "    priority:", 18, "wrong-type"),
        ("[linkedin, x]", "[linkedin, myspace]", 11, "unknown-value"),
        ("[linkedin, x]", "linkedin", 11, "wrong-type"),
        ("[linkedin, x]", "{linkedin: x}", 11, "wrong-type"),
        ("    minutes: 3", "    topics: [7]", 19, "wrong-type"),
        ("    minutes: 3", "    topics: [[a]]", 19, "wrong-type"),
        ("      alt: {en: A quay}\n", "", 13, "missing-alt"),
        ("{en: A quay}", "{}", 14, "missing-alt"),
        ("{en: A quay}", '{en: ""}', 14, "missing-alt"),
        ("      en: How", "      english: How", 7, "unknown-value"),
        ("      en: How", "      qq: How", 7, "unknown-value"),
        ("      - language: en", "      - language: zz", 9, "unknown-value"),
        ("https://www.example.com/news", "http://www.example.com/news", 3, "not-https"),
        ("https://www.example.com/news", "https://", 3, "not-https"),
        ("https://www.example.com/news", "https://[bad/news", 3, "not-https"),
        ("https://www.example.com/news", "https://me:secret@www.example.com/news", 3, "not-https"),
        ("https://www.example.com/news", "https://www.example.com\\@evil.example.net", 3, "not-https"),
        ("https://www.example.com/news", "https://www.example.net/news", 3, "foreign-domain"),
        ("https://www.example.com/news", "https://notexample.com/news", 3, "foreign-domain"),
        ("https://www.example.com/harbour.jpg", "http://www.example.com/harbour.jpg", 13, "not-https"),
        ("2026-12-20", "tomorrow", 16, "bad-date"),
        ("2026-12-20", "2026-02-30", 16, "bad-date"),
        ("2026-12-20", "9999-12-31", 16, "bad-date"),
        ("2026-12-20", "2026-12-20T10:00:00", 16, "bad-date"),
        ("2026-12-20", "0001-01-01T00:00:00+14:00", 16, "bad-date"),
        ("2026-12-20", "2026-11-01", 16, "window"),
        ("id: harbour", "id: 7", 2, "wrong-type"),
        ("id: harbour", "id: har bour", 2, "unknown-value"),
        ("id: harbour", f"id: {'h' * 121}", 2, "over-long"),
        ("text: Proud of my colleagues.", 'text: "Proud\\0"', 10, "bad-character"),
        ("text: Proud of my colleagues.", 'text: "\\ud800"', 10, "bad-character"),
        ("text: Proud of my colleagues.", f"text: {'word ' * 60}\n        network: x", 10, "too-long"),
        ("text: Proud of my colleagues.", f"text: {'👩‍👩‍👧 ' * 131}\n        network: bluesky", 10, "too-long"),
        ("    minutes: 3", "    audience: {any: []}", 19, "empty-audience"),
        ("    minutes: 3", "    audience: {any: [{}]}", 19, "empty-audience"),
        ("    minutes: 3", "    audience: {any: [{department: []}]}", 19, "empty-audience"),
        ("    minutes: 3", "    audience: {any: [{site: [A]}], none: [{site: [a]}]}", 19, "empty-audience"),
        ("    minutes: 3", "    audience: {all: [{department: [A]}]}", 19, "unknown-key"),
        ("    minutes: 3", "    audience: {any: [{departmnt: [A]}]}", 19, "unknown-key"),
        ("    minutes: 3", '    audience: {any: [{"depart\\0": [A]}]}', 19, "bad-character"),
        ("    minutes: 3", "    audience: {any: [{country: [UK]}]}", 19, "unknown-value"),
        ("    minutes: 3", "    audience: {none: [{language: [danish]}]}", 19, "unknown-value"),
    ],
)
def test_an_error_is_found_on_its_line_and_keeps_the_item_out(
    tmp_path: Path, old: str, new: str, line: int, rule: str
) -> None:
    reading = read(tmp_path, with_line(old, new))
    errors = [(found.line, found.rule) for found in reading.findings if found.level is Level.ERROR]
    assert (line, rule) in errors
    assert reading.items == ()
    assert reading.refused[0] in reading.findings


@pytest.mark.parametrize(
    ("old", "new", "line", "rule"),
    [
        ("2026-12-20", "2026-11-23", 16, "expired"),
        ("      en: How we", "      da: Sådan\n      en: How we", 12, "language-gap"),
        ("      en: How we", "      da: How we", 6, "language-gap"),
        ("- language: en", "- language: da", 8, "language-gap"),
        ("{en: A quay}", "{da: En kaj}", 14, "missing-alt"),
        ("    minutes: 3", "    summary: {da: Kort}", 19, "language-gap"),
        ("colleagues.", "colleagues.\n      - {language: en, text: proud of MY colleagues!}", 11, "duplicate-wording"),
        ("colleagues.", "colleagues.\n        network: reddit", 11, "unused-text"),
        ("text: Proud of my colleagues.", f"text: {'word ' * 60}", 10, "too-long"),
        ("    texts:\n      - language: en\n        text: Proud of my colleagues.\n", "", 2, "no-texts"),
    ],
)
def test_a_warning_is_found_on_its_line_and_lets_the_item_in(
    tmp_path: Path, old: str, new: str, line: int, rule: str
) -> None:
    known = KNOWN if "Sådan" not in new else Known(languages=frozenset({"en", "da"}))
    reading = read(tmp_path, with_line(old, new), known)
    assert reading.errors == 0
    assert rule in [found.rule for found in reading.findings]
    assert line in [found.line for found in reading.findings if found.rule == rule] or "Sådan" in new
    assert len(reading.items) == 1


def test_a_goal_counts_nowhere_while_none_is_configured(tmp_path: Path) -> None:
    text = with_line("    minutes: 3", "    goal: application")
    (found,) = read(tmp_path, text, replace(KNOWN, goals=frozenset())).findings
    assert (found.level.value, found.key) == ("warning", "goal")
    assert "no [[goals]]" in found.message
    assert read(tmp_path, text).findings == ()


def test_a_likely_key_is_suggested(tmp_path: Path) -> None:
    (finding,) = read(tmp_path, with_line("    expires:", "    expire:")).findings
    assert "did you mean expires?" in finding.message
    assert finding.key == "expire"


def test_without_configuration_the_languages_of_the_files_are_wanted(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD, encoding="utf-8")
    other = GOOD.replace("harbour\n", "haven\n").replace("en:", "da:").replace("language: en", "language: da")
    (tmp_path / "b.yml").write_text(other.replace("Proud of my", "Stolt af"), encoding="utf-8")
    reading = yaml_queue.read(tmp_path, Known(), NOW)
    assert {(found.rule, found.level) for found in reading.findings} == {
        ("language-gap", Level.WARNING),
        ("missing-alt", Level.WARNING),
    }
    assert [item.id for item in reading.items] == ["harbour", "haven"]


def test_without_configuration_a_column_of_the_directory_is_only_doubted(tmp_path: Path) -> None:
    reading = read(tmp_path, with_line("    minutes: 3", "    audience: {any: [{site: [Aarhus]}]}"), Known())
    assert said(reading) == [(19, "warning", "unknown-key")]
    assert read(tmp_path, with_line("    minutes: 3", "    audience: {any: [{site: [Aarhus]}]}")).findings == ()


def test_a_dialect_speaks_its_language(tmp_path: Path) -> None:
    assert read(tmp_path, with_line("- language: en", "- language: en-GB")).findings == ()


def test_link_and_disclosure_count_in_a_text(tmp_path: Path) -> None:
    text = "x" * (280 - 23 - 1)
    fits = with_line("text: Proud of my colleagues.", f"text: {text}\n        network: x")
    assert read(tmp_path, fits).findings == ()
    disclosed = fits.replace("    minutes: 3", '    disclosure: "#employee"')
    (finding,) = read(tmp_path, disclosed).findings
    assert "10 too long for X" in finding.message


def test_graphemes_are_counted_where_the_network_counts_them(tmp_path: Path) -> None:
    families = "👩‍👩‍👧" * 250
    assert (
        read(tmp_path, with_line("text: Proud of my colleagues.", f"text: {families}\n        network: bluesky")).errors
        == 0
    )


def test_a_network_that_keeps_no_text_takes_any_length(tmp_path: Path) -> None:
    text = with_line("[linkedin, x]", "[facebook]").replace("Proud of", "Proud " * 200 + "of")
    assert read(tmp_path, text).findings == ()


def test_an_id_may_stand_once_in_all_files(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.yaml").write_text(GOOD, encoding="utf-8")
    reading = yaml_queue.read(tmp_path, KNOWN, NOW)
    assert [(Path(found.file).name, found.line, found.rule) for found in reading.findings] == [
        ("b.yaml", 2, "duplicate-id"),
        ("b.yaml", 10, "duplicate-wording"),
    ]
    assert f"{tmp_path}/a.yaml:2" in reading.findings[0].message
    assert len(reading.items) == len(reading.refused) == 1


@pytest.mark.parametrize(
    ("text", "line", "rule"),
    [
        ("items: [\n", 2, "syntax"),
        ("items:\n  - title: Sørens\n".encode("latin-1"), 2, "encoding"),
        ("x" * (yaml_queue.LARGEST + 1), 1, "too-large"),
        ("items: !!python/name:os.system\n", 1, "tag"),
    ],
)
def test_a_file_that_cannot_be_read_says_where(tmp_path: Path, text: str | bytes, line: int, rule: str) -> None:
    reading = read(tmp_path, text)
    assert said(reading) == [(line, "error", rule)]
    assert reading.unreadable == reading.findings[0]


def test_a_file_of_50_megabytes_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "big.yaml"
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    assert said(yaml_queue.read(path, KNOWN, NOW)) == [(1, "error", "too-large")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [(1, "warning", "no-items")]),
        ("items: []\n", []),
        ("just words\n", [(1, "error", "wrong-type")]),
        ("- a\n", [(1, "error", "wrong-type")]),
        ("things: []\n", [(1, "error", "missing-key"), (1, "error", "unknown-key")]),
        ("items: 7\n", [(1, "error", "wrong-type")]),
        ("items:\n  - words\n", [(2, "error", "wrong-type")]),
    ],
)
def test_a_file_of_another_shape_is_no_queue(tmp_path: Path, text: str, found: list[tuple[int, str, str]]) -> None:
    assert said(read(tmp_path, text)) == found


def test_a_folder_without_files_and_a_file_that_is_none_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no \.yaml or \.yml file"):
        yaml_queue.read(tmp_path, KNOWN, NOW)
    with pytest.raises(InputError, match="cannot be read"):
        yaml_queue.read(tmp_path / "missing.yaml", KNOWN, NOW)


def test_a_folder_beyond_reason_is_refused(tmp_path: Path) -> None:
    for number in range(yaml_queue.FILES + 1):
        (tmp_path / f"{number}.yaml").touch()
    with pytest.raises(InputError, match="at most 2,000"):
        yaml_queue.read(tmp_path, KNOWN, NOW)


def test_the_sample_company_passes() -> None:
    assert yaml_queue.read(ROOT / "examples/queue", Known(), NOW).findings == ()


def test_what_a_file_says_cannot_break_the_line_of_a_finding(tmp_path: Path) -> None:
    hostile = 'items:\n  - {"a\\e[31m\\n\\ud800": 1, "a\\e[31m\\n\\ud800": 2}\n'
    reading = read(tmp_path, hostile)
    assert "duplicate-key" in [found.rule for found in reading.findings]
    assert all(str(found).isprintable() for found in reading.findings)


def test_a_finding_reads_as_compilers_write() -> None:
    finding = Finding("queue.yaml", 3, Level.ERROR, "not-https", "url must begin with https://")
    assert str(finding) == "queue.yaml:3: error: url must begin with https:// [not-https]"


_LEAVES = st.one_of(st.text(max_size=12), st.integers(), st.none(), st.booleans(), st.floats(allow_nan=False))
_KEYS = st.sampled_from(["id", "url", "kind", "title", "texts", "audience", "any", "none", "image", "expires", "en"])
_VALUES = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=4), max_leaves=12
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(_KEYS, _VALUES))
def test_no_item_at_all_breaks_the_linter(tmp_path_factory: pytest.TempPathFactory, values: dict[str, object]) -> None:
    import json  # noqa: PLC0415 - JSON is YAML

    text = json.dumps({"items": [values]})
    reading = read(tmp_path_factory.getbasetemp(), text)
    assert reading.errors or reading.items


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=200))
def test_no_bytes_at_all_break_the_reading(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    reading = read(tmp_path_factory.getbasetemp(), data)
    assert reading.items == ()
