"""Who wants to hear what, from configuration."""

from digests.events.model import Announcing, Endpoint, EventKind
from digests.settings import Settings


def announcing(settings: Settings) -> Announcing:
    """What whoever settles and attributes may keep for others; falsy where no webhook is configured."""
    privacy = settings.config.privacy
    kinds = frozenset(kind for endpoint in endpoints(settings) for kind in endpoint.kinds)
    if not kinds:
        return Announcing()
    return Announcing(kinds, privacy.mode, dict(privacy.countries), settings.key)


def endpoints(settings: Settings) -> tuple[Endpoint, ...]:
    """The webhooks of config.toml with their secrets; one that names no kind of event gets every kind."""
    return tuple(
        Endpoint(
            name=one.name,
            url=one.url,
            kinds=frozenset(EventKind(name) for name in one.events or EventKind),
            secret=settings.secrets.webhooks.get(one.name, ""),
        )
        for one in settings.config.webhooks
    )
