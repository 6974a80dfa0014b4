"""What is printed is true: every number, table and mode in it comes from the configuration or the schema."""

import re
from datetime import timedelta
from typing import Any

import pytest

import migrations.tables
from bot.jobs import keeping, webhooks
from bot.rendering.statements.documents import DOCUMENTS
from bot.rendering.statements.kept import kept, plain
from bot.rendering.statements.model import EVENT_DAYS, Document, Practice
from digests import privacy
from digests.people.store import people, preferences
from digests.settings import parse
from digests.sharing.tokens import DAYS
from tests.bot.cli.checks.setting import settings

TABLES = {table.name: table for table in migrations.tables.metadata.sorted_tables}
# Each number is used once, so that a number in a sentence says where it comes from.
NUMBERS: dict[str, Any] = {
    "k": 11,
    "raw_days": 83,
    "leaver_days": 37,
    "keep": {"reads": 71, "taps": 73, "hits": 79, "conversions": 67, "events": 29, "audit": 397},
}
LAW = {6, 1, 35}  # articles


def _practice(language: str = "en", channels: tuple[str, ...] = ("slack", "email"), **sections: Any) -> Practice:
    config = settings().config.model_dump(by_alias=True)
    return Practice.of(parse(config | {"privacy": NUMBERS} | sections), channels, language)


def _words(document: Document) -> list[str]:
    """Everything that is said, piece by piece."""
    found = [document.title, *document.intro]
    for part in document.parts:
        cells = [cell for row in part.table.rows for cell in row] if part.table else []
        found += [part.heading, *part.sentences, *part.points, *(part.table.head if part.table else ()), *cells]
    return found


def _said(name: str, language: str = "en", practice: Practice | None = None) -> str:
    return "\n".join(_words(DOCUMENTS[name](practice or _practice(language), language)))


def _numbers(text: str) -> set[int]:
    return {int(number) for number in re.findall(r"\d+", text)}


@pytest.mark.parametrize("language", ["en", "da"])
@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_number_comes_from_the_configuration(name: str, language: str) -> None:
    known = {11, 83, 37, 71, 73, 79, 67, 29, 397, DAYS}
    assert _numbers(_said(name, language)) - LAW == known


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_number_that_changes_is_told_as_it_is(name: str) -> None:
    longer = _practice(privacy={"raw_days": 120, "leaver_days": 1, "k": 20})
    said = _said(name, practice=longer)
    assert "120 days" in said
    assert "until 1 day after" in said
    assert "groups of 20 or more" in said
    assert "90" not in said


def test_every_marked_table_has_words() -> None:
    marked = {name for name, table in TABLES.items() if privacy.marked(table, *privacy.MARKS)}
    told = {table for one in kept(_practice(), "en") for table in one.tables}
    assert marked <= told
    # A keyed hash, what goes with its event, and what joins the facts within moments.
    assert told - marked == {"forgotten", "sendings", "arrivals"}


def test_every_table_stands_in_the_statement_once() -> None:
    told = {table for one in kept(_practice(), "en") for table in one.tables}
    rest = [one.table for one in plain("en")]
    assert len(rest) == len(set(rest))
    assert told.isdisjoint(rest)
    assert told | set(rest) == TABLES.keys()
    said = _said("statement")
    assert all(re.search(rf"\b{name}\b", said) for name in TABLES)


# How each column of a person's own rows is called in the statement; the others are about the row, not the person.
COLUMNS = {
    "people": {
        "id": "id", "name": "name", "email": "mail address", "department": "department", "title": "title",
        "country": "country", "languages": "languages", "timezone": "time zone", "interests": "interests",
        "slack_id": "Slack", "slack_found": "Slack", "teams_id": "Teams", "roles": "roles",
        "attributes": "shoe_size", "added_at": "", "changed_at": "", "left_at": "left", "timezone_found": "time zone",
        "language_found": "languages", "welcomed_at": "welcomed",
    },
    "preferences": {
        "person_id": "", "channel": "channel", "weekday": "weekday", "hour": "hour", "items": "number of items",
        "networks": "networks", "topics": "topics", "languages": "languages", "min_days": "pauses",
        "paused_until": "pauses", "untracked": "followed", "stopped": "stop", "mastodon": "networks", "changed_at": "",
        "named": "by name",
    },
}  # fmt: skip


