"""Installing the app by a click: pinned to the workspaces that configuration names, with pages that say what to do."""

import logging
import secrets
from collections.abc import Mapping, Sequence

import aiohttp
from slack_bolt.error import BoltError
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.web.async_client import AsyncWebClient

from bot.rendering.dress import dress
from bot.rendering.templates import environment
from bot.rendering.words import best, words
from bot.slack.company.scopes import SCOPES
from bot.slack.company.stores import STATE_SECONDS, Installations, NotWelcomeError, RotatingError, States
from bot.slack.parts import Parts
from digests.errors import BudstikkeError

INSTALL, REDIRECT = "/slack/install", "/slack/oauth_redirect"

log = logging.getLogger(__name__)
_silent = logging.getLogger("budstikke.slack.install")  # Bolt writes the code of an installation at WARNING
_silent.setLevel(logging.ERROR)


def installing(parts: Parts, web: AsyncWebClient) -> AsyncOAuthFlow | None:
    """The way to install the app by a click; None where it has no client id and secret."""
    settings = parts.settings
    if not settings.slack_installs:
        return None
    site = settings.config.slack.api_url.removesuffix("/api")
    return Installing(parts, web, site)


class Installing(AsyncOAuthFlow):
    """Bolt's flow, for a few workspaces."""

    def __init__(self, parts: Parts, web: AsyncWebClient, site: str) -> None:
        self._parts = parts
        self._named: Sequence[str] = parts.settings.config.slack.workspaces
        secret = parts.settings.secrets
        chosen = AsyncOAuthSettings(
            client_id=secret.slack_client_id,
            client_secret=secret.slack_client_secret,
            scopes=list(SCOPES),
            user_scopes=[],
            redirect_uri=f"{parts.settings.config.server.public_url}{REDIRECT}",
            install_path=INSTALL,
            install_page_rendering_enabled=False,
            redirect_uri_path=REDIRECT,
            callback_options=AsyncCallbackOptions(self._succeeded, self._failed),
            authorization_url=f"{site}/oauth/v2/authorize",
            installation_store=Installations(parts),
            installation_store_bot_only=True,
            state_store=States(parts),
            state_expiration_seconds=STATE_SECONDS,
            logger=_silent,
        )
        super().__init__(client=web, logger=_silent, settings=chosen)

    async def handle_installation(self, request: AsyncBoltRequest) -> BoltResponse:
        """Leads to Slack, unless no workspace is named that may install."""
        return await super().handle_installation(request) if self._named else self._page(403, *_UNPINNED)

    async def build_authorize_url(self, state: str, request: AsyncBoltRequest) -> str:  # noqa: ARG002
        """Slack's page, already on the one workspace that is named."""
        team = self._named[0] if len(self._named) == 1 else None
        return self.settings.authorize_url_generator.generate(state=state, team=team)

    async def run_installation(self, code: str) -> Installation | None:
        """What Slack gives for the code; None when it gives nothing."""
        ours = self.settings
        form = {
            "code": code,
            "client_id": ours.client_id,
            "client_secret": ours.client_secret,
            "redirect_uri": ours.redirect_uri,
        }
        try:
            granted = await self.client.api_call("oauth.v2.access", data=form)
            token = str(granted["access_token"])
            bot = await self.client.auth_test(token=token)
        except (aiohttp.ClientError, SlackApiError, OSError, TimeoutError, KeyError) as error:
            log.warning("Slack gave no token for an installation: %s", type(error).__name__)
            return None
        team = granted.get("team") or {}
        return Installation(
            app_id=granted.get("app_id"),
            team_id=team.get("id"),
            team_name=team.get("name"),
            bot_token=token,
            bot_id=bot.get("bot_id"),
            bot_user_id=granted.get("bot_user_id"),
            bot_scopes=granted.get("scope") or "",
            bot_refresh_token=granted.get("refresh_token"),
            user_id="",  # who installed it is none of our business
        )

    async def store_installation(self, request: AsyncBoltRequest, installation: Installation) -> None:
        """Keeps it; a workspace that is not welcome gets its token back at once."""
        try:
            await super().store_installation(request, installation)
        except NotWelcomeError:
            await self._give_back(installation)
            raise
        except BudstikkeError as error:
            raise BoltError(str(error)) from error

    async def _give_back(self, installation: Installation) -> None:
        try:
            await self.client.auth_revoke(token=installation.bot_token or "")
        except (aiohttp.ClientError, SlackApiError, OSError, TimeoutError) as error:
            log.warning("a token that is not kept could not be given back: %s", type(error).__name__)

    async def _succeeded(self, args: AsyncSuccessArgs) -> BoltResponse:
        log.info("Slack workspace %s installed the app", args.installation.team_id)
        return self._page(200, *_DONE)

    async def _failed(self, args: AsyncFailureArgs) -> BoltResponse:
        reason = type(args.error).__name__ if args.error else args.reason
        log.warning("an installation came to nothing: %s", reason if reason in _FAILURES else "Slack said no")
        return self._page(args.suggested_status_code if args.error is None else 403, *_FAILURES.get(reason, _AGAIN))

    def _page(self, status: int, title: str, text: str) -> BoltResponse:
        company = self._parts.settings.config.company
        language, nonce = best((), company.language), secrets.token_urlsafe(16)
        say = words(language).gettext
        page = (
            environment(language)
            .get_template("web/message.html")
            .render(
                nonce=nonce, company=company.name, dress=dress(company), logo=None, title=say(title), text=say(text)
            )
        )
        policy = f"default-src 'none'; style-src 'nonce-{nonce}'; base-uri 'none'; frame-ancestors 'none'"
        headers: dict[str, str | Sequence[str]] = {**_HEADERS, "Content-Security-Policy": policy}
        return BoltResponse(status=status, body=page, headers=headers)


def _(text: str) -> str:
    """Marks a sentence for the catalogues; it is worded where it is shown."""
    return text


_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_DONE = (
    _("Budstikke is installed"),
    _("Digests go out in Slack from now on. Run budstikke doctor to see that everything is in order."),
)
_UNPINNED = (
    _("No workspace is named yet"),
    _("Put the id of your Slack workspace into config.toml, as slack.workspaces, and restart Budstikke."),
)
_AGAIN = (
    _("The app was not installed"),
    _("Slack did not finish the installation. Nothing was changed. Open /slack/install once more."),
)
_FAILURES: Mapping[str, tuple[str, str]] = {
    "access_denied": (
        _("The app was not installed"),
        _("You chose not to allow it. Nothing was changed."),
    ),
    "invalid_browser": (
        _("Please begin again"),
        _("The installation was begun in another browser, or in another tab. Open /slack/install once more."),
    ),
    "invalid_state": (
        _("Please begin again"),
        _("The installation took longer than ten minutes, or was finished already. Open /slack/install once more."),
    ),
    NotWelcomeError.__name__: (
        _("This workspace is not the company's"),
        _("Only workspaces that stand in config.toml, as slack.workspaces, may install the app. Nothing was kept."),
    ),
    RotatingError.__name__: (
        _("Turn token rotation off"),
        _("The app was made with token rotation. Make it from the manifest, which has it off, and install again."),
    ),
}
