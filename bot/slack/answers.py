"""What Slack's error codes mean for a delivery: the person's trouble, the workspace's, ours, or a moment's."""

from datetime import timedelta

from digests.delivery.model import Outcome, Result

PERSON = {
    "users_not_found": "Slack knows nobody by this person's address",
    "user_not_found": "Slack knows nobody by this person's Slack id",
    "channel_not_found": "Slack knows nobody by this person's Slack id",
    "user_disabled": "This person's Slack account is deactivated",
    "is_inactive": "This person's Slack account is deactivated",
    "cannot_dm_bot": "This person's Slack id is a bot's",
    "is_guest": "Slack knows this person as a guest, not as a member",
    "is_archived": "The conversation with this person is archived in Slack",
    "user_not_visible": "Slack does not let the app see this person",
    "invalid_users": "Slack knows nobody by this person's Slack id",
}
_TOKEN = "put the app's current bot token into SLACK_BOT_TOKEN"  # noqa: S105 - a sentence
_SCOPES = "install the app again from the manifest, so that it has every scope"
_ADMIN = "ask a workspace administrator to allow the app"
WORKSPACE = {
    "invalid_auth": _TOKEN,
    "not_authed": _TOKEN,
    "token_revoked": _TOKEN,
    "token_expired": _TOKEN,
    "account_inactive": _TOKEN,
    "not_allowed_token_type": "SLACK_BOT_TOKEN must begin with xoxb-",
    "missing_scope": _SCOPES,
    "no_permission": _SCOPES,
    "messages_tab_disabled": "turn the Messages tab on under App Home",
    "access_denied": _ADMIN,
    "team_access_not_granted": _ADMIN,
    "ekm_access_denied": _ADMIN,
    "restricted_action": _ADMIN,
    "org_login_required": "the workspace is being moved to an organisation; wait",
    "team_added_to_org": "the workspace is being moved to an organisation; wait",
}
MOMENT = {"ratelimited", "rate_limited", "message_limit_exceeded", "service_unavailable", "request_timeout"}
DOUBT = {"internal_error", "fatal_error"}  # Slack's documentation: part of it may have been done
TOO_MANY = 429
SERVER = 500


def outcome(code: str, status: int, wait: timedelta | None = None, *, posting: bool) -> Outcome:
    """What an answer that is not ok means; `posting`: it answers the message itself, which must not go twice."""
    if status == TOO_MANY or code in MOMENT:
        return Outcome(Result.LATER, "Slack asks to slow down", retry_after=wait)
    if code in DOUBT or status >= SERVER or not code:
        said = f"Slack answered {status} {code}".rstrip()
        if posting:
            return Outcome(Result.UNKNOWN, f"{said}: the message may have arrived")
        return Outcome(Result.LATER, said)
    if code in PERSON:
        return Outcome(Result.REFUSED, f"{PERSON[code]} ({code})")
    if code in WORKSPACE:
        return Outcome(Result.DOWN, f"Slack refuses the app ({code}): {WORKSPACE[code]}")
    return Outcome(Result.REFUSED, f"Slack refused the message ({code})")
