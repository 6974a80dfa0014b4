"""What stands before the Agents Playground: Entra's token endpoint, the check of the token, a bot, and trouble."""

import json
import re
import secrets
from typing import Any

from tests.outside.proxy import Answer, Asked, Proxy, Trouble

BOT_PATH = "/api/messages"
SCOPE = "https://api.botframework.com/.default"
INVOKE_REPLY = {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": "Thank you"}


class TeamsProxy(Proxy):
    """The Playground's connector for whoever holds a token from here.

    Methods are named `token`, `createConversation`, `sendToConversation`, `updateActivity`, `members` and `bot`.
    """

    def __init__(self, upstream: str, client_id: str, client_secret: str) -> None:
        super().__init__(upstream)
        self._client = (client_id, client_secret)
        self._tokens: set[str] = set()

    def method(self, asked: Asked) -> str:
        """The connector's own name of what is asked."""
        if asked.path.endswith("/oauth2/v2.0/token"):
            return "token"
        if asked.path == BOT_PATH:
            return "bot"
        place = re.sub(r"^/_connector/v3/conversations", "", asked.path)
        if not place.strip("/"):
            return "createConversation"
        if "/members" in place or "/pagedmembers" in place:
            return "members"
        return "updateActivity" if asked.verb == "PUT" else "sendToConversation"

    def answer(self, asked: Asked) -> Answer:
        """A token, the bot's word, or the Playground's answer to a caller with a good token."""
        method = self.method(asked)
        if method == "token":
            return self._token(asked.arguments)
        if method == "bot":
            return Answer(200, json.dumps(INVOKE_REPLY if asked.arguments.get("type") == "invoke" else {}).encode())
        if asked.authorization.removeprefix("Bearer ") not in self._tokens:
            return Answer(401, _error("Unauthorized", "Authorization has been denied for this request."))
        body = json.dumps(asked.arguments).encode()
        return self.forward(asked.verb, asked.path, body, {"Content-Type": "application/json"})

    def failure(self, trouble: Trouble) -> bytes:
        """The connector's own shape of an error."""
        return _error(trouble.error, trouble.error)

    def expire_tokens(self) -> None:
        """No token given out so far is good any longer."""
        self._tokens.clear()

    def _token(self, form: dict[str, Any]) -> Answer:
        """Entra's answer to a client credentials grant."""
        if form.get("grant_type") != "client_credentials" or form.get("scope") != SCOPE:
            return Answer(400, json.dumps({"error": "invalid_request", "error_description": "AADSTS900144"}).encode())
        if (form.get("client_id"), form.get("client_secret")) != self._client:
            return Answer(401, json.dumps({"error": "invalid_client", "error_description": "AADSTS7000215"}).encode())
        token = secrets.token_urlsafe(16)
        self._tokens.add(token)
        answer = {"token_type": "Bearer", "expires_in": 3599, "ext_expires_in": 3599, "access_token": token}
        return Answer(200, json.dumps(answer).encode())


def _error(code: str, message: str) -> bytes:
    return json.dumps({"error": {"code": code, "message": message}}).encode()
