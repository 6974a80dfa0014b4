"""Between the form and the item: the form that shows an item, and the item that a form comes to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from bot.rendering.remarks import unfitting
from bot.rendering.words import words
from bot.web.newsroom.editor import window
from bot.web.newsroom.editor.ground import Ground
from bot.web.newsroom.editor.sheet import SIDES, Sheet
from digests.content import body
from digests.content.model import Audience, Image, Item, Kind, Priority, Rule, Text
from digests.networks import NETWORKS
from digests.newsroom.schema import schema
from digests.newsroom.shape import unfit

BLANK = Item(id="", url="", kind=Kind.ARTICLE, owner="", title={})
MOST_MINUTES = 600
SHAPES: Mapping[str, Any] = schema()["properties"]["items"]["items"]["properties"]
_BOTH = (("publish", False), ("expires", True))
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Filled:
    """What a form came to: the item, and what is wrong with it, by the name of the field.

    `places` says which text of the item each text of the form became, by its number there.
    """

    item: Item
    wrong: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[int, int] = field(default_factory=dict)


def sheet_of(item: Item, ground: Ground) -> Sheet:
    """The form that shows an item."""
    found: dict[str, tuple[str, ...]] = {
        "url": (item.url,),
        "kind": (item.kind.value,),
        "owner": (item.owner,),
        "topics": (", ".join(item.topics),),
        "networks": item.networks,
        "priority": (item.priority.value,),
        "goal": (item.goal,),
        "campaign": (item.campaign,),
        "disclosure": (item.disclosure,),
        "minutes": ("" if item.minutes is None else str(item.minutes),),
        "image_url": (item.image.url if item.image else "",),
        "tag": ground.tags(item),
    }
    for tag in ground.tags(item):
        found[f"title:{tag}"] = (item.title.get(tag, ""),)
        found[f"summary:{tag}"] = (item.summary.get(tag, ""),)
        found[f"alt:{tag}"] = (item.image.alt.get(tag, "") if item.image else "",)
    for number, text in enumerate(item.texts):
        found |= text_fields(number, text)
    for name, end in _BOTH:
        typed = window.split(getattr(item, name), ground.zone, end=end)
        found |= {f"{name}_date": (typed.day,), f"{name}_time": (typed.hour,)}
    return Sheet(found | dict(_groups(item.audience)))


def text_fields(number: int, text: Text) -> dict[str, tuple[str, ...]]:
    """The fields of one text."""
    name = f"text:{number}"
    return {f"{name}:text": (text.text,), f"{name}:language": (text.language,), f"{name}:network": (text.network,)}


def _groups(audience: Audience) -> Iterator[tuple[str, tuple[str, ...]]]:
    sides = (("any", audience.any_of), ("none", audience.none_of))
    rules = [(f"{side}:{number}", rule) for side, several in sides for number, rule in enumerate(several)]
    yield "group", tuple(name for name, _ in rules)
    yield "condition", tuple(f"{name}:{key}" for name, rule in rules for key, _ in rule.keys)
    for name, rule in rules:
        for key, values in rule.keys:
            yield f"{name}:{key}", values


def read(sheet: Sheet, base: Item, ground: Ground) -> Filled:
    """The item that a form comes to; what stands in it as it stood in `base` is taken from there, sign by sign."""
    return _Reader(sheet, base, sheet_of(base, ground), ground).read()


@dataclass(frozen=True, slots=True)
class _Reader:
    sheet: Sheet
    base: Item
    was: Sheet
    ground: Ground

    def read(self) -> Filled:
        texts = dict(self._texts())
        unique = tuple({text.key: text for text in texts.values()}.values())
        made = replace(
            self.base,
            url=self._line("url", self.base.url),
            kind=self._of(Kind, "kind", self.base.kind),
            owner=self._line("owner", self.base.owner),
            title=self._tagged("title", self.base.title),
            summary=self._tagged("summary", self.base.summary),
            topics=self._topics(),
            audience=self._audience(),
            texts=unique,
            networks=self._networks(),
            image=self._image(),
            publish=self._moment("publish", end=False)[0],
            expires=self._moment("expires", end=True)[0],
            priority=self._of(Priority, "priority", self.base.priority),
            goal=self._line("goal", self.base.goal),
            campaign=self._line("campaign", self.base.campaign),
            disclosure=self._line("disclosure", self.base.disclosure),
            minutes=self._minutes()[0],
        )
        places = {number: unique.index(text) for number, text in texts.items()}
        return Filled(made, dict(self._wrong(made, texts)), places)

    def _same(self, *names: str) -> bool:
        return all(self.sheet.values.get(name, ("",)) == self.was.values.get(name, ("",)) for name in names)

    def _line(self, name: str, before: str) -> str:
        return before if self._same(name) else self.sheet.line(name)

    def _of(self, kind: type[T], name: str, before: T) -> T:
        try:
            return kind(self.sheet.line(name))  # type: ignore[call-arg]  # an enumeration, by its value
        except ValueError:
            return before

    def _tagged(self, name: str, before: Mapping[str, str]) -> dict[str, str]:
        found = {}
        for tag in dict.fromkeys([*before, *self.sheet.tags]):
            field_name = f"{name}:{tag}"
            found[tag] = before.get(tag, "") if self._same(field_name) else self.sheet.line(field_name)
        return {tag: said for tag, said in found.items() if said}

    def _topics(self) -> tuple[str, ...]:
        if self._same("topics"):
            return self.base.topics
        return tuple(dict.fromkeys(one.strip() for one in self.sheet.one("topics").split(",") if one.strip()))

    def _networks(self) -> tuple[str, ...]:
        chosen = self.sheet.many("networks")
        if set(chosen) == set(self.base.networks):
            return self.base.networks
        return tuple(name for name in NETWORKS if name in chosen)

    def _audience(self) -> Audience:
        sides: dict[str, list[Rule]] = {side: [] for side in SIDES}
        for group in self.sheet.groups:
            found = ((key, self.sheet.many(f"{group.name}:{key}")) for key in group.keys)
            rule = Rule(tuple((key, values) for key, values in found if values))
            sides[group.side] += [rule] if rule.keys else []
        return Audience(tuple(sides["any"]), tuple(sides["none"]))

    def _image(self) -> Image | None:
        before = self.base.image
        url = self._line("image_url", before.url if before else "")
        alt = self._tagged("alt", before.alt if before else {})
        return Image(url, alt) if url else None

    def _texts(self) -> Iterator[tuple[int, Text]]:
        """The texts by their number on the form; one without a word is none."""
        for number in self.sheet.numbers:
            name = f"text:{number}"
            if number < len(self.base.texts) and self._same(f"{name}:text", f"{name}:language", f"{name}:network"):
                yield number, self.base.texts[number]
                continue
            wording, network = self.sheet.line(f"{name}:text"), self.sheet.line(f"{name}:network")
            if wording:
                kept = network if network in NETWORKS else ""
                yield number, body.text(self.sheet.line(f"{name}:language") or self.ground.languages[0], wording, kept)

    def _moment(self, name: str, *, end: bool) -> tuple[Any, str]:
        """When it begins or ends, and what is wrong with it."""
        _ = words(self.ground.language).gettext
        if self._same(f"{name}_date", f"{name}_time"):
            return getattr(self.base, name), ""
        typed = window.Typed(self.sheet.line(f"{name}_date"), self.sheet.line(f"{name}_time"))
        if typed.hour and not typed.day:
            return None, _("Choose the day, too.")
        try:
            return window.moment(typed, self.ground.zone, end=end), ""
        except ValueError:
            return None, _("Write the day as 2026-11-24 and the time as 09:30.")

    def _minutes(self) -> tuple[int | None, str]:
        if self._same("minutes"):
            return self.base.minutes, ""
        said = self.sheet.line("minutes")
        if not said or (said.isascii() and said.isdigit() and 1 <= int(said[:9]) <= MOST_MINUTES):
            return int(said) if said else None, ""
        told = words(self.ground.language).gettext("Write a whole number between 1 and {most}.")
        return None, told.format(most=MOST_MINUTES)

    def _wrong(self, made: Item, texts: Mapping[int, Text]) -> Iterator[tuple[str, str]]:
        """What the form cannot come to as it stands; the first word on a field is the one that counts last."""
        _ = words(self.ground.language).gettext
        yield from self._misshapen(made, texts)
        for name, end in _BOTH:
            if said := self._moment(name, end=end)[1]:
                yield f"{name}_date", said
        if said := self._minutes()[1]:
            yield "minutes", said
        for group in self.sheet.groups:
            if not any(self.sheet.many(f"{group.name}:{key}") for key in group.keys):
                yield group.name, _("Choose at least one value, or remove the group.")
        if made.image and not made.image.alt:
            yield f"alt:{next(iter(self.sheet.tags), '')}", _("Describe the picture in at least one language.")
        if not made.title:
            yield f"title:{next(iter(self.sheet.tags), '')}", _("Give it a headline in at least one language.")
        for name in ("url", "owner"):
            if not getattr(made, name):
                yield name, _("This is needed.")

    def _misshapen(self, made: Item, texts: Mapping[int, Text]) -> Iterator[tuple[str, str]]:
        values = [("url", made.url), ("owner", made.owner), ("goal", made.goal), ("disclosure", made.disclosure)]
        found = [(name, name, value) for name, value in [*values, ("campaign", made.campaign)]]
        found += [(f"title:{tag}", "title", said) for tag, said in made.title.items()]
        found += [(f"summary:{tag}", "summary", said) for tag, said in made.summary.items()]
        found += [("topics", "topics", topic) for topic in made.topics]
        found += [(f"text:{number}:text", "texts.text", text.text) for number, text in texts.items()]
        if made.image:
            found.append(("image_url", "image.url", made.image.url))
            found += [(f"alt:{tag}", "image.alt", said) for tag, said in made.image.alt.items()]
        for name, key, value in found:
            shape = _shape(key)
            wrong = unfit(value, shape, key) if value else None
            if wrong:
                yield name, unfitting(wrong[0], shape.get("maxLength", 0), self.ground.language)


def _shape(key: str) -> Mapping[str, Any]:
    """The schema of a key; of `topics` that of each, of `title` that of each language's."""
    shape: Mapping[str, Any] = {"properties": SHAPES}
    for name in key.split("."):
        found = shape["properties"][name]
        inner = found.get("items") or found.get("additionalProperties")
        shape = inner if isinstance(inner, Mapping) else found
    return shape
