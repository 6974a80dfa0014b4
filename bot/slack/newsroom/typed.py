"""What stands in a modal's inputs, whoever sent it: values of the kind that was asked for, or none."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

TURN = "#"  # behind it: how often the view was made anew, because Slack keeps what was typed under the same name


@dataclass(frozen=True, slots=True)
class Typed:
    """Inputs by name; `blocks` are the names that Slack knows them by."""

    values: Mapping[str, Mapping[str, Any]]
    blocks: Mapping[str, str]

    @classmethod
    def of(cls, view: Mapping[str, Any]) -> "Typed":
        """Everything in a view's state."""
        found = (view.get("state") or {}).get("values") or {}
        values, blocks = {}, {}
        for block, actions in found.items():
            name = str(block).partition(TURN)[0]
            values[name] = next((one for one in actions.values() if isinstance(one, dict)), {})
            blocks[name] = str(block)
        return cls(values, blocks)

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def text(self, name: str) -> str:
        """What was typed, without the space around it."""
        return _string(self.values.get(name, {}).get("value")).strip()

    def one(self, name: str) -> str:
        """The value of the option that is chosen."""
        return _value(self.values.get(name, {}).get("selected_option"))

    def many(self, name: str) -> tuple[str, ...]:
        """The values of all options that are chosen, each once."""
        options = self.values.get(name, {}).get("selected_options")
        found = (_value(option) for option in (options if isinstance(options, list) else []))
        return tuple(dict.fromkeys(value for value in found if value))

    def date(self, name: str) -> date | None:
        """The day that is chosen."""
        try:
            return date.fromisoformat(_string(self.values.get(name, {}).get("selected_date")))
        except ValueError:
            return None

    def time(self, name: str) -> time | None:
        """The time of day that is chosen."""
        try:
            return time.fromisoformat(_string(self.values.get(name, {}).get("selected_time"))).replace(tzinfo=None)
        except ValueError:
            return None


def _value(option: object) -> str:
    return _string(option.get("value")) if isinstance(option, dict) else ""


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""
