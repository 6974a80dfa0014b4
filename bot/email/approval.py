"""The mail that asks an approver: the item as it will look, and two buttons to the page where one confirms."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from css_inline import CSSInliner

from bot.email.envelope import Said, letter, reference
from bot.email.letters import Letter
from bot.rendering.alone import look as alone
from bot.rendering.colours import look
from bot.rendering.names import network
from bot.rendering.templates import environment
from bot.rendering.terms import Asked, Reading, language_name, origin, terms
from bot.rendering.view import ItemView
from bot.rendering.words import SOURCE, best, words
from digests.content.model import Text
from digests.delivery.notes import Button, Note
from digests.newsroom.asking import Question
from digests.newsroom.invitations import DAYS, Invitation, sign
from digests.newsroom.returning import Returned
from digests.people.model import Person
from digests.settings import Settings

MOST = 20  # items of one mail; the newsroom has the others


@dataclass(frozen=True, slots=True)
class Wording:
    """A suggested text, and in which language and for which network it is."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """One item of the mail: as it will look, what else an approver should know, and where the buttons lead."""

    seen: ItemView
    url: str
    origin: str
    terms: str
    texts: tuple[Wording, ...]
    approve: str
    change: str


@dataclass(frozen=True, slots=True)
class ApprovalView:
    """The mail in words."""

    headline: str
    again: bool
    parts: tuple[Part, ...]
    more: int  # items that only the newsroom shows
    newsroom: str
    days: int = DAYS


def approval(settings: Settings, questions: Sequence[Question], now: datetime, *, again: bool) -> Letter:
    """The mail to one approver about one item or many; DeliveryError when the address is none."""
    person = questions[0].person
    said = rendered(settings, questions, now, again=again)
    about = [f"{one.item.id} {one.item.version}" for one in questions]
    kind = "reminder" if again else "approval"
    return letter(settings.config, person.email, _ref(settings, kind, person, *about), said, now)


def rendered(settings: Settings, questions: Sequence[Question], now: datetime, *, again: bool) -> Said:
    """The same in words, through the templates under templates/email/approval."""
    reading = _reading(settings, questions[0].person)
    shown = questions[:MOST]
    parts = tuple(_part(settings, one, reading, now, whole=len(shown) == 1) for one in shown)
    view = ApprovalView(
        headline=_headline(parts, len(questions), reading.language),
        again=again,
        parts=parts,
        more=len(questions) - len(shown),
        newsroom=f"{settings.config.server.public_url}/newsroom/approvals",
    )
    company = settings.config.company
    values = {"view": view, "look": look(company.accent), "company": company.name}
    made = environment(reading.language)
    subject, text, html = (
        made.get_template(f"email/approval/{name}").render(values) for name in ("subject.txt", "body.txt", "body.html")
    )
    return Said(
        reading.language,
        " ".join(subject.split()),
        f"{text.strip()}\n",
        f"{_inliner(company.accent).inline(html).rstrip()}\n",
    )


def returned(settings: Settings, told: Returned) -> Note:
    """What whoever wrote an item is told when it was sent back: who asks for a change, why, and the way to it."""
    reading = _reading(settings, told.person)
    _ = words(reading.language).gettext
    titles = told.item.title
    title = titles.get(best((reading.language, *titles), reading.language)) or next(iter(titles.values()), told.item.id)
    return Note(
        subject=_("{who} asks for a change to “{title}”.").format(who=told.by or _("Somebody"), title=title),
        lines=tuple(line for line in told.reason.splitlines() if line.strip()),
        button=Button(_("Open"), f"{settings.config.server.public_url}/newsroom/items/{told.item.id}"),
        language=reading.language,
    )


def _ref(settings: Settings, kind: str, person: Person, *about: str) -> str:
    return reference(settings.config, settings.key, kind, person.id, *about)


def _reading(settings: Settings, person: Person) -> Reading:
    company = settings.config.company
    return Reading(best(person.spoken, company.language), person.timezone or company.timezone)


def _headline(parts: Sequence[Part], number: int, language: str) -> str:
    said = words(language)
    if number == 1:
        return said.gettext("For approval: {title}").format(title=parts[0].seen.title)
    line = said.ngettext("{n} item waits for your approval", "{n} items wait for your approval", number)
    return line.format(n=number)


def _part(settings: Settings, question: Question, reading: Reading, now: datetime, *, whole: bool) -> Part:
    item, person = question.item, question.person
    token = sign(settings.key, Invitation(person.id, item.id, item.version), now)
    address = f"{settings.config.server.public_url}/a/{token}"
    return Part(
        seen=alone(settings, person, item, now).items[0],
        url=item.url,
        origin=" · ".join(origin(item, Asked(question.by, question.at), reading)),
        terms=" · ".join(terms(item, reading)),
        texts=tuple(_texts(item.texts, reading.language)) if whole else (),
        approve=f"{address}?do=approve",
        change=f"{address}?do=change",
    )


def _texts(texts: Sequence[Text], language: str) -> Iterator[Wording]:
    for text in texts:
        where = network(text.network, language) if text.network else words(language).gettext("every network")
        yield Wording(f"{language_name(text.language, language)}, {where}", text.text)


@cache
def _inliner(accent: str) -> CSSInliner:
    css = environment(SOURCE).get_template("email/approval/style.css").render(look=look(accent))
    return CSSInliner(
        inline_style_tags=False, keep_style_tags=True, minify_css=True, load_remote_stylesheets=False, extra_css=css
    )