@pytest.mark.parametrize("table", [people, preferences], ids=lambda table: table.name)
def test_every_column_of_a_person_is_called_by_a_word(table: Any) -> None:
    called = COLUMNS[table.name]
    assert called.keys() == {column.name for column in table.columns}
    said = _said("statement", practice=_practice(people={"attributes": ["shoe_size"]}))
    assert all(word in said for word in called.values())


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_mode_is_told_as_it_is_configured(name: str) -> None:
    council = _said(name)
    assert "There is no ranking" in council
    assert "as if they had done nothing" in council
    assert "one by one" not in council
    opened = _said(name, practice=_practice(privacy={"mode": "open"}))
    assert "Editors can see what a person did" in opened
    assert "as if they had done nothing" not in opened
    assert "everybody else sees groups" not in opened
    team = _said(name, practice=_practice(privacy={"mode": "team"}))
    assert "by name only after they said yes" in team
    assert "There is no ranking" not in team


def test_countries_with_a_mode_of_their_own_are_told_by_name() -> None:
    mixed = {"mode": "open", "countries": {"SE": "team", "DE": "works_council", "AT": "works_council"}}
    document = DOCUMENTS["statement"](_practice(privacy=mixed), "en")
    table = next(part.table for part in document.parts if part.heading == "Who sees it")
    assert table is not None
    assert [row[:2] for row in table.rows] == [
        ("everywhere else", "open"),
        ("AT, DE", "works council"),
        ("SE", "team"),
    ]
    assert "as if they had done nothing" in _said("statement", practice=_practice(privacy=mixed))


def test_where_all_countries_are_alike_none_is_named() -> None:
    assert "everywhere\nworks council" in _said("statement")
    same = _practice(privacy={"countries": {"DE": "works_council"}})
    assert "everywhere else\nworks council" in _said("statement", practice=same)


@pytest.mark.parametrize(
    ("identifier", "said"),
    [("none", "nothing from the link"), ("item", "the item and the network"), ("click", "an id of the click")],
)
def test_what_a_landing_page_learns_follows_the_goal(identifier: str, said: str) -> None:
    goal = {"name": "application", "title": {"en": "Applications"}, "identifier": identifier}
    told = [line for line in _said("statement", practice=_practice(goals=[goal])).split("\n") if "Goal “" in line]
    assert len(told) == 1
    assert "“Applications”" in told[0]
    assert said in told[0]


def test_who_gets_digests_follows_the_channels() -> None:
    said = _said("notice", practice=_practice(channels=("teams", "preview")))
    assert "Microsoft Teams gets" in said
    assert "files on the server" in said
    assert "Slack gets" not in said
    assert "mail relay" not in said


def test_systems_that_are_told_of_events_are_named() -> None:
    hook = {"name": "crm", "url": "https://crm.example.com/hook"}
    assert "none is configured" in _said("statement")
    told = _said("statement", practice=_practice(webhooks=[hook]))
    assert "Systems that are told of events: crm." in told
    assert "none is configured" not in told


def test_events_are_told_with_the_time_that_they_are_kept() -> None:
    assert webhooks.KEPT.days == EVENT_DAYS
    assert _practice(privacy={}).keep["events"] == EVENT_DAYS
    assert _practice(privacy={"raw_days": 10}).keep["events"] == 10


def test_the_times_are_kept_every_day() -> None:
    assert timedelta(days=1) >= keeping.RETAIN


def test_holding_out_is_told_with_its_rates() -> None:
    assert "Nobody and nothing is held out" in _said("assessment")
    rates = {"hold_out": 0.05, "hold_out_people": 0.025}
    assert "5 % of picks and 2.5 % of people" in _said("assessment", practice=_practice(relevance=rates))


def test_whom_to_ask_is_told_where_it_is_known() -> None:
    assert "Questions go to" not in _said("notice")
    assert "Questions go to privacy@example.com." in _said(
        "notice", practice=_practice(privacy={"contact": "privacy@example.com"})
    )


def test_what_only_the_company_knows_stands_in_brackets() -> None:
    assert _said("notice").count("[") == 3
    assert _said("assessment").count("[") == 4
    assert "[" not in _said("statement")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_danish_documents_are_danish_throughout(name: str) -> None:
    sections: dict[str, Any] = {
        "goals": [{"name": "application", "title": {"en": "Applications", "da": "Ansøgninger"}}],
        "webhooks": [{"name": "crm", "url": "https://crm.example.com/hook"}],
    }
    english, danish = (_words(DOCUMENTS[name](_practice(language, **sections), language)) for language in ("en", "da"))
    assert len(english) == len(danish)
    tables = TABLES.keys() | {", ".join(one.tables) for one in kept(_practice(), "en")}
    assert [said for said, sagt in zip(english, danish, strict=True) if said == sagt and said not in tables] == [
        same for same in english if same == "team"
    ]
    assert "Ansøgninger" in "".join(danish)
