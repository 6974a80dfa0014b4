"""The editor: everything of an item on one form, kept while it is typed, and beside what others write."""

from dataclasses import replace

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.rendering.words import N_, worded
from bot.web.newsroom import frame
from bot.web.newsroom.editor import checking, reaching, saving, telling
from bot.web.newsroom.editor.choices import Choices
from bot.web.newsroom.editor.fetching import fetched
from bot.web.newsroom.editor.presses import pressed, settled, taken
from bot.web.newsroom.editor.reading import BLANK, Filled, read, sheet_of
from bot.web.newsroom.editor.rebasing import contested, rebased
from bot.web.newsroom.editor.saving import Wish
from bot.web.newsroom.editor.sheet import Sheet
from bot.web.newsroom.editor.sitting import Sitting, begun, blank, key_of, number_of, past
from bot.web.newsroom.editor.view import Said, identify, problems, view
from bot.web.newsroom.gate import Caller, Gated, form, room
from bot.web.parts import Parts
from digests.content.model import Item, ItemState
from digests.errors import InputError
from digests.newsroom import drafts
from digests.newsroom.alike import Likeness, Wordings
from digests.newsroom.errors import NotAllowedError, StaleError
from digests.newsroom.standing import Act

SAVED = frame.says("editor.saved", N_("Saved."))
SUBMITTED = frame.says("editor.submitted", N_("Saved, and waiting for approval."))
UNDONE = frame.says("editor.undone", N_("Undone: it is as it was before."))
DROPPED = frame.says("editor.dropped", N_("What you typed was thrown away."))
EDITS = Act.EDIT


