"""A digest as every channel shows it: finished sentences and addresses, no vendor's form.

Mail, Slack and Teams differ in shape only; what is said, and where each button leads, is decided here once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import time
from functools import lru_cache

from babel.dates import format_time

from bot.rendering.sentences import NOTHING, Called, called, privacy_sentence, reason_sentence, share_label, topic
from bot.rendering.welcome import first_sentence
from bot.rendering.words import words
from digests.config import Config
from digests.content.model import Kind
from digests.delivery.model import Parcel
from digests.edition.model import Digest, Pick
from digests.employee.welcome import brings_welcome
from digests.people.model import Rung

BUTTONS = 3  # share buttons per item, the best network first
FEW = 5  # fewer colleagues than this are not counted aloud


@dataclass(frozen=True, slots=True)
class Button:
    """A button that leads to `url`; `network` is empty where it composes nothing."""

    label: str
    url: str
    network: str = ""


@dataclass(frozen=True, slots=True)
class ItemView:
    """One pick in words. `share` is empty for a company post, which has `open_post` instead."""

    position: int
    item_id: str
    title: str
    read_url: str
    summary: str
    why: str
    share: tuple[Button, ...]
    pick_text: Button | None
    open_post: Button | None
    not_for_me: Button
    meta: str  # reading time, best time, colleagues; may be empty
    text: str  # the suggested text for the best network; may be empty
    image_url: str
    image_alt: str


@dataclass(frozen=True, slots=True)
class DigestView:
    """All that a digest says, in the person's language."""

    language: str
    subject: str
    title: str
    picked_for: str
    help: str  # one line, by rung; empty for those who need none
    items: tuple[ItemView, ...]
    preferences: Button
    snooze: Button
    stop: Button
    suggest: Button
    privacy: str
    unseen: str  # an address that no person sees, for a mail: whatever follows it is a machine
    timezone: str = "UTC"  # the reader's, for the moments that are named
    welcome: str = ""  # of whoever is met for the first time, in a chat


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a digest's buttons lead; `token` signs them all."""

    public_url: str
    token: str

    def share(self, position: int, network: str) -> str:
        """The tap page."""
        return f"{self.public_url}/s/{self.token}/{position}/{network}"

    def texts(self, position: int) -> str:
        """The page with every text and network of an item."""
        return f"{self.public_url}/s/{self.token}/{position}"

    def read(self, position: int) -> str:
        """The item itself, kept as a read."""
        return f"{self.public_url}/r/{self.token}/{position}"

    def decline(self, position: int) -> str:
        """Not for me."""
        return f"{self.public_url}/n/{self.token}/{position}"

    @property
    def preferences(self) -> str:
        """Settings without a login."""
        return f"{self.public_url}/p/{self.token}"

    @property
    def suggest(self) -> str:
        """Something that others could share, without a login."""
        return f"{self.public_url}/i/{self.token}"

    @property
    def stop(self) -> str:
        """One tap out."""
        return f"{self.public_url}/u/{self.token}"

    @property
    def unseen(self) -> str:
        """Hidden from people: what follows it follows every address of the mail."""
        return f"{self.public_url}/e/{self.token}"


@dataclass(frozen=True, slots=True)
class House:
    """What a company says about itself in every digest."""

    company: str
    mode: str = "works_council"
    k: int = 8  # the smallest group that anybody else sees
    modes: Mapping[str, str] = field(default_factory=dict)  # by country
    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # of a schedule, by language
    topics: Called = field(default_factory=dict)
    welcome: Mapping[str, str] = field(default_factory=dict)  # the company's own words, by language

    @classmethod
    def of(cls, config: Config) -> "House":
        """The house of a configuration."""
        privacy = config.privacy
        titles = {schedule.name: schedule.title for schedule in config.schedules if schedule.title}
        return cls(
            config.company.name,
            privacy.mode,
            privacy.k,
            privacy.countries,
            titles,
            called(config),
            config.welcome.words,
        )

    def privacy(self, language: str, country: str) -> str:
        """One sentence on who sees what of a person in this country."""
        return privacy_sentence(language, self.modes.get(country, self.mode), self.k)


def shown(parcel: Parcel, public_url: str, house: House) -> DigestView:
    """A parcel in words."""
    seen = view(parcel.digest, Addresses(public_url, parcel.token), house, parcel.person.country)
    if not brings_welcome(parcel.digest, parcel.person):
        return seen
    return replace(seen, welcome=first_sentence(seen.language, house.welcome.get(seen.language, "")))


def view(digest: Digest, addresses: Addresses, house: House, country: str = "") -> DigestView:
    """The digest in words, for somebody in this country."""
    _ = words(digest.language).gettext
    return DigestView(
        language=digest.language,
        subject=subject(digest, house.company),
        title=title(digest, house),
        picked_for=picked_for(digest, house.topics),
        help=help_line(digest, house),
        items=tuple(_item(digest, pick, addresses, house.topics) for pick in digest.picks),
        preferences=Button(_("Preferences"), addresses.preferences),
        snooze=Button(_("Snooze a week"), f"{addresses.preferences}#pause"),
        stop=Button(_("Stop these digests"), addresses.stop),
        suggest=Button(_("Suggest something"), addresses.suggest),
        privacy=house.privacy(digest.language, country),
        unseen=addresses.unseen,
        timezone=digest.timezone or "UTC",
    )


