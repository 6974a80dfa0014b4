"""The app's manifest: as Slack takes it, and asking for exactly what the code uses and listens to."""

import ast
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.app import ROOMS
from bot.slack.company.scopes import NEEDED, SCOPES, missing
from bot.slack.parts import Parts
from digests.db import Database
from tests.bot.chat import settings
from tests.factories import NOW

ROOT = Path(__file__).resolve().parents[4]
MANIFEST: dict[str, Any] = YAML(typ="safe").load((ROOT / "manifest.yaml").read_text(encoding="utf-8"))
CODE = sorted((ROOT / "bot" / "slack").rglob("*.py"))

# What each method of the Web API asks for, by its own page in Slack's reference.
METHODS = {
    "auth_revoke": (),
    "auth_test": (),
    "chat_getPermalink": (),
    "chat_postMessage": ("chat:write",),
    "chat_update": ("chat:write",),
    "conversations_history": ("im:history",),
    "conversations_open": ("im:write",),
    "files_completeUploadExternal": ("files:write",),
    "files_getUploadURLExternal": ("files:write",),
    "oauth.v2.access": (),
    "users_list": ("users:read",),
    "users_lookupByEmail": ("users:read.email",),
    "views_open": (),
    "views_publish": (),
    "views_push": (),
    "views_update": (),
}
EVENTS = {
    "app_home_opened": (),
    "app_uninstalled": (),
    "team_join": ("users:read",),
    "tokens_revoked": (),
    "user_change": ("users:read",),
}


def _object(required: str = "", **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": required.split(),
        "properties": properties,
    }


def _text(most: int, pattern: str = "") -> dict[str, Any]:
    return {"type": "string", "minLength": 1, "maxLength": most} | ({"pattern": pattern} if pattern else {})


def _list(of: dict[str, Any], most: int) -> dict[str, Any]:
    return {"type": "array", "minItems": 1, "maxItems": most, "uniqueItems": True, "items": of}


YES_OR_NO = {"type": "boolean"}
URL = _text(3000, "^https?://")
SHAPE = _object(  # the limits that Slack's manifest reference gives
    "display_information",
    _metadata=_object(major_version={"enum": [1, 2]}, minor_version={"type": "integer"}),
    display_information=_object(
        "name",
        name=_text(35),
        description=_text(140),
        background_color=_text(7, "^#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?$"),
        long_description={"type": "string", "minLength": 175, "maxLength": 4000},
    ),
    features=_object(
        app_home=_object(
            home_tab_enabled=YES_OR_NO, messages_tab_enabled=YES_OR_NO, messages_tab_read_only_enabled=YES_OR_NO
        ),
        bot_user=_object("display_name", display_name=_text(80), always_online=YES_OR_NO),
        slash_commands=_list(
            _object(
                "command description",
                command=_text(32, "^/"),
                url=URL,
                description=_text(2000),
                usage_hint=_text(1000),
                should_escape=YES_OR_NO,
            ),
            50,
        ),
        shortcuts=_list(
            _object(
                "name type callback_id description",
                name=_text(24),
                type={"enum": ["message", "global"]},
                callback_id=_text(255),
                description=_text(150),
            ),
            10,
        ),
    ),
    oauth_config=_object(
        redirect_urls=_list(_text(2500), 1000), scopes=_object(bot=_list(_text(50), 255), user=_list(_text(50), 255))
    ),
    settings=_object(
        event_subscriptions=_object(request_url=URL, bot_events=_list(_text(50), 100)),
        interactivity=_object("is_enabled", is_enabled=YES_OR_NO, request_url=URL, message_menu_options_url=URL),
        org_deploy_enabled=YES_OR_NO,
        socket_mode_enabled=YES_OR_NO,
        token_rotation_enabled=YES_OR_NO,
    ),
)


class Recorder:
    """An app that remembers what it is told to listen to."""

    def __init__(self) -> None:
        self.heard: dict[str, set[str]] = {}

    def __getattr__(self, kind: str) -> Any:
        def listen(what: object = None, *_: object, **__: object) -> Any:
            if isinstance(what, str):
                self.heard.setdefault(kind, set()).add(what)
            return lambda listener: listener

        return listen


@pytest.fixture
def heard(database: Database) -> dict[str, set[str]]:
    """What every room listens to, by kind, where it is named and no pattern."""
    recorder = Recorder()
    for register in ROOMS:
        register(recorder, Parts(settings("http://127.0.0.1:9"), database, lambda: NOW))  # type: ignore[arg-type]
    return recorder.heard


def _used() -> set[str]:
    """Methods of the Web API that the code calls, by Slack's name where it gives that itself."""
    known = {name for name in vars(AsyncWebClient) if re.fullmatch(r"[a-z]+(_[A-Za-z0-9]+)+", name)} - {"api_call"}
    found: set[str] = set()
    for file in CODE:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in known:
                found.add(node.attr)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "api_call":
                (method, *_) = node.args
                assert isinstance(method, ast.Constant), f"{file}: which method is called cannot be read"
                found.add(str(method.value))
    return found


def test_slack_takes_the_manifest() -> None:
    jsonschema.validate(MANIFEST, SHAPE)


@pytest.mark.parametrize(
    "fault",
    [
        {"display_information": {"name": "n" * 36}},
        {"features": {"shortcuts": [MANIFEST["features"]["shortcuts"][0] | {"name": "n" * 25}]}},
        {"settings": {"event_subscriptions": {"request_url": "budstikke.example.com"}}},
        {"settings": {"sockets": True}},
    ],
)
def test_a_manifest_that_slack_would_not_take_is_noticed(fault: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(MANIFEST | fault, SHAPE)


def test_the_code_calls_no_method_whose_scopes_are_not_known() -> None:
    assert _used() <= METHODS.keys()


def test_scopes_are_those_that_the_code_uses_and_no_others(heard: dict[str, set[str]]) -> None:
    asked = {scope for method in _used() for scope in METHODS[method]}
    asked |= {scope for name in heard["event"] for scope in EVENTS[name]}
    asked |= {"commands"} if heard["command"] or heard["shortcut"] else set()
    assert MANIFEST["oauth_config"]["scopes"] == {"bot": sorted(asked)}
    assert sorted(SCOPES) == sorted(asked)
    assert set(NEEDED) < asked


def test_what_the_manifest_announces_is_listened_to_and_nothing_else(heard: dict[str, set[str]]) -> None:
    features, told = MANIFEST["features"], MANIFEST["settings"]
    assert set(told["event_subscriptions"]["bot_events"]) == heard["event"]
    assert {one["command"] for one in features["slash_commands"]} == heard["command"]
    assert {one["callback_id"] for one in features["shortcuts"]} == heard["shortcut"]
    assert features["app_home"]["home_tab_enabled"] is ("app_home_opened" in heard["event"])


def test_every_address_of_the_manifest_is_one_that_we_answer() -> None:
    addresses = re.findall(r"https://budstikke\.example\.com(\S+)", str(MANIFEST).replace("'", " "))
    assert set(addresses) == {"/slack/events", "/slack/oauth_redirect"}
    assert MANIFEST["settings"]["token_rotation_enabled"] is False


def test_a_scope_that_was_not_granted_is_missing() -> None:
    assert missing("chat:write, users:read", NEEDED) == ["users:read.email"]
    assert missing("") == []
