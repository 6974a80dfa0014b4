"""Configuration, read once: config.toml for what the company decides, the environment or .env for secrets."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dotenv import dotenv_values
from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationError

from digests.config import Config
from digests.errors import SettingsError


class Secrets(BaseModel):
    """What must not stand in a file under version control; its repr shows none of it."""

    model_config = ConfigDict(frozen=True)

    secret_key: str = Field("", repr=False)
    database_url: str = Field("sqlite:///var/budstikke.db", repr=False)
    smtp_url: str = Field("", repr=False)
    slack_bot_token: str = Field("", repr=False)
    slack_app_token: str = Field("", repr=False)
    slack_signing_secret: str = Field("", repr=False)
    slack_client_id: str = Field("", repr=False)
    slack_client_secret: str = Field("", repr=False)
    teams_tenant_id: str = Field("", repr=False)
    teams_app_id: str = Field("", repr=False)
    teams_app_secret: str = Field("", repr=False)
    oidc_secret: str = Field("", repr=False)
    webhooks: Mapping[str, str] = Field({}, repr=False)  # by endpoint


class Settings(BaseModel):
    """Configuration and secrets together.

    `config` is what holds now: config.toml, and on top of it what communicators changed (`adopt`). Whoever keeps
    settings sees a change at once; whoever keeps a part of `config` does not, so nobody does where a change matters.
    """

    model_config = ConfigDict(frozen=True)

    config: Config
    secrets: Secrets
    path: Path
    _file: Config = PrivateAttr()

    def model_post_init(self, _context: object) -> None:
        """Until something is adopted, the file is what holds."""
        self._file = self.config

    @property
    def file(self) -> Config:
        """What config.toml alone says."""
        return self._file

    def adopt(self, config: Config) -> None:
        """From now on this holds, for everybody who has these settings."""
        self.__dict__["config"] = config  # the one change that frozen settings know

    @property
    def slack_installs(self) -> bool:
        """Whether workspaces may install our app themselves, which gives us their token."""
        return bool(self.secrets.slack_client_id and self.secrets.slack_client_secret)

    @property
    def slack_http(self) -> bool:
        """Whether Slack's requests come in by HTTP: without the signing secret none can be believed."""
        return self.config.slack.mode != "socket" and bool(self.secrets.slack_signing_secret)

    @property
    def slack_socket(self) -> bool:
        """Whether a socket to Slack is held open."""
        return self.config.slack.mode != "http" and bool(self.secrets.slack_app_token)

    @property
    def key(self) -> bytes:
        """The secret key, or an error that says how to make one."""
        if len(self.secrets.secret_key) < MIN_KEY:
            raise SettingsError(
                "BUDSTIKKE_SECRET_KEY is missing or shorter than 32 characters: put a line "
                "`BUDSTIKKE_SECRET_KEY=...` with the output of `openssl rand -hex 32` into .env and keep it."
            )
        return self.secrets.secret_key.encode()


MIN_KEY = 32
_OWN_NAMES = {"secret_key", "oidc_secret", "webhooks"}
_ENV = {
    "secret_key": "BUDSTIKKE_SECRET_KEY",
    "oidc_secret": "BUDSTIKKE_OIDC_SECRET",
    **{name: name.upper() for name in Secrets.model_fields if name not in _OWN_NAMES},
}


def load(env: Mapping[str, str] | None = None, folder: Path | None = None) -> Settings:
    """Settings from the environment, `.env` in `folder` (or here) and config.toml; SettingsError says what to do."""
    folder = folder or Path.cwd()
    found: dict[str, str] = {k: v for k, v in dotenv_values(folder / ".env").items() if v}
    found.update(os.environ if env is None else env)
    path = folder / found.get("BUDSTIKKE_CONFIG", "config.toml")
    config = read(path)
    webhooks = {one.name: found[one.variable] for one in config.webhooks if found.get(one.variable)}
    secrets = Secrets(
        **{name: found[variable] for name, variable in _ENV.items() if found.get(variable)}, webhooks=webhooks
    )
    return Settings(config=config, secrets=secrets, path=path)


def read(path: Path) -> Config:
    """config.toml as values; SettingsError names the key and what is wrong with it."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingsError(
            f"There is no {path}: copy config.example.toml to it, or name another in BUDSTIKKE_CONFIG."
        ) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}.") from error
    return parse(raw, str(path))


def parse(raw: Mapping[str, Any], name: str = "config.toml") -> Config:
    """The same from a mapping that is already there."""
    try:
        return Config.model_validate(raw)
    except ValidationError as error:
        raise SettingsError(f"{name}: {told(error)}") from None


def told(error: ValidationError) -> str:
    """The first thing that is wrong, with its key, and how many more there are."""
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"])
    more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
    return f"{key}: {first['msg']}{more}."
