"""What is said to somebody who is writing: how far it reaches, what is doubtful, who else is there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from babel.dates import format_time

from bot.rendering.words import words
from bot.web.newsroom.editor.checking import Doubt
from bot.web.newsroom.editor.ground import Ground
from digests.newsroom.drafts import Present


@dataclass(frozen=True, slots=True)
class Told:
    """The same for a page's script."""

    kept: str
    there: str
    reach: str
    doubts: Sequence[Doubt]
    likes: Sequence[Doubt]
    moved: bool  # whether the item changed since the form was opened

    def json(self) -> dict[str, Any]:
        """As it is sent."""
        doubts = [
            {"sentence": one.sentence, "href": one.href, "title": one.title, "words": one.words}
            for one in (*self.likes, *self.doubts)
        ]
        return {"kept": self.kept, "there": self.there, "reach": self.reach, "doubts": doubts, "moved": self.moved}


def kept(at: datetime, ground: Ground) -> str:
    """That what was typed is kept, and when."""
    said = words(ground.language).gettext("Kept for you at {time}, and not saved yet.")
    return said.format(time=clock(at, ground))


def clock(at: datetime, ground: Ground) -> str:
    """The time of the day."""
    return str(format_time(at.astimezone(ground.zone), "short", tzinfo=ground.zone, locale=ground.language))


def there(others: Sequence[Present], ground: Ground) -> str:
    """Who else has the item open; empty for nobody."""
    if not others:
        return ""
    _ = words(ground.language).gettext
    writing = any(one.writing for one in others)
    said = _("Writing here too: {names}.") if writing else _("Has this open too: {names}.")
    named = said.format(names=", ".join(one.name for one in others))
    calm = _("Nothing is lost: whoever saves second sees both.")
    return f"{named} {calm}"
