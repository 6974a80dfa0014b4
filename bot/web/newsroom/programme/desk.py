"""What the programme's pages stand on: what holds, what the file says, who is asked, and in which words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select
from starlette.requests import Request

from bot.rendering.sentences import called, topic
from bot.rendering.words import languages, words
from bot.web.newsroom.gate import Caller
from bot.web.newsroom.programme.fields import Ground, Option
from bot.web.newsroom.programme.known import Knowing, Known
from bot.web.parts import Parts, parts
from digests.config import Config
from digests.content.index import apart, item_index
from digests.content.model import Audience
from digests.errors import SettingsError
from digests.newsroom.queue import desks
from digests.newsroom.reach import Reach
from digests.people.store import load_people
from digests.programme import store
from digests.programme.effective import NOTHING, differences, overlaid, pieces
from digests.programme.model import Body, Part, Piece, Revision

SHOWN = 10  # changes of a piece


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything of one request, read at once: what the database says holds, though other parts may see it later."""

    caller: Caller
    here: Parts
    now: datetime
    config: Config
    numbers: Mapping[Piece, int]
    known: Known
    ground: Ground
    broken: str = ""  # why what the database says cannot hold

    @property
    def language(self) -> str:
        """Of whoever looks."""
        return self.caller.language

    def body(self, piece: Piece) -> Body | None:
        """A piece as it holds."""
        return pieces(self.config).get(piece)

    def filed(self, piece: Piece) -> Body | None:
        """A piece as the file has it."""
        return pieces(self.here.settings.file).get(piece)

    def differs(self, piece: Piece) -> bool:
        """Whether it holds otherwise than in the file."""
        return any(one.piece == piece for one in differences(self.here.settings.file, self.config))

    def reach(self, audience: Audience) -> Reach:
        """How many people a schedule of this audience reaches, told as privacy allows."""
        privacy = self.config.privacy
        protected = any(mode != "open" for mode in (privacy.mode, *privacy.countries.values()))
        return self.known.roll.reach([audience], key=self.here.settings.key, k=privacy.k, protected=protected)

    def topic(self, name: str) -> str:
        """A topic as people read it."""
        return topic(self.language, name, called(self.config))

    def title(self, titles: Mapping[str, str], name: str) -> str:
        """A title in the language of whoever looks, else in any, else the name."""
        return titles.get(self.language) or next(iter(titles.values()), "") or name

    def department(self, name: str) -> str:
        """A department as people read it."""
        return topic(self.language, name)


class Loading:
    """Reads desks; what the directory has is kept for all of them."""

    def __init__(self) -> None:
        self._knowing = Knowing()

    async def desk(self, request: Request, caller: Caller, *, topics: bool = False) -> Desk:
        """As it stands now; `topics` where there are topics to choose from."""
        here = parts(request)
        return await here.database.aread(_load, caller, here, self._knowing, topics=topics)


def history(connection: Connection, piece: Piece | None, before: int | None, most: int) -> list[tuple[Revision, str]]:
    """Changes with the names of whoever made them, newest first."""
    found = store.history(connection, piece, limit=most, before=before)
    known = load_people(connection, {one.person_id for one in found if one.person_id}, active=False)
    names = {one.id: one.name for one in known}
    return [(one, names.get(one.person_id or "", "")) for one in found]


def _load(connection: Connection, caller: Caller, here: Parts, knowing: Knowing, *, topics: bool) -> Desk:
    programme = store.load(connection)
    try:
        config, broken = overlaid(here.settings.file, programme.said), ""
    except SettingsError as wrong:
        config, broken = overlaid(here.settings.file, NOTHING.said), str(wrong)
    known = knowing.of(here.folk.roll(connection))
    ground = Ground(
        language=caller.language,
        languages=tuple(dict.fromkeys((*config.content.languages, *languages()))),
        desks=tuple(desks(connection, config.content.desks)),
        topics=_topics(connection, config, known, caller.language) if topics else (),
        departments=known.departments,
    )
    return Desk(caller, here, here.clock(), config, store.numbers(connection), known, ground, broken)


def _topics(connection: Connection, config: Config, known: Known, language: str) -> tuple[Option, ...]:
    """Topics of the queue, those that the company names, and interests of the directory, each once."""
    told = connection.scalars(select(item_index.c.topics).distinct())
    found = [one for row in told for one in apart(row)]
    found += [section.name for section in config.topics]
    found += known.interests
    names, once = called(config), {one.casefold(): one for one in found}
    return tuple(
        sorted(((one, topic(language, one, names)) for one in once.values()), key=lambda one: one[1].casefold())
    )


def parts_of(language: str) -> list[Option]:
    """The parts with their names, in the order of the overview."""
    _ = words(language).gettext
    told = {
        Part.SCHEDULES: _("Schedules"),
        Part.QUIET: _("Quiet periods"),
        Part.GOALS: _("Goals"),
        Part.TOPICS: _("Topics"),
        Part.FIELDS: _("Departments"),
        Part.CAPS: _("Limits"),
        Part.LADDER: _("The ladder"),
        Part.WELCOME: _("Welcome"),
    }
    return [(part.value, said) for part, said in told.items()]
