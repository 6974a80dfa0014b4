"""What a communicator does in the journeys: opens an item, and sends one of a few people's own out of turn."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, or_, select, update

from digests.content.model import Audience, Item, ItemState, Rule, Text
from digests.content.store import Entry, add_items, load_items
from digests.delivery.store import deliveries
from digests.edition.extra import period
from tests.factories import item
from tests.slack_faults.company import Company
from tests.slack_faults.hand import Hand
from tests.slack_faults.world import Json

WORDS = "Seen from the crane."


def ours(company: Company, name: str) -> str:
    """An id of this company's own."""
    return f"{name}-{company.mode}"


def placed(company: Company, name: str, hands: Sequence[Hand], state: ItemState = ItemState.APPROVED) -> Item:
    """An item that is for these people alone."""
    now, title = datetime.now(UTC), f"The {name}"
    made = item(
        id=ours(company, name),
        url=f"https://www.example.com/{name}",
        title={"en": title, "da": title},
        texts=(Text("k1", "en", WORDS),),
        audience=Audience((Rule((("person", tuple(company.person_id(hand) for hand in hands)),)),) if hands else ()),
        publish=now - timedelta(days=1),
        expires=now + timedelta(days=60),
        state=state,
        approved_at=now if state is ItemState.APPROVED else None,
    )
    company.database.write(add_items, [Entry(made, None)], "file", now)
    return made


def kept(company: Company, made: Item) -> Item:
    """The item as it stands."""
    (found,) = company.database.read(load_items, [made.id])
    return found


def until_state(company: Company, made: Item, state: ItemState) -> None:
    """Returns once it stands there."""
    company.until(lambda c: load_items(c, [made.id])[0].state is state)


def opened(hand: Hand, made: Item) -> Json:
    """The item's modal."""
    hand.opens_home()
    home = hand.until_home("The newsroom's queue")
    button = {"type": "button", "action_id": "newsroom_open", "value": made.id}
    hand.act(home, {**button, "text": {"type": "plain_text", "text": "Open"}}, {"block_id": "b"})
    return hand.until_modal(next(iter(made.title.values())), "History")


def send_next(company: Company, made: Item) -> None:
    """Out of turn, by an admin; the hour of each person's day at which it may come is there at once."""
    admin = company.hand("admin")
    admin.press(opened(admin, made), "item_send_next")
    admin.until_modal("An extra digest with this item alone")
    assert admin.submit().errors == {}
    company.until(lambda c: extras(c, made))
    company.database.write(_hour_comes, made)


def delivered(company: Company, name: str, *hands: Hand) -> Item:
    """An item that these people have in a message of its own."""
    made = placed(company, name, hands)
    send_next(company, made)
    for hand in hands:
        hand.until_digest(f"The {name}")
    company.until(lambda c: all(one.state == "sent" for one in extras(c, made)))
    return made


def extras(connection: Connection, made: Item) -> Sequence[Row[Any, Any, Any]]:
    """Whose deliveries out of turn stand how, and why."""
    query = select(deliveries.c.person_id, deliveries.c.state, deliveries.c.reason)
    return connection.execute(query.where(_of(made)).order_by(deliveries.c.person_id)).all()


def _hour_comes(connection: Connection, made: Item) -> None:
    now = datetime.now(UTC)
    connection.execute(update(deliveries).where(_of(made)).values(due_at=now, not_before=now))


def _of(made: Item) -> ColumnElement[bool]:
    now = datetime.now(UTC)
    return or_(*(deliveries.c.period == period(made.id, at) for at in (now, now - timedelta(minutes=5))))
