"""Slack's installation and state stores over our own database: one writer, migrated tables, tokens encrypted."""

import logging
import secrets
from datetime import timedelta
from logging import Logger

from slack_bolt.error import BoltError
from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from bot.slack.company.store import (
    Installed,
    consume_state,
    issue_state,
    load_installed,
    remove_installed,
    save_installed,
)
from bot.slack.company.tokens import of_team
from bot.slack.company.vault import mark, seal
from bot.slack.parts import Parts

STATE_SECONDS = 600  # from the click on "install" to Slack's answer

_log = logging.getLogger(__name__)


class NotWelcomeError(BoltError):
    """A workspace that configuration does not name has installed the app; nothing of it is kept."""


class RotatingError(BoltError):
    """The app was made with token rotation, which this product does not do."""


class Installations(AsyncInstallationStore):
    """Keeps the app's own token of each workspace, and of whoever installed it nothing."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    @property
    def logger(self) -> Logger:
        """Ours."""
        return _log

    async def async_save(self, installation: Installation) -> None:
        """Keeps a workspace that configuration names; NotWelcomeError or RotatingError for others."""
        await self.async_save_bot(installation.to_bot())

    async def async_save_bot(self, bot: Bot) -> None:
        """The same."""
        team_id = bot.team_id or ""
        if team_id not in self._parts.settings.config.slack.workspaces:
            raise NotWelcomeError(f"workspace {team_id or 'without id'} does not stand in slack.workspaces")
        if bot.bot_refresh_token:
            raise RotatingError("token rotation is on")
        installed = Installed(
            team_id=team_id,
            name=(bot.team_name or "")[:200],
            app_id=bot.app_id or "",
            bot_id=bot.bot_id or "",
            bot_user_id=bot.bot_user_id or "",
            scopes=",".join(bot.bot_scopes or ()),
            sealed=seal(self._parts.settings.key, team_id, bot.bot_token),
            token_mark=mark(bot.bot_token),
            installed_at=self._parts.clock(),
        )
        await self._parts.database.awrite(save_installed, installed)

    async def async_find_bot(
        self,
        *,
        enterprise_id: str | None,  # noqa: ARG002 - an installation is a workspace's here, never an organisation's
        team_id: str | None,
        is_enterprise_install: bool | None = False,  # noqa: ARG002
    ) -> Bot | None:
        """The bot of a workspace, with its token as long as it is good."""
        database = self._parts.database
        found = await database.aread(of_team, self._parts.settings, team_id or "")
        if found is None:
            return None
        known = {one.team_id: one for one in await database.aread(load_installed)}
        one = known.get(found.team_id, Installed(found.team_id))
        installed_at = (one.installed_at or self._parts.clock()).timestamp()
        return Bot(
            app_id=one.app_id,
            team_id=found.team_id,
            team_name=one.name,
            bot_token=found.token,
            bot_id=one.bot_id,
            bot_user_id=one.bot_user_id,
            bot_scopes=one.scopes,
            installed_at=installed_at,
        )

    async def async_find_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,  # noqa: ARG002 - we keep nobody's own token
        is_enterprise_install: bool | None = False,
    ) -> Installation | None:
        """The same as an installation, by nobody."""
        bot = await self.async_find_bot(
            enterprise_id=enterprise_id, team_id=team_id, is_enterprise_install=is_enterprise_install
        )
        return None if bot is None else Installation(user_id="", **bot.to_dict())

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:  # noqa: ARG002
        """Forgets a workspace."""
        await self._parts.database.awrite(remove_installed, team_id or "")

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        """Nothing of a person's is kept, so there is nothing to delete."""


class States(AsyncOAuthStateStore):
    """Installations that were begun: a hash each, good for ten minutes and once."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    @property
    def logger(self) -> Logger:
        """Ours."""
        return _log

    async def async_issue(self, *_: object, **__: object) -> str:
        """A new one."""
        state, now = secrets.token_urlsafe(32), self._parts.clock()
        await self._parts.database.awrite(issue_state, state, now + timedelta(seconds=STATE_SECONDS), now)
        return state

    async def async_consume(self, state: str) -> bool:
        """Whether it was issued here lately; true once."""
        return await self._parts.database.awrite(consume_state, state, self._parts.clock())
