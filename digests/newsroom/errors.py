"""What the newsroom refuses, beside the errors that everybody has."""

from digests.content.model import Item
from digests.errors import InputError


class NotAllowedError(InputError):
    """Somebody without the role asked for it, or somebody who may not judge their own work."""


class StaleError(InputError):
    """Both changed the same fields since `base`: `ours` is what was sent, `theirs` what stands; nothing is lost."""

    def __init__(self, ours: Item, theirs: Item, base: Item, fields: tuple[str, ...] = ()) -> None:
        named = f" ({', '.join(fields)})" if fields else ""
        super().__init__(
            f"{theirs.id} was changed in the meantime{named}: it is at version {theirs.version}, and you saw "
            f"{base.version}. Look at both and choose."
        )
        self.ours = ours
        self.theirs = theirs
        self.base = base
        self.fields = fields
