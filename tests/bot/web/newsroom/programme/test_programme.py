"""The programme on the web: what is changed holds, is written down, and can be taken back."""

import re
from typing import Any

import pytest

from digests.access import audit
from digests.newsroom import programme as verbs
from digests.newsroom.standing import OPERATOR
from digests.programme import store
from digests.programme.effective import overlaid
from digests.programme.model import Body, Piece
from tests.bot.web.newsroom.office import Office
from tests.factories import NOW

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WEEKLY = {"items": "3", "rhythm": "week", "days": ["mon", "thu"], "at": "08:30", "lateness": "6h", "do": "save"}
DAYS = {"since": "2026-12-01", "until": "2026-12-04"}
SAVED = "/newsroom/programme?said=programme.saved"


def config(newsroom: Office) -> Any:
    programme = newsroom.database.read(store.load)
    return overlaid(newsroom.parts.settings.file, programme.said)


def change(newsroom: Office, key: str, after: Body | None) -> None:
    file = newsroom.parts.settings.file
    newsroom.database.write(verbs.change, OPERATOR, file, Piece.read(key), after, now=NOW)


async def test_the_overview_shows_every_part_of_the_programme(newsroom: Office) -> None:
    page = await newsroom.get("admin", "/programme")
    assert page.status_code == 200
    for part in ("schedules", "quiet", "goals", "topics", "fields", "caps", "ladder", "welcome"):
        assert f'aria-labelledby="{part}"' in page.text
    assert "Tuesday at 9:00" in page.text
    assert "Everybody: reaches" in page.text
    assert "Everything is as it was set up." in page.text


async def test_the_overview_tells_what_was_changed_and_what_is_quiet(newsroom: Office) -> None:
    change(newsroom, "quiet/results-week", {"since": "2026-11-23", "until": "2026-11-27", "topics": ["ports"]})
    change(newsroom, "quiet/christmas", {"since": "2026-12-21", "until": "2027-01-03", "why": "Time off."})
    change(newsroom, "quiet/summer", {"since": "2026-07-01", "until": "2026-07-31", "desks": ["hr"]})
    change(newsroom, "topics/ports", {"title": {"en": "Quays", "da": "Kajer"}})
    change(newsroom, "fields/Engineering", {"topics": ["ports"]})
    change(newsroom, "welcome", {"words": {"en": "Good to have you."}})
    change(newsroom, "caps", {"min_days": 7, "items": 2})
    change(newsroom, "goals/application", {"kind": "application", "value": "1500", "currency": "DKK", "window": "14d"})
    change(newsroom, "schedules/weekly", {"cron": "0 9 * * tue", "on": False})
    change(newsroom, "schedules/odd", {"cron": "0 9 1 1,7 *", "audience": {"any": [{"country": ["SE"]}]}})
    page = (await newsroom.get("admin", "/programme")).text
    for said in (
        "10 things were changed here", "Quiet now", "To come", "Over", "Nothing of Quays goes out",
        "Nothing at all goes out", "Good to have you.", "At least 7 days between two digests", "At most 2 items",
        "worth 1500 DKK", "up to 14 days after a click", "By its own timetable: 0 9 1 1,7 *", "Turn on", "Turn off",
        "Jan 1, 2027",
    ):  # fmt: skip
        assert said in page, said


@pytest.mark.parametrize("path", ["/programme", "/programme/schedules/weekly", "/programme/history", "/programme/caps"])
async def test_only_an_admin_of_the_house_comes_in(newsroom: Office, path: str) -> None:
    assert (await newsroom.get("desk-admin", path)).status_code == 403
    assert (await newsroom.get("admin", path)).status_code == 200


async def test_a_schedule_is_changed_and_the_change_can_be_put_back(newsroom: Office) -> None:
    answer = await newsroom.post("admin", "/programme/schedules/weekly", WEEKLY | {"title-en": "Two a week"})
    assert answer.headers["location"] == SAVED
    (schedule,) = config(newsroom).schedules
    assert (schedule.cron, schedule.items, schedule.lateness) == ("30 8 * * mon,thu", 3, "6h")
    page = await newsroom.get("admin", "/programme/history")
    assert "Amir Haddad" in page.text
    assert "Monday and Thursday at 8:30" in page.text
    number = re.findall(r"/history/(\d+)/undo", page.text)[0]
    undone = await newsroom.post("admin", f"/programme/history/{number}/undo")
    assert undone.headers["location"].endswith("said=programme.undone")
    assert config(newsroom).schedules[0].cron == "0 9 * * tue"
    assert [one.subject for one in newsroom.database.read(audit.looks)] == ["schedules/weekly changed"] * 2
    assert (await newsroom.post("admin", "/programme/history/999/undo")).status_code == 404


