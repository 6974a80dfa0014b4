"""What others may see of a person's digests: not what they did, unless all of it is from an open time.

The mode of today alone does not decide. As long as a delivery that was composed under a stricter mode still has its
person, the person's past came about under that mode too, and stays theirs.
"""

from dataclasses import replace

from sqlalchemy import Connection, select

from digests.edition.build import Batch
from digests.edition.model import Digest, Pick
from digests.edition.policy import Policy
from digests.edition.store import delivery
from digests.people.model import Person, Rung

OPEN = "open"  # the one mode in which editors may see what a person did
DEEDS = "taken_up"  # the component and the reason that tell what a person did


def shields(connection: Connection, policy: Policy, person: Person) -> bool:
    """Whether what this person did is theirs alone: by the mode of today, or by that of anything still kept of them."""
    if policy.mode_in(person.country) != OPEN:
        return True
    strict = select(delivery.c.id).where(delivery.c.person_id == person.id, delivery.c.privacy_mode != OPEN)
    return connection.execute(strict.limit(1)).first() is not None


def shielded(batch: Batch, person_id: str) -> Batch:
    """The batch as if this person had done nothing."""
    pasts = tuple(
        past.without_deeds() if person.id == person_id else past
        for person, past in zip(batch.people, batch.pasts, strict=True)
    )
    return replace(batch, pasts=pasts)


def retold(digest: Digest, share_hour: int | None) -> Digest:
    """A past digest with the same picks, texts and links, and nothing that says what its person did before."""
    return replace(
        digest, rung=Rung.NEWCOMER, best_hour=share_hour, picks=tuple(_without_deeds(pick) for pick in digest.picks)
    )


def _without_deeds(pick: Pick) -> Pick:
    return replace(pick, reasons=tuple(reason for reason in pick.reasons if reason.code != DEEDS))
