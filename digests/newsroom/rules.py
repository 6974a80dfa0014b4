"""What there is to say of an item beyond its shape: windows, languages, lengths, audiences, addresses, wordings."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from digests.config import Config
from digests.content import audience
from digests.content.model import Item, Kind
from digests.networks import NETWORKS
from digests.newsroom.shape import Level, perhaps
from digests.people import entry
from digests.sharing.intents import Draft, length, wording

LINK = "https://" + "l" * 32  # as long as a short link may become


@dataclass(frozen=True, slots=True)
class Known:
    """What the linter may hold a queue against; None: nobody said, so anything goes."""

    languages: frozenset[str] = frozenset()  # those each item should have
    domains: tuple[str, ...] = ()
    desks: frozenset[str] | None = None
    goals: frozenset[str] | None = None
    attributes: frozenset[str] | None = None
    timezone: str = "UTC"
    disclosure: str = ""

    @classmethod
    def of(cls, config: Config) -> "Known":
        """What config.toml says."""
        return cls(
            languages=frozenset(config.content.languages),
            domains=tuple(config.content.domains),
            desks=frozenset(config.content.desks) or None,
            goals=frozenset(goal.name for goal in config.goals),
            attributes=frozenset(config.people.attributes),
            timezone=config.company.timezone,
            disclosure=config.content.disclosure,
        )


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing about an item, by the path of the value it is about; `about` is what else its sentence names."""

    path: tuple[str | int, ...]
    level: Level
    rule: str
    message: str
    about: tuple[str, ...] = ()


def moment(text: str, known: Known, *, end: bool) -> datetime:
    """When a written time is: a date alone is its first moment, or, with `end`, the moment after its last.

    ValueError says what is wrong with it.
    """
    try:
        day = _day(text.strip())
        if day is not None:
            return datetime.combine(day + timedelta(days=end), time(), ZoneInfo(known.timezone)).astimezone(UTC)
        found = datetime.fromisoformat(text.strip())
        zoned = found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError):
        raise ValueError(
            f"{text[:40]!r} is not a time; write 2026-11-23T08:00:00+01:00, or a date such as 2026-11-23"
        ) from None
    if zoned is None:
        raise ValueError(f"{text[:40]!r} does not say in which zone; add the offset, such as +01:00")
    return zoned


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def remarks(item: Item, known: Known, languages: Iterable[str], now: datetime) -> Iterator[Remark]:
    """Everything there is to say about one item; `languages` are those it should have."""
    yield from _addresses(item, known)
    yield from _names(item, known)
    yield from _window(item, now)
    yield from _people(item, known)
    yield from _gaps(item, tuple(languages))
    yield from _texts(item, known)


def spoken(items: Iterable[Item]) -> frozenset[str]:
    """The languages that some item has a title or text in."""
    return frozenset(_primary(tag) for item in items for tag in (*item.title, *(text.language for text in item.texts)))


def same_words(text: str) -> str:
    """A wording as a reader would recognise it: without case, spaces or signs."""
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def _error(rule: str, message: str, *path: str | int) -> Remark:
    return Remark(path, Level.ERROR, rule, message)


def _warning(rule: str, message: str, *path: str | int) -> Remark:
    return Remark(path, Level.WARNING, rule, message)


def _addresses(item: Item, known: Known) -> Iterator[Remark]:
    host = _https_host(item.url)
    if not host:
        yield _error("not-https", "url must begin with https:// and name a host", "url")
    elif known.domains and not _within(host, known.domains):
        message = f"url leads to {host}, and content.domains allows {', '.join(known.domains)}"
        yield Remark(("url",), Level.ERROR, "foreign-domain", message, (host, ", ".join(known.domains)))
    if item.image and not _https_host(item.image.url):
        yield _error("not-https", "image.url must begin with https:// and name a host", "image", "url")


