"""A digest in words: what every channel says is decided once."""

from bot.rendering.view import House, shown
from digests.content.model import Kind
from digests.people.model import Rung
from digests.relevance.model import Reason
from tests.factories import digest, item, parcel, person, pick

URL = "https://digest.example.com"
HOUSE = House("Lyngbro")


def test_the_privacy_sentence_names_the_smallest_group() -> None:
    said = shown(parcel(), URL, House("Lyngbro", k=12)).privacy
    assert said == "Only you see what you do here; everybody else sees groups of 12 or more."


def test_the_privacy_sentence_follows_the_mode_of_the_country() -> None:
    house = House("Lyngbro", mode="team", modes={"DK": "open"})
    assert shown(parcel(), URL, house).privacy.startswith("Editors can see by name")
    assert "unless you said yes" in shown(parcel(person=person(country="SE")), URL, house).privacy


def test_a_schedule_s_own_title_stands_in_place_of_the_greeting() -> None:
    house = House("Lyngbro", titles={"weekly": {"da": "Månedens tre"}})
    assert shown(parcel(digest=digest(language="da")), URL, house).title == "Månedens tre"
    assert shown(parcel(), URL, house).title == "Worth passing on, Maja"


def test_a_button_tells_where_the_text_does_not_arrive() -> None:
    (one,) = shown(parcel(), URL, HOUSE).items
    assert [button.label for button in one.share] == ["LinkedIn", "X", "Copy text, open Facebook"]


def test_a_company_post_is_opened_and_not_composed() -> None:
    post = pick(item=item(kind=Kind.POST), offers=())
    (one,) = shown(parcel(digest=digest(picks=(post,))), URL, HOUSE).items
    assert (one.share, one.pick_text) == ((), None)
    assert one.open_post is not None
    assert one.open_post.url.endswith("/r/token-of-7/1")


def test_what_the_minutes_are_for_is_said() -> None:
    def said(language: str, minutes: int) -> str:
        one = pick(item=item(minutes=minutes))
        return shown(parcel(digest=digest(language=language, picks=(one,))), URL, HOUSE).items[0].meta

    assert said("en", 5).startswith("5 minutes to read")
    assert said("en", 1).startswith("1 minute to read")
    assert said("da", 5).startswith("5 minutters læsning")


def test_colleagues_are_counted_aloud_from_five_up() -> None:
    def said(number: int) -> str:
        return shown(parcel(digest=digest(picks=(pick(colleagues=number),))), URL, HOUSE).items[0].meta

    assert "colleagues" not in said(4)
    assert "5 colleagues shared it" in said(5)


def test_help_is_for_those_who_need_it() -> None:
    def said(**fields: object) -> str:
        return shown(parcel(digest=digest(**fields)), URL, HOUSE).help

    assert said(first=True).startswith("News from Lyngbro")
    assert "text ready" in said(rung=Rung.NEWCOMER)
    assert said(rung=Rung.CHAMPION) == ""


def test_why_is_said_in_sentences_and_an_unknown_reason_says_nothing() -> None:
    odd = pick(reasons=(Reason("interest", "site-safety"), Reason("unheard-of", "x")))
    (one,) = shown(parcel(digest=digest(picks=(odd,))), URL, HOUSE).items
    assert one.why == "You follow site safety"


def test_the_subject_names_the_first_item_and_how_many_more() -> None:
    two = digest(picks=(pick(), pick(position=2)))
    assert shown(parcel(digest=two), URL, HOUSE).subject == "How we cut the harbour's emissions, and 1 more"
    assert shown(parcel(), URL, HOUSE).subject == "How we cut the harbour's emissions"


def test_a_line_of_facts_begins_with_a_capital_whatever_comes_first() -> None:
    hurried = digest(picks=(pick(item=item(minutes=None)),), language="da")
    (one,) = shown(parcel(digest=hurried), URL, HOUSE).items
    assert one.meta.startswith("Bedst at dele omkring kl.")


def test_a_company_welcomes_in_its_own_words_and_still_says_how_it_stops() -> None:
    house = House("Lyngbro", welcome={"en": "Lyngbro is glad that you are here."})
    newcomer = parcel(person=person(welcomed_at=None), digest=digest(first=True))
    said = shown(newcomer, URL, house).welcome
    assert said.startswith("Lyngbro is glad that you are here. Pause or stop any time")
    assert shown(newcomer, URL, HOUSE).welcome.startswith("Welcome. Share what you like")


def test_a_topic_is_called_as_the_company_calls_it() -> None:
    house = House("Lyngbro", topics={"ports": {"en": "Quays"}})
    seen = shown(parcel(), URL, house)
    assert "You follow Quays" in seen.items[0].why
    assert "Quays" in seen.picked_for
    assert "You follow ports" in shown(parcel(), URL, HOUSE).items[0].why
