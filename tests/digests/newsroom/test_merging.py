"""Two people on one item: what only one of them changed is taken, what both did is named."""

from dataclasses import replace

from digests.content.body import text
from digests.content.model import Item, ItemState, Priority
from digests.newsroom.merging import Change, diff, merge
from tests.factories import NOW, item

BASE = item(version=3, approved_at=NOW)


def theirs(**fields: object) -> Item:
    return replace(BASE, version=4, **fields)  # type: ignore[arg-type]


def test_changes_of_different_fields_stand_together() -> None:
    merged = merge(replace(BASE, goal="application"), theirs(priority=Priority.HIGH), BASE)
    assert merged.both == ()
    assert (merged.item.goal, merged.item.priority) == ("application", Priority.HIGH)
    assert (merged.item.version, merged.item.state, merged.item.approved_at) == (4, ItemState.APPROVED, NOW)


def test_each_language_of_a_title_is_a_field_of_its_own() -> None:
    ours = replace(BASE, title={**BASE.title, "da": "Vores"})
    merged = merge(ours, theirs(title={**BASE.title, "en": "Theirs"}), BASE)
    assert merged.both == ()
    assert merged.item.title == {"en": "Theirs", "da": "Vores"}


def test_a_language_that_one_added_and_one_that_the_other_took_away_are_both_done() -> None:
    ours = replace(BASE, title={**BASE.title, "sv": "Vår"})
    merged = merge(ours, theirs(title={"en": BASE.title["en"]}), BASE)
    assert merged.item.title == {"en": BASE.title["en"], "sv": "Vår"}
    taken = merge(replace(BASE, summary={"en": "New"}), theirs(), BASE)
    assert taken.item.summary == {"en": "New"}


def test_a_field_that_both_changed_is_named_and_theirs_stands() -> None:
    merged = merge(
        replace(BASE, goal="ours", title={**BASE.title, "en": "Ours"}),
        theirs(goal="theirs", title={**BASE.title, "en": "Theirs"}, topics=("bridges",)),
        BASE,
    )
    assert merged.both == ("goal", "title.en")
    assert (merged.item.goal, merged.item.title["en"], merged.item.topics) == ("theirs", "Theirs", ("bridges",))


def test_both_changing_a_field_to_the_same_is_no_conflict() -> None:
    merged = merge(replace(BASE, goal="same"), theirs(goal="same"), BASE)
    assert (merged.both, merged.item.goal) == ((), "same")


A, B, C, D = BASE.texts


def test_two_people_may_each_write_some_of_the_texts() -> None:
    mine, yours = text("en", "Mine"), text("da", "Yours")
    merged = merge(replace(BASE, texts=(A, mine, C, D)), theirs(texts=(A, B, yours, D)), BASE)
    assert (merged.both, merged.item.texts) == ((), (A, mine, yours, D))


def test_a_text_that_one_added_and_one_that_the_other_took_away_are_both_done() -> None:
    first, last, more = text("en", "First"), text("en", "Last"), text("en", "More")
    merged = merge(replace(BASE, texts=(first, *BASE.texts, last)), theirs(texts=(A, C, D, more)), BASE)
    assert (merged.both, merged.item.texts) == ((), (first, A, C, D, more, last))
    same = merge(replace(BASE, texts=(*BASE.texts, more, last)), theirs(texts=(*BASE.texts, more)), BASE)
    assert same.item.texts == (*BASE.texts, more, last)


def test_one_text_that_both_wrote_otherwise_is_named() -> None:
    ours = replace(BASE, texts=(text("en", "Mine"), B, C, D))
    merged = merge(ours, theirs(texts=(text("en", "Theirs"), B, C, D)), BASE)
    assert merged.both == ("texts",)
    assert merged.item.texts[0].text == "Theirs"


def test_what_one_took_away_and_the_other_changed_is_named() -> None:
    merged = merge(replace(BASE, title={"en": BASE.title["en"]}), theirs(title={**BASE.title, "da": "Theirs"}), BASE)
    assert merged.both == ("title.da",)
    assert merged.item.title["da"] == "Theirs"


def test_no_edit_changes_what_verbs_decide() -> None:
    ours = replace(BASE, state=ItemState.WITHDRAWN, approved_at=None)
    merged = merge(ours, BASE, BASE)
    assert merged.item == BASE


def test_everything_else_of_an_item_survives_a_merge() -> None:
    full = replace(BASE, texts=(text("en", "Hello", "x"),), minutes=4, disclosure="#us", expires=NOW)
    assert merge(full, BASE, BASE).item == full


def test_a_difference_names_fields_with_what_they_were_and_are() -> None:
    new = replace(BASE, title={"en": "New"}, state=ItemState.DRAFT)
    assert diff(BASE, new) == [
        Change("title.en", BASE.title["en"], "New"),
        Change("title.da", BASE.title["da"], None),
        Change("state", "approved", "draft"),
    ]
    assert diff(BASE, BASE) == []
