"""Campaigns: what several items belong to, with a goal, an owner and a time."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Connection, Date, Integer, Row, String, Table, func, select

from digests.content.index import item_index
from digests.content.model import ItemState
from digests.db import UtcDateTime, metadata
from digests.errors import InputError, UnknownError
from digests.newsroom.standing import Act, Standing

campaigns = Table(
    "campaigns",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("title", JSON, nullable=False),  # by language
    Column("goal", String(80), nullable=False, server_default=""),
    Column("owner", String(60), nullable=False),
    Column("starts", Date),
    Column("ends", Date),  # the last day
    Column("version", Integer, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
)
NAME = re.compile("[a-z0-9][a-z0-9_-]{0,59}")
LONGEST_TITLE = 300
_MADE = "{name}: somebody made it in the meantime. Look at it as it is now, and change that."
_CHANGED = "{name}: somebody changed it in the meantime. Look at it as it is now, and change that."


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign; version 0 is one that items name and nobody described yet."""

    name: str
    owner: str = ""
    title: Mapping[str, str] = field(default_factory=dict)
    goal: str = ""
    starts: date | None = None
    ends: date | None = None
    version: int = 0


def load(connection: Connection, names: Collection[str] | None = None) -> dict[str, Campaign]:
    """Campaigns by name, in its order, those that only items name among them; all, or these."""
    query, named = select(campaigns), select(item_index.c.campaign).where(item_index.c.campaign != "").distinct()
    if names is not None:
        query = query.where(campaigns.c.name.in_(set(names)))
        named = named.where(item_index.c.campaign.in_(set(names)))
    found = {name: Campaign(name) for name in connection.scalars(named)}
    found |= {row.name: _campaign(row) for row in connection.execute(query)}
    return dict(sorted(found.items()))


def find(connection: Connection, name: str) -> Campaign:
    """One campaign; UnknownError where nobody and nothing names it so."""
    found = load(connection, [name])
    if name not in found:
        raise UnknownError("There is no campaign {name!r}: choose one of the list.", name=name)
    return found[name]


def save(
    connection: Connection, standing: Standing, campaign: Campaign, goals: Collection[str], now: datetime
) -> Campaign:
    """Keeps a campaign as it was edited from its version on (0: a new one); InputError says what is wrong with it.

    `goals` are those that the company has.
    """
    standing.must(Act.EDIT, campaign.owner)
    _fits(campaign, goals)
    row = connection.execute(select(campaigns).where(campaigns.c.name == campaign.name).with_for_update()).one_or_none()
    if row is not None:
        standing.must(Act.EDIT, row.owner)
    if campaign.version != (0 if row is None else row.version):
        raise InputError(_MADE if campaign.version == 0 else _CHANGED, name=campaign.name)
    values = {
        "title": dict(campaign.title),
        "goal": campaign.goal,
        "owner": campaign.owner,
        "starts": campaign.starts,
        "ends": campaign.ends,
        "version": campaign.version + 1,
        "changed_at": now,
    }
    if row is None:
        connection.execute(campaigns.insert().values(name=campaign.name, **values))
    else:
        connection.execute(campaigns.update().where(campaigns.c.name == campaign.name).values(values))
    return find(connection, campaign.name)


def drop(connection: Connection, standing: Standing, name: str) -> None:
    """Forgets what was said of a campaign; items that name it keep its name."""
    standing.must(Act.EDIT, find(connection, name).owner)
    connection.execute(campaigns.delete().where(campaigns.c.name == name))


def counts(connection: Connection) -> dict[str, dict[str, int]]:
    """How many items each campaign has in each state, whatever desk they are of."""
    query = (
        select(item_index.c.campaign, item_index.c.state, func.count())
        .where(item_index.c.campaign != "")
        .group_by(item_index.c.campaign, item_index.c.state)
    )
    found: dict[str, dict[str, int]] = {}
    for name, state, number in connection.execute(query):
        found.setdefault(name, dict.fromkeys(ItemState, 0))[ItemState(state)] = number
    return found


def _fits(campaign: Campaign, goals: Collection[str]) -> None:
    if not NAME.fullmatch(campaign.name):
        raise InputError("A campaign's name has small letters, digits, - and _, such as spring-2027.")
    titles = [words for words in campaign.title.values() if words.strip()]
    if not titles or max(map(len, titles)) > LONGEST_TITLE:
        raise InputError(
            "A campaign needs a title of at most {most} characters, in one language or more.", most=LONGEST_TITLE
        )
    if campaign.goal and campaign.goal not in goals:
        raise InputError("There is no goal {goal!r}: choose one of the company's.", goal=campaign.goal)
    if campaign.starts and campaign.ends and campaign.ends < campaign.starts:
        raise InputError("The campaign ends before it starts: change one of the two days.")


def _campaign(row: Row[Any]) -> Campaign:
    return Campaign(row.name, row.owner, row.title, row.goal, row.starts, row.ends, row.version)
