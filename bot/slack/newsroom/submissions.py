"""What is submitted in the newsroom: judged by its fields alone, acknowledged, then kept for whoever may."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Concatenate, ParamSpec

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Connection

from bot.slack.home.publish import publish
from bot.slack.newsroom import calls, checking, modals, saving
from bot.slack.newsroom.folk import Folk
from bot.slack.newsroom.forms import audience
from bot.slack.newsroom.forms.part import BLANK, Filled
from bot.slack.newsroom.ground import Ground
from bot.slack.newsroom.home import AT
from bot.slack.newsroom.press import Came, Press
from bot.slack.newsroom.presses import Body, pressed, value
from bot.slack.parts import Parts

P = ParamSpec("P")
Saving = Callable[Concatenate[Connection, Press, P], Came | None]


@dataclass(frozen=True, slots=True)
class Submissions:
    """Everything that changes the queue."""

    parts: Parts
    folk: Folk

    async def saved(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """A form: errors are shown at their fields, and what is kept is shown in the item's modal."""
        press = pressed(body, self.parts, self.folk)
        if wrong := _wrong(press):
            await ack(response_action="errors", errors=wrong)
            return
        await self._acknowledge(ack, body, press)
        await self._keep(body, client, press, saving.saved)

    async def declined(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """A suggestion is declined with a word."""
        press = pressed(body, self.parts, self.folk)
        await self._acknowledge(ack, body, press)
        await self._keep(body, client, press, saving.declined)

    async def removed(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """A text is removed."""
        await ack()
        await self._keep(body, client, pressed(body, self.parts, self.folk), saving.removed, value(body))

    async def accepted(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """A suggestion is taken for a desk."""
        await ack()
        await self._keep(body, client, pressed(body, self.parts, self.folk), saving.accepted, value(body))

    async def _acknowledge(self, ack: AsyncAck, body: Body, press: Press) -> None:
        """A modal that stands over another gives way to it; one that stands alone waits for what comes."""
        if body["view"].get("previous_view_id"):
            await ack()
        else:
            await ack(response_action="update", view=modals.waiting(press.kept.language))

    async def _keep(
        self,
        body: Body,
        client: AsyncWebClient,
        press: Press,
        save: Callable[Concatenate[Connection, Press, P], Came | None],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> None:
        came = await self.parts.database.awrite(save, press, *args, **kwargs)
        view = body["view"]
        root, submitted = str(view.get("root_view_id") or view["id"]), body.get("type") == "view_submission"
        target = str((submitted and view.get("previous_view_id")) or view["id"])
        if came is None:
            await calls.update(client, target, modals.refused(press.kept.language) if target == root else None)
            return
        if came.item is not None and target != root:
            await calls.update(client, root, came.item)
        await calls.update(client, target, came.view if target != root or came.item is None else came.item)
        await calls.tell(client, came.tell, came.word)
        await publish(self.parts, client, press.slack_id, {AT: press.kept.queue} if press.kept.queue else {})


def _wrong(press: Press) -> dict[str, str]:
    """What is wrong with a form, at its fields; nothing of the database is asked."""
    remembered = press.kept
    ground = Ground.of(press.settings, remembered.language, remembered.zone)
    blank = replace(BLANK, disclosure=remembered.disclosure)
    form = modals.ALL.get(remembered.form)
    if remembered.form == modals.AUDIENCE:
        filled = audience.filled(press.typed, ground, remembered)
    else:
        filled = form.read(press.typed, blank, ground, remembered) if form else Filled(blank)
    return checking.errors(filled, press.typed, ground, press.now)
