"""`send`, `outbox` and `edition stop` as an operator meets them."""

import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import update

from bot.cli.run import migrate
from bot.jobs.batch import Batch
from bot.jobs.editions import open_by_hand
from bot.jobs.work import schedule
from digests.db import Database
from digests.delivery.store import counts, deliveries, rows
from digests.errors import InputError, SettingsError, UnknownError
from digests.people.model import Preferences
from digests.people.store import load_people, save_preferences
from tests.bot.cli.command import CONFIG, desk
from tests.journeys.office import TUESDAY, Office, office, staffed

AT = "2026-11-24T09:00"
ROW = {"id", "person", "channel", "state", "reason"}


@pytest.fixture
def company(database_url: str, tmp_path: Path) -> Iterator[Office]:
    """The sample company; mail alone."""
    with staffed(tmp_path, database_url, SLACK_BOT_TOKEN="") as made:
        yield made


def send(company: Office, *args: str) -> Result:
    return company.budstikke("send", "weekly", "--at", AT, *args)


def queued(company: Office) -> list[int]:
    """An edition that waits, composed."""
    work = company.service.work
    opened = open_by_hand(work, schedule(work.settings, "weekly"), TUESDAY)
    ids = [one.id for one in company.database.read(rows, edition_ids=opened)]
    Batch(work).compose(ids)
    return ids


def put(database: Database, ids: list[int], **values: object) -> None:
    database.write(lambda c: c.execute(update(deliveries).where(deliveries.c.id.in_(ids)).values(**values)).rowcount)


def test_send_twice_sends_once(company: Office) -> None:
    first, second = send(company), send(company)
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert len(company.relay.messages) == len(company.relay.letters()) > 200
    assert "nothing was sent now" not in first.stdout
    assert first.stdout.splitlines()[0] == second.stdout.splitlines()[0]
    assert "  All of it was done before; nothing was sent now." in second.stdout
    assert re.search(r"weekly 2026-W48: \d+ people, \d+ sent \(\d+ by email\)\.", first.stdout)
    assert "skipped: unreachable" in first.stdout


def test_send_to_one_person_sends_to_one(company: Office) -> None:
    done = send(company, "--only", "villads.dam@example.com", "--json")
    assert [address for address, _ in company.relay.messages] == ["villads.dam@example.com"]
    (row,) = json.loads(done.stdout)["deliveries"]
    assert (row["person"], row["channel"], row["state"], row["reason"]) == ("p-0001", "email", "sent", "")
    again = send(company, "--only", "p-0001").stdout.splitlines()
    assert again[:2] == [
        "weekly 2026-W48: 1 person, 1 sent (1 by email).",
        "  All of it was done before; nothing was sent now.",
    ]
    assert send(company).exit_code == 0
    assert len(company.relay.messages) == len(company.relay.letters()) > 200


def test_send_as_json_is_one_object(company: Office) -> None:
    told = json.loads(send(company, "--json").stdout)
    assert set(told) == {"schedule", "period", "deliveries"}
    assert (told["schedule"], told["period"]) == ("weekly", "2026-W48")
    assert {frozenset(row) for row in told["deliveries"]} == {frozenset(ROW)}
    assert {row["state"] for row in told["deliveries"]} == {"sent", "skipped"}


def test_a_dry_run_sends_nothing_and_has_the_same_shape(company: Office) -> None:
    told = json.loads(send(company, "--dry-run", "--json").stdout)
    assert set(told) == {"schedule", "period", "deliveries"}
    assert {frozenset(row) for row in told["deliveries"]} == {frozenset(ROW)}
    assert {row["id"] for row in told["deliveries"]} == {None}
    shown = send(company, "--dry-run").stdout
    assert "would go by email" in shown
    assert "would be skipped: unreachable" in shown
    assert shown.endswith("Nothing was sent.\n")
    assert company.relay.messages == []
    assert sum(company.database.read(counts).values()) == 0


def test_a_test_goes_to_an_editor_and_leaves_no_trace(company: Office) -> None:
    done = send(company, "--only", "p-0001", "--test-to", "editor@example.com")
    assert done.exit_code == 0
    assert [address for address, _ in company.relay.messages] == ["editor@example.com"]
    assert sum(company.database.read(counts).values()) == 0


