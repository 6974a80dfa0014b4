"""An item as one person would find it in a digest, before anybody does."""

from dataclasses import replace
from datetime import datetime

from bot.rendering.view import Addresses, DigestView, House, view
from bot.rendering.words import best
from digests.content.model import Item
from digests.delivery.model import Parcel
from digests.edition.build import PREVIEW
from digests.edition.compose import pick_language
from digests.edition.model import Digest, Pick
from digests.edition.wording import Wording
from digests.networks import NETWORKS
from digests.people.model import Person, Rung
from digests.relevance.fit import networks_of
from digests.settings import Settings
from digests.sharing import tokens


def parcel(settings: Settings, person: Person, item: Item, now: datetime, language: str = "") -> Parcel:
    """The same ready for a channel; with a `language`, as if the person had chosen it."""
    if language:
        person = replace(person, preferences=replace(person.preferences, languages=(language,)))
    return Parcel(alone(settings, person, item), person, tokens.sign(settings.key, PREVIEW, now))


def look(settings: Settings, person: Person, item: Item, now: datetime) -> DigestView:
    """A digest of this item alone; its addresses lead to a page that says it is a test."""
    config = settings.config
    addresses = Addresses(config.server.public_url, tokens.sign(settings.key, PREVIEW, now))
    return view(alone(settings, person, item), addresses, House.of(config), person.country)


def alone(settings: Settings, person: Person, item: Item) -> Digest:
    """The digest that would have this item and nothing else; nothing of what the person did is in it."""
    company = settings.config.company
    language = pick_language(item, person.spoken or (company.language,)) or next(iter(item.title), "")
    wording = Wording(settings.key, {}, settings.config.content.disclosure)
    offers = (
        wording.offer(item, language, person.department, network)
        for network in networks_of(item)
        if network in NETWORKS
    )
    return Digest(
        delivery_id=PREVIEW,
        schedule="",
        period="",
        person_id=person.id,
        first_name=person.first_name,
        department=person.department,
        language=best(person.spoken, company.language),
        timezone=person.timezone or company.timezone,
        rung=Rung.REGULAR,
        picks=(Pick(position=1, item=item, language=language, reasons=(), offers=tuple(offers)),),
    )