async def test_an_undo_that_cannot_hold_says_why(newsroom: Office) -> None:
    change(newsroom, "schedules/daily", {"cron": "0 7 * * *"})
    change(newsroom, "schedules/weekly", None)
    number = newsroom.database.read(store.history)[1].id
    answer = await newsroom.post("admin", f"/programme/history/{number}/undo")
    assert answer.status_code == 422
    assert "One schedule has to stay" in answer.text


async def test_one_press_turns_a_schedule_off_and_on(newsroom: Office) -> None:
    await newsroom.post("admin", "/programme/schedules/weekly", {"do": "off"})
    assert not config(newsroom).schedules[0].on
    answer = await newsroom.post("admin", "/programme/schedules/weekly", {"do": "on"})
    assert answer.headers["location"].endswith("said=programme.on")
    assert config(newsroom).schedules[0].on


@pytest.mark.parametrize(
    ("sent", "cron"),
    [
        ({"rhythm": "week", "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "at": "07:00"}, "0 7 * * *"),
        ({"rhythm": "month", "day": "15", "at": "10:05"}, "5 10 15 * *"),
        ({"rhythm": "cron", "line": "0  9 1,15 * *"}, "0 9 1,15 * *"),
        ({"rhythm": "week", "days": ["tue"], "at": "09:00"}, "0 9 * * tue"),
    ],
)
async def test_a_rhythm_is_chosen_without_knowing_cron(newsroom: Office, sent: dict[str, Any], cron: str) -> None:
    answer = await newsroom.post(
        "admin", "/programme/schedules/weekly", {"items": "5", "do": "save", "lateness": "12h"} | sent
    )
    assert answer.headers["location"] == SAVED
    assert config(newsroom).schedules[0].cron == cron


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"days": []}, "Choose at least one day."),
        ({"rhythm": "month", "day": "31"}, "every month has those"),
        ({"rhythm": "cron", "line": "soon"}, "Five fields"),
        ({"at": "nine"}, "Write the time as 09:30."),
        ({"items": "9"}, "Write a whole number between 1 and 5."),
        ({"items": ""}, "This is needed."),
        ({"title-en": "x" * 81}, "This has 81 characters; 80 fit."),
    ],
)
async def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(
    newsroom: Office, sent: dict[str, Any], said: str
) -> None:
    answer = await newsroom.post("admin", "/programme/schedules/weekly", WEEKLY | {"title-da": "To om ugen"} | sent)
    assert answer.status_code == 422
    assert said in answer.text
    assert "To om ugen" in answer.text
    assert newsroom.database.read(store.history) == []


async def test_a_staged_start_is_chosen_counted_and_saved(newsroom: Office) -> None:
    sent = WEEKLY | {"any-0-department": ["Engineering"], "any-0-country": ["DK"], "none-0-interest": "tea, coffee"}
    counted = await newsroom.post("admin", "/programme/schedules/weekly", sent | {"do": "count"})
    assert counted.status_code == 200
    assert 'role="status">Reaches about 8 people' in counted.text
    assert newsroom.database.read(store.history) == []
    await newsroom.post("admin", "/programme/schedules/weekly", sent)
    assert config(newsroom).schedules[0].audience == {
        "any": [{"department": ["Engineering"], "country": ["DK"]}],
        "none": [{"interest": ["tea", "coffee"]}],
    }
    page = (await newsroom.get("admin", "/programme/schedules/weekly")).text
    assert "Left out 1" in page
    assert "tea, coffee" in page
    history = (await newsroom.get("admin", "/programme/history?piece=schedules/weekly")).text
    assert "not Interest: tea, coffee" in history


async def test_somebody_elses_change_is_shown_beside_ones_own(newsroom: Office) -> None:
    change(newsroom, "schedules/weekly", {"cron": "0 9 * * tue", "items": 2})
    answer = await newsroom.post("admin", "/programme/schedules/weekly", WEEKLY | {"seen": "0"})
    assert answer.status_code == 422
    assert "Somebody else changed this in the meantime." in answer.text
    assert "“2”" in answer.text
    assert config(newsroom).schedules[0].items == 2
    assert (await newsroom.post("admin", "/programme/schedules/weekly", WEEKLY | {"seen": "1"})).status_code == 303


@pytest.mark.parametrize(
    ("part", "sent", "key"),
    [
        ("schedules", WEEKLY | {"name": "Every Day!"}, "schedules/every-day"),
        ("quiet", DAYS | {"name": "Årsregnskab", "desks": "hr"}, "quiet/aarsregnskab"),
        ("goals", {"name": "news", "kind": "sign-up", "sites": "a.example.com, b.example.com"}, "goals/news"),
        ("topics", {"name": "R&D/labs", "title-en": "Research"}, "topics/R&D/labs"),
        ("fields", {"name": "Engineering", "topics": ["ports"]}, "fields/Engineering"),
    ],
)  # fmt: skip
async def test_a_new_piece_is_made_changed_and_removed(
    newsroom: Office, part: str, sent: dict[str, Any], key: str
) -> None:
    assert (await newsroom.get("admin", f"/programme/{part}/new")).status_code == 200
    assert (await newsroom.post("admin", f"/programme/{part}/new", sent)).headers["location"] == SAVED
    (revision,) = newsroom.database.read(store.history)
    assert revision.change.piece.key == key
    again = await newsroom.post("admin", f"/programme/{part}/new", sent)
    assert again.status_code == 422
    assert "There is one of this name already." in again.text
    path = "/programme/" + key.replace("&", "%26")
    assert (await newsroom.get("admin", path)).status_code == 200
    assert (await newsroom.post("admin", path, {"do": "remove"})).headers["location"].endswith("programme.removed")
    assert (await newsroom.get("admin", path)).status_code == 404
    assert (await newsroom.post("admin", path, sent)).status_code == 404


