"""Somebody in the workspace: reads what the app sent, presses, types, chooses and submits as Slack's clients would."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.slack_faults.slack import Slack, Told
from tests.slack_faults.world import APP, TEAM, Json

CHOSEN = {  # by the type of an element: what it begins with, and what it says when chosen
    "plain_text_input": ("initial_value", "value"),
    "number_input": ("initial_value", "value"),
    "url_text_input": ("initial_value", "value"),
    "email_text_input": ("initial_value", "value"),
    "static_select": ("initial_option", "selected_option"),
    "external_select": ("initial_option", "selected_option"),
    "radio_buttons": ("initial_option", "selected_option"),
    "overflow": ("", "selected_option"),
    "multi_static_select": ("initial_options", "selected_options"),
    "checkboxes": ("initial_options", "selected_options"),
    "multi_external_select": ("initial_options", "selected_options"),
    "users_select": ("initial_user", "selected_user"),
    "multi_users_select": ("initial_users", "selected_users"),
    "datepicker": ("initial_date", "selected_date"),
    "timepicker": ("initial_time", "selected_time"),
}


@dataclass
class Hand:
    """One member; what they typed stays in a modal until they change it, as in Slack."""

    slack: Slack
    id: str
    _typed: dict[tuple[str, str, str], Any] = field(default_factory=dict)

    @property
    def conversation(self) -> str:
        """Their direct messages with the app."""
        return f"D{self.id[1:]}"

    @property
    def messages(self) -> list[Json]:
        """What the app wrote to them, oldest first."""
        found: list[Json] = self.slack.seen()["messages"].get(self.conversation, [])
        return found

    @property
    def digest(self) -> Json:
        """The newest digest that stands in their conversation."""
        return [one for one in self.messages if "metadata" in one][-1]

    @property
    def home(self) -> Json:
        """Their Home tab as it stands."""
        found: Json = self.slack.seen()["homes"].get(self.id, {"blocks": []})
        return found

    @property
    def modal(self) -> Json | None:
        """The modal in front of them."""
        stack: list[Json | None] = self.slack.seen()["modals"].get(self.id) or [None]
        return stack[-1]

    def until_digest(self, *texts: str, without: str = "\0") -> Json:
        """Their digest, once it says all of `texts`."""

        def found(seen: Json) -> Json | None:
            messages = [m for m in seen["messages"].get(self.conversation, []) if "metadata" in m]
            return messages[-1] if messages and _says(messages[-1], texts, without) else None

        made: Json = self.slack.until(found)
        return made

    def until_home(self, *texts: str, without: str = "\0") -> Json:
        """Their Home tab, once it says all of `texts`."""
        home: Json = self.slack.until(
            lambda seen: (view := seen["homes"].get(self.id)) and _says(view, texts, without) and view
        )
        return home

    def until_modal(self, *texts: str, without: str = "\0") -> Json:
        """The modal in front of them, once it says all of `texts`."""
        modal: Json = self.slack.until(
            lambda seen: (stack := seen["modals"].get(self.id)) and _says(stack[-1], texts, without) and stack[-1]
        )
        return modal

    def until_answer(self, *texts: str) -> Json:
        """The newest of what only they see, or of the messages to them, that says all of `texts`."""

        def found(seen: Json) -> Json | None:
            answers = [one for one in seen["answers"] if self.id in (one.get("number"), one.get("user"))]
            said = seen["messages"].get(self.conversation, []) + answers
            return next((one for one in reversed(said) if _says(one, texts, "\0")), None)

        made: Json = self.slack.until(found)
        return made

    def press(self, where: Json, what: str, choose: Any = None, *, nth: int = 0, **how: Any) -> Told:
        """Presses, or chooses in, the element whose action id or label is `what`."""
        block, element = found(where, what, nth)
        return self.act(where, element, block, choose, **how)

    def act(self, where: Json, element: Json, block: Json, choose: Any = None, **how: Any) -> Told:
        """The same with an element that need not stand there: this is how a press is forged."""
        action = {"type": element["type"], "action_id": element["action_id"], "block_id": block.get("block_id", "b")}
        action["action_ts"] = f"{time.time():.6f}"
        if element["type"] == "button":
            action |= {key: element[key] for key in ("text", "value", "style") if key in element}
        else:
            key = CHOSEN[element["type"]][1]
            action[key] = chosen(element, choose)
            self._typed[where.get("id", ""), action["block_id"], action["action_id"]] = action[key]
        payload = {**self._told("block_actions"), "actions": [action], **self._place(where)}
        return self.slack.tell("interactive", payload, **how)

    def fill(self, label: str, value: Any) -> None:
        """Types or chooses in the modal in front, telling nobody until it is submitted."""
        modal = self.modal
        assert modal is not None
        block, element = found(modal, label)
        self._typed[modal["id"], block["block_id"], element["action_id"]] = chosen(element, value)

    def filled(self) -> Json:
        """The modal in front with all that is typed and chosen in it, as submitting would tell of it."""
        modal = self.modal
        assert modal is not None
        return {**modal, "state": {"values": self._values(modal)}}

    def submit(self, view: Json | None = None, **how: Any) -> Told:
        """Submits the modal in front, or one that is forged."""
        view = view or self.modal
        assert view is not None
        kept = view.get("state", {}).get("values")
        state = {"values": kept or self._values(view)}
        payload = {**self._told("view_submission"), "view": {**view, "state": state}, "response_urls": []}
        return self.slack.tell("interactive", payload, **how)

    def opens_home(self, **how: Any) -> Told:
        """Goes to the app's Home tab."""
        event = {"type": "app_home_opened", "user": self.id, "channel": self.conversation, "tab": "home"}
        home = self.slack.seen()["homes"].get(self.id)
        return self.slack.event(event | ({"view": home} if home else {}), **how)

    def command(self, text: str = "", name: str = "/budstikke", **how: Any) -> Told:
        """A slash command."""
        payload = {
            "token": "legacy",
            "team_id": TEAM,
            "team_domain": "sample-company",
            "channel_id": self.conversation,
            "channel_name": "directmessage",
            "user_id": self.id,
            "user_name": self.id.lower(),
            "command": name,
            "text": text,
            "api_app_id": APP,
            "response_url": self._response_url(),
            "trigger_id": self.slack.trigger(self.id),
        }
        return self.slack.tell("slash_commands", payload, **how)

    def shortcut(self, callback_id: str, message: Json, channel: str = "C0GENERAL", **how: Any) -> Told:
        """A message shortcut on somebody's message."""
        payload = {
            **self._told("message_action"),
            "callback_id": callback_id,
            "message": {"type": "message", "ts": "1700000000.000100", "user": "U0SOMEBODY", **message},
            "message_ts": message.get("ts", "1700000000.000100"),
            "channel": {"id": channel, "name": "general"},
            "response_url": self._response_url(),
        }
        return self.slack.tell("interactive", payload, **how)

    def _told(self, kind: str) -> Json:
        user = {"id": self.id, "username": self.id.lower(), "name": self.id.lower(), "team_id": TEAM}
        trigger = self.slack.trigger(self.id)
        team = {"id": TEAM, "domain": "sample-company"}
        return {"type": kind, "team": team, "user": user, "api_app_id": APP, "token": "legacy", "trigger_id": trigger}

    def _place(self, where: Json) -> Json:
        """Where it was pressed: in a message, or in a view."""
        if "ts" in where:
            channel = self.conversation
            return {
                "container": {"type": "message", "message_ts": where["ts"], "channel_id": channel},
                "channel": {"id": channel, "name": "directmessage"},
                "message": where,
                "response_url": self._response_url(),
                "state": {"values": self._values(where)},
            }
        view = {**where, "state": {"values": self._values(where)}}
        return {"container": {"type": "view", "view_id": where.get("id", "")}, "view": view}

    def _values(self, where: Json) -> Json:
        values: Json = {}
        for block, element in elements(where):
            if element["type"] not in CHOSEN or element["type"] == "overflow" or "action_id" not in element:
                continue
            first, key = CHOSEN[element["type"]]
            empty: Any = [] if key == "selected_options" else None
            typed = self._typed.get((where.get("id", ""), block["block_id"], element["action_id"]))
            value = element.get(first, empty) if typed is None else typed
            values.setdefault(block["block_id"], {})[element["action_id"]] = {"type": element["type"], key: value}
        return values

    def _response_url(self) -> str:
        return f"{self.slack.address}/response/{self.id}"