def _https_host(url: str) -> str:
    """The host of a plain https address; empty when it is none, hides a name and password, or has odd signs."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme == "https" and parts.username is None and parts.port != 0
    except ValueError:
        return ""
    odd = any(sign.isspace() or not sign.isprintable() or sign in '\\<>"' for sign in url)
    return (parts.hostname or "") if usable and not odd else ""


def _within(host: str, domains: Iterable[str]) -> bool:
    return any(host == domain.lower() or host.endswith(f".{domain.lower()}") for domain in domains)


def _names(item: Item, known: Known) -> Iterator[Remark]:
    if known.desks is not None and item.owner not in known.desks:
        message = f"owner: {item.owner} is not in content.desks{perhaps(item.owner, known.desks)}"
        yield _error("unknown-value", message, "owner")
    if item.goal and known.goals == frozenset():
        yield _warning("unknown-value", f"goal: {item.goal} counts nowhere: config.toml has no [[goals]]", "goal")
    elif item.goal and known.goals is not None and item.goal not in known.goals:
        message = f"goal: {item.goal} is not a goal of config.toml{perhaps(item.goal, known.goals)}"
        yield _error("unknown-value", message, "goal")
    alt = item.image.alt if item.image else {}
    tags: list[tuple[str, tuple[str | int, ...]]] = [(tag, ("title", tag)) for tag in item.title]
    tags += [(tag, ("summary", tag)) for tag in item.summary]
    tags += [(tag, ("image", "alt", tag)) for tag in alt]
    tags += [(text.language, ("texts", number, "language")) for number, text in enumerate(item.texts)]
    for tag, path in tags:
        yield from _checked(entry.language, (tag,), *path)


def _checked(check: Callable[[str], str], values: Iterable[str], *path: str | int) -> Iterator[Remark]:
    for value in values:
        try:
            check(value)
        except ValueError as error:
            yield _error("unknown-value", f"{path[0]}: {error}", *path)


def _window(item: Item, now: datetime) -> Iterator[Remark]:
    if item.publish and item.expires and item.expires <= item.publish:
        yield _error("window", "expires is not after publish, so nobody could ever get it", "expires")
    elif item.expires and item.expires <= now:
        message = "expires is in the past, so nobody gets it any more; choose a later day or take the item out"
        yield _warning("expired", message, "expires")


_CODES: dict[str, Callable[[str], str]] = {"country": entry.country, "language": entry.language}


def _people(item: Item, known: Known) -> Iterator[Remark]:
    for side, rules in (("any", item.audience.any_of), ("none", item.audience.none_of)):
        for number, rule in enumerate(rules):
            for key, values in rule.keys:
                path = ("audience", side, number, key)
                yield from _rule_key(key, known, path)
                if key in _CODES:
                    yield from _checked(_CODES[key], values, *path)
    if audience.nobody(item.audience):
        yield _error("empty-audience", "audience excludes everybody whom it includes", "audience")


def _rule_key(key: str, known: Known, path: tuple[str | int, ...]) -> Iterator[Remark]:
    columns = known.attributes or frozenset()
    if key in audience.KEYS or key in columns:
        return
    guess = perhaps(key, [*audience.KEYS, *columns])
    if known.attributes is None:
        yield _warning("unknown-key", f"audience: {key} must be a column that people.attributes names{guess}", *path)
    else:
        yield _error("unknown-key", f"audience: {key} is no key, nor a column of people.attributes{guess}", *path)


def _gaps(item: Item, languages: tuple[str, ...]) -> Iterator[Remark]:
    places: list[tuple[str, Iterable[str], str, tuple[str, ...]]] = [
        ("title", item.title, "language-gap", ("title",)),
        ("summary", item.summary, "language-gap", ("summary",)),
        ("texts", [text.language for text in item.texts], "language-gap", ("texts",)),
        ("image.alt", item.image.alt if item.image else (), "missing-alt", ("image", "alt")),
    ]
    for name, tags, rule, path in places:
        has = {_primary(tag) for tag in tags}
        for language in sorted({_primary(tag) for tag in languages} - has) if has else ():
            yield Remark(path, Level.WARNING, rule, f"{name} has nothing in {language}", (language,))


def _primary(tag: str) -> str:
    return tag.partition("-")[0].lower()


def _texts(item: Item, known: Known) -> Iterator[Remark]:
    if not item.texts and item.kind is not Kind.POST:
        yield _warning("no-texts", "there are no texts: colleagues would have to find their own words")
    seen: dict[tuple[str, str], int] = {}
    for number, text in enumerate(item.texts):
        yield from _lengths(item, known, number)
        words = (text.language, same_words(text.text))
        if words in seen:
            message = f"the wording is that of text {seen[words] + 1}; colleagues would repeat each other"
            yield Remark(("texts", number, "text"), Level.WARNING, "duplicate-wording", message, (text.text,))
        seen.setdefault(words, number)
        if text.network and item.networks and text.network not in item.networks:
            message = f"the text is for {text.network}, which networks does not name"
            yield Remark(("texts", number, "network"), Level.WARNING, "unused-text", message, (text.network,))


def _lengths(item: Item, known: Known, number: int) -> Iterator[Remark]:
    text = item.texts[number]
    own = {(other.language, other.network) for other in item.texts}
    names = (text.network,) if text.network else tuple(n for n in item.networks if (text.language, n) not in own)
    level = Level.ERROR if text.network else Level.WARNING
    more = "" if text.network else ": it is cut there, unless that network gets a text of its own"
    for name in names:
        over = _too_long(name, text.text, item.disclosure or known.disclosure)
        if over:
            message = f"the text is {over} too long for {NETWORKS[name].title}, link and disclosure counted{more}"
            yield Remark(("texts", number, "text"), level, "too-long", message, (name, str(over)))


def _too_long(name: str, text: str, disclosure: str) -> int:
    """By how many signs a network would have to cut the text; 0 when it fits."""
    network = NETWORKS[name]
    share = Draft(text, LINK, disclosure)
    whole = wording(replace(network, limit=None), share)
    if network.limit is None or wording(network, share) == whole:
        return 0
    link = length(network, LINK) if network.link_counts is None else network.link_counts
    return length(network, whole) + 1 + link - network.limit