@pytest.mark.parametrize(
    ("part", "sent", "said"),
    [
        ("quiet", {"name": "x", "since": "2026-12-04", "until": "2026-12-01"}, "The last day lies before the first."),
        ("quiet", {"name": "x", "since": "soon", "until": "2026-12-01"}, "Write the day as 2026-11-24."),
        ("quiet", {"name": "!", "since": "2026-12-01", "until": "2026-12-01"}, "Write it with letters or digits."),
        ("quiet", {"since": "2026-12-01", "until": "2026-12-01"}, "This is needed."),
        ("goals", {"name": "x", "value": "12"}, "Say in which currency."),
        ("goals", {"name": "x", "value": "much", "currency": "DKK"}, "This was not saved."),
    ],
)
async def test_a_new_piece_that_cannot_hold_is_not_made(
    newsroom: Office, part: str, sent: dict[str, Any], said: str
) -> None:
    answer = await newsroom.post("admin", f"/programme/{part}/new", sent)
    assert answer.status_code == 422
    assert said in answer.text
    assert newsroom.database.read(store.history) == []


async def test_limits_ladder_and_welcome_are_changed_and_go_back_to_how_they_were_set_up(newsroom: Office) -> None:
    ladder = {f"{rung}_items": "3" for rung in ("newcomer", "reader", "first_share", "regular", "champion")}
    steps = {"regular_shares": "4", "champion_shares": "12", "share_hour": "0"}
    await newsroom.post("admin", "/programme/ladder", ladder | steps)
    await newsroom.post("admin", "/programme/caps", {"min_days": "0", "items": "4"})
    await newsroom.post("admin", "/programme/welcome", {"words-en": "Hello there."})
    held = config(newsroom)
    assert (held.ladder.champion_items, held.ladder.share_hour, held.caps.items) == (3, 0, 4)
    assert held.welcome.words == {"en": "Hello there."}
    for part in ("ladder", "caps", "welcome"):
        page = (await newsroom.get("admin", f"/programme/{part}")).text
        assert "Back to how it was set up" in page
        await newsroom.post("admin", f"/programme/{part}", {"do": "file"})
    assert config(newsroom) == newsroom.parts.settings.file


async def test_what_cannot_be_removed_says_why(newsroom: Office) -> None:
    answer = await newsroom.post("admin", "/programme/schedules/weekly", {"do": "remove"})
    assert answer.status_code == 422
    assert "One schedule has to stay: turn it off instead." in answer.text


@pytest.mark.parametrize(
    "path", ["/programme/webhooks", "/programme/schedules", "/programme/caps/x", "/programme/goals/no"]
)
async def test_what_the_programme_does_not_have_is_not_there(newsroom: Office, path: str) -> None:
    assert (await newsroom.get("admin", path)).status_code == 404


async def test_the_history_is_told_page_by_page(newsroom: Office) -> None:
    assert "Nothing was changed yet" in (await newsroom.get("admin", "/programme/history")).text
    for number in range(32):
        change(newsroom, "caps", {"min_days": number + 1, "items": 5})
    first = (await newsroom.get("admin", "/programme/history?piece=caps")).text
    assert "the command line" in first
    (before,) = re.findall(r"before=(\d+)&amp;piece=caps", first)
    older = (await newsroom.get("admin", f"/programme/history?before={before}")).text
    assert older.count("Put back as it was before") == 2
    assert "The newest" in older
    assert (await newsroom.get("admin", "/programme/history?piece=nothing&before=x")).status_code == 200


async def test_what_does_not_go_with_the_file_any_more_is_told(newsroom: Office) -> None:
    change(newsroom, "schedules/daily", {"cron": "0 7 * * *"})
    change(newsroom, "schedules/weekly", None)
    broken = newsroom.parts.settings.file.model_copy(update={"schedules": []})
    said = newsroom.database.read(store.load).said
    assert overlaid(broken, said).schedules[0].name == "daily"
    newsroom.database.write(
        lambda c: (
            c.execute(
                store.revisions.update()
                .where(store.revisions.c.says == "set")
                .values(body={"name": "daily", "cron": 5})
            ).rowcount
        )
    )
    page = (await newsroom.get("admin", "/programme")).text
    assert "does not go together with config.toml any more" in page
