"""What stands between slack_sdk and the emulator: it moves query arguments into the body, where the emulator looks."""

import json
from typing import Any
from urllib.parse import urlencode

from tests.outside.proxy import Answer, Asked, Proxy, Trouble


class SlackProxy(Proxy):
    """The emulator with Slack's reading of arguments and tokens; methods are named as Slack names them."""

    def __init__(self, upstream: str, token: str) -> None:
        super().__init__(upstream)
        self._token = token

    def method(self, asked: Asked) -> str:
        """Such as `chat.postMessage`."""
        return asked.path.removeprefix("/api/")

    def answer(self, asked: Asked) -> Answer:
        """The emulator's answer; history obeys `oldest`, `latest` and `include_all_metadata` as Slack does."""
        if asked.authorization != f"Bearer {self._token}":
            error = "invalid_auth" if asked.authorization else "not_authed"
            return Answer(200, json.dumps({"ok": False, "error": error}).encode())
        texts = {name: _text(value) for name, value in asked.arguments.items()}
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Authorization": asked.authorization}
        answer = self.forward("POST", asked.path, urlencode(texts).encode(), headers)
        if self.method(asked) != "conversations.history":
            return answer
        return Answer(answer.status, json.dumps(_as_slack(json.loads(answer.body), texts)).encode())

    def failure(self, trouble: Trouble) -> bytes:
        """Slack's own shape of an error."""
        return json.dumps({"ok": False, "error": trouble.error}).encode()


def _text(value: Any) -> str:
    """An argument as a form writes it."""
    return value if isinstance(value, str) else json.dumps(value)


def _as_slack(answer: dict[str, Any], arguments: dict[str, str]) -> dict[str, Any]:
    """The history with Slack's own arguments obeyed, which the emulator does not read."""
    if not answer.get("ok"):
        return answer
    oldest, latest = float(arguments.get("oldest") or 0), float(arguments.get("latest") or "inf")
    messages = [message for message in answer["messages"] if oldest < float(message["ts"]) < latest]
    if arguments.get("include_all_metadata", "").lower() not in {"1", "true"}:
        messages = [{name: value for name, value in message.items() if name != "metadata"} for message in messages]
    return {**answer, "messages": messages}
