"""Somebody at the editor, in a browser without script: opens the form, changes fields, presses a button."""

from dataclasses import dataclass, field
from typing import Any

import httpx
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from digests.content.model import Item
from digests.content.store import load_items
from digests.newsroom.queue import history
from tests.bot.web.newsroom.office import Office

Fields = dict[str, list[str]]


@dataclass
class Desk:
    """One person's form of one item, or of a new one."""

    office: Office
    who: str
    path: str
    answer: httpx.Response | None = None
    fields: Fields = field(default_factory=dict)

    @property
    def page(self) -> HTMLParser:
        """What is shown."""
        assert self.answer is not None
        return HTMLParser(self.answer.text)

    @property
    def words(self) -> str:
        """All that can be read on it."""
        body = self.page.body
        assert body is not None
        return " ".join(body.text(separator=" ").split())

    async def open(self, more: str = "") -> "Desk":
        """Goes to the page."""
        self.answer = await self.office.get(self.who, self.path + more)
        self.fields = fields(self.answer.text)
        return self

    def type(self, **values: str | list[str]) -> "Desk":
        """Fills in fields; `__` stands for a colon in their names."""
        for name, value in values.items():
            self.fields[name.replace("__", ":")] = [value] if isinstance(value, str) else value
        return self

    async def press(self, do: str) -> "Desk":
        """Presses a button of the form."""
        data: dict[str, Any] = {**self.fields, "do": [do]}
        self.answer = await self.office.post(self.who, self.path, data)
        if self.answer.status_code != 303:
            self.fields = fields(self.answer.text)
        return self

    async def keep(self, **more: str) -> dict[str, Any]:
        """What the page's script does while one types."""
        answer = await self.office.post(self.who, f"{self.path}/draft", {**self.fields, **more})
        assert answer.status_code == 200
        found: dict[str, Any] = answer.json()
        return found


def desk(office: Office, who: str = "editor", item_id: str = "") -> Desk:
    """Somebody who is about to open the form."""
    return Desk(office, who, f"/items/{item_id}/edit" if item_id else "/items/new")


def fields(html: str) -> Fields:
    """What a browser would send with the editor's form, but for its buttons."""
    found: Fields = {}
    form = HTMLParser(html).css_first("form#editor")
    for node in form.css("input, textarea, select") if form else []:
        name, kind = node.attributes.get("name") or "", node.attributes.get("type")
        if kind == "checkbox" and "checked" not in node.attributes:
            continue
        values = [node.text(deep=True)] if node.tag == "textarea" else [node.attributes.get("value") or ""]
        if node.tag == "select":
            chosen = node.css_first("option[selected]") or node.css_first("option")
            values = [chosen.attributes.get("value") or ""] if chosen else []
        found[name] = [*found.get(name, []), *values]
    return found


def item(office: Office, item_id: str) -> Item:
    """The item as it is kept."""
    (found,) = office.database.read(load_items, [item_id])
    return found


def acts(office: Office, item_id: str) -> list[str]:
    """What was done with it."""
    return [one.act.value for one in office.database.read(history, item_id)]
