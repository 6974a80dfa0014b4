"""What whoever suggested something is told: that a desk took it, or the word of the one that did not."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from bot.rendering.words import best, words
from digests.content.store import load_items
from digests.delivery.notes import Asked, Maker, Note
from digests.newsroom import suggested
from digests.people.model import Person


def makers(company_language: str) -> Mapping[str, Maker]:
    """Both kinds."""

    def taken(connection: Connection, asked: Asked, person: Person, _now: datetime) -> Note | None:
        return _note(connection, asked, person, company_language, declined=False)

    def declined(connection: Connection, asked: Asked, person: Person, _now: datetime) -> Note | None:
        return _note(connection, asked, person, company_language, declined=True)

    return {suggested.TAKEN: taken, suggested.DECLINED: declined}


def _note(
    connection: Connection, asked: Asked, person: Person, company_language: str, *, declined: bool
) -> Note | None:
    found = load_items(connection, [str(asked.about.get("item", ""))])
    if not found:
        return None
    item, language = found[0], best(person.spoken, company_language)
    _ = words(language).gettext
    named = next((said for tag, said in item.title.items() if tag.partition("-")[0] == language), "") or next(
        iter(item.title.values()), item.id
    )
    if not declined:
        lines = (
            _("Thank you: {desk} took your suggestion “{title}” into the queue.").format(desk=item.owner, title=named),
            _("Once it is ready, colleagues get it in their digests."),
        )
        return Note(_("Your suggestion was taken"), lines, language=language)
    said = _("Thank you for suggesting “{title}”. It was not taken this time.").format(title=named)
    reason = suggested.declined(connection, [item.id]).get(item.id, "")
    return Note(_("About your suggestion"), tuple(one for one in (said, reason) if one), language=language)