def test_a_send_with_a_failure_exits_with_one_and_one_line(company: Office) -> None:
    company.relay.refused.add("villads.dam@example.com")
    done = send(company, "--only", "p-0001")
    assert done.exit_code == 1
    assert "budstikke: 1 failed or are in doubt: see `budstikke outbox`." in done.stderr
    assert "failed: The relay refused this address" in done.stdout


def test_a_relay_that_is_down_leaves_everything_queued_and_says_so(company: Office) -> None:
    company.relay.stop()
    done = send(company, "--only", "p-0001")
    assert done.exit_code == 1
    assert "1 wait for another try (" in done.stderr
    assert company.database.read(counts)["queued"] == 1


@pytest.mark.parametrize(
    ("args", "error", "said"),
    [
        (("send", "yearly"), UnknownError, "no schedule 'yearly'"),
        (("send", "weekly", "--only", "nobody@example.com"), UnknownError, "nobody@example.com"),
        (("send", "weekly", "--at", "soon"), InputError, "2026-11-24T09:00"),
        (("send", "weekly", "--test-to", "editor@example.com"), InputError, "--only PERSON"),
        (("edition", "stop", "99"), UnknownError, "no edition 99"),
        (("outbox", "settle", "99", "sent"), UnknownError, "no delivery 99"),
    ],
)
def test_what_is_not_there_is_refused(
    company: Office, args: tuple[str, ...], error: type[Exception], said: str
) -> None:
    done = company.budstikke(*args)
    assert isinstance(done.exception, error)
    assert said in str(done.exception)


def test_a_test_for_somebody_who_gets_nothing_says_why(company: Office) -> None:
    company.database.write(save_preferences, "p-0001", Preferences(stopped=True), TUESDAY)
    done = send(company, "--only", "p-0001", "--test-to", "editor@example.com")
    assert isinstance(done.exception, InputError)
    assert str(done.exception) == "That person would get nothing: stopped."


def test_a_schedule_that_cannot_be_followed_is_refused(company: Office) -> None:
    company.desk.configure(CONFIG.replace("0 9 * * 2", "61 9 * * 2"))
    assert isinstance(send(company).exception, SettingsError)


def test_without_people_send_says_what_comes_first(database_url: str, tmp_path: Path) -> None:
    with office(tmp_path, database_url) as empty:
        done = empty.budstikke("send", "weekly")
    assert done.exit_code == 0
    assert "`budstikke import people` comes first" in done.stdout


def test_stopping_an_edition_skips_what_was_not_sent(company: Office) -> None:
    ids = queued(company)
    put(company.database, ids[:1], state="sent")
    (edition,) = {one.edition_id for one in company.database.read(rows, ids) if one.id == ids[-1]}
    done = company.budstikke("edition", "stop", str(edition))
    assert done.exit_code == 0
    assert f"Edition {edition} is stopped" in done.stdout
    states = {one.state.value for one in company.database.read(rows, edition_ids=[edition])}
    assert "queued" not in states
    assert "the edition was stopped" in {one.reason for one in company.database.read(rows, edition_ids=[edition])}


def test_an_edition_is_stopped_while_it_is_being_sent(company: Office) -> None:
    company.relay.gate.clear()
    sending = threading.Thread(target=company.send)
    sending.start()
    assert company.relay.asked.wait(60)
    opened = {one.edition_id for one in company.database.read(rows, edition_ids=range(99))}
    for edition in opened:
        assert company.budstikke("edition", "stop", str(edition)).exit_code == 0
    company.relay.gate.set()
    sending.join(60)
    states = company.database.read(counts)
    assert states["queued"] == states["sending"] == states["unknown"] == 0
    assert 0 < states["sent"] == len(company.relay.messages) < 50
    assert send(company).exit_code == 0
    assert len(company.relay.messages) == states["sent"]


def test_the_outbox_begins_empty(company: Office) -> None:
    assert "The outbox is empty" in company.budstikke("outbox").stdout


