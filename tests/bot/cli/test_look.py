"""`preview` before sending, `replay` after it."""

import email
import email.policy
import json
import re
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from bot.cli.look import moment
from digests.access.audit import looks
from digests.delivery.store import rows
from digests.edition.model import Pick
from digests.edition.store import picks
from digests.errors import InputError, UnknownError
from digests.people.model import Preferences
from digests.people.store import load_people, save_preferences
from tests.journeys.office import TUESDAY, Office, body, share_addresses, staffed

AT = "2026-11-24T09:00"
WHO = "villads.dam@example.com"


@pytest.fixture
def company(database_url: str, tmp_path: Path) -> Iterator[Office]:
    """The sample company; mail alone."""
    with staffed(tmp_path, database_url, SLACK_BOT_TOKEN="") as made:
        yield made


def letter(content: bytes) -> EmailMessage:
    parsed = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def untokened(text: str) -> str:
    """Without the signatures, which name the delivery."""
    return re.sub(r"/([a-z])/[\w-]{28}", r"/\1/TOKEN", text)


def test_a_previewed_mail_is_the_mail_that_comes(company: Office) -> None:
    out = company.desk.folder / "preview.eml"
    done = company.budstikke("preview", "weekly", "--person", WHO, "--channel", "email", "--at", AT, "--out", str(out))
    assert (done.exit_code, done.stdout) == (0, f"{out} holds what {WHO} would get.\n")
    company.budstikke("send", "weekly", "--at", AT)
    seen, came = letter(out.read_bytes()), company.relay.letters()[WHO]
    assert seen["Subject"] == came["Subject"]
    assert untokened(body(seen, "plain")) == untokened(body(came, "plain"))
    assert untokened(body(seen)) == untokened(body(came))


def test_a_preview_for_slack_is_what_slack_takes(company: Office) -> None:
    out = company.desk.folder / "preview.json"
    company.budstikke("preview", "weekly", "--person", WHO, "--channel", "slack", "--at", AT, "--out", str(out))
    assert set(json.loads(out.read_text(encoding="utf-8"))) == {"text", "blocks", "metadata"}


def test_a_preview_for_teams_is_the_card_itself(company: Office) -> None:
    shown = company.budstikke("preview", "weekly", "--person", "p-0001", "--channel", "teams", "--at", AT)
    card = json.loads(shown.stdout)
    assert (card["type"], card["version"]) == ("AdaptiveCard", "1.5")


def test_a_preview_keeps_nothing(company: Office) -> None:
    company.budstikke("preview", "weekly", "--person", WHO, "--at", AT)
    assert company.database.read(rows, edition_ids=range(99)) == []


@pytest.mark.parametrize(
    ("args", "error", "said"),
    [
        (("preview", "yearly", "--person", WHO), UnknownError, "no schedule 'yearly'"),
        (("preview", "weekly", "--person", "nobody"), UnknownError, "'nobody'"),
        (("preview", "weekly", "--person", WHO, "--at", AT, "--out", "/proc/no/file"), InputError, "cannot be written"),
        (("replay", "4711"), UnknownError, "no delivery 4711"),
    ],
)
def test_what_cannot_be_shown_is_refused(
    company: Office, args: tuple[str, ...], error: type[Exception], said: str
) -> None:
    done = company.budstikke(*args)
    assert isinstance(done.exception, error)
    assert said in str(done.exception)


def test_a_preview_of_nothing_says_why(company: Office) -> None:
    company.database.write(save_preferences, "p-0001", Preferences(stopped=True), TUESDAY)
    done = company.budstikke("preview", "weekly", "--person", WHO, "--at", AT)
    assert isinstance(done.exception, InputError)
    assert str(done.exception) == f"{WHO} would get nothing: stopped."


def test_a_replay_shows_the_picks_texts_and_links_that_were_delivered(company: Office) -> None:
    company.budstikke("send", "weekly", "--at", AT, "--only", WHO)
    (delivery,) = company.database.read(rows, edition_ids=range(99))
    told = json.loads(company.budstikke("replay", str(delivery.id), "--json").stdout)
    came = company.relay.letters()[WHO]
    plain, html = body(came, "plain"), body(came)
    assert told["delivery"] == delivery.id
    assert len(told["items"]) >= 1
    shares = [button["url"] for one in told["items"] for button in one["share"]]
    assert sorted(set(share_addresses(html))) == sorted({url for url in shares if "/s/" in url})
    for one in told["items"]:
        assert one["title"] in plain
        assert one["read_url"] in html.replace("&amp;", "&")
    again = company.budstikke("replay", str(delivery.id), "--channel", "email")
    assert body(letter(again.stdout_bytes)) == html
    assert letter(again.stdout_bytes)["Message-ID"] == came["Message-ID"]
    shown = company.budstikke("replay", str(delivery.id)).stdout
    assert all(url in shown for url in shares)


def test_a_replay_stays_the_same_when_the_queue_changes(company: Office) -> None:
    company.budstikke("send", "weekly", "--at", AT, "--only", WHO)
    (delivery,) = company.database.read(rows, edition_ids=range(99))
    before = company.budstikke("replay", str(delivery.id), "--json").stdout
    for one in json.loads(before)["items"]:
        item = next(pick.item.id for pick in _picks(company, delivery.id) if pick.position == one["position"])
        assert company.budstikke("item", "withdraw", item).exit_code == 0
    assert company.budstikke("replay", str(delivery.id), "--json").stdout == before


def _picks(company: Office, delivery_id: int) -> tuple[Pick, ...]:
    past = company.service.past(delivery_id)
    assert past is not None
    return past.digest.picks


def test_a_replay_is_noted_and_tells_nothing_of_what_the_person_did_before(company: Office) -> None:
    company.budstikke("send", "weekly", "--at", AT, "--only", WHO)
    (delivery,) = company.database.read(rows, edition_ids=range(99))
    company.database.write(
        lambda connection: connection.execute(picks.update().values(reasons=[["taken_up", "knitting"], ["new", ""]]))
    )
    for args in ((), ("--json",), ("--channel", "email"), ("--channel", "slack"), ("--channel", "teams")):
        shown = company.budstikke("replay", str(delivery.id), *args)
        assert shown.exit_code == 0
        assert "knitting" not in shown.stdout
        assert "Nyt i denne uge" in shown.stdout.replace("=\n", "")
    looked = company.database.read(looks)
    assert [(one.act, one.subject, one.person_id) for one in looked] == [
        ("replay", "weekly 2026-W48", delivery.person_id)
    ] * 5


@pytest.mark.parametrize(("more", "said"), [((), "erased\n"), (("--json",), '"erased": true')])
def test_after_erasure_a_replay_says_so(company: Office, more: tuple[str, ...], said: str) -> None:
    company.budstikke("send", "weekly", "--at", AT, "--only", WHO)
    (delivery,) = company.database.read(rows, edition_ids=range(99))
    assert company.budstikke("person", "forget", WHO, "--yes").exit_code == 0
    done = company.budstikke("replay", str(delivery.id), *more)
    assert done.exit_code == 1
    assert said in done.stdout


def test_a_moment_without_offset_is_in_the_persons_zone(company: Office) -> None:
    nuuk = next(one for one in company.database.read(load_people) if one.timezone == "America/Nuuk")
    assert moment(company.service, "2026-11-24T06:00", nuuk) == TUESDAY
    assert moment(company.service, "2026-11-24T09:00") == TUESDAY
    assert moment(company.service, "2026-11-24T08:00+00:00", nuuk) == TUESDAY
    assert moment(company.service, None) == company.clock()
