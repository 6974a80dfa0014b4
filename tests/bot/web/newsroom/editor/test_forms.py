"""Between an item and its form: what is not touched stays sign by sign, and every remark finds its field."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.web.newsroom.editor import checking, presses
from bot.web.newsroom.editor.ground import Ground
from bot.web.newsroom.editor.reading import read, sheet_of
from bot.web.newsroom.editor.sheet import Sheet
from bot.web.newsroom.editor.window import Typed, moment, split
from digests.content.audience import read as audience
from digests.content.body import text
from digests.content.model import Image, Item
from digests.newsroom.alike import SAME, TEXT, Likeness, Place
from digests.newsroom.rules import Known
from digests.newsroom.standing import OPERATOR
from tests.factories import NOW, item

ZONE = ZoneInfo("Europe/Copenhagen")
GROUND = Ground(
    "en",
    ZONE,
    Known(domains=("example.com",), desks=frozenset({"comms"}), attributes=frozenset({"cost_centre"})),
    ("en", "da"),
    ("comms",),
)
ODD = item(
    title={"en": " Spaces around ", "pt-BR": "Cais"},
    topics=("a, b", "a"),
    texts=(text("en", "Ends with a line\n"), text("nb", "x", "mail"), text("en", "Again")),
    networks=("x", "linkedin"),
    publish=datetime(2026, 12, 1, 8, 0, 7, tzinfo=UTC),
    expires=datetime(2026, 12, 24, 23, tzinfo=UTC),
    image=Image("https://www.example.com/a.jpg ", {"en": " A quay"}),
    audience=audience({"any": [{"department": ["A:B", "C"], "cost_centre": ["1"]}], "none": [{"person": ["p 1"]}]}),
    disclosure=" #employee",
    minutes=700,
)


def errors(made: Item, sheet: Sheet | None = None) -> dict[str, str]:
    """What keeps an item's form from being saved."""
    typed = sheet or sheet_of(made, GROUND)
    return checking.errors(read(typed, made, GROUND), typed, GROUND, NOW)


@pytest.mark.parametrize("made", [ODD, item(), item(image=None, texts=(), summary={}, minutes=None)])
def test_a_form_that_nobody_touched_comes_to_the_same_item(made: Item) -> None:
    assert read(sheet_of(made, GROUND), made, GROUND).item == made
    assert read(sheet_of(made, GROUND).put("goal", "new"), made, GROUND).item == replace(made, goal="new")


def test_what_no_choice_offers_changes_nothing() -> None:
    sheet = sheet_of(ODD, GROUND).put("kind", "party").put("priority", "").put("networks", "x", "myspace")
    made = read(sheet, ODD, GROUND).item
    assert (made.kind, made.priority, made.networks) == (ODD.kind, ODD.priority, ("x",))


@pytest.mark.parametrize(
    ("at", "end", "typed"),
    [
        (None, True, Typed()),
        (datetime(2026, 12, 24, 23, tzinfo=UTC), True, Typed("2026-12-24")),
        (datetime(2026, 12, 24, 23, tzinfo=UTC), False, Typed("2026-12-25")),
        (datetime(2026, 12, 24, 15, 30, tzinfo=UTC), True, Typed("2026-12-24", "16:30")),
    ],
)
def test_a_window_is_written_as_days_and_times_of_the_reader(at: datetime | None, *, end: bool, typed: Typed) -> None:
    assert split(at, ZONE, end=end) == typed
    assert moment(typed, ZONE, end=end) == at


def test_a_day_beyond_all_days_is_none() -> None:
    with pytest.raises(ValueError, match="9999"):
        moment(Typed("9999-12-31"), ZONE, end=True)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"url": "https://elsewhere.example.org/"}, "url"),
        ({"owner": "hr"}, "owner"),
        ({"image": Image("http://www.example.com/a.jpg", {"en": "A"})}, "image_url"),
        ({"summary": {"nowhere": "A"}}, "summary:nowhere"),
        ({"image": Image("https://www.example.com/a.jpg", {"nowhere": "A"})}, "alt:nowhere"),
        ({"texts": (text("en", "A"), text("en", "B" * 300, "x"))}, "text:1:text"),
        ({"audience": audience({"any": [{"shoe_size": ["44"]}]})}, "any:0"),
        ({"audience": audience({"none": [{"country": ["DK"]}, {"country": ["XX"]}]})}, "none:1"),
        ({"audience": audience({"any": [{"country": ["DK"]}], "none": [{"country": ["DK"]}]})}, "audience"),
    ],
)
def test_every_error_stands_at_the_field_that_it_is_about(changes: dict[str, object], field: str) -> None:
    assert list(errors(item(**({"networks": ()} | changes)))) == [field]


def test_a_value_of_another_group_is_named_where_the_form_has_it() -> None:
    made = item(audience=audience({"any": [{"country": ["DK"]}, {"country": ["XX"]}]}))
    sheet = presses.pressed(sheet_of(made, GROUND), "drop:any:0", GROUND)
    assert list(errors(made, sheet)) == ["any:1"]


def test_of_two_alike_texts_of_one_item_the_later_is_named_and_others_desks_are_not() -> None:
    made = item()
    own = Likeness(TEXT, 1, Place(made.id, "comms", "Title", made.state), "First", 90)
    same = Likeness(TEXT, 0, Place("other", "comms", "Other", made.state), "First", SAME)
    told = checking.alike([own, same], made, OPERATOR, GROUND)
    assert [one.sentence for one in told] == [
        "Text 2 is nearly another one of this item.",
        "Text 1 is there already:",
    ]
    assert (told[1].title, told[1].href) == ("Other", "/newsroom/items/other")


def test_nobody_adds_texts_and_groups_without_end() -> None:
    sheet = sheet_of(item(), GROUND)
    for _ in range(presses.MOST_TEXTS + 5):
        sheet = presses.pressed(presses.pressed(sheet, "text:en", GROUND), "group:any", GROUND)
    assert len(sheet.numbers) == presses.MOST_TEXTS
    assert len(sheet.groups) == presses.MOST_GROUPS
    assert presses.pressed(sheet, "group:nowhere", GROUND) == sheet


def test_a_form_of_others_brings_no_fields_of_its_own() -> None:
    sheet = Sheet.kept({"group": ["any:x", "any", "some:1", "any:1"], "condition": ["any:1", "any:1:department"]})
    assert [(one.name, one.keys) for one in sheet.groups] == [("any:1", ("department",))]
