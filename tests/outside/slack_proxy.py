"""What stands between slack_sdk and the emulator: it moves query arguments into the body, where the emulator looks."""

import json
from typing import Any
from urllib.parse import urlencode

from tests.outside.proxy import Answer, Asked, Proxy, Trouble

API = "/api/"
GRANTING = "oauth.v2.access"  # the one method that is asked without a token
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class SlackProxy(Proxy):
    """The emulator with Slack's reading of arguments and tokens; methods are named as Slack names them."""

    def __init__(self, upstream: str, token: str) -> None:
        super().__init__(upstream)
        self._good = {f"Bearer {token}"}

    def method(self, asked: Asked) -> str:
        """Such as `chat.postMessage`."""
        return asked.path.removeprefix(API)

    def answer(self, asked: Asked) -> Answer:
        """The emulator's answer; history obeys `oldest`, `latest` and `include_all_metadata` as Slack does."""
        texts = {name: _text(value) for name, value in asked.arguments.items()}
        if not asked.path.startswith(API):  # a page for somebody's browser, which goes there itself
            return Answer(307, b"", {"Location": f"{self.upstream}{asked.path}?{urlencode(texts)}"})
        method = self.method(asked)
        if method == GRANTING:
            return self._granted(texts)
        if asked.authorization not in self._good:
            return _json({"ok": False, "error": "invalid_auth" if asked.authorization else "not_authed"})
        if method == "auth.revoke":  # the emulator knows no such method
            self._good.discard(asked.authorization)
            return _json({"ok": True, "revoked": True})
        headers = {**FORM, "Authorization": asked.authorization}
        answer = self.forward("POST", asked.path, urlencode(texts).encode(), headers)
        if method != "conversations.history":
            return answer
        return Answer(answer.status, json.dumps(_as_slack(json.loads(answer.body), texts)).encode())

    def _granted(self, texts: dict[str, str]) -> Answer:
        """A token for a code; from now on it is a good one."""
        answer = self.forward("POST", API + GRANTING, urlencode(texts).encode(), FORM)
        if token := json.loads(answer.body).get("access_token"):
            self._good.add(f"Bearer {token}")
        return answer

    def failure(self, trouble: Trouble) -> bytes:
        """Slack's own shape of an error."""
        return json.dumps({"ok": False, "error": trouble.error}).encode()


def _json(said: dict[str, Any]) -> Answer:
    return Answer(200, json.dumps(said).encode())


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
