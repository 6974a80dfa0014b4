"""The command /budstikke: help, now, pause, resume, why; its answers are seen by whoever typed it alone."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.respond.async_respond import AsyncRespond
from sqlalchemy import Connection

from bot.rendering.sentences import called, reason_sentence
from bot.rendering.words import best, words
from bot.slack import kit, limits
from bot.slack.blocks import escape
from bot.slack.home import greeting, publish, suggest, week
from bot.slack.home.sections import Viewer
from bot.slack.parts import Parts
from bot.slack.people import member
from digests.employee import quiet

WEEKS: Mapping[str, int | None] = {"": 1, "1": 1, "4": 4, "until": None}
Blocks = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Command:
    """What was typed is read for the person behind the Slack id, and for nobody else."""

    parts: Parts

    async def typed(self, ack: AsyncAck, command: dict[str, Any], respond: AsyncRespond) -> None:
        """Answers; a word that is not known gets the help."""
        await ack()
        slack_id = str(command["user_id"])
        viewer = await self.parts.database.aread(self._viewer, slack_id, self.parts.clock())
        if viewer is None:
            company = best((), self.parts.settings.config.company.language)
            await respond(text=suggest.not_known(company))
            return
        word, _, rest = str(command.get("text") or "").strip().lower().partition(" ")
        known: Mapping[str, Callable[[Viewer, str], Awaitable[Blocks]]] = {
            "now": self._now,
            "pause": self._pause,
            "resume": self._resume,
            "why": self._why,
        }
        blocks = await known.get(word, self._help)(viewer, rest.strip())
        limits.check(blocks)
        await respond(text="Budstikke", blocks=blocks)

    async def _help(self, viewer: Viewer, _rest: str) -> Blocks:
        _ = words(viewer.language).gettext
        told = {
            "now": _("your newest digest, here and now"),
            "pause 1 | 4 | until": _("quiet for one week, for four, or until you return"),
            "resume": _("digests again"),
            "why": _("why you got what you got"),
            "help": _("this list"),
        }
        listed = "\n".join(f"`/budstikke {name}`  {escape(what)}" for name, what in told.items())
        return [
            kit.marked(listed),
            kit.quiet(_("Preferences, your results and all that is stored about you are in this app's Home tab.")),
        ]

    async def _now(self, viewer: Viewer, _rest: str) -> Blocks:
        return await self.parts.database.aread(week.blocks, self.parts.settings, viewer)

    async def _pause(self, viewer: Viewer, rest: str) -> Blocks:
        if rest not in WEEKS:
            return await self._help(viewer, rest)
        await self.parts.database.awrite(quiet.pause, viewer.person.id, WEEKS[rest], viewer.now)
        return await self._stands(viewer)

    async def _resume(self, viewer: Viewer, _rest: str) -> Blocks:
        await self.parts.database.awrite(quiet.resume, viewer.person.id, viewer.now)
        return await self._stands(viewer)

    async def _stands(self, viewer: Viewer) -> Blocks:
        """How it stands after a change, read anew."""
        _ = words(viewer.language).gettext
        now = await self.parts.database.aread(self._viewer, viewer.person.slack_id, viewer.now)
        told = greeting.standing(self.parts.settings, now or viewer)
        return [kit.said(told or _("Your digests come again."))]

    async def _why(self, viewer: Viewer, _rest: str) -> Blocks:
        return await self.parts.database.aread(self._reasons, viewer)

    def _reasons(self, connection: Connection, viewer: Viewer) -> Blocks:
        _ = words(viewer.language).gettext
        found = week.newest(connection, self.parts.settings, viewer)
        if found is None:
            return [kit.said(_("There is no digest of yours to explain yet."))]
        blocks: Blocks = []
        names = called(self.parts.settings.config)
        for pick in found.parcel.digest.picks:
            said = [reason_sentence(viewer.language, reason, names) for reason in pick.reasons]
            reasons = [one for one in said if one] or [_("New for you")]
            listed = "\n".join(f"• {escape(one)}" for one in reasons)
            blocks.append(kit.marked(f"*{escape(pick.title)}*\n{listed}"))
        return [
            *blocks,
            kit.quiet(
                _("Your department, your topics and languages, and what you took up decide. Change them in Home.")
            ),
        ]

    def _viewer(self, connection: Connection, slack_id: str, now: datetime) -> Viewer | None:
        person = member(connection, slack_id)
        return None if person is None else Viewer(person, publish.language(person, self.parts.settings), now)
