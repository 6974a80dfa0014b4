"""A walk through the schema: every column of every table carries a mark, or stands here as one that tells of nobody.

Whoever adds a table or a column has to decide, and to say so here.
"""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import DateTime, Table

import migrations.tables
from digests import privacy
from digests.db import UtcDateTime

ROOT = Path(__file__).resolve().parents[2]
TABLES = migrations.tables.metadata.sorted_tables
# Columns that tell nothing about a person once what is marked beside them is cleared. `reason` of a delivery and an
# attempt is a sentence of ours with the relay's code, never the relay's words, which name the address.
# The body of an arrival has all that facts have; it joins them within moments, and before anything is told or erased.
PLAIN = {
    "acts": "item_id offered_at read_at tap_at copy_at confirm_at click_at",
    "api_keys": "id name hash scopes made_at last_used revoked_at",
    "arrivals": "id number body",
    "attempts": "id channel at result reason",
    "attributions": "conversion_id position item_id network millionths minor",
    "audit": "id at actor act subject",
    "campaigns": "name title goal owner starts ends version changed_at",
    "conversions": "id goal source verified content state reason earlier item_id network minor currency at received_at"
    " waits_until",
    "conversions_untaken": "hour goal outcome number",
    "counted": "starts ends hits others sent",
    "day_keys": "day key",
    "deeds": "item_id network week text_key offered_at read_at tap_at copy_at confirm_at click_at last_tap_at"
    " last_share_at",
    "deliveries": "id edition_id schedule period department country privacy_mode tracked state reason due_at not_before"
    " channel channels_left tries worker changed_at sent_at",
    "editions": "id schedule period timezone state slot_at opened_at closed_at by_hand",
    "endpoints": "name failures not_before gone answer changed_at",
    "events": "id kind at body spread_at",
    "fact_counts": "day item_id kind verdict network nameless text_key number",
    "facts": "id kind at verdict rules rule_version settles_at delivery_id department item_id network",
    "feed_entries": "feed_id key item_id at",
    "feeds": "id name url desk language topics kind state added_at not_before checked_at found_at failures trouble etag"
    " modified",
    "forgotten": "hash at",
    "former_addresses": "hash holder until",
    "given_texts": "item_id department network text_key given",
    "extras": "period item_id at",
    "item_decisions": "id item_id version act at reason",
    "notes": "id kind channel at tries not_before",
    "signin_states": "hash nonce verifier onward ends_at",
    "item_index": "item_id state owner kind campaign publish expires changed_at languages topics audience title words",
    "item_versions": "item_id version body origin at",
    "items": "id state owner kind url publish expires body version imported added_at changed_at approved_at"
    " withdrawn_at links_go_on",
    "links": "item_id network delivery_id text_key minted_at dropped_at",
    "offer_counts": "day item_id country privacy_mode tracked number",
    "offer_repeats": "item_id origin_id",
    "picks": "position item_id version score probability components reasons offers language colleagues held_out"
    " hold_out shown",
    "programme_revisions": "id piece number says body before after at undoes",
    "recalls": "id item_id kind state tries not_before reason changed_at",
    "report_pictures": "period name png made_at",
    "report_posts": "id period place state tries reason changed_at",
    "suggestions": "item_id at",
    "slack_events": "id at",
    "slack_states": "hash expires",
    "slack_stops": "token_mark team_id why at",
    "slack_workspaces": "team_id name app_id bot_id bot_user_id scopes sealed token_mark installed_at matched_at "
    "matched",
    "takings": "item_id network text_key tap_at last_tap_at share_at last_share_at",
    "turns": "week tap_at last_tap_at share_at last_share_at",
    "week_picks": "desk item_id at",
    "sendings": "event_id endpoint state tries not_before worker answer changed_at",
}
WITH_THEIR_DELIVERY = {"deliveries", "facts", "links"}  # `retention` clears these three together


def _goes_with_its_person(table: Table) -> bool:
    return any(not column.nullable for column in privacy.marked(table, "person"))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_is_marked_or_known_to_tell_of_nobody(table: Table) -> None:
    if _goes_with_its_person(table):
        return  # erasure takes the whole row
    unmarked = {column.name for column in table.columns if "privacy" not in column.info}
    assert unmarked == set(PLAIN.get(table.name, "").split())


def test_no_table_stands_here_that_is_gone() -> None:
    assert PLAIN.keys() <= {table.name for table in TABLES}


def test_the_rows_of_the_directory_and_of_choices_go_with_their_person() -> None:
    going = {table.name for table in TABLES if _goes_with_its_person(table)}
    assert going == {
        "approval_cards",
        "deputies",
        "drafts",
        "fresh_links",
        "people",
        "preferences",
        "sessions",
        "signin_links",
        "wishes",
    }


def test_export_and_erasure_know_every_table() -> None:
    """Without what the command line happens to load besides."""
    asked = "import digests.privacy as p; print(*(table.name for table in p.metadata.sorted_tables))"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, cwd=ROOT)
    marked = {table.name for table in TABLES if privacy.marked(table, *privacy.MARKS)}
    assert marked <= set(told.stdout.split())


def test_marks_are_of_a_kind_that_erasure_knows() -> None:
    marks = {column.info["privacy"] for table in TABLES for column in table.columns if "privacy" in column.info}
    assert marks <= set(privacy.MARKS)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_what_outlives_its_person_or_its_visitor_grows_old(table: Table) -> None:
    outlives = any(column.nullable for column in privacy.marked(table, "person")) or privacy.marked(table, "visitor")
    ages = table.name in WITH_THEIR_DELIVERY or any(privacy.aging(table, how) for how in ("ages", "goes"))
    assert ages or not outlives


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_row_ages_by_a_time_and_by_a_single_key(table: Table) -> None:
    for how in ("ages", "goes"):
        found = privacy.aging(table, how)
        if found is not None:
            assert isinstance(found[0].type, UtcDateTime | DateTime)
            assert len(table.primary_key.columns) == 1
