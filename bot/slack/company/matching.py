"""The directory meets the workspace: every member is read page by page and matched, once a day."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.slack.company.roster import member
from bot.slack.company.store import Installed, load_installed, save_installed, save_matched
from bot.slack.company.tokens import Bot, current
from bot.slack.company.vault import mark
from bot.slack.lane import Call, SlackLane, StoppedError
from bot.slack.workspace import Workspace
from digests.delivery.model import Result
from digests.errors import BudstikkeError, DeliveryError
from digests.people.matching import Matched, match
from digests.people.members import chunks, keep_found, load_known

EVERY = timedelta(hours=24)
AGAIN = timedelta(minutes=10)  # after a try that came to nothing
PAGE = 500  # members in one answer; Slack takes up to 1,000 and asks for fewer
PAGES = 1000
TRIES = 5  # of one page, while Slack asks to slow down
PAUSE = timedelta(seconds=30)  # where it does not say for how long

log = logging.getLogger(__name__)


class Matching:
    """Matches when a day has gone by; `look` is called as often as somebody likes."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._not_before: datetime | None = None

    def look(self) -> None:
        """Matches if it is time; trouble is logged, and tried again in a while."""
        now = self._workspace.clock()
        if self._not_before is not None and now < self._not_before:
            return
        self._not_before = now + AGAIN
        try:
            if self._workspace.database.read(_due, self._workspace, now):
                matched = self.run()
                log.info("%d people of the directory are members of the Slack workspace", matched.members)
        except BudstikkeError as error:
            log.warning("the directory is not matched with Slack: %s", error)

    def run(self) -> Matched:
        """Matches now; DeliveryError when Slack does not tell who its members are."""
        database, clock = self._workspace.database, self._workspace.clock
        bot = database.read(current, self._workspace.settings)
        with closing(_Lane(self._workspace)) as lane:
            team_id = bot.team_id or self._introduced(lane, bot)
            members = [found for user in lane.users() if (found := member(user)) is not None]
        if not members:
            raise DeliveryError("Slack names no member at all, which cannot be: nothing was changed.")
        matched = match(database.read(load_known), members)
        for part in chunks(matched):
            database.write(keep_found, part, clock())
        database.write(save_matched, team_id, matched.members, clock())
        return matched

    def _introduced(self, lane: "_Lane", bot: Bot) -> str:
        """Which workspace the environment's token is for, kept for later."""
        answer = lane.asked(lambda web: web.auth_test())
        team_id = str(answer.get("team_id") or "")
        found = Installed(
            team_id=team_id,
            name=str(answer.get("team") or "")[:200],
            bot_id=str(answer.get("bot_id") or ""),
            bot_user_id=str(answer.get("user_id") or ""),
            token_mark=mark(bot.token),
            installed_at=self._workspace.clock(),
        )
        self._workspace.database.write(_save_home, found)
        return team_id


class _Lane(SlackLane):
    """A lane that also reads who is there."""

    def users(self) -> Iterator[Mapping[str, Any]]:
        """Every user of the workspace, page by page."""
        cursor = ""
        for _ in range(PAGES):
            answer = self.asked(lambda web, at=cursor: web.users_list(limit=PAGE, cursor=at, include_locale=True))  # type: ignore[misc]
            yield from answer.get("members") or ()
            cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return
        raise DeliveryError(f"Slack told of more than {PAGE * PAGES:,} members: the list does not seem to end.")

    def asked(self, call: Call) -> Mapping[str, Any]:
        """Slack's answer, also after it asked for patience; DeliveryError says why there is none."""
        tries = 0
        while True:
            try:
                return self._ask(call, self._workspace.lookups, posting=False)
            except StoppedError as stopped:
                said, tries = stopped.outcome, tries + 1
                patient = said.result is Result.LATER or said.retry_after is not None
                if tries == TRIES or not patient:
                    raise DeliveryError(said.reason) from stopped
                self._workspace.sleep((said.retry_after or PAUSE).total_seconds())


def _due(connection: Connection, workspace: Workspace, now: datetime) -> bool:
    bot = current(connection, workspace.settings)
    known = {one.team_id: one.matched_at for one in load_installed(connection)}
    last = known.get(bot.team_id)
    return last is None or now - last >= EVERY


def _save_home(connection: Connection, found: Installed) -> None:
    """A workspace that installed the app keeps its own token beside the environment's."""
    if all(one.team_id != found.team_id or not one.sealed for one in load_installed(connection)):
        save_installed(connection, found)
