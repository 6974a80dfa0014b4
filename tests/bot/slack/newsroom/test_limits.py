"""Whatever an item says, its modals are such as Slack takes, and nobody is pinged by them."""

import json
from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.slack import limits
from bot.slack.newsroom import desk, modals, past, texts
from bot.slack.newsroom.desk import Desk
from bot.slack.newsroom.forms import audience
from bot.slack.newsroom.forms.audience import Look
from bot.slack.newsroom.forms.new import NEW
from bot.slack.newsroom.forms.part import fits
from bot.slack.newsroom.forms.wording import WORDING
from bot.slack.newsroom.ground import Ground
from bot.slack.newsroom.kept import Kept, read
from bot.slack.newsroom.overview import FORMS, MOST_PARTS, view
from digests.content import body
from digests.content.model import Audience, Image, Item, ItemState, Rule
from digests.db import Database
from digests.newsroom.standing import standing
from tests.bot.chat import settings as settings_of
from tests.bot.slack.newsroom.conftest import DRAFT, EDITOR
from tests.factories import NOW, person

ADMIN = person(roles=("admin",), slack_id="U1")
NASTY = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=300),  # as a database takes it
    st.sampled_from(["<!channel> & <https://evil.example.com|here>", "*_~`" * 70, "&" * 300, "😀" * 300, "م" * 300]),
)
TAGS = ("en", "da", "pt-BR", "xx", *(f"q{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"))


def by_language(words: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, str]]:
    return st.dictionaries(st.sampled_from(TAGS), words, max_size=12)


RULES = st.lists(
    st.dictionaries(
        st.sampled_from(["department", "country", "language", "person", "site"]),
        st.lists(NASTY.filter(bool), min_size=1, max_size=4, unique=True),
        min_size=1,
    ).map(lambda found: Rule(tuple((key, tuple(values)) for key, values in found.items()))),
    max_size=5,
).map(tuple)
ITEMS = st.builds(
    replace,
    st.just(DRAFT),
    state=st.sampled_from(ItemState),
    title=by_language(NASTY),
    summary=by_language(NASTY),
    topics=st.lists(NASTY, max_size=30).map(tuple),
    goal=NASTY.map(lambda text: text[:80]),
    disclosure=NASTY.map(lambda text: text[:60]),
    audience=st.builds(Audience, RULES, RULES),
    texts=st.lists(st.builds(body.text, st.sampled_from(TAGS), NASTY, st.sampled_from(["", "x"])), max_size=20).map(
        tuple
    ),
    image=st.one_of(st.none(), st.builds(Image, st.just("https://www.example.com/a.jpg"), by_language(NASTY))),
    expires=st.sampled_from([None, NOW + timedelta(days=3)]),
)


def at(language: str = "en") -> Desk:
    known = settings_of("http://127.0.0.1:9")
    ground = Ground.of(known, language, "Europe/Copenhagen", ("comms", "hr"))
    return Desk(ADMIN, standing(ADMIN, ("comms", "hr")), ground)


@settings(
    max_examples=20,
    derandomize=True,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(item=ITEMS, language=st.sampled_from(["en", "da"]))
def test_every_modal_of_any_item_keeps_to_slacks_limits(database: Database, item: Item, language: str) -> None:
    who = at(language)
    shown = [database.read(view, who, item, NOW), texts.view(item, Kept(), who)]
    shown.append(database.read(past.view, who, item))
    for form in (*FORMS.values(), NEW):
        parts = form.parts(item, who.ground, Kept())
        if len(parts) <= MOST_PARTS and all(fits(part) for part in parts):
            kept = Kept(form=form.name)
            shown += [modals.filled(form, item, who, kept, "x")]
            shown += [modals.contested(form, (item, DRAFT, DRAFT), who, kept)]
    shown.append(modals.filled(WORDING, item, who, Kept(form="wording")))
    if not audience.too_large(item.audience):
        kept = Kept(frames=audience.frames(item.audience))
        look = Look({}, "Reaches 3 people")
        shown.append(modals.of_audience(audience.chosen(item.audience), who, kept, look, theirs=item, note="x"))
    for modal in shown:
        limits.check_modal(modal)
        assert "<!channel>" not in json.dumps(marked(modal))


def marked(value: object) -> list[str]:
    if isinstance(value, list):
        return [text for one in value for text in marked(one)]
    if not isinstance(value, dict):
        return []
    own = [value["text"]] if value.get("type") == "mrkdwn" else []
    return own + [text for one in value.values() for text in marked(one)]


def test_what_a_modal_remembers_comes_back_as_it_was() -> None:
    kept = Kept("a", 3, "audience", 1, "k", 2, ("pl",), ("url",), (("any", 0, ("country",)),), "#a", "da", "Asia/Tokyo")
    assert read({"private_metadata": kept.written()}) == kept


def test_groups_stop_growing_before_slacks_limit_is_met() -> None:
    kept = Kept()
    while "newsroom_group" in str(made := modals.of_audience({}, at(), kept, Look({}))):
        kept = replace(kept, frames=audience.with_group(kept.frames, "any"))
        kept = replace(kept, frames=audience.with_condition(kept.frames, 0, f"site{len(kept.frames)}"))
        limits.check_modal(made)
    limits.check_modal(made)
    assert "newsroom_condition" not in str(made)


def test_only_whoever_has_a_role_stands_at_a_desk(database: Database) -> None:
    known = settings_of("http://127.0.0.1:9")
    assert database.read(desk.of, known, EDITOR) is not None
    assert database.read(desk.of, known, person(roles=("comms:reader",))) is None
    assert database.read(desk.of, known, person(roles=("admin",), left_at=NOW)) is None