def test_the_outbox_tells_every_state_and_what_each_channel_waits_for(company: Office) -> None:
    ids = queued(company)
    doubtful, failed, *_ = [one.id for one in company.database.read(rows, ids) if one.channel]
    put(company.database, [doubtful], state="unknown", reason="the line was cut")
    put(company.database, [failed], state="failed", reason="no such mailbox")
    put(company.database, [failed + 1], reason="the relay is away")
    shown = company.budstikke("outbox").stdout
    assert re.search(r"queued \d+  sending 0  sent 0  unknown 1  failed 1  skipped \d+", shown)
    assert "The oldest that waits was due 2026-11-24 08:00 UTC." in shown
    assert "weekly 2026-W48 Europe/Copenhagen" in shown
    assert re.search(r"waiting: \d+ for email; last it met: the relay is away", shown)
    assert re.search(rf"unknown +{doubtful} email +the line was cut", shown)
    assert re.search(rf"failed +{failed} email +no such mailbox", shown)
    assert "budstikke outbox settle ID sent" in shown


def test_the_outbox_as_json_is_one_object(company: Office) -> None:
    ids = queued(company)
    doubtful = next(one.id for one in company.database.read(rows, ids) if one.channel)
    put(company.database, [doubtful], state="unknown", reason="the line was cut")
    told = json.loads(company.budstikke("outbox", "--json").stdout)
    assert {"schedule", "period", "counts", "deliveries"} <= set(told)
    assert set(told["counts"]) == {"queued", "sending", "sent", "unknown", "failed", "skipped"}
    assert {frozenset(row) for row in told["deliveries"]} == {frozenset(ROW | {"edition"})}
    assert [one["id"] for one in told["deliveries"]] == [*sorted(ids, reverse=True)[:100], doubtful]
    row = told["deliveries"][-1]
    assert {one["edition"] for one in told["deliveries"]} <= {one["id"] for one in told["editions"]}
    assert (row["id"], row["state"], row["reason"]) == (doubtful, "unknown", "the line was cut")
    (waiting,) = told["waiting"]
    assert (waiting["channel"], waiting["deliveries"]) == ("email", told["counts"]["queued"])


def test_the_outbox_shows_the_ids_that_replay_takes(company: Office) -> None:
    send(company, "--only", "p-0001")
    hint = str(company.budstikke("replay", "4711").exception)
    assert "`budstikke outbox --all` shows ids" in hint
    assert "p-0001" not in company.budstikke("outbox").stdout
    found = re.search(r"^ *(\d+) p-0001 +email +sent$", company.budstikke("outbox", "--all").stdout, re.MULTILINE)
    assert found is not None
    assert company.budstikke("replay", found[1]).exit_code == 0


def test_an_edition_that_is_over_has_nothing_to_stop(company: Office) -> None:
    send(company, "--only", "p-0001")
    (one,) = company.database.read(rows, edition_ids=range(99))
    for _ in range(2):
        done = company.budstikke("edition", "stop", str(one.edition_id))
        assert (done.exit_code, "there was nothing to stop" in done.stdout) == (0, True)


def test_without_offset_the_moment_is_in_the_zone_of_the_one_person(company: Office) -> None:
    nuuk = next(one for one in company.database.read(load_people) if one.timezone == "America/Nuuk" and one.reachable)
    assert company.budstikke("send", "weekly", "--only", nuuk.id, "--at", "2026-11-24T06:00").exit_code == 0
    (one,) = company.database.read(rows, edition_ids=range(99))
    past = company.service.past(one.id)
    assert past is not None
    assert past.digest.composed_at == TUESDAY


@pytest.mark.parametrize(("verdict", "messages"), [("sent", 0), ("resend", 1)])
def test_what_is_in_doubt_is_settled_by_hand(company: Office, verdict: str, messages: int) -> None:
    assert send(company, "--only", "p-0001").exit_code == 0
    (one,) = company.database.read(rows, edition_ids=range(99))
    put(company.database, [one.id], state="unknown")
    before = len(company.relay.messages)
    assert company.budstikke("outbox", "settle", str(one.id), verdict).exit_code == 0
    send(company, "--only", "p-0001")
    assert len(company.relay.messages) - before == messages
    assert [one.state.value for one in company.database.read(rows, [one.id])] == ["sent"]
    assert isinstance(company.budstikke("outbox", "settle", str(one.id), verdict).exception, InputError)


def test_migrating_says_from_where_to_where(tmp_path: Path) -> None:
    fresh = desk(tmp_path, f"sqlite:///{tmp_path}/fresh.db")
    assert fresh.run(migrate).output.startswith("The database went from nothing to ")
    assert fresh.run(migrate).output.startswith("The database is at ")
