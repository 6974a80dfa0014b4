"""On which channels a person can be reached, best first."""

from collections.abc import Collection

from digests.people.model import ChannelName, Person

ORDER = (ChannelName.SLACK, ChannelName.TEAMS, ChannelName.EMAIL, ChannelName.PREVIEW)


def channels(person: Person, enabled: Collection[ChannelName]) -> tuple[ChannelName, ...]:
    """The person's choice, else Slack, else Teams, else mail; the rest follow, for a definite refusal.

    Slack finds people by address too; the preview channel takes whoever has any address, as the others would.
    """
    known = {
        ChannelName.SLACK: bool(person.slack_id or person.email),
        ChannelName.TEAMS: bool(person.teams_id),
        ChannelName.EMAIL: bool(person.email),
        ChannelName.PREVIEW: person.reachable,
    }
    possible = [name for name in ORDER if name in enabled and known[name]]
    chosen = person.preferences.channel
    return tuple(sorted(possible, key=lambda name: name != chosen))
