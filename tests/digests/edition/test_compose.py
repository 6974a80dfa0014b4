"""From choices to a digest."""

from datetime import timedelta
from typing import Any

from digests.content.model import Item, Kind
from digests.edition.compose import Frame, Reader, compose, pick_language
from digests.edition.model import Digest, Offer
from digests.edition.wording import Wording
from digests.people.ladder import Habits, Standing
from digests.people.model import Preferences, Rung
from digests.relevance.model import Choice, Reason
from digests.relevance.past import CompanyPast, Past
from tests.factories import KEY, NOW, item, person, pick


def frame(*items: Item, **fields: Any) -> Frame:
    defaults: dict[str, Any] = {
        "schedule": "weekly",
        "period": "2026-W48",
        "items": {one.id: one for one in items},
        "company": CompanyPast(colleagues={"a": 12}, habits={"Engineering": Habits({"x": 9}, {14: 9})}),
        "language": "en",
        "timezone": "Asia/Tokyo",
        "catalogues": ("en", "da"),
        "at": NOW,
    }
    return Frame(**(defaults | fields))


def choice(item_id: str, position: int = 1, *, held_out: bool = False) -> Choice:
    return Choice(item_id, position, 2.5, 0.95, {"freshness": 1.0}, (Reason("new"),), held_out=held_out)


def digest(*choices: Choice, items: tuple[Item, ...], past: Past | None = None, **fields: Any) -> Digest:
    reader = Reader(person(**fields), past or Past(), Rung.READER)
    return compose(7, reader, choices, frame(*items), Wording(KEY, {}))


def test_a_digest_has_the_picks_in_order_and_no_held_out_ones() -> None:
    found = digest(
        choice("b", 1), choice("a", 2), choice("c", 101, held_out=True), items=tuple(item(id=name) for name in "abc")
    )
    assert [(pick.position, pick.item.id) for pick in found.picks] == [(1, "b"), (2, "a")]
    assert found.picks[1].colleagues == 12
    assert found.picks[0].reasons == (Reason("new"),)


def test_a_digest_says_to_whom_of_which_period_and_from_when() -> None:
    found = digest(items=())
    assert (found.delivery_id, found.schedule, found.period, found.composed_at) == (7, "weekly", "2026-W48", NOW)
    assert (found.person_id, found.first_name, found.department, found.rung) == (
        "p-0001",
        "Maja",
        "Engineering",
        Rung.READER,
    )


def test_the_first_digest_of_a_person_explains_itself() -> None:
    assert digest(items=()).first
    assert not digest(items=(), past=Past(last_sent=NOW - timedelta(days=300))).first


def test_a_digest_has_the_readers_language_zone_and_best_hour() -> None:
    found = digest(items=(), languages=("da",), past=Past(Standing(hours={10: 1})))
    assert (found.language, found.timezone, found.best_hour) == ("da", "Europe/Copenhagen", 10)
    bare = digest(items=(), languages=(), timezone="")
    assert (bare.language, bare.timezone, bare.best_hour) == ("en", "Asia/Tokyo", 14)


def test_a_pick_is_in_the_first_language_that_the_item_has() -> None:
    assert pick_language(item(), ("sv", "da", "en")) == "da"
    assert pick_language(item(), ("en-GB",)) == "en"
    assert pick_language(item(), ("sv",)) == ""


def test_who_lists_no_language_gets_the_companys() -> None:
    assert digest(choice("a"), items=(item(id="a"),), languages=()).picks[0].language == "en"


def test_networks_are_offered_the_departments_first_with_a_text_each() -> None:
    found = digest(choice("a"), items=(item(id="a", networks=("linkedin", "x")),), languages=("en",))
    assert [offer.network for offer in found.picks[0].offers] == ["x", "linkedin"]
    assert all(offer.text for offer in found.picks[0].offers)


def test_an_item_without_networks_is_offered_on_the_usual_ones() -> None:
    found = digest(choice("a"), items=(item(id="a", networks=()),), department="")
    assert [offer.network for offer in found.picks[0].offers] == ["linkedin", "x", "bluesky", "facebook", "whatsapp"]


def test_a_network_that_we_do_not_know_is_not_offered() -> None:
    found = digest(choice("a"), items=(item(id="a", networks=("myspace", "mail")),), preferences=Preferences())
    assert [offer.network for offer in found.picks[0].offers] == ["mail"]


def test_a_post_is_opened_and_not_composed() -> None:
    found = digest(choice("a"), items=(item(id="a", kind=Kind.POST),))
    assert found.picks[0].offers == ()


def test_a_network_without_a_text_in_the_language_is_offered_all_the_same() -> None:
    found = digest(choice("a"), items=(item(id="a", texts=(), networks=("x",)),))
    assert found.picks[0].offers == (Offer("x"),)


def test_a_pick_is_titled_in_its_language_and_else_in_any() -> None:
    assert pick(language="da").title == "Sådan skar vi i havnens udledning"
    assert pick(language="fi").title == "How we cut the harbour's emissions"
    assert pick(item=item(title={})).title == "harbour-emissions"
    assert (pick(language="da").summary, pick(language="fi").summary) == ("Landstrøm gjorde det meste.", "")


def test_whoever_has_no_habit_yet_is_suggested_the_company_s_hour() -> None:
    def hour(**done: Any) -> int | None:
        reader = Reader(person(department="Sales"), Past(Standing(**done)), Rung.READER)
        return compose(7, reader, [], frame(share_hour=8), Wording(KEY, {})).best_hour

    assert hour() == 8
    assert hour(hours={0: 3}) == 0
