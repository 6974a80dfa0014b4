"""With which token an answer goes back to a workspace; Slack is not asked for it."""

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext

from bot.slack.company.tokens import Bot, current, of_team
from bot.slack.parts import Parts


class Authorizing(AsyncAuthorize):
    """The environment's token where that is all there is, else the workspace's own."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,  # noqa: ARG002
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        **_actor: str | None,  # whoever acts, the app answers
    ) -> AuthorizeResult | None:
        """None where no token is good for that workspace: Bolt then says that the app has to be installed."""
        bot = await self._bot(team_id)
        if bot is None:
            return None
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, user_id=user_id, bot_token=bot.token)

    async def _bot(self, team_id: str | None) -> Bot | None:
        settings, database = self._parts.settings, self._parts.database
        if settings.secrets.slack_bot_token and not settings.slack_installs:
            return Bot(settings.secrets.slack_bot_token)  # without the way to the database: an answer is quick
        if team_id is None:
            return await database.aread(current, settings)
        return await database.aread(of_team, settings, team_id)
