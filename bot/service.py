"""The one place that puts parts together."""

import asyncio
import json
import os
import secrets
import socket
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path

from sqlalchemy.exc import ArgumentError

from bot.jobs import editions, rehearsal, signin
from bot.jobs.batch import Batch
from bot.jobs.reading import Reading
from bot.jobs.sending import Sending
from bot.jobs.stage import Stage
from bot.jobs.weekly import Place, Weekly
from bot.jobs.work import Work, schedule
from bot.rendering import suggested_notes
from bot.rendering.own_notes import OwnNotes
from bot.rendering.view import DigestView, House, shown
from digests import clock, settings
from digests.access.signin import SECRET_BYTES
from digests.clock import Clock
from digests.db import Database
from digests.delivery.channel import Channel
from digests.delivery.model import Parcel
from digests.delivery.notes import Maker
from digests.errors import SettingsError
from digests.newsroom.facts import PageFacts
from digests.newsroom.feeds.model import Read
from digests.people.model import ChannelName, Person
from digests.programme.effective import Present
from digests.settings import Settings

Render = Callable[[Parcel], bytes]


@dataclass(frozen=True)
class Service:
    """Settings, database and clock of one running Budstikke, and everything that is made of them."""

    settings: Settings
    database: Database
    clock: Clock

    @property
    def key(self) -> bytes:
        """The secret key; SettingsError says how to make one."""
        return self.settings.key

    @cached_property
    def present(self) -> Present:
        """What keeps the settings at what holds now."""
        return Present(self.settings, self.database)

    @cached_property
    def work(self) -> Work:
        """What jobs need."""
        worker = f"{socket.gethostname()}-{os.getpid()}"
        makers = dict(self.makers())
        return Work(
            self.settings, self.database, self.clock, self.key, self.channels(), worker, makers, self._reading()
        )

    def makers(self) -> Iterator[tuple[str, Maker]]:
        """How each kind of small message is worded: a room that sends one adds its line."""
        yield from OwnNotes(self.settings).makers().items()
        yield from suggested_notes.makers(self.settings.config.company.language).items()
        yield signin.KIND, signin.maker(self.settings, lambda: secrets.token_bytes(SECRET_BYTES))

    def enabled(self) -> tuple[ChannelName, ...]:
        """Channels that configuration names, else those whose secrets are there, else the preview."""
        named = self.settings.config.delivery.channels
        if named:
            return tuple(ChannelName(name) for name in named)
        secrets = self.settings.secrets
        found = {
            ChannelName.SLACK: secrets.slack_bot_token or self.settings.slack_installs,
            ChannelName.TEAMS: secrets.teams_app_id and secrets.teams_app_secret and secrets.teams_tenant_id,
            ChannelName.EMAIL: secrets.smtp_url,
        }
        return tuple(name for name, secret in found.items() if secret) or (ChannelName.PREVIEW,)

    def channels(self) -> dict[ChannelName, Channel]:
        """Every enabled channel; SettingsError says which secret is missing."""
        return {name: self.channel(name) for name in self.enabled()}

    def channel(self, name: ChannelName) -> Channel:
        """One channel. What it is made of is loaded only now."""
        return _CHANNELS[name](self)

    def renderers(self) -> dict[str, Render]:
        """How a parcel looks on each channel, as the bytes of a file."""
        from bot.email.letters import Letters  # noqa: PLC0415
        from bot.slack.blocks import render as blocks  # noqa: PLC0415
        from bot.teams.card import render as card  # noqa: PLC0415

        letters = Letters(self.settings.config, self.key)
        return {
            "email": lambda parcel: letters.renewed(self.settings.config).eml(parcel, self.clock()),
            "html": lambda parcel: letters.renewed(self.settings.config).html(parcel).encode(),
            "slack": lambda parcel: _json(blocks(self.view(parcel), parcel.digest.delivery_id)),
            "teams": lambda parcel: _json(card(self.view(parcel))),
        }

    def view(self, parcel: Parcel) -> DigestView:
        """A parcel in words."""
        config = self.settings.config
        return shown(parcel, config.server.public_url, House.of(config))

    def composed(self, name: str, person: Person, at: datetime) -> tuple[Parcel | None, str]:
        """What a person would get of a schedule at a moment, or why nothing; keeps nothing."""
        return rehearsal.composed(self.work, schedule(self.settings, name), person, at)

    @cached_property
    def stage(self) -> Stage:
        """What is looked at before anything is sent."""
        return Stage(self.work, self.renderers())

    def planned(self, name: str, at: datetime, person: Person | None) -> Iterator[tuple[str, ChannelName | None, str]]:
        """(person, channel, why not) of everyone who is due at a moment; keeps nothing."""
        return rehearsal.planned(self.work, schedule(self.settings, name), at, person)

    def period(self, name: str, at: datetime) -> str:
        """What a schedule calls the period that a moment lies in, in the company's zone."""
        slot = editions.hand_slot(schedule(self.settings, name), self.settings.config.company.timezone, at)
        return slot.period

    def test(self, parcel: Parcel, address: str) -> None:
        """Mails a digest, marked as a test, to an address; leaves no trace."""
        rehearsal.test(parcel, address, self.channel(ChannelName.EMAIL))

    def past(self, delivery_id: int) -> Parcel | None:
        """A digest as it was composed; None after erasure or retention. UnknownError when there never was one."""
        return Batch(self.work).past(delivery_id)

    def sending(self, name: str, only: str | None, at: datetime) -> Sending:
        """One `send`, as a context."""
        return Sending(self.work, schedule(self.settings, name), at, only)

    def weekly(self, to: str | None = None) -> Weekly:
        """The weekly report with the places that [report] names, or with one mail address alone."""
        section = self.settings.config.report
        places: list[Place] = []
        if section.channel and not to:
            places.append(_slack_report(self, section.channel))
        if section.teams and not to:
            places.append(_teams_report(self, section.teams))
        places += [_mail_report(self, address, test=bool(to)) for address in ([to] if to else section.mail)]
        return Weekly(self.settings, self.database, self.clock, places)

    async def look_up(self, url: str) -> PageFacts:
        """What the page at an address says of itself, fetched beside the loop; InputError says why nothing is known."""
        return await asyncio.to_thread(self._reading().look_up, url)

    async def try_feed(self, url: str) -> Read:
        """The feed at an address, fetched beside the loop; InputError says why there is none."""
        from bot.http import Guarded  # noqa: PLC0415
        from bot.sources.feeds import LIMITS, look  # noqa: PLC0415

        return await asyncio.to_thread(look, Guarded(self.settings.config.http.allow_hosts, LIMITS), url)

    def _reading(self) -> Reading:
        """How feeds and pages are fetched, whoever wrote their addresses."""
        from bot.http import Guarded  # noqa: PLC0415
        from bot.sources import feeds, page_facts  # noqa: PLC0415

        hosts = self.settings.config.http.allow_hosts
        pages, news = Guarded(hosts, page_facts.LIMITS), Guarded(hosts, feeds.LIMITS)
        return Reading(partial(feeds.poll, news), partial(page_facts.page_facts, pages))

    def looks(self) -> list[Callable[[], None]]:
        """What whoever sends looks at beside it, as often as they like."""
        return [_slack_matching(self)] if ChannelName.SLACK in self.enabled() else []

    def close(self) -> None:
        """Commits what waits and lets go of the database."""
        self.database.close()


