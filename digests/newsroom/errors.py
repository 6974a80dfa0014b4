"""What the newsroom refuses, beside the errors that everybody has."""

from digests.content.model import Item
from digests.errors import InputError

_MEANWHILE = (
    "{item} was changed in the meantime: it is at version {newest}, and you saw {seen}. Look at both and choose."
)
_BOTH = (
    "{item} was changed in the meantime ({fields}): it is at version {newest}, and you saw {seen}. "
    "Look at both and choose."
)


class NotAllowedError(InputError):
    """Somebody without the role asked for it, or somebody who may not judge their own work."""


class StaleError(InputError):
    """Both changed the same fields since `base`: `ours` is what was sent, `theirs` what stands; nothing is lost."""

    def __init__(self, ours: Item, theirs: Item, base: Item, fields: tuple[str, ...] = ()) -> None:
        super().__init__(
            _BOTH if fields else _MEANWHILE,
            item=theirs.id,
            fields=", ".join(fields),
            newest=theirs.version,
            seen=base.version,
        )
        self.ours = ours
        self.theirs = theirs
        self.base = base
        self.fields = fields
