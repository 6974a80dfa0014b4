"""What a person does is kept once, and only of whom may be kept what they do."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select, update

from digests.content.store import items
from digests.db import Database
from digests.employee import acts
from digests.employee.model import Composer, Evidence, OwnPick, PickState, Standing, Wording
from digests.employee.own import pick_states
from digests.employee.store import load_wishes
from digests.errors import InputError, UnknownError
from digests.events.store import events
from digests.ledger.model import FactKind, Judgement, Verdict
from digests.ledger.verdict import SIGNED
from digests.sharing.intents import Device
from digests.sharing.links import settle
from digests.sharing.store import links
from tests.digests.employee.ground import HARBOUR, MAJA, codes, facts, mine
from tests.factories import NOW

BASE = "https://go.example.com"
SETTLE = timedelta(minutes=10)
AT = NOW + timedelta(hours=3)
HUMAN = Evidence(Judgement(Verdict.HUMAN, ("button",), NOW + SETTLE), "Firefox", "visitor", "origin")


def tap(database: Database, own: OwnPick, network: str = "x", origin: str = "U1 1764000000.1") -> None:
    database.write(acts.tap, own, network=network, origin_id=origin, rule=SIGNED, now=NOW)


def stands(database: Database) -> Standing:
    return database.read(pick_states, 1)[1]


def untracked(database: Database) -> OwnPick:
    return replace(mine(database), tracked=False)


def compose(
    database: Database, text: str = "My own words.", network: str = "x", own: OwnPick | None = None
) -> Composer:
    return database.write(
        acts.compose, own or mine(database), network, text, code=codes(), base_url=BASE, now=NOW, text_key="k3"
    )


def rewrite(database: Database, **fields: Any) -> None:
    """The item is otherwise."""
    here = items.c.id == HARBOUR
    body = database.read(lambda c: c.execute(select(items.c.body).where(here)).scalar_one())
    database.write(lambda c: c.execute(update(items).where(here).values(body=body | fields)))


def share(
    database: Database, own: OwnPick, evidence: Evidence = HUMAN, *, copied: bool = False, network: str = "x"
) -> str:
    wording = Wording("k3", "da", network, "Stolt.")
    link = database.write(
        acts.share,
        own,
        wording,
        evidence,
        press_id=f"press on {network}",
        copied=copied,
        settle=SETTLE,
        code=codes(),
        now=NOW,
    )
    return link.code


def test_a_press_in_a_chat_is_a_human_tap_and_asks_whether_it_was_shared(employed: Database) -> None:
    tap(employed, mine(employed))
    (fact,) = facts(employed)
    assert (fact.kind, fact.verdict, fact.rules, fact.settles_at) == (FactKind.TAP, Verdict.HUMAN, (SIGNED,), None)
    assert (fact.person_id, fact.delivery_id, fact.item_id, fact.network) == (MAJA, 1, HARBOUR, "x")
    assert (fact.department, fact.at) == ("Engineering", NOW)
    assert stands(employed) == Standing(PickState.TAPPED, "x")


def test_a_press_that_is_told_twice_is_kept_once(employed: Database) -> None:
    for origin in ("U1 1764000000.1", "U1 1764000000.1", "U1 1764000009.1"):
        tap(employed, mine(employed), origin=origin)
    assert len(facts(employed)) == 2


def test_opening_an_item_is_a_read(employed: Database) -> None:
    for _ in range(2):
        employed.write(acts.read, mine(employed), origin_id="U1 1", rule=SIGNED, now=NOW)
    (fact,) = facts(employed)
    assert (fact.kind, fact.network, fact.person_id) == (FactKind.READ, None, MAJA)


def test_a_share_is_confirmed_once_for_each_network(employed: Database) -> None:
    for network in ("x", "x", "linkedin"):
        employed.write(acts.confirm, mine(employed), network=network, now=NOW)
    assert [fact.id for fact in facts(employed)] == ["confirm-1-1-linkedin", "confirm-1-1-x"]
    assert stands(employed).state is PickState.SHARED


def test_a_confirmed_share_is_settled_at_once_and_stays_a_persons(employed: Database) -> None:
    employed.write(acts.confirm, mine(employed), network="x", now=NOW)
    assert employed.write(settle, NOW) == 1
    (fact,) = facts(employed)
    assert (fact.verdict, fact.settles_at) == (Verdict.HUMAN, None)
    assert employed.read(lambda c: c.execute(select(events)).all()) == []  # nobody listens here


def test_who_shared_it_already_need_not_say_where(employed: Database) -> None:
    employed.write(acts.already_shared, mine(employed), "", NOW)
    (fact,) = facts(employed)
    assert (fact.kind, fact.network, fact.verdict) == (FactKind.CONFIRM, None, Verdict.HUMAN)
    assert stands(employed) == Standing(PickState.SHARED)


def test_not_for_me_is_one_wish_that_can_be_taken_back(employed: Database) -> None:
    own = mine(employed)
    for _ in range(2):
        employed.write(acts.decline, own, NOW)
    (fact,) = facts(employed)
    assert (fact.id, fact.kind, fact.person_id) == ("decline-1-1", FactKind.DECLINE, MAJA)
    assert employed.read(acts.is_declined, own)
    assert stands(employed).state is PickState.DECLINED
    employed.write(acts.undecline, own, NOW)
    assert not employed.read(acts.is_declined, own)
    assert stands(employed).state is PickState.OFFERED


def test_not_now_stops_the_question_until_the_next_tap(employed: Database) -> None:
    own = mine(employed)
    tap(employed, own)
    employed.write(acts.not_now, own, NOW)
    assert stands(employed) == Standing(PickState.LATER, "x")
    later = NOW + timedelta(hours=1)
    employed.write(acts.tap, own, network="x", origin_id="U1 2", rule=SIGNED, now=later)
    assert stands(employed) == Standing(PickState.TAPPED, "x")
    employed.write(acts.not_now, own, later)
    assert stands(employed).state is PickState.LATER


def test_the_newer_reminder_replaces_the_older_and_leaves_the_rest(employed: Database) -> None:
    own = mine(employed)
    employed.write(acts.not_now, own, NOW)
    employed.write(acts.remind, own, AT, NOW)
    employed.write(acts.remind, own, AT + timedelta(days=1), NOW)
    assert stands(employed) == Standing(PickState.REMINDED, "", AT + timedelta(days=1))
    assert employed.read(load_wishes, 1)[1].not_now_at == NOW


@pytest.mark.parametrize("verb", ["confirm", "decline"])
def test_a_word_about_the_item_makes_its_reminder_needless(employed: Database, verb: str) -> None:
    own = mine(employed)
    employed.write(acts.remind, own, AT, NOW)
    employed.write(acts.remind, mine(employed, 2), AT, NOW)
    if verb == "confirm":
        employed.write(acts.confirm, own, network="x", now=NOW)
    else:
        employed.write(acts.decline, own, NOW)
    assert employed.read(load_wishes, 1).keys() == {2}


def test_of_whoever_is_not_tracked_only_what_they_asked_for_is_kept(employed: Database) -> None:
    own = untracked(employed)
    tap(employed, own)
    employed.write(acts.read, own, origin_id="1", rule=SIGNED, now=NOW)
    employed.write(acts.confirm, own, network="x", now=NOW)
    employed.write(acts.already_shared, own, "", NOW)
    employed.write(acts.not_now, own, NOW)
    assert facts(employed) == []
    assert employed.read(load_wishes, 1) == {}
    employed.write(acts.remind, own, AT, NOW)
    assert stands(employed).state is PickState.REMINDED
    employed.write(acts.decline, own, NOW)
    assert [fact.kind for fact in facts(employed)] == [FactKind.DECLINE]


def test_a_composer_has_exactly_the_persons_words_and_their_own_link(employed: Database) -> None:
    made = compose(employed, "Mine, æøå & “all” of it.")
    assert parse_qs(urlsplit(made.url).query) == {
        "text": ["Mine, æøå & “all” of it."],
        "url": [f"{BASE}/{made.code}"],
    }
    assert (made.text, made.keeps_text) == ("Mine, æøå & “all” of it.", True)
    row = employed.read(lambda c: c.execute(select(links)).one())
    assert (row.code, row.item_id, row.network, row.person_id, row.delivery_id, row.text_key) == (
        "code0001", HARBOUR, "x", MAJA, 1, "k3",
    )  # fmt: skip


def test_a_composer_for_whoever_is_not_tracked_has_the_items_link(employed: Database) -> None:
    compose(employed, own=untracked(employed))
    owners = employed.read(lambda c: c.execute(select(links.c.person_id, links.c.delivery_id)).all())
    assert owners == [(None, None)]


def test_a_link_that_a_person_took_outlives_the_machines_that_press_too(employed: Database) -> None:
    own = mine(employed)
    machine = Evidence(Judgement(Verdict.MACHINE, ("robot",)), "curl/8")
    taken = {compose(employed, own=own).code, compose(employed, network="bluesky", own=untracked(employed)).code}
    tap(employed, own)
    for who, network in ((own, "x"), (untracked(employed), "bluesky"), (own, "linkedin")):
        share(employed, who, machine, network=network)
    while employed.write(settle, NOW + SETTLE):
        pass
    kept = employed.read(lambda c: set(c.scalars(select(links.c.code).where(links.c.dropped_at.is_(None)))))
    assert kept == taken


def test_that_somebody_untracked_took_a_link_is_known_and_not_who(employed: Database) -> None:
    for _ in range(2):
        code = compose(employed, own=untracked(employed)).code
    (fact,) = facts(employed)
    assert (fact.kind, fact.code, fact.item_id, fact.network) == (FactKind.COPY, code, HARBOUR, "x")
    assert (fact.person_id, fact.delivery_id, fact.department) == (None, None, None)


def test_the_same_link_is_composed_again(employed: Database) -> None:
    assert compose(employed).code == compose(employed, "Other words.").code


def test_a_mails_subject_is_the_title_in_the_persons_language(employed: Database) -> None:
    def subject() -> str:
        return parse_qs(compose(employed, network="mail").url.partition("?")[2])["subject"][0]

    assert subject() == "Sådan skar vi i havnens udledning"
    rewrite(employed, title={"fr": "Le port"})
    assert subject() == "Le port"


def test_a_network_that_drops_text_says_so(employed: Database) -> None:
    phone = employed.write(
        acts.compose, mine(employed), "linkedin", "Text.", code=codes(), base_url=BASE, now=NOW, device=Device.PHONE
    )
    assert not phone.keeps_text
    assert compose(employed, network="linkedin").keeps_text


def test_a_text_that_would_be_cut_is_refused_and_makes_no_link(employed: Database) -> None:
    assert compose(employed, "a" * (280 - 23 - 1)).text == "a" * 256
    with pytest.raises(InputError, match="too long for X"):
        compose(employed, "a" * 257)
    with pytest.raises(InputError, match="not a network"):
        compose(employed, network="myspace")
    assert compose(employed, "a" * 70_000, "facebook").text == "a" * 70_000  # it keeps no text of ours at all


@pytest.mark.parametrize("fields", [{"state": "withdrawn"}, {"expires": NOW.isoformat()}], ids=["withdrawn", "over"])
def test_what_is_not_there_any_more_is_not_composed(employed: Database, fields: dict[str, str]) -> None:
    rewrite(employed, **fields)
    with pytest.raises(UnknownError, match="taken back or its time is over"):
        compose(employed)
    employed.write(lambda c: c.execute(items.delete().where(items.c.id == HARBOUR)))
    with pytest.raises(UnknownError, match="taken back or its time is over"):
        compose(employed)
    assert employed.read(lambda c: c.execute(select(links)).all()) == []


def test_a_button_on_a_page_is_kept_as_it_was_judged_with_its_link(employed: Database) -> None:
    code = share(employed, mine(employed))
    (fact,) = facts(employed)
    assert (fact.kind, fact.code, fact.settles_at, fact.agent) == (FactKind.TAP, code, NOW + SETTLE, "Firefox")
    assert (fact.person_id, fact.visitor, fact.origin) == (MAJA, "visitor", "origin")


def test_copying_the_text_on_the_way_is_kept_as_well(employed: Database) -> None:
    share(employed, mine(employed), copied=True)
    assert {fact.kind for fact in facts(employed)} == {FactKind.COPY, FactKind.TAP}


def test_a_press_on_a_page_by_whoever_is_not_tracked_is_kept_without_them(employed: Database) -> None:
    share(employed, untracked(employed), Evidence(HUMAN.judgement))
    (fact,) = facts(employed)
    assert (fact.person_id, fact.delivery_id, fact.department) == (None, None, "Engineering")
    assert (fact.agent, fact.visitor, fact.origin) == (None, None, None)


def test_what_was_seen_of_whoever_made_a_press_stays_with_its_fact(employed: Database) -> None:
    fact = acts.fact(mine(employed), FactKind.READ, "a", HUMAN, now=NOW)
    assert (fact.verdict, fact.rules, fact.settles_at) == (Verdict.HUMAN, ("button",), NOW + SETTLE)
    assert (fact.agent, fact.visitor, fact.origin, fact.network) == ("Firefox", "visitor", "origin", None)