def subject(digest: Digest, company: str) -> str:
    """The first item, and how many more there are."""
    lead = digest.picks[0].title if digest.picks else company
    more = len(digest.picks) - 1
    if more < 1:
        return lead
    said = words(digest.language)
    return said.ngettext("{lead}, and {n} more", "{lead}, and {n} more", more).format(lead=lead, n=more)


def title(digest: Digest, house: House) -> str:
    """The schedule's own title in the digest's language, where it has one; else the greeting."""
    own = house.titles.get(digest.schedule, {}).get(digest.language)
    return own or words(digest.language).gettext("Worth passing on, {name}").format(name=digest.first_name)


def _item(digest: Digest, pick: Pick, addresses: Addresses, names: Called) -> ItemView:
    language = digest.language
    _ = words(language).gettext
    post = pick.item.kind is Kind.POST
    read = addresses.read(pick.position)
    image = pick.item.image
    return ItemView(
        position=pick.position,
        item_id=pick.item.id,
        title=pick.title,
        read_url=read,
        summary=pick.summary,
        why=why(language, pick, names),
        share=()
        if post
        else tuple(
            Button(share_label(language, offer.network), addresses.share(pick.position, offer.network), offer.network)
            for offer in pick.offers[:BUTTONS]
        ),
        pick_text=None if post else Button(_("Pick a text"), addresses.texts(pick.position)),
        open_post=Button(_("Open our post"), read) if post else None,
        not_for_me=Button(_("Not for me"), addresses.decline(pick.position)),
        meta=meta(digest, pick),
        text=text(pick),
        image_url=image.url if image else "",
        image_alt=(image.alt.get(pick.language) or next(iter(image.alt.values()), "")) if image else "",
    )


def why(language: str, pick: Pick, names: Called = NOTHING) -> str:
    """The two foremost reasons in words."""
    said = [reason_sentence(language, reason, names) for reason in pick.reasons[:2]]
    return ". ".join(said) if all(said) else ". ".join(filter(None, said))


def text(pick: Pick) -> str:
    """The suggested text for the best network; may be empty."""
    return pick.offers[0].text if pick.offers else ""


def meta(digest: Digest, pick: Pick) -> str:
    """Reading time, best time to share, and colleagues where there are enough of them; may be empty."""
    colleagues = pick.colleagues if pick.colleagues >= FEW else 0
    return _meta(digest.language, pick.item.minutes, digest.best_hour, colleagues)


@lru_cache(maxsize=4096)
def _meta(language: str, minutes: int | None, best_hour: int | None, colleagues: int) -> str:
    found = []
    said = words(language)
    if minutes:
        found.append(said.ngettext("{n} minute to read", "{n} minutes to read", minutes).format(n=minutes))
    if best_hour is not None:
        at = format_time(time(best_hour), "short", locale=language)
        found.append(said.gettext("best shared around {time}").format(time=at))
    if colleagues:
        found.append(said.gettext("{n} colleagues shared it").format(n=colleagues))
    line = " · ".join(found)
    return line[:1].upper() + line[1:]


def _sentences(parts: Iterable[str]) -> str:
    return ". ".join(part for part in parts if part)


def picked_for(digest: Digest, names: Called = NOTHING) -> str:
    """Whom the picks suit: the department and up to three topics that were reasons."""
    _ = words(digest.language).gettext
    topics = dict.fromkeys(
        topic(digest.language, reason.value, names)
        for pick in digest.picks
        for reason in pick.reasons
        if reason.code in {"interest", "taken_up"} and reason.value
    )
    named = [topic(digest.language, digest.department)] if digest.department else []
    named += list(topics)[:3]
    if not named:
        return _("Picked for you")
    listed = named[0] if len(named) == 1 else _("{some} and {last}").format(some=", ".join(named[:-1]), last=named[-1])
    return _("Picked for {these}").format(these=listed)


def help_line(digest: Digest, house: House) -> str:
    """One line of help by rung; the first digest explains itself; may be empty."""
    _ = words(digest.language).gettext
    if digest.first and (own := house.welcome.get(digest.language)):
        return f"{own} " + _(
            "Tap a network: your post opens with the text ready, you change what you like and press publish. "
            "Nothing is posted for you."
        )
    if digest.first:
        return _(
            "News from {company} that fits you. Tap a network: your post opens with the text ready, you change what "
            "you like and press publish. Nothing is posted for you."
        ).format(company=house.company)
    return {
        Rung.NEWCOMER: _("Tap a network and your post opens with the text ready. Nothing is posted for you."),
        Rung.READER: _("Liked one of these? One tap opens the post with the text ready."),
        Rung.FIRST_SHARE: _("Your own first sentence does more than any text of ours. Try changing it."),
    }.get(digest.rung, "")