class Editing:
    """The pages of the editor, and what they have in memory."""

    def __init__(self, found: Parts) -> None:
        self.parts = found
        self.folk = found.folk
        self.wordings = Wordings()
        self.choices = Choices()

    def routes(self) -> list[Gated]:
        """Every address of the editor."""
        return [
            room("/items/new", self.new, methods=("GET", "POST"), needs=EDITS),
            room("/items/new/draft", self.keep_new, methods=("POST",), needs=EDITS),
            room("/items/{item_id}/edit", self.edit, methods=("GET", "POST"), needs=EDITS),
            room("/items/{item_id}/edit/draft", self.keep, methods=("POST",), needs=EDITS),
            room("/reach", self.reach, needs=EDITS),
            room("/reach/values", self.values, needs=EDITS),
        ]

    async def new(self, request: Request, caller: Caller) -> Response:
        """A form for an item that is not there yet."""
        return await self._answer(request, caller, "")

    async def edit(self, request: Request, caller: Caller) -> Response:
        """A form for an item of the queue."""
        return await self._answer(request, caller, request.path_params["item_id"])

    async def keep_new(self, request: Request, caller: Caller) -> Response:
        """Keeps what is being typed for a new item, and says what there is to say of it."""
        return await self._kept(request, caller, "")

    async def keep(self, request: Request, caller: Caller) -> Response:
        """The same for an item of the queue."""
        return await self._kept(request, caller, request.path_params["item_id"])

    async def reach(self, request: Request, caller: Caller) -> Response:
        """How many people the audience in the address reaches."""
        sitting = await self._sit(request, caller, "", Sheet.of(request.query_params))
        filled = read(sitting.sheet, BLANK, sitting.ground)
        told = reaching.number(sitting.desk.roll, filled.item.audience, self.parts.settings)
        sentence = reaching.sentence(sitting.desk.roll, filled.item.audience, self.parts.settings, caller.language)
        answer = {"people": told.people, "unit": told.unit, "sentence": sentence}
        return JSONResponse(answer, headers={"Cache-Control": "no-store"})

    async def values(self, request: Request, caller: Caller) -> Response:
        """Values of a key that have some letters in them."""
        sitting = await self._sit(request, caller, "", Sheet())
        key, letters = request.query_params.get("key", ""), request.query_params.get("q", "")[:100]
        found = self.choices.sought(key, letters, sitting.ground) if key else []
        answer = [{"value": value, "label": label} for value, label in found]
        return JSONResponse(answer, headers={"Cache-Control": "no-store"})

    async def _answer(self, request: Request, caller: Caller, item_id: str) -> Response:
        if request.method != "POST":
            sitting = await self._sit(request, caller, item_id)
            if sitting.desk.item and sitting.desk.item.state is ItemState.WITHDRAWN:
                title = sitting.say(N_("This item is withdrawn"))
                text = sitting.say(N_("Restore it on its page before you change it."))
                return frame.show(request, caller, "editor/withdrawn", title=title, text=text, item=sitting.desk.item)
            if item_id:
                await self.parts.database.awrite(saving.look, caller, item_id, sitting.base.version, sitting.now)
            return await self._page(sitting)
        sent = await form(request)
        do = str(sent.get("do", ""))
        sitting = await self._sit(
            request, caller, item_id, Sheet.of(sent), str(sent.get("draft", "")), sent.get("base")
        )
        return await self._done(sitting, do)

    async def _sit(  # noqa: PLR0917 - whose form, of what, and what was sent with it
        self,
        request: Request,
        caller: Caller,
        item_id: str,
        sent: Sheet | None = None,
        key: str = "",
        base: object = None,
    ) -> Sitting:
        now, database = self.parts.clock(), self.parts.database
        key = item_id or key_of(key or request.query_params.get("draft", ""))
        desk = await database.aread(saving.load, self.parts, self.folk, caller, item_id, key, now)
        self.choices = self.choices.of(desk.roll)
        if desk.item is None:
            sheet = sent or (Sheet.kept(desk.draft.body or {}) if desk.draft else blank(request, desk.ground))
            return Sitting(request, caller, now, desk, key, BLANK, sheet)
        number = number_of(base) or (desk.draft.base_version if desk.draft else desk.item.version)
        asked = number_of(request.query_params.get("version")) if sent is None else 0
        before = await database.aread(saving.version, desk.item, asked or number)
        if asked:
            return Sitting(request, caller, now, desk, key, desk.item, sheet_of(before, desk.ground), earlier=asked)
        sheet = sent or (Sheet.kept(desk.draft.body or {}) if desk.draft else sheet_of(before, desk.ground))
        return Sitting(request, caller, now, desk, key, before, sheet)

    async def _done(self, sitting: Sitting, do: str) -> Response:
        """What a press comes to."""
        if do == "discard":
            await self.parts.database.awrite(drafts.drop, sitting.caller.person.id, sitting.key)
            return frame.go(f"/items/{sitting.item_id}/edit" if sitting.item_id else "/queue", DROPPED)
        if do == "undo" and sitting.desk.item:
            return await self._undo(sitting)
        settling = settled(sitting.sheet, sitting.ground, self.choices)
        sitting.sheet, sitting.wrong = settling.sheet, settling.wrong
        if do == "fetch":
            await self._fetch(sitting)
        elif do.startswith("take:") and sitting.desk.item:
            theirs = sheet_of(sitting.desk.item, sitting.ground)
            sitting.sheet = taken(sitting.sheet, theirs, do.partition(":")[2])
        elif do in {"save", "submit"} and not sitting.wrong:
            saved = await self._save(sitting, submit=do == "submit")
            if saved is not None:
                return saved
        else:
            sitting.sheet = pressed(sitting.sheet, do, sitting.ground)
            sitting.who = do == "who"
        await self._keep(sitting)
        return await self._page(sitting)

    async def _keep(self, sitting: Sitting) -> bool:
        values = {name: [*several] for name, several in sitting.sheet.values.items()}
        person, number = sitting.caller.person.id, sitting.base.version if sitting.item_id else 0
        return await self.parts.database.awrite(drafts.keep, person, sitting.key, number, values, sitting.now)

    async def _kept(self, request: Request, caller: Caller, item_id: str) -> Response:
        sent = await form(request)
        now, database = self.parts.clock(), self.parts.database
        sheet, base = Sheet.of(sent), sent.get("base")
        sitting = await self._sit(request, caller, item_id, sheet, str(sent.get("draft", "")), base)
        kept = False
        if sent.get("look"):
            await database.awrite(saving.look, caller, item_id, sitting.base.version, now)
        else:
            kept = await self._keep(sitting)
        filled = read(sitting.sheet, sitting.base, sitting.ground)
        said = await self._said(sitting, filled)
        told = telling.Told(
            kept=telling.kept(now, sitting.ground) if kept else "",
            there=telling.there(sitting.desk.others, sitting.ground),
            reach=said.reach,
            doubts=said.doubts,
            likes=said.likes,
            moved=sitting.moved,
        )
        return JSONResponse(told.json(), headers={"Cache-Control": "no-store"})

    async def _fetch(self, sitting: Sitting) -> None:
        try:
            facts = await self.parts.look_up(sitting.sheet.line("url"))
        except InputError as error:
            sitting.note, sitting.bad = worded(sitting.caller.language, error), True
            return
        found = fetched(sitting.sheet, facts, sitting.ground)
        sitting.sheet, sitting.note = found.sheet, found.said

    async def _save(self, sitting: Sitting, *, submit: bool) -> Response | None:
        """On to what was saved; None where the form is to be shown again."""
        ground = sitting.ground
        filled = read(sitting.sheet, sitting.base, ground)
        sitting.wrong = checking.errors(filled, sitting.sheet, ground, sitting.now)
        if sitting.wrong:
            sitting.status = 422
            return None
        item = filled.item if sitting.item_id else replace(filled.item, id=sitting.sheet.line("id"))
        refresh = sitting.sheet.line("refresh") == "yes" and sitting.desk.delivered > 0
        number = sitting.base.version if sitting.item_id else 0
        wish = Wish(item, number, submit=submit, refresh=refresh, draft=sitting.key)
        own = self.parts.settings.config.newsroom.own_approval
        try:
            made = await self.parts.database.awrite(saving.save, sitting.caller, wish, sitting.now, own=own)
        except StaleError as stale:
            sitting.sheet = rebased(sitting.sheet, stale.base, stale.theirs, ground)
            sitting.base, sitting.status = stale.theirs, 409
        except NotAllowedError:
            await self._keep(sitting)
            raise
        except InputError as error:
            sitting.note, sitting.bad, sitting.status = worded(sitting.caller.language, error), True, 422
        else:
            waits = submit and made.state is ItemState.IN_REVIEW
            return frame.go(f"/items/{made.id}" if waits else f"/items/{made.id}/edit", SUBMITTED if waits else SAVED)
        return None

    async def _undo(self, sitting: Sitting) -> Response:
        try:
            version = sitting.base.version
            await self.parts.database.awrite(saving.undo, sitting.caller, sitting.item_id, version, sitting.now)
        except StaleError:
            sitting.note = sitting.say(N_("Somebody changed it since: what they wrote would go with it. Choose below."))
            sitting.bad, sitting.status = True, 409
            return await self._page(sitting)
        return frame.go(f"/items/{sitting.item_id}/edit", UNDONE)

    async def _said(self, sitting: Sitting, filled: Filled) -> Said:
        """What there is to say of a form."""
        ground, roll, settings = sitting.ground, sitting.desk.roll, self.parts.settings
        likes = await self.parts.database.aread(self._likes, filled.item)
        audience = filled.item.audience
        return Said(
            reach=reaching.sentence(roll, audience, settings, ground.language),
            wrong=sitting.wrong,
            doubts=checking.doubts(filled.item, ground, sitting.now),
            likes=checking.alike(likes, filled.item, sitting.caller.standing, ground),
            contested=contested(sitting.sheet, sitting.base, ground) if sitting.item_id else {},
            who=reaching.who(roll, audience, settings) if sitting.who else None,
            note=sitting.note,
            bad=sitting.bad,
        )

    def _likes(self, connection: Connection, item: Item) -> list[Likeness]:
        self.wordings.refresh(connection)
        return self.wordings.like(item)

    async def _page(self, sitting: Sitting) -> Response:
        desk, item = sitting.desk, sitting.desk.item
        if item and sitting.moved:  # somebody saved since: theirs is taken in, or stands beside
            sitting.sheet = rebased(sitting.sheet, sitting.base, item, desk.ground)
            sitting.base = item
        ground = desk.ground
        filled = read(sitting.sheet, sitting.base, ground)
        return frame.show(
            sitting.request,
            sitting.caller,
            "editor/edit",
            status=sitting.status,
            item=item,
            key=sitting.key,
            base=sitting.base.version if item else 0,
            sheet=sitting.sheet,
            view=view(sitting.sheet, filled, ground, self.choices, sitting.say(N_("None"))),
            told=await self._said(sitting, filled),
            problems=problems(sitting.wrong, sitting.sheet, ground),
            there=telling.there(desk.others, ground),
            draft=telling.kept(desk.draft.at, ground) if desk.draft and sitting.request.method == "GET" else "",
            begun=begun(sitting),
            versions=past(sitting),
            desk=desk,
            identify=identify,
            earlier=sitting.earlier,
            approves=bool(item) and sitting.caller.may(Act.APPROVE, sitting.base.owner),
            own=self.parts.settings.config.newsroom.own_approval,
        )


def routes(found: Parts) -> list[Gated]:
    """The editor's addresses."""
    return Editing(found).routes()
