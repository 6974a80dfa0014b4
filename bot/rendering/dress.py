"""A company's colours on pages, in the light and in the dark: those it chose, and those that follow from them."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.rendering.colours import contrast, ink_on, mixed
from digests.config.house import Company

READABLE = 4.5  # WCAG 2.2, 1.4.3: words
VISIBLE = 3.0  # WCAG 2.2, 1.4.11: edges of buttons and fields
_STEPS = 20
_GOOD, _BAD = "#1d9a55", "#d9362b"


@dataclass(frozen=True, slots=True)
class Scheme:
    """Every colour of a page in one light."""

    ink: str
    quiet: str
    paper: str
    ground: str
    line: str  # between things; tells nothing
    edge: str  # of a field or a button that has no fill
    fill: str
    on_fill: str
    link: str
    good: str
    bad: str


@dataclass(frozen=True, slots=True)
class Dress:
    """Both lights of a company's pages."""

    light: Scheme
    dark: Scheme


@dataclass(frozen=True, slots=True)
class Fault:
    """Two colours of config.toml that are too near each other: by key, with their contrast and the least it must be."""

    one: str
    other: str
    contrast: float
    least: float


def dress(company: Company) -> Dress:
    """What pages wear; where `accent_dark` is not given, accent is brought towards white until it can be read."""
    dark = company.accent_dark or _readable(company.accent, company.ink_dark, company.paper_dark, company.ground_dark)
    return Dress(
        _scheme(company.accent, company.ink, company.paper, company.ground),
        _scheme(dark, company.ink_dark, company.paper_dark, company.ground_dark),
    )


def faults(company: Company) -> tuple[Fault, ...]:
    """Pairs that WCAG 2.2 AA does not let pass, in both lights; what follows from them can always be read."""
    return tuple(_faults(company))


def _faults(company: Company) -> Iterator[Fault]:
    worn = dress(company)
    for scheme, ending in ((worn.light, ""), (worn.dark, "_dark")):
        for ground, name in ((scheme.paper, "paper"), (scheme.ground, "ground")):
            yield from _fault(f"ink{ending}", f"{name}{ending}", scheme.ink, ground, READABLE)
        accent = "accent_dark" if ending and company.accent_dark else "accent"
        yield from _fault(accent, f"paper{ending}", scheme.fill, scheme.paper, VISIBLE)


def _fault(one: str, other: str, colour: str, ground: str, least: float) -> Iterator[Fault]:
    found = contrast(colour, ground)
    if found < least:
        yield Fault(one, other, found, least)


def _scheme(accent: str, ink: str, paper: str, ground: str) -> Scheme:
    return Scheme(
        ink=ink,
        quiet=_readable(mixed(ink, paper, 0.4), ink, paper, ground),
        paper=paper,
        ground=ground,
        line=mixed(paper, ink, 0.16),
        edge=_readable(mixed(ink, paper, 0.5), ink, paper, ground, VISIBLE),
        fill=(fill := _fillable(accent, ink)),
        on_fill=ink_on(fill),
        link=_readable(accent, ink, paper, ground),
        good=mixed(paper, _GOOD, 0.12),
        bad=mixed(paper, _BAD, 0.12),
    )


def _fillable(colour: str, ink: str) -> str:
    """The colour nearest to this one on which white or ink can be read: a grey in the middle takes neither."""
    steps = (mixed(colour, ink, step / _STEPS) for step in range(_STEPS + 1))
    return next((one for one in steps if contrast(one, ink_on(one)) >= READABLE), colour)


def _readable(colour: str, ink: str, paper: str, ground: str, least: float = READABLE) -> str:
    """The colour nearest to this one, on the way to the ink, that stands out from paper and ground; else the ink."""
    steps = (mixed(colour, ink, step / _STEPS) for step in range(_STEPS + 1))
    return next((one for one in steps if min(contrast(one, paper), contrast(one, ground)) >= least), ink)
