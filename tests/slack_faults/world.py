"""The workspace that the fault server keeps: members, conversations, modals, Home views, and every call."""

import itertools
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
TEAM, APP, BOT_USER, BOT = "T0SAMPLE", "A0BUDSTIKKE", "U0BUDSTIKKE", "B0BUDSTIKKE"
TRIGGER_SECONDS = 3.0


class RefusedError(Exception):
    """Slack's own word for what is wrong, and what it has to say about it."""

    def __init__(self, code: str, messages: tuple[str, ...] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.messages = messages


@dataclass
class World:
    """Everything that somebody in the workspace can see, and everything that the app asked."""

    address: str
    members: dict[str, Json] = field(default_factory=dict)
    calls: list[Json] = field(default_factory=list)
    messages: dict[str, list[Json]] = field(default_factory=lambda: defaultdict(list))
    homes: dict[str, Json] = field(default_factory=dict)
    modals: dict[str, list[Json]] = field(default_factory=lambda: defaultdict(list))
    answers: list[Json] = field(default_factory=list)  # what came in by a response_url, and ephemeral messages
    files: dict[str, Json] = field(default_factory=dict)
    troubles: dict[str, list[Json]] = field(default_factory=lambda: defaultdict(list))
    _triggers: dict[str, tuple[str, float]] = field(default_factory=dict)
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def number(self) -> int:
        """A number that was not there before."""
        return next(self._numbers)

    def stamp(self) -> str:
        """The `ts` of a new message."""
        return f"{int(time.time())}.{self.number():06d}"

    def conversation(self, channel: str) -> str:
        """The id of a conversation; a member's id means the direct one."""
        if channel[:1] in {"U", "W"}:
            if channel not in self.members or self.members[channel].get("deleted"):
                raise RefusedError("channel_not_found" if channel not in self.members else "user_disabled")
            return f"D{channel[1:]}"
        return channel

    def trigger(self, user: str) -> str:
        """What lets the app open one modal in front of somebody, within three seconds."""
        made = f"trigger.{self.number()}"
        self._triggers[made] = (user, time.monotonic())
        return made

    def pulled(self, trigger: str) -> str:
        """Whose trigger it is; it goes off once."""
        if trigger not in self._triggers:
            raise RefusedError("exchanged_trigger_id" if trigger.startswith("trigger.") else "invalid_trigger_id")
        user, since = self._triggers.pop(trigger)
        if time.monotonic() - since > TRIGGER_SECONDS:
            raise RefusedError("expired_trigger_id")
        return user

    def message(self, channel: str, ts: str) -> Json:
        """A message that is there."""
        for one in self.messages[self.conversation(channel)]:
            if one["ts"] == ts:
                return one
        raise RefusedError("message_not_found")

    def view(self, view: Json, **more: Any) -> Json:
        """A view as Slack keeps it: with an id, a hash, and an id for every block."""
        identity = more.pop("id", None) or f"V{self.number():08d}"
        kept = {"team_id": TEAM, "app_id": APP, "bot_id": BOT, "state": {"values": {}}, **view, **more}
        blocks = [self._named(block) for block in view["blocks"]]
        return {"private_metadata": "", "callback_id": "", **kept, "id": identity, "hash": self.stamp()} | {
            "blocks": blocks
        }

    def blocks(self, given: list[Json] | None) -> list[Json]:
        """Blocks as Slack keeps them: each has an id."""
        return [self._named(block) for block in given or []]

    def shown(self, identity: str, external: str = "") -> tuple[list[Json] | None, str, Json]:
        """Where a view stands (its person's stack of modals, or None for a Home), whose it is, and the view."""
        for user, home in self.homes.items():
            if home["id"] == identity:
                return None, user, home
        for user, stack in self.modals.items():
            for view in stack:
                if view["id"] == identity or (external and view.get("external_id") == external):
                    return stack, user, view
        raise RefusedError("not_found")

    def opened(self, view: Json) -> Json:
        """A modal that stands on no other."""
        made = self.view(view)
        return made | {"root_view_id": made["id"], "previous_view_id": None}

    def pushed(self, stack: list[Json], view: Json) -> Json:
        """A modal on top of others: it knows the one below and the first."""
        stack.append(self.view(view, root_view_id=stack[0]["id"], previous_view_id=stack[-1]["id"]))
        return stack[-1]

    def again(self, old: Json, view: Json) -> Json:
        """A modal with other content in the same place."""
        kept = {key: old[key] for key in ("root_view_id", "previous_view_id") if key in old}
        return self.view(view, id=old["id"], **kept)

    def submitted(self, user: str, identity: str, answer: Json) -> None:
        """What the answer to a submission does to the modals in front of somebody."""
        stack = self.modals[user]
        here = next((i for i, view in enumerate(stack) if view["id"] == identity), None)
        if here is None:
            return
        match answer.get("response_action"):
            case "errors":
                return
            case "clear":
                stack.clear()
            case "update":
                stack[here] = self.again(stack[here], answer["view"])
            case "push":
                self.pushed(stack, answer["view"])
            case _:
                del stack[here:]

    def trouble(self, method: str) -> Json | None:
        """What the next call of a method meets, if anything was planned."""
        waiting = self.troubles[method] or self.troubles["*"]
        return waiting.pop(0) if waiting else None

    def seen(self) -> Json:
        """All of it, as JSON."""
        return {
            "members": self.members,
            "calls": self.calls,
            "messages": self.messages,
            "homes": self.homes,
            "modals": self.modals,
            "answers": self.answers,
            "files": self.files,
        }

    def _named(self, block: Json) -> Json:
        return {**block, "block_id": block.get("block_id") or f"b{self.number()}"}