def elements(where: Json) -> Iterator[tuple[Json, Json]]:
    """Everything in a message or view that can be pressed, typed or chosen in, with its block."""
    for block in where["blocks"]:
        inner = block.get("elements", []) if block["type"] == "actions" else []
        for element in [*inner, *(block[key] for key in ("accessory", "element") if key in block)]:
            yield block, element


def found(where: Json, what: str, nth: int = 0) -> tuple[Json, Json]:
    """The element whose action id, label or text is `what`, and its block."""
    matching = [(block, element) for block, element in elements(where) if what in _names(block, element)]
    if len(matching) <= nth:
        there = [sorted(_names(block, element)) for block, element in elements(where)]
        raise AssertionError(f"{what!r} is not there; there are {there}")
    return matching[nth]


def chosen(element: Json, choose: Any) -> Any:
    """What an element says of a choice by value or by words."""
    kind = element["type"]
    if CHOSEN[kind][1] == "selected_option":
        return None if choose is None else _option(element, choose)
    if CHOSEN[kind][1] == "selected_options":
        return [_option(element, one) for one in choose]
    return choose


def texts(where: Any) -> list[str]:
    """Every text that somebody reads in a message or view."""
    if isinstance(where, dict):
        own = [where["text"]] if isinstance(where.get("text"), str) else []
        return own + [one for value in where.values() for one in texts(value)]
    return [one for value in where for one in texts(value)] if isinstance(where, list) else []


def _says(where: Json, wanted: tuple[str, ...], without: str) -> bool:
    said = "\n".join(texts({key: value for key, value in where.items() if key != "state"}))
    return all(one in said for one in wanted) and without not in said


def _names(block: Json, element: Json) -> set[str]:
    shown = [element.get("text"), block.get("label"), element.get("placeholder")]
    return {element.get("action_id", "")} | {one["text"] for one in shown if isinstance(one, dict)}


def _option(element: Json, choose: str) -> Json:
    groups = [option for group in element.get("option_groups", []) for option in group["options"]]
    for option in [*element.get("options", []), *groups]:
        if choose in {option["value"], option["text"]["text"]}:
            made: Json = {"text": option["text"], "value": option["value"]}
            return made
    raise AssertionError(f"{choose!r} is not among {[o['text']['text'] for o in element.get('options', []) + groups]}")
