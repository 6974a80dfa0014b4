"""Forms as modals: empty or filled in, once more with what was typed, or beside what somebody else wrote meanwhile."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.rendering.words import words
from bot.slack import kit, limits
from bot.slack.newsroom.desk import Desk
from bot.slack.newsroom.forms import audience
from bot.slack.newsroom.forms.audience import Look
from bot.slack.newsroom.forms.headline import HEADLINE
from bot.slack.newsroom.forms.new import NEW
from bot.slack.newsroom.forms.part import Form, Part, Value, beside, blocks, both
from bot.slack.newsroom.forms.wording import WORDING
from bot.slack.newsroom.kept import Kept
from bot.slack.newsroom.overview import FORMS
from bot.slack.newsroom.shown import headed
from digests.content.model import Item, ItemState
from digests.newsroom.standing import Act

SAVE, MORE = "newsroom_save", "newsroom_language"
AUDIENCE = "audience"
ALL: Mapping[str, Form] = {**FORMS, NEW.name: NEW, WORDING.name: WORDING}
MOST_LANGUAGES = 20  # of one form, each with a headline and a summary
_WITH_LANGUAGES = {NEW.name, HEADLINE.name}


def filled(form: Form, item: Item, at: Desk, kept: Kept, note: str = "") -> Value:
    """A form with what an item says."""
    made = blocks(form.parts(item, at.ground, kept), kept.turn)
    if form.name in _WITH_LANGUAGES and len(at.ground.tags(item, kept.more)) < MOST_LANGUAGES:
        made.append(_more(item, at, kept))
    return _modal(form.title(at.language), [*_note(note), *made], at, kept)


def contested(form: Form, versions: tuple[Item, Item, Item], at: Desk, kept: Kept) -> Value:
    """What was typed, each part that both changed below what now stands; versions: one's own, theirs, the base."""
    mine, theirs, base = (form.parts(item, at.ground, kept) for item in versions)
    pairs = beside(mine, theirs, base)
    names = tuple(part.name for part, their in pairs if their is not None)
    return of_pairs(form, pairs, at, replace(kept, contested=names))


def of_pairs(form: Form, pairs: Sequence[tuple[Part, Part | None]], at: Desk, kept: Kept) -> Value:
    """A form in which some parts stand below what the queue says."""
    made = both(pairs, kept.turn, at.language)
    return _modal(form.title(at.language), [*_note(meanwhile(at)), *made], at, kept)


def of_parts(form: Form, parts: Sequence[Part], at: Desk, kept: Kept, note: str = "") -> Value:
    """A form with these parts."""
    return _modal(form.title(at.language), [*_note(note), *blocks(parts, kept.turn)], at, kept)


def of_audience(
    chosen: Mapping[str, Sequence[str]],
    at: Desk,
    kept: Kept,
    look: Look,
    *,
    theirs: Item | None = None,
    note: str = "",
) -> Value:
    """The form of an audience; `theirs` is the item that somebody else changed meanwhile."""
    _ = words(at.language).gettext
    made = _note(note)
    if theirs is not None:
        parts = audience.parts(theirs.audience, at.ground, look.people)
        said = "\n".join(f"{part.label}: {part.shown}" for part in parts if part.shown) or _("Everybody")
        made = [*_note(meanwhile(at)), headed(_("Audience: now in the queue"), said)]
    made += audience.blocks(chosen, kept, at.ground, look)
    return _modal(_("Audience"), made, at, replace(kept, form=AUDIENCE))


def waiting(language: str) -> Value:
    """What stands in a modal while what was typed is being kept."""
    _ = words(language).gettext
    return kit.modal(_("Item"), [kit.said(_("One moment: it is being saved."))], close=_("Close"))


def refused(language: str) -> Value:
    """What whoever may not do something is told, in place of what they pressed."""
    _ = words(language).gettext
    said = _("You may not do this, or it is no longer there.")
    return kit.modal(_("Item"), [kit.said(said)], close=_("Close"))


def meanwhile(at: Desk) -> str:
    """That somebody was faster."""
    return words(at.language).gettext(
        "Somebody changed this item while you wrote. What you wrote is below, beside what stands in the queue now; "
        "nothing is saved yet. Choose, and save again."
    )


def again(item: Item, at: Desk) -> str:
    """That a change sends an approved item to review again, where it does."""
    if item.state is not ItemState.APPROVED or at.standing.may(Act.APPROVE, item.owner):
        return ""
    return words(at.language).gettext("This item is approved. What you change has to be approved again.")


def _modal(title: str, made: Sequence[Value], at: Desk, kept: Kept) -> Value:
    _ = words(at.language).gettext
    remembered = replace(kept, language=at.language, zone=at.ground.zone.key)
    view = kit.modal(title, made, close=_("Cancel"), submit=_("Save"), callback=SAVE)
    return view | {"private_metadata": remembered.written()}


def _note(note: str) -> list[Value]:
    return [kit.said(note)] if note else []


def _more(item: Item, at: Desk, kept: Kept) -> Value:
    """A choice of languages that the form does not have yet."""
    tags = at.ground.others(item, kept.more)[: limits.OPTIONS]
    element = kit.select(MORE, [(tag, at.ground.named(tag)) for tag in tags], None)
    label = words(at.language).gettext("Another language")
    return kit.row(f"{MORE}:{len(kept.more)}", element | {"placeholder": kit.plain(label, limits.PLACEHOLDER)})
