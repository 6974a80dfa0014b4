"""Slack's Web API as far as the app uses it: methods by name, each with what it needs and what it answers."""

import json
from collections.abc import Callable

from tests.slack_faults.refusals import refused, refused_view
from tests.slack_faults.world import APP, BOT, BOT_USER, TEAM, Json, RefusedError, World

Method = Callable[[World, Json], Json]
STACK = 3


def answer(world: World, method: str, arguments: Json) -> Json:
    """What Slack answers; its refusals are answers too."""
    if method not in METHODS:
        return {"ok": False, "error": "unknown_method"}
    try:
        return {"ok": True, **METHODS[method](world, _read(arguments))}
    except RefusedError as error:
        return {"ok": False, "error": error.code, "response_metadata": {"messages": list(error.messages)}}
    except KeyError as error:
        return {"ok": False, "error": "invalid_arguments", "response_metadata": {"messages": [f"missing {error}"]}}


def _read(arguments: Json) -> Json:
    """Arguments whose structure came as text."""
    nested = ("blocks", "view", "metadata", "attachments", "files")
    return {
        name: json.loads(value) if name in nested and isinstance(value, str) else value
        for name, value in arguments.items()
    }


def _post(world: World, asked: Json) -> Json:
    channel = world.conversation(asked["channel"])
    message = {"type": "message", "ts": world.stamp(), "user": BOT_USER, "bot_id": BOT, **_content(world, asked)}
    if "thread_ts" in asked:
        message["thread_ts"] = asked["thread_ts"]
    world.messages[channel].append(message)
    return {"channel": channel, "ts": message["ts"], "message": message}


def _content(world: World, asked: Json) -> Json:
    if not asked.get("text") and not asked.get("blocks"):
        raise RefusedError("no_text")
    said = refused(asked.get("blocks") or [])
    if said:
        raise RefusedError("invalid_blocks", tuple(said))
    kept = {"text": asked.get("text", ""), "blocks": world.blocks(asked.get("blocks"))}
    return kept | ({"metadata": asked["metadata"]} if asked.get("metadata") else {})


def _change(world: World, asked: Json) -> Json:
    message = world.message(asked["channel"], asked["ts"])
    message.update(_content(world, asked), edited={"user": BOT_USER, "ts": world.stamp()})
    return {"channel": asked["channel"], "ts": asked["ts"], "text": message["text"], "message": message}


def _delete(world: World, asked: Json) -> Json:
    world.messages[world.conversation(asked["channel"])].remove(world.message(asked["channel"], asked["ts"]))
    return {"channel": asked["channel"], "ts": asked["ts"]}


def _whisper(world: World, asked: Json) -> Json:
    stamp = world.stamp()
    world.answers.append({"user": asked["user"], "channel": asked["channel"], "ts": stamp, **_content(world, asked)})
    return {"message_ts": stamp}


def _history(world: World, asked: Json) -> Json:
    oldest, latest = float(asked.get("oldest") or 0), float(asked.get("latest") or "inf")
    channel = world.conversation(asked["channel"])
    found = [one for one in reversed(world.messages[channel]) if oldest < float(one["ts"]) < latest]
    start, size = int(asked.get("cursor") or 0), int(asked.get("limit") or 100)
    page = found[start : start + size]
    if str(asked.get("include_all_metadata", "")).lower() not in {"1", "true"}:
        page = [{name: value for name, value in one.items() if name != "metadata"} for one in page]
    return {"messages": page, **_next(start + size, len(found))}


def _members(world: World, asked: Json) -> Json:
    found = list(world.members.values())
    start, size = int(asked.get("cursor") or 0), int(asked.get("limit") or 1000)
    return {"members": found[start : start + size], **_next(start + size, len(found))}


def _next(end: int, number: int) -> Json:
    return {"has_more": end < number, "response_metadata": {"next_cursor": str(end) if end < number else ""}}


def _member(world: World, asked: Json) -> Json:
    if asked["user"] not in world.members:
        raise RefusedError("user_not_found")
    return {"user": world.members[asked["user"]]}


def _by_address(world: World, asked: Json) -> Json:
    for member in world.members.values():
        if member["profile"].get("email") == asked["email"] and not member.get("deleted"):
            return {"user": member}
    raise RefusedError("users_not_found")


def _checked(view: Json, kind: str) -> Json:
    said = refused_view(view) + ([] if view.get("type") == kind else [f"/type must be {kind}"])
    if said:
        raise RefusedError("invalid_arguments", tuple(said))
    return view


