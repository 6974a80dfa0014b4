"""Configuration: what is wrong is named, and nothing secret is shown."""

import re
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from digests.config import Caps, Config, duration
from digests.errors import SettingsError
from digests.settings import Secrets, Settings, load, parse, read

ROOT = Path(__file__).resolve().parents[2]
LEAST = """
[server]
public_url = "https://budstikke.example.com/"
[links]
base_url = "https://go.example.com"
[email]
from = "Budstikke <b@example.com>"
[[schedules]]
name = "weekly"
cron = "0 9 * * tue"
lateness = "12h"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "config.toml").write_text(LEAST, encoding="utf-8")
    return tmp_path


def test_the_least_that_works_is_enough(folder: Path) -> None:
    settings = load({}, folder)
    assert settings.config.server.public_url == "https://budstikke.example.com"
    assert settings.config.privacy.mode == "works_council"
    assert settings.secrets.database_url == "sqlite:///var/budstikke.db"


def test_secrets_come_from_the_environment_before_dotenv(folder: Path) -> None:
    (folder / ".env").write_text("SLACK_BOT_TOKEN=from-file\nSMTP_URL=smtp://file\n", encoding="utf-8")
    secrets = load({"SLACK_BOT_TOKEN": "from-environment"}, folder).secrets
    assert (secrets.slack_bot_token, secrets.smtp_url) == ("from-environment", "smtp://file")


def test_no_repr_shows_a_secret(folder: Path) -> None:
    secret = "0123456789abcdef" * 2
    settings = load({"BUDSTIKKE_SECRET_KEY": secret, "SMTP_URL": "smtp://user:hush@host"}, folder)
    assert settings.key == secret.encode()
    assert secret not in repr(settings)
    assert "hush" not in repr(settings)


@pytest.mark.parametrize("key", ["", "too short"])
def test_without_a_good_key_the_error_says_how_to_make_one(folder: Path, key: str) -> None:
    with pytest.raises(SettingsError, match="openssl rand"):
        _ = load({"BUDSTIKKE_SECRET_KEY": key}, folder).key


def test_the_environment_of_the_process_is_the_default(folder: Path) -> None:
    assert load(folder=folder).path == folder / "config.toml"


def test_no_file_says_which_to_copy(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"config\.example\.toml"):
        load({}, tmp_path)


@pytest.mark.parametrize("content", [b"[server", b"\xff\xfe", b"a = 1\na = 2"])
def test_a_file_that_is_not_toml_says_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(content)
    with pytest.raises(SettingsError, match="cannot be read"):
        read(path)


def test_a_misspelt_key_is_named(folder: Path) -> None:
    path = folder / "config.toml"
    path.write_text(LEAST.replace("public_url", "publik_url"), encoding="utf-8")
    with pytest.raises(SettingsError, match=r"server\.public_url.*and 1 more"):
        read(path)


def test_an_address_without_scheme_is_refused() -> None:
    raw: dict[str, Any] = tomllib.loads(LEAST)
    raw["server"]["public_url"] = "budstikke.example.com"
    with pytest.raises(SettingsError, match="starts with https"):
        parse(raw)


@pytest.mark.parametrize(
    ("text", "length"),
    [("90s", timedelta(seconds=90)), ("5m", timedelta(minutes=5)), ("12h", timedelta(hours=12)), ("2d", timedelta(2))],
)
def test_a_length_of_time_is_a_number_and_a_unit(text: str, length: timedelta) -> None:
    assert duration(text) == length


@pytest.mark.parametrize("text", ["", "12", "h", "-1h", "1w", "1.5h"])
def test_anything_else_is_no_length_of_time(text: str) -> None:
    with pytest.raises(SettingsError, match="such as 12h"):
        duration(text)


def _keys(model: type[BaseModel], name: str = "") -> set[str]:
    found: set[str] = set()
    for field, info in model.model_fields.items():
        inner = [t for t in (info.annotation, *getattr(info.annotation, "__args__", ())) if isinstance(t, type)]
        sections = [t for t in inner if issubclass(t, BaseModel)]
        path = f"{name}{info.alias or field}"
        found |= _keys(sections[0], f"{path}.") if sections else {path}
    return found


SECTIONS = set(Config.model_fields)


def _documented(raw: dict[str, Any], name: str = "") -> set[str]:
    found: set[str] = set()
    for key, value in raw.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            found |= _documented(value[0], f"{name}{key}.")
        elif isinstance(value, dict) and f"{name}{key}" in {*SECTIONS, "privacy.keep", "newsroom.oidc"}:
            found |= _documented(value, f"{name}{key}.") or {key}
        else:
            found.add(f"{name}{key}")
    return found


def test_the_example_documents_every_key_and_no_other() -> None:
    raw = tomllib.loads((ROOT / "config.example.toml").read_text(encoding="utf-8"))
    documented = {"relevance.fields" if key == "relevance.fields" else key for key in _documented(raw)}
    assert documented == _keys(Config)


def test_the_example_shows_the_defaults() -> None:
    example = read(ROOT / "config.example.toml")
    least = parse(tomllib.loads(LEAST))
    for section in (
        "slack",
        "teams",
        "delivery",
        "people",
        "content",
        "newsroom",
        "privacy",
        "relevance",
        "ladder",
        "company",
    ):
        assert getattr(example, section) == getattr(least, section), section


def test_the_sample_company_s_configuration_is_sound() -> None:
    assert [schedule.name for schedule in read(ROOT / "examples" / "config.toml").schedules] == ["weekly", "monthly"]


def test_every_secret_is_named_in_the_environment_s_example() -> None:
    from digests.settings import _ENV  # noqa: PLC0415

    named = set(re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(_ENV.values()) <= named


def test_what_is_adopted_holds_and_the_file_stays_known(folder: Path) -> None:
    settings = load({}, folder)
    other = settings.config.model_copy(update={"caps": Caps(items=2)})
    settings.adopt(other)
    assert settings.config is other
    assert settings.file.caps.items == 5


HOOK = '[[webhooks]]\nname = "crm-eu"\nurl = "https://crm.example.com/hooks/"\n'


def test_a_webhook_s_secret_is_found_by_its_name_and_never_shown(folder: Path) -> None:
    (folder / "config.toml").write_text(LEAST + HOOK, encoding="utf-8")
    settings = load({"BUDSTIKKE_WEBHOOK_SECRET_CRM_EU": "whsec_hush", "BUDSTIKKE_WEBHOOK_SECRET_X": "no"}, folder)
    assert settings.secrets.webhooks == {"crm-eu": "whsec_hush"}
    assert "hush" not in repr(settings)


def test_a_webhook_s_address_stays_as_it_was_written() -> None:
    (webhook,) = parse(tomllib.loads(LEAST + HOOK)).webhooks
    assert webhook.url == "https://crm.example.com/hooks/"


def test_two_webhooks_of_one_name_are_refused() -> None:
    with pytest.raises(SettingsError, match=r"webhooks: .*the same name"):
        parse(tomllib.loads(LEAST + HOOK + HOOK))


@pytest.mark.parametrize(
    ("goal", "says"),
    [
        ({"name": "Fame!"}, "goals.0.name"),
        ({"name": "g", "kind": "like"}, "'application', 'sign-up'"),
        ({"name": "g", "value": 10}, "currency"),
        ({"name": "g", "value": 10, "currency": "kr"}, "three capital letters"),
        ({"name": "g", "value": 1.005, "currency": "DKK"}, "2 digits"),
        ({"name": "g", "value": -1, "currency": "DKK"}, "from 0 on"),
        ({"name": "g", "currency": "kroner"}, "three capital letters"),
        ({"name": "g", "window": "a month"}, 'write one such as "30d"'),
        ({"name": "g", "window": "99999999999999d"}, 'write one such as "30d"'),
        ({"name": "g", "window": "0d"}, "at least a second"),
        ({"name": "g", "window": "401d"}, "at most 400 days"),
        ({"name": "g", "identifier": "person"}, "'none', 'item' or 'click'"),
        ({"name": "g", "attribution": "best"}, "'last', 'first' or 'linear'"),
        ({"name": "g", "reward": 1}, "goals.0.reward"),
    ],
)
def test_a_goal_that_cannot_be_used_says_what_to_write(goal: dict[str, Any], says: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(says)):
        parse(tomllib.loads(LEAST) | {"goals": [goal]})


def test_no_schedule_is_called_as_editions_out_of_turn_are() -> None:
    with pytest.raises(SettingsError, match="name it otherwise"):
        parse(tomllib.loads(LEAST.replace('name = "weekly"', 'name = "extra"')))


def test_goals_are_told_apart_by_name() -> None:
    with pytest.raises(SettingsError, match="same name"):
        parse(tomllib.loads(LEAST) | {"goals": [{"name": "g"}, {"name": "g"}]})


@pytest.mark.parametrize(
    ("mode", "http", "socket"), [("auto", True, True), ("http", True, False), ("socket", False, True)]
)
def test_how_presses_come_in_is_configured_and_needs_its_secret(mode: str, *, http: bool, socket: bool) -> None:
    config = parse(tomllib.loads(LEAST) | {"slack": {"mode": mode}})
    known = Secrets(slack_signing_secret="s", slack_app_token="xapp-1")
    both = Settings(config=config, secrets=known, path=Path("config.toml"))
    assert (both.slack_http, both.slack_socket) == (http, socket)
    none = Settings(config=config, secrets=Secrets(), path=Path("config.toml"))
    assert (none.slack_http, none.slack_socket, none.slack_installs) == (False, False, False)


def test_a_workspace_is_named_by_its_id() -> None:
    with pytest.raises(SettingsError, match=r"slack\.workspaces"):
        parse(tomllib.loads(LEAST) | {"slack": {"workspaces": ["nordhavn.slack.com"]}})


def test_the_app_can_be_installed_where_client_id_and_secret_are_there() -> None:
    config, secret = parse(tomllib.loads(LEAST)), Secrets(slack_client_id="1.2", slack_client_secret="hush")
    assert Settings(config=config, secrets=secret, path=Path("config.toml")).slack_installs
    assert "hush" not in repr(secret)
