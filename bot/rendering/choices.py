"""What a person may choose among, in words: the same on the page and in a chat."""

from babel import Locale, UnknownLocaleError

from bot.rendering.words import languages, words
from digests.people.model import ChannelName, Person
from digests.settings import Settings

CAPS = (0, 7, 14, 28)  # days between two digests that are offered
PAUSES = (1, 4)  # weeks
LONGEST = 80  # signs in the name of a topic or language


def channels(settings: Settings, person: Person, language: str) -> list[tuple[str, str]]:
    """Channels that are in use here and on which this person has an address, with their names."""
    secrets, used = settings.secrets, settings.config.delivery.channels
    has = {
        ChannelName.SLACK: (person.slack_id, secrets.slack_bot_token, "Slack"),
        ChannelName.TEAMS: (person.teams_id, secrets.teams_app_id, "Teams"),
        ChannelName.EMAIL: (person.email, secrets.smtp_url, words(language).gettext("Mail")),
    }
    return [
        (name.value, title)
        for name, (address, secret, title) in has.items()
        if (address and (name.value in used or (not used and secret))) or person.preferences.channel is name
    ]


def readable(settings: Settings, person: Person, language: str) -> list[tuple[str, str]]:
    """Languages that a person may read: their own, the company's, and those that we have words in."""
    known = (*person.spoken, *person.languages, *settings.config.content.languages, *languages())
    return [(code, named(code, language)) for code in dict.fromkeys(known)]


def named(code: str, language: str) -> str:
    """The name of a language, in another; the code where it has none."""
    try:
        name = Locale.parse(code.replace("-", "_")).get_display_name(language)
    except (UnknownLocaleError, ValueError):
        name = None
    return (name or code)[:1].upper() + (name or code)[1:]
