"""Who of the directory is who in a chat workspace: by the directory's id, then by an address that both have once."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Member:
    """A full member of a workspace; `timezone` and `language` are empty where the workspace says nothing usable."""

    id: str
    email: str = ""  # in lower case
    timezone: str = ""  # IANA
    language: str = ""  # BCP 47


@dataclass(frozen=True, slots=True)
class Found:
    """What a workspace adds to the directory's word on a person; empty where it adds nothing."""

    member_id: str = ""
    timezone: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A person who has not left, as far as matching goes. `found` is what the last matching came to."""

    id: str
    email: str = ""
    member_id: str = ""  # as the directory has it
    found: Found = Found()


@dataclass(frozen=True, slots=True)
class Matched:
    """What a matching came to: how many are members, and whose finding is another than before."""

    members: int
    changed: Mapping[str, Found]  # by person


def match(known: Collection[Known], members: Iterable[Member]) -> Matched:
    """Everybody against everybody; who is no member any more loses what was found."""
    here = {member.id: member for member in members}
    matches = _matches(known, here)
    now = {person.id: _found(person, matches.get(person.id)) for person in known}
    return Matched(len(matches), {person.id: now[person.id] for person in known if now[person.id] != person.found})


def match_one(known: Collection[Known], member_id: str, member: Member | None) -> Matched:
    """The same for one who joined, changed or, as None, is no full member any more.

    `known` need only be those who have the id or the address; whoever is somebody else's match keeps it.
    """
    whole = match(known, [member] if member else [])
    others = {person.id for person in known if (person.member_id or person.found.member_id) not in {"", member_id}}
    changed = {name: found for name, found in whole.changed.items() if found.member_id or name not in others}
    return replace(whole, changed=changed)


def _matches(known: Collection[Known], here: Mapping[str, Member]) -> dict[str, Member]:
    named = {person.id: here[person.member_id] for person in known if person.member_id in here}
    taken = {member.id for member in named.values()}
    free = [person for person in known if not person.member_id]
    by_address = _by_address(known, here.values())
    met = {
        person.id: by_address[person.email]
        for person in free
        if person.email in by_address and by_address[person.email].id not in taken
    }
    taken |= {member.id for member in met.values()}
    before = Counter(person.found.member_id for person in free)
    left = {name: member for name, member in here.items() if name not in taken and before[name] == 1}
    kept = {
        person.id: left[person.found.member_id]
        for person in free
        if person.id not in met and person.found.member_id in left
    }
    return named | met | kept


def _by_address(known: Iterable[Known], members: Collection[Member]) -> dict[str, Member]:
    """Members by their address, where one person and one member alone have it."""
    ours = Counter(person.email for person in known)
    theirs = Counter(member.email for member in members)
    return {
        member.email: member
        for member in members
        if member.email and theirs[member.email] == 1 and ours[member.email] == 1
    }


def _found(person: Known, member: Member | None) -> Found:
    if member is None:
        return Found()
    return Found("" if person.member_id else member.id, member.timezone, member.language)
