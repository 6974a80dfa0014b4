"""What a piece of the programme has to be filled in with, field by field."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.rendering.words import N_, words
from digests.programme.model import Part

Option = tuple[str, str]
LATENESS = ("1h", "2h", "6h", "12h", "1d", "2d", "7d")
WINDOWS = ("7d", "14d", "30d", "60d", "90d")
KINDS: Mapping[str, str] = {
    "application": N_("Application"),
    "sign-up": N_("Sign-up"),
    "booking": N_("Booking"),
    "download": N_("Download"),
    "contact": N_("Contact"),
    "purchase": N_("Purchase"),
    "donation": N_("Donation"),
    "other": N_("Other"),
}
IDENTIFIERS: Mapping[str, str] = {
    "none": N_("Nothing"),
    "item": N_("Which item and network: nobody is named"),
    "click": N_("A number for each click: for sites that ask their visitors"),
}
ATTRIBUTIONS: Mapping[str, str] = {
    "last": N_("The last one before it"),
    "first": N_("The first one"),
    "linear": N_("All of them, in equal parts"),
}
RUNGS: Mapping[str, str] = {
    "newcomer_items": N_("Newcomers get"),
    "reader_items": N_("Readers get"),
    "first_share_items": N_("After a first share, people get"),
    "regular_items": N_("Regulars get"),
    "champion_items": N_("Champions get"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """To fill in: `lines` is a text per language, `list` has commas, `rhythm` and `audience` are their own."""

    name: str
    label: str
    kind: str = "text"
    help: str = ""
    options: tuple[Option, ...] = ()
    required: bool = False
    least: int | None = None
    most: int | None = None
    long: bool = False


@dataclass(frozen=True, slots=True)
class Ground:
    """In which language it is asked, and what there is to choose from."""

    language: str
    languages: tuple[str, ...] = ("en",)  # that people are written to in
    desks: tuple[str, ...] = ()
    topics: tuple[Option, ...] = ()
    departments: tuple[str, ...] = ()


def fields(part: Part, ground: Ground, *, new: bool) -> list[Field]:
    """The fields of a part in their order; a name is asked for once."""
    _ = words(ground.language).gettext
    made = _FIELDS[part](ground)
    names: dict[Part, Field] = {
        Part.SCHEDULES: Field(
            "name",
            _("Short name"),
            help=_("Such as weekly. It stands in the report and stays as it is."),
            required=True,
        ),
        Part.GOALS: Field(
            "name",
            _("Short name"),
            help=_("Such as application. Items and your site name the goal by it."),
            required=True,
        ),
        Part.QUIET: Field("name", _("Name"), help=_("Such as results week."), required=True),
        Part.TOPICS: Field("name", _("Topic"), help=_("As items write it, such as ports."), required=True),
        Part.FIELDS: Field(
            "name", _("Department"), "choice", options=tuple((one, one) for one in ground.departments), required=True
        ),
    }
    return [names[part], *made] if new and part in names else made


def length(text: str, language: str) -> str:
    """`12h` in words."""
    ngettext = words(language).ngettext
    number, unit = int(text[:-1] or 0) if text[:-1].isdigit() else 0, text[-1:]
    if unit == "d":
        return ngettext("{n} day", "{n} days", number).format(n=number)
    if unit == "h":
        return ngettext("{n} hour", "{n} hours", number).format(n=number)
    return text


def _schedules(ground: Ground) -> list[Field]:
    _ = words(ground.language).gettext
    return [
        Field("cron", _("When it comes"), "rhythm", _("At this time on each person's own clock.")),
        Field("audience", _("Who gets it"), "audience"),
        Field("items", _("Items in it, at most"), "number", least=1, most=5, required=True),
        Field("title", _("Title"), "lines", _("What stands above it. Empty: a greeting with the person's name.")),
        Field(
            "lateness",
            _("How late it may be"),
            "choice",
            _("After this it is not sent any more, for instance when the mail server was down."),
            tuple((one, length(one, ground.language)) for one in LATENESS),
        ),
    ]


def _goals(ground: Ground) -> list[Field]:
    _ = words(ground.language).gettext
    return [
        Field("title", _("Title"), "lines", _("What the report calls it.")),
        Field("kind", _("What happens then"), "choice", options=_worded(KINDS, ground)),
        Field(
            "value", _("What one is worth"), "text", _("A number such as 1500, or empty. Your site may send its own.")
        ),
        Field("currency", _("Currency"), "text", _("Three letters, such as DKK.")),
        Field(
            "window",
            _("How long after a click it counts"),
            "choice",
            options=tuple((one, length(one, ground.language)) for one in WINDOWS),
        ),
        Field("attribution", _("Which share it counts for"), "choice", options=_worded(ATTRIBUTIONS, ground)),
        Field("identifier", _("What your site is told"), "choice", options=_worded(IDENTIFIERS, ground)),
        Field(
            "sites", _("Sites that may report it"), "list", _("Such as careers.example.com, with commas between them.")
        ),
    ]


def _topics(ground: Ground) -> list[Field]:
    _ = words(ground.language).gettext
    return [Field("title", _("What people read"), "lines", _("In digests, preferences and reasons."))]


def _quiet(ground: Ground) -> list[Field]:
    _ = words(ground.language).gettext
    return [
        Field("since", _("First day"), "date", required=True),
        Field("until", _("Last day"), "date", required=True),
        Field(
            "desks",
            _("Desks that are quiet"),
            "ticks",
            options=tuple((one, one) for one in ground.desks),
        ),
        Field(
            "topics",
            _("Topics that are quiet"),
            "ticks",
            _("Choose no desk and no topic, and nothing at all goes out."),
            ground.topics,
        ),
        Field("why", _("Why"), "text", _("For your colleagues, such as: the annual report is out on Thursday.")),
    ]


def _fields(ground: Ground) -> list[Field]:
    _ = words(ground.language).gettext
    return [Field("topics", _("Topics near its work"), "ticks", options=ground.topics)]


def _ladder(ground: Ground) -> list[Field]:
    _ = words(ground.language).gettext
    rungs = [Field(name, _(label), "number", least=1, most=5, required=True) for name, label in RUNGS.items()]
    return [
        *rungs,
        Field("regular_shares", _("Shares in 90 days that make a regular"), "number", least=2, most=999, required=True),
        Field(
            "champion_shares", _("Shares in 90 days that make a champion"), "number", least=3, most=999, required=True
        ),
        Field(
            "share_hour",
            _("The hour at which sharing is suggested"),
            "number",
            _("Until people have a habit of their own. From 0 to 23."),
            least=0,
            most=23,
            required=True,
        ),
    ]


def _caps(ground: Ground) -> list[Field]:
    _ = words(ground.language).gettext
    return [
        Field(
            "min_days",
            _("Days between two digests, at least"),
            "number",
            _("For everybody, over all schedules. 0: as often as they come."),
            least=0,
            most=90,
            required=True,
        ),
        Field("items", _("Items in a digest, at most"), "number", least=1, most=5, required=True),
    ]


def _welcome(ground: Ground) -> list[Field]:
    _ = words(ground.language).gettext
    told = _("At most 400 characters. Who sees what, and how to stop, is always said after it.")
    return [Field("words", _("What people read first"), "lines", told, long=True)]


def _worded(options: Mapping[str, str], ground: Ground) -> tuple[Option, ...]:
    _ = words(ground.language).gettext
    return tuple((value, _(label)) for value, label in options.items())


_FIELDS = {
    Part.SCHEDULES: _schedules,
    Part.GOALS: _goals,
    Part.TOPICS: _topics,
    Part.QUIET: _quiet,
    Part.FIELDS: _fields,
    Part.LADDER: _ladder,
    Part.CAPS: _caps,
    Part.WELCOME: _welcome,
}