def _open(world: World, asked: Json) -> Json:
    user = world.pulled(asked["trigger_id"])
    made = world.opened(_checked(asked["view"], "modal"))
    world.modals[user] = [made]
    return {"view": made}


def _push(world: World, asked: Json) -> Json:
    user = world.pulled(asked["trigger_id"])
    if len(world.modals[user]) >= STACK:
        raise RefusedError("push_limit_reached")
    if not world.modals[user]:
        raise RefusedError("invalid_trigger_id")
    return {"view": world.pushed(world.modals[user], _checked(asked["view"], "modal"))}


def _update(world: World, asked: Json) -> Json:
    stack, user, old = world.shown(asked.get("view_id", ""), asked.get("external_id", ""))
    if asked.get("hash") and asked["hash"] != old["hash"]:
        raise RefusedError("hash_conflict")
    made = world.again(old, _checked(asked["view"], old["type"]))
    if stack is None:
        world.homes[user] = made
    else:
        stack[stack.index(old)] = made
    return {"view": made}


def _publish(world: World, asked: Json) -> Json:
    user = asked["user_id"]
    world.conversation(user)
    old = world.homes.get(user, {})
    if asked.get("hash") and asked["hash"] != old.get("hash"):
        raise RefusedError("hash_conflict")
    world.homes[user] = world.view(_checked(asked["view"], "home"), id=old.get("id"))
    return {"view": world.homes[user]}


def _upload(world: World, asked: Json) -> Json:
    identity = f"F{world.number():08d}"
    world.files[identity] = {"id": identity, "name": asked["filename"], "content": "", "channel": ""}
    return {"file_id": identity, "upload_url": f"{world.address}/upload/{identity}"}


def _uploaded(world: World, asked: Json) -> Json:
    for one in asked["files"]:
        world.files[one["id"]]["channel"] = asked.get("channel_id") or asked.get("channels") or ""
        world.files[one["id"]]["comment"] = asked.get("initial_comment", "")
    return {"files": [world.files[one["id"]] for one in asked["files"]]}


def _whoami(_world: World, _asked: Json) -> Json:
    return {
        "url": "https://sample-company.slack.com/",
        "team": "Sample Company",
        "user": "budstikke",
        "team_id": TEAM,
        "user_id": BOT_USER,
        "bot_id": BOT,
    }


def _permalink(_world: World, asked: Json) -> Json:
    link = f"https://sample-company.slack.com/archives/{asked['channel']}/p{asked['message_ts'].replace('.', '')}"
    return {"channel": asked["channel"], "permalink": link}


def _conversation(world: World, asked: Json) -> Json:
    return {"channel": {"id": world.conversation(str(asked["users"]).split(",")[0])}}


def _nothing(_world: World, _asked: Json) -> Json:
    return {}


def _team(_world: World, _asked: Json) -> Json:
    return {"team": {"id": TEAM, "name": "Sample Company", "domain": "sample-company"}}


def _grant(_world: World, asked: Json) -> Json:
    """A token for the workspace that a code (`of-T0SAMPLE-1`) was given in."""
    team = asked["code"].removeprefix("of-").split("-")[0]
    if not asked["code"].startswith("of-T"):
        raise RefusedError("invalid_code")
    return {
        "app_id": APP,
        "access_token": f"xoxb-{asked['code']}",
        "token_type": "bot",
        "scope": "chat:write,users:read,users:read.email",
        "bot_user_id": BOT_USER,
        "team": {"id": team, "name": "Sample Company"},
        "authed_user": {"id": "U0WHOEVER"},
    }


METHODS: dict[str, Method] = {
    "api.test": _nothing,
    "auth.test": _whoami,
    "auth.revoke": lambda *_: {"revoked": True},
    "bots.info": lambda *_: {"bot": {"id": BOT, "user_id": BOT_USER, "name": "budstikke"}},
    "chat.delete": _delete,
    "chat.getPermalink": _permalink,
    "chat.postEphemeral": _whisper,
    "chat.postMessage": _post,
    "chat.update": _change,
    "conversations.history": _history,
    "conversations.open": _conversation,
    "oauth.v2.access": _grant,
    "files.completeUploadExternal": _uploaded,
    "files.getUploadURLExternal": _upload,
    "team.info": _team,
    "users.info": _member,
    "users.list": _members,
    "users.lookupByEmail": _by_address,
    "views.open": _open,
    "views.publish": _publish,
    "views.push": _push,
    "views.update": _update,
}
