"""What a person may do in the newsroom, by the roles that the directory gives them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from digests.newsroom.errors import NotAllowedError
from digests.people.model import Person


class Act(StrEnum):
    """What can be done with a desk's items."""

    SUGGEST = "suggest"  # every employee may
    EDIT = "edit"
    APPROVE = "approve"
    WITHDRAW = "withdraw"
    SEND_NEXT = "send_next"
    PREVIEW_AS = "preview_as"
    SEE_QUEUE = "see_queue"
    TEST = "test"
    FEED = "feed"  # say which feeds fill the desk


ADMIN, SUGGESTER, EDITOR, APPROVER = "admin", "suggester", "editor", "approver"
_EDITORS = frozenset((Act.EDIT, Act.PREVIEW_AS, Act.SEE_QUEUE, Act.TEST))
ROLES: Mapping[str, frozenset[Act]] = {
    SUGGESTER: frozenset((Act.SUGGEST,)),  # signs in, and sees what became of their suggestions
    EDITOR: _EDITORS,
    APPROVER: _EDITORS | {Act.APPROVE, Act.WITHDRAW, Act.SEND_NEXT},
    ADMIN: frozenset(Act),
}
_NEEDED = {
    Act.EDIT: EDITOR,
    Act.PREVIEW_AS: EDITOR,
    Act.SEE_QUEUE: EDITOR,
    Act.TEST: EDITOR,
    Act.APPROVE: APPROVER,
    Act.WITHDRAW: APPROVER,
    Act.SEND_NEXT: APPROVER,
    Act.FEED: ADMIN,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Who somebody is in the newsroom; `person_id` is None for whoever runs the command line."""

    person_id: str | None
    desks: Mapping[str, frozenset[Act]] = field(default_factory=dict)
    admin: bool = False
    known: tuple[str, ...] = ()  # the company's desks, in the order in which it names them
    here: bool = True  # whether they have not left

    def may(self, act: Act, desk: str) -> bool:
        """Whether they may do this with items of a desk."""
        if not self.here:
            return False
        if not desk:  # a suggestion that no desk has taken yet
            return self.anywhere(act)
        return self.admin or act is Act.SUGGEST or act in self.desks.get(desk.casefold(), ())

    def anywhere(self, act: Act) -> bool:
        """Whether there is any desk with whose items they may do this."""
        return self.here and (self.admin or act is Act.SUGGEST or any(act in acts for acts in self.desks.values()))

    def desks_for(self, act: Act) -> tuple[str, ...]:
        """The desks with whose items they may do this; of an admin, all that the company names."""
        named = {desk.casefold() for desk in self.known}
        others = sorted(desk for desk in self.desks if desk not in named)
        return tuple(desk for desk in (*self.known, *others) if self.may(act, desk))

    def must(self, act: Act, desk: str) -> None:
        """NotAllowedError, which says the role that is needed, unless they may."""
        if not self.may(act, desk):
            if act not in _NEEDED:
                raise NotAllowedError("You may not do this with items of the desk {desk!r}.", desk=desk)
            raise NotAllowedError(
                "You may not do this with items of the desk {desk!r}. You need the role {role}.",
                desk=desk,
                role=f"{desk}:{_NEEDED[act]}",
            )


NOBODY = Standing(None, here=False)
OPERATOR = Standing(None, admin=True)  # whoever may run the command line runs the whole house


def standing(person: Person, desks: Sequence[str] = ()) -> Standing:
    """What a person may do; none once left.

    `comms:suggester`, `comms:editor`, `comms:approver` and `comms:admin` count for that desk, `admin` alone for all.
    """
    if person.left_at is not None:
        return Standing(person.id, known=tuple(desks), here=False)
    held: dict[str, frozenset[Act]] = {}
    for desk, _, role in (one.strip().casefold().rpartition(":") for one in person.roles):
        if desk and role in ROLES:
            held[desk] = held.get(desk, frozenset()) | ROLES[role]
    admin = any(role.strip().casefold() == ADMIN for role in person.roles)
    return Standing(person.id, held, admin, tuple(desks))
