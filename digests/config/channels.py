"""How messages go out: mail, Slack and Teams, and how trying again goes."""

from typing import Annotated, Literal

from pydantic import Field

from digests.config.written import Address, Section

Workspace = Annotated[str, Field(pattern="^[TE][A-Z0-9]{1,30}$")]


class Mail(Section):
    """Mail's sender and how hard the relay may be pressed. The relay itself is SMTP_URL."""

    sender: str = Field("Budstikke <budstikke@example.com>", alias="from")
    reply_to: str = ""
    connections: int = Field(24, ge=1, le=64)
    per_connection: int = Field(500, ge=1)  # messages before a connection is made anew
    per_second: float = Field(0, ge=0)  # 0: as fast as the relay takes them
    per_domain_second: float = Field(0, ge=0)  # 0: no limit per recipient domain
    timeout_seconds: float = Field(30, gt=0)
    in_doubt: Literal["leave", "resend"] = "leave"


class Slack(Section):
    """Slack; tokens stand in the environment."""

    api_url: Address = "https://slack.com/api"
    workspaces: list[Workspace] = Field([])  # which may install; others are refused
    mode: Literal["auto", "http", "socket"] = "auto"  # how presses come in; auto: as the secrets that are there allow
    per_minute: int = Field(200, ge=1)
    connections: int = Field(4, ge=1, le=32)
    timeout_seconds: float = Field(20, gt=0)


class Teams(Section):
    """Microsoft Teams; the app's registration stands in the environment."""

    login_url: Address = "https://login.microsoftonline.com"
    service_url: Address = "https://smba.trafficmanager.net/teams"
    per_second: float = Field(5, gt=0)
    connections: int = Field(2, ge=1, le=32)
    timeout_seconds: float = Field(20, gt=0)


class Delivery(Section):
    """Which channels are used and how trying again goes."""

    channels: list[Literal["slack", "teams", "email", "preview"]] = Field(
        []
    )  # empty: those that have secrets, else preview
    preview_folder: str = "var/preview"
    tries: int = Field(6, ge=1, le=20)  # per channel
    backoff_seconds: float = Field(30, gt=0)  # doubled at each try, with jitter
    runner: Literal["auto", "embedded"] = "auto"
