"""`item` as an operator meets it: approve, withdraw, restore."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli.items import item
from digests.content.model import Item, ItemState
from digests.content.store import Entry, add_items, load_closed, load_items
from digests.db import Database
from digests.errors import InputError, UnknownError
from digests.newsroom.queue import history
from digests.newsroom.store import recalls
from digests.people.store import add_people
from tests import factories
from tests.bot.cli.command import CONFIG, Desk, desk
from tests.digests.edition.company import Company
from tests.factories import NOW, person

ID = factories.item().id


@pytest.fixture
def here(tmp_path: Path, database_url: str) -> Desk:
    made = desk(tmp_path, database_url)
    write(made, lambda c: add_items(c, [Entry(factories.item(), None)], "file", NOW))
    return made


def write(here: Desk, save: object) -> None:
    database = Database(here.database_url)
    database.write(save)  # type: ignore[arg-type]
    database.close()


def now(here: Desk) -> Item:
    database = Database(here.database_url)
    (found,) = database.read(load_items, [ID])
    database.close()
    return found


def closed(here: Desk) -> bool:
    database = Database(here.database_url)
    found = database.read(load_closed, [ID], NOW)
    database.close()
    return ID in found


def test_an_item_is_withdrawn_and_approved_by_hand(here: Desk) -> None:
    assert here.run(item, "withdraw", ID).output == f"{ID} is withdrawn (version 2)\n"
    assert now(here).state is ItemState.WITHDRAWN
    assert here.run(item, "approve", ID).output == f"{ID} is approved (version 3)\n"
    assert now(here).state is ItemState.APPROVED
    assert isinstance(here.run(item, "approve", "b").exception, UnknownError)


def test_a_withdrawn_item_is_restored_as_it_was(here: Desk) -> None:
    here.run(item, "withdraw", ID)
    assert here.run(item, "restore", ID).output == f"{ID} is approved (version 3)\n"
    assert here.run(item, "restore", ID).output == f"{ID} is approved (version 3)\n"


def test_links_answer_as_chosen_or_as_the_company_has_it(here: Desk) -> None:
    here.run(item, "withdraw", ID)
    assert closed(here)
    here.run(item, "withdraw", ID, "--links", "go-on")
    assert not closed(here)
    here.configure(CONFIG + '[newsroom]\nlinks_after_withdrawal = "go_on"\n')
    here.run(item, "withdraw", ID, "--links", "gone")
    assert closed(here)
    here.run(item, "withdraw", ID)
    assert not closed(here)


def test_what_was_decided_by_hand_stands_in_the_history_with_its_reason(here: Desk) -> None:
    here.run(item, "withdraw", ID, "--reason", "A figure was wrong")
    database = Database(here.database_url)
    (decision,) = database.read(history, ID)
    database.close()
    assert (decision.who, decision.act, decision.reason, decision.version) == (
        None,
        "withdrawn",
        "A figure was wrong",
        2,
    )


@pytest.mark.parametrize(
    ("options", "told"), [((), "1 messages that have it are to be changed\n"), (("--keep-messages",), "")]
)
def test_messages_that_were_delivered_are_called_back_unless_they_are_kept(
    here: Desk, options: tuple[str, ...], told: str
) -> None:
    database = Database(here.database_url)
    company = Company(database)
    company.database.write(add_people, [person()], NOW)
    wanted = company.open([person()])
    company.save(company.built(wanted))
    company.change(wanted[0][0], state="sent", ref="C1/1.2")
    database.close()
    assert here.run(item, "withdraw", ID, *options).stderr == told


def test_how_far_messages_are_changed_is_told_and_what_was_given_up_is_tried_again(here: Desk) -> None:
    given_up = {"delivery_id": 7, "kind": "recall", "state": "failed", "reason": "The message is no longer there"}
    row = given_up | {"item_id": ID, "not_before": datetime.now(UTC), "changed_at": datetime.now(UTC)}
    assert here.run(item, "recalls").output == "No message is to be changed, and none was lately.\n"
    write(here, lambda c: c.execute(recalls.insert().values(row)))
    told = f"{ID}: 0 changed, 0 to go, 1 given up\n      1 The message is no longer there\n"
    assert here.run(item, "recalls").output == told
    assert f"{ID}: 0 changed, 1 to go, 0 given up" in here.run(item, "recalls", ID, "--again").output
    assert isinstance(here.run(item, "recalls", "--again").exception, InputError)
