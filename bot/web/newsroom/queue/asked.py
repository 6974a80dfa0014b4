"""What somebody asked of the queue, as its address says it: a filtered queue can be kept as a bookmark."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from bot.rendering import names
from bot.rendering.choices import named
from bot.rendering.words import words
from digests.content.model import ItemState, Kind
from digests.newsroom.search import Facets, Sort, Sought, Window

BOARD, LIST = "board", "list"
LONGEST = 200  # signs of what is searched for
Options = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A view of the queue; `address` leads to it again."""

    sought: Sought
    view: str = BOARD
    page: int = 1

    @classmethod
    def of(cls, query: QueryParams) -> "Asked":
        """What an address says; whatever it says wrong is as if it were not said."""
        said = {name: query.get(name, "").strip()[:LONGEST] for name in Sought.__dataclass_fields__}
        said["sort"] = said["sort"] if said["sort"] in set(Sort) else Sort.CHANGED.value
        page = query.get("page", "1")
        view = LIST if query.get("view") == LIST or said["state"] else BOARD
        return cls(Sought(**said), view, int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1)  # noqa: PLR2004

    @property
    def address(self) -> str:
        """Its own, without the page."""
        return f"/newsroom/queue{self.query}"

    @property
    def query(self) -> str:
        """Everything after the path; nothing where nothing is asked."""
        found = {name: getattr(self.sought, name) for name in Sought.__dataclass_fields__}
        if found["sort"] == Sort.CHANGED:
            del found["sort"]
        if self.view == LIST:
            found["view"] = LIST
        said = urlencode({name: str(value) for name, value in found.items() if value})
        return f"?{said}" if said else ""

    @property
    def filtered(self) -> bool:
        """Whether anything is left out."""
        return replace(self.sought, sort=Sort.CHANGED, state="") != Sought()

    def other(self, **changes: str) -> str:
        """The address of the same with something else asked."""
        view = changes.pop("view", self.view)
        return Asked(replace(self.sought, **changes), view).address


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to filter by."""

    name: str
    label: str
    chosen: str
    options: Options


def choices(asked: Asked, facets: Facets, desks: Sequence[str], language: str) -> list[Choice]:
    """Everything to filter by, in somebody's language."""
    _ = words(language).gettext
    windows = {
        Window.RUNNING: _("Running now"),
        Window.COMING: _("Coming"),
        Window.ENDED: _("Ended"),
        Window.NO_END: _("Without an end"),
    }
    sorts = {
        Sort.CHANGED: _("Changed last"),
        Sort.TITLE: _("By headline"),
        Sort.PUBLISH: _("Begins first"),
        Sort.EXPIRES: _("Ends first"),
    }
    sought, every = asked.sought, ("", _("All"))
    found = [
        Choice("desk", _("Desk"), sought.desk, [every, *((one, one) for one in desks)]),
        Choice("kind", _("Kind"), sought.kind, [every, *((one.value, names.kind(one, language)) for one in Kind)]),
        Choice(
            "language",
            _("Language"),
            sought.language,
            [every, *((one, named(one, language)) for one in facets.languages)],
        ),
        Choice("topic", _("Topic"), sought.topic.casefold(), [every, *((one, one) for one in facets.topics)]),
        Choice("campaign", _("Campaign"), sought.campaign, [every, *((one, one) for one in facets.campaigns)]),
        Choice("window", _("Time"), sought.window, [every, *((one.value, said) for one, said in windows.items())]),
        Choice("sort", _("Order"), sought.sort, [(one.value, said) for one, said in sorts.items()]),
    ]
    if asked.view == LIST:
        states = [(one.value, names.state(one, language)) for one in ItemState]
        found.insert(0, Choice("state", _("State"), sought.state, [every, *states]))
    return found
