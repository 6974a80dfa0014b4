"""A test's line to the fault server: members of the workspace who press, type and submit, and what they then see."""

import json
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.request import Request, urlopen

from tests.outside.node import serving
from tests.slack_faults.world import APP, TEAM, Json

ROOT = Path(__file__).resolve().parents[2]
BOT_TOKEN, APP_TOKEN, SECRET = "xoxb-faults", "xapp-faults", "signing"
PATIENCE = 60.0  # seconds; a machine may be busy


@dataclass(frozen=True, slots=True)
class Trouble:
    """What the next `times` calls of a method meet.

    `answer` answers `status` with `error`; `lost_before` hangs up without doing anything; `lost_after` does it and
    hangs up; `slow` waits first; `held` waits until `release`.
    """

    kind: Literal["answer", "lost_before", "lost_after", "slow", "held"] = "answer"
    status: int = 429
    error: str = "ratelimited"
    retry_after: int | None = None
    seconds: float = 0.0
    times: int = 1


@dataclass(frozen=True, slots=True)
class Told:
    """What the app answered when Slack told it something; status 0: nothing in time."""

    status: int
    body: str
    seconds: float

    @property
    def errors(self) -> dict[str, str]:
        """What a modal would say beside its fields."""
        found: dict[str, str] = json.loads(self.body or "{}").get("errors", {})
        return found


@dataclass
class Slack:
    """The running fault server, in one of its modes."""

    address: str
    mode: str
    _events: int = field(default=0)

    @property
    def api_url(self) -> str:
        """What slack.api_url takes."""
        return f"{self.address}/api/"

    def seen(self, after: int = -1) -> Json:
        """Everything that happened so far."""
        seen: Json = self._ask("GET", f"/control/seen?after={after}")
        return seen

    def until(self, found: Callable[[Json], Any]) -> Any:
        """What `found` makes of all that happened, as soon as that is something."""
        deadline, after = time.monotonic() + PATIENCE, -1
        while time.monotonic() < deadline:
            seen = self.seen(after)
            if made := found(seen):
                return made
            after = seen["changes"]
        last = [one["method"] for one in seen["calls"][-8:]]
        shown = {
            user: [view["title"] for view in stack] + stack[-1:] for user, stack in seen["modals"].items() if stack
        }
        said = f"it did not come; the last calls: {last}; refused: {self.refusals()[-1:]}; in front: {shown}"
        raise AssertionError(said[:6000])

    def calls(self, method: str) -> list[Json]:
        """The calls of a method so far."""
        return [one for one in self.seen()["calls"] if one["method"] == method]

    def refusals(self) -> list[Json]:
        """Calls that Slack took for invalid: each is a fault of the app."""
        return [
            {"method": one["method"], "said": one["answer"]}
            for one in self.seen()["calls"]
            if (one.get("answer") or {}).get("error", "").startswith("invalid_")
        ]

    def trouble(self, method: str, trouble: Trouble) -> None:
        """The next calls of `method` meet `trouble`."""
        self._ask("POST", "/control/trouble", {"method": method, **asdict(trouble)})

    def release(self) -> None:
        """Lets go of every call that is held."""
        self._ask("POST", "/control/release", {})

    def hang_up(self, how: str) -> None:
        """Ends the app's sockets: `disconnect`, `close`, `cut` or `mute`."""
        self._ask("POST", "/control/hang_up", {"how": how})

    def accept(self, *tokens: str) -> None:
        """From now on only these bot tokens are good."""
        self._ask("POST", "/control/tokens", {"tokens": list(tokens)})

    def add(self, *members: Json) -> None:
        """Puts members into the workspace."""
        self._ask("POST", "/control/members", list(members))

    def tell(self, kind: str, payload: Json, **how: Any) -> Told:
        """Tells the app; `secret`, `age` (seconds) and `retry` make it a strange telling."""
        return Told(**self._ask("POST", "/control/tell", {"kind": kind, "payload": payload, "how": how}))

    def event(self, event: Json, *, event_id: str = "", **how: Any) -> Told:
        """An event of the Events API."""
        self._events += 1
        payload = {
            "token": "legacy",
            "team_id": TEAM,
            "api_app_id": APP,
            "type": "event_callback",
            "event_id": event_id or f"Ev{self._events:08d}",
            "event_time": int(time.time()),
            "authorizations": [{"team_id": TEAM, "is_bot": True}],
            "event": {"event_ts": str(time.time()), **event},
        }
        return self.tell("events_api", payload, **how)

    def trigger(self, user: str) -> str:
        """A trigger for somebody's next modal."""
        return str(self._ask("POST", "/control/trigger", {"user": user})["trigger_id"])

    def close(self, user: str) -> None:
        """Somebody closes the modal in front."""
        self._ask("POST", "/control/close", {"user": user})

    def _ask(self, verb: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = Request(self.address + path, data, {"Content-Type": "application/json"}, method=verb)  # noqa: S310
        with urlopen(request, timeout=60) as answer:  # noqa: S310
            return json.load(answer)


def member(identity: str, name: str, email: str, **fields: Any) -> Json:
    """Somebody as users.list tells of them."""
    return {
        "id": identity,
        "team_id": TEAM,
        "name": email.split("@", maxsplit=1)[0],
        "deleted": False,
        "is_bot": False,
        "is_app_user": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "tz": "Europe/Copenhagen",
        "locale": "en-GB",
        "real_name": name,
        "profile": {"real_name": name, "email": email, "title": ""},
        **fields,
    }


@contextmanager
def slack(mode: str, address: str = "", *, port: int | None = None) -> Iterator[Slack]:
    """A Slack that tells an app at `address` by signed requests (`http`), or over its socket (`socket`)."""
    port = port or _free_port()
    command = [sys.executable, "-m", "tests.slack_faults.server", "--port", str(port)]
    command += ["--token", BOT_TOKEN, "--app-token", APP_TOKEN, "--secret", SECRET]
    if mode == "http":
        command += ["--address", address]
    with serving(command, port, cwd=ROOT):
        yield Slack(f"http://127.0.0.1:{port}", mode)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