def open_service(env: Mapping[str, str] | None = None, folder: Path | None = None) -> Service:
    """A service from the environment, `.env`, config.toml, and what communicators changed of the programme."""
    found = settings.load(env, folder)
    try:
        service = Service(found, Database(found.secrets.database_url), clock.now)
    except (ArgumentError, ImportError, OSError):
        raise SettingsError(
            "DATABASE_URL cannot be used: write sqlite:///var/budstikke.db, in a folder that can be written, "
            "or postgresql://user:password@host/name."
        ) from None
    if service.database.there:
        service.present.begin()
    return service


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def _mail(service: Service) -> Channel:
    from bot.email.channel import MailChannel  # noqa: PLC0415

    if not service.settings.secrets.smtp_url:
        raise SettingsError("Mail needs a relay: put SMTP_URL=smtp://... into .env.")
    return MailChannel(service.settings, service.key, service.clock)


def _slack(service: Service) -> Channel:
    from bot.slack.channel import SlackChannel  # noqa: PLC0415
    from bot.slack.workspace import workspace  # noqa: PLC0415

    if not (service.settings.secrets.slack_bot_token or service.settings.slack_installs):
        raise SettingsError(
            "Slack needs its app's token: put SLACK_BOT_TOKEN=xoxb-... into .env, or SLACK_CLIENT_ID and "
            "SLACK_CLIENT_SECRET and install the app."
        )
    return SlackChannel(workspace(service.settings, service.database, service.clock))


def _teams(service: Service) -> Channel:
    from bot.teams.channel import teams_channel  # noqa: PLC0415

    secrets = service.settings.secrets
    if not (secrets.teams_app_id and secrets.teams_app_secret and secrets.teams_tenant_id):
        raise SettingsError("Teams needs its registration: TEAMS_TENANT_ID, TEAMS_APP_ID and TEAMS_APP_SECRET in .env.")
    return teams_channel(service.settings, service.clock)


def _preview(service: Service) -> Channel:
    from bot.email.notes import rendered  # noqa: PLC0415
    from bot.web.preview import PreviewChannel  # noqa: PLC0415

    files = {"email": "eml", "html": "html", "slack": "slack.json", "teams": "teams.json"}
    renderers = service.renderers()
    folder = Path(service.settings.config.delivery.preview_folder)
    config = service.settings.config
    notes = {
        "txt": lambda _, note: rendered(note, config).text.encode(),
        "html": lambda _, note: rendered(note, config).html.encode(),
    }
    return PreviewChannel(folder, {suffix: renderers[name] for name, suffix in files.items()}, notes)


def _slack_report(service: Service, channel: str) -> Place:
    from bot.slack.report import SlackReport  # noqa: PLC0415
    from bot.slack.workspace import workspace  # noqa: PLC0415

    if not (service.settings.secrets.slack_bot_token or service.settings.slack_installs):
        raise SettingsError("[report] names a Slack channel, and the app's token is missing: SLACK_BOT_TOKEN in .env.")
    return SlackReport(workspace(service.settings, service.database, service.clock), channel)


def _slack_matching(service: Service) -> Callable[[], None]:
    from bot.slack.company.matching import Matching  # noqa: PLC0415
    from bot.slack.workspace import workspace  # noqa: PLC0415

    return Matching(workspace(service.settings, service.database, service.clock)).look


def _teams_report(service: Service, conversation: str) -> Place:
    from bot.teams.channel import teams_channel  # noqa: PLC0415
    from bot.teams.report import TeamsReport  # noqa: PLC0415

    _teams(service)  # says which secret is missing
    return TeamsReport(teams_channel(service.settings, service.clock), service.database, conversation)


def _mail_report(service: Service, address: str, *, test: bool) -> Place:
    from bot.email.report import MailReport  # noqa: PLC0415

    return MailReport(service.settings, service.clock, address, test=test)


_CHANNELS: dict[ChannelName, Callable[[Service], Channel]] = {
    ChannelName.SLACK: _slack,
    ChannelName.TEAMS: _teams,
    ChannelName.EMAIL: _mail,
    ChannelName.PREVIEW: _preview,
}
