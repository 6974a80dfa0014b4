"""Send next: asked once more, within what is quiet, and by whoever may approve for the desk."""

import pytest
from sqlalchemy import select

from digests.edition.store import editions
from digests.newsroom import programme as verbs
from digests.newsroom.standing import OPERATOR
from digests.programme.model import Piece
from tests.bot.web.newsroom.office import Office
from tests.factories import NOW

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def opened(newsroom: Office) -> list[str]:
    return newsroom.database.read(lambda c: list(c.scalars(select(editions.c.schedule))))


async def test_the_list_has_what_may_go_of_ones_own_desks(newsroom: Office) -> None:
    mine = (await newsroom.get("approver", "/next")).text
    assert "/newsroom/next/harbour-emissions" in mine
    assert "/newsroom/next/apprentices" not in mine
    assert "/newsroom/next/bridge-draft" not in mine
    assert "/newsroom/next/apprentices" in (await newsroom.get("admin", "/next")).text
    assert (await newsroom.get("editor", "/next")).status_code == 403


async def test_an_item_is_sent_after_one_question_and_once_a_day(newsroom: Office) -> None:
    asked = await newsroom.get("approver", "/next/harbour-emissions")
    assert "Reaches about 8 people" in asked.text
    assert opened(newsroom) == []
    sent = await newsroom.post("approver", "/next/harbour-emissions")
    assert sent.headers["location"] == "/newsroom/next?said=next.sent"
    assert opened(newsroom) == ["extra"]
    assert "Went out of turn today" in (await newsroom.get("approver", "/next")).text
    assert "It went out of turn today already." in (await newsroom.get("approver", "/next/harbour-emissions")).text
    again = await newsroom.post("approver", "/next/harbour-emissions")
    assert again.status_code == 422
    assert "once a day is enough" in again.text


async def test_what_is_quiet_is_not_sent(newsroom: Office) -> None:
    week = {"since": "2026-11-23", "until": "2026-11-27", "topics": ["ports"], "why": "Results on Thursday."}
    file = newsroom.parts.settings.file
    newsroom.database.write(verbs.change, OPERATOR, file, Piece.read("quiet/results"), week, now=NOW)
    assert "Quiet until Nov 28, 2026" in (await newsroom.get("approver", "/next")).text
    page = (await newsroom.get("approver", "/next/harbour-emissions")).text
    assert "Results on Thursday." in page
    assert "Send it now" not in page
    assert (await newsroom.post("approver", "/next/harbour-emissions")).status_code == 422
    assert opened(newsroom) == []


@pytest.mark.parametrize("item", ["apprentices", "bridge-draft", "none"])
async def test_what_is_anothers_or_not_approved_is_not_there(newsroom: Office, item: str) -> None:
    assert (await newsroom.get("approver", f"/next/{item}")).status_code == 404
    assert (await newsroom.post("approver", f"/next/{item}")).status_code in {403, 404, 422}
    assert opened(newsroom) == []


async def test_an_empty_list_says_what_to_do(newsroom: Office) -> None:
    newsroom.database.write(lambda c: c.exec_driver_sql("UPDATE item_index SET state = 'withdrawn'").rowcount)
    assert "Nothing can be sent next" in (await newsroom.get("admin", "/next")).text
