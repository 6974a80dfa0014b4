"""The weekly report goes out once a week, to each place, and is caught up after downtime."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.jobs.schedule import Clockwork
from bot.jobs.weekly import Weekly
from bot.rendering.report.model import ReportView
from digests.db import Database
from digests.delivery.model import Outcome, Result
from digests.settings import Secrets, Settings, parse
from tests.bot.jobs.house import CONFIG, Clock, house, without
from tests.factories import NOW

MONDAY = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)  # 08:00 in Copenhagen
SENT = Outcome(Result.SENT)
DOWN = Outcome(Result.DOWN, "the relay is away")


@dataclass
class FakePlace:
    """A place that answers as planned, and then takes everything."""

    name: str = "slack"
    answers: list[Outcome | Exception] = field(default_factory=list)
    got: list[tuple[str, ReportView]] = field(default_factory=list)

    def post(self, view: ReportView, period: str) -> Outcome:
        self.got.append((period, view))
        answer = self.answers.pop(0) if self.answers else SENT
        if isinstance(answer, Exception):
            raise answer
        return answer


def weekly(database: Database, *places: FakePlace, at: datetime = MONDAY, **report: Any) -> tuple[Weekly, Clock]:
    section = {"weekly": "0 8 * * mon"} | report
    clock = Clock(at)
    settings = Settings(config=parse(CONFIG | {"report": section}), secrets=Secrets(), path=Path("config.toml"))
    return Weekly(settings, database, clock, places), clock


def test_the_report_is_about_the_seven_days_before_and_goes_to_every_place(database: Database) -> None:
    slack, mail = FakePlace(), FakePlace("mail:1")
    job, _ = weekly(database, slack, mail)
    job.fire()
    ((period, view),) = slack.got
    assert (period, view.period) == ("2026-W47", "16 Nov – 22 Nov 2026")
    assert len(mail.got) == 1


def test_a_week_goes_out_once_whoever_fires(database: Database) -> None:
    place = FakePlace()
    job, clock = weekly(database, place)
    job.fire()
    clock.now += timedelta(minutes=5)
    job.fire()
    replace(job, clock=Clock(MONDAY)).fire()
    assert len(place.got) == 1


def test_the_next_week_goes_out_again(database: Database) -> None:
    place = FakePlace()
    job, clock = weekly(database, place)
    job.fire()
    clock.now += timedelta(days=7)
    job.fire()
    assert [period for period, _ in place.got] == ["2026-W47", "2026-W48"]


@pytest.mark.parametrize(
    ("late", "sent"), [(timedelta(hours=40), 1), (timedelta(hours=50), 0), (-timedelta(hours=1), 0)]
)
def test_after_downtime_it_is_caught_up_unless_it_is_too_late(database: Database, late: timedelta, sent: int) -> None:
    place = FakePlace()
    job, _ = weekly(database, place, at=MONDAY + late)
    job.fire()
    assert len(place.got) == sent


def test_a_place_that_was_down_is_tried_again_and_the_others_are_not(database: Database) -> None:
    slack, mail = FakePlace(answers=[DOWN]), FakePlace("mail:1")
    job, _ = weekly(database, slack, mail)
    job.fire()
    job.fire()
    job.fire()
    assert (len(slack.got), len(mail.got)) == (2, 1)


def test_what_may_have_arrived_is_not_sent_again(database: Database) -> None:
    place = FakePlace(answers=[Outcome(Result.UNKNOWN, "no answer")])
    job, _ = weekly(database, place)
    job.fire()
    job.fire()
    assert len(place.got) == 1


def test_a_fault_of_ours_leaves_the_place_in_doubt_and_the_others_get_theirs(database: Database) -> None:
    slack, mail = FakePlace(answers=[RuntimeError("broken")]), FakePlace("mail:1")
    job, _ = weekly(database, slack, mail)
    job.fire()
    job.fire()
    assert (len(slack.got), len(mail.got)) == (1, 1)
    assert [one.state for one in job.send(job.newest())] == ["posted", "unknown"]


def test_without_a_database_it_waits(database: Database) -> None:
    place = FakePlace()
    job, _ = weekly(database, place)
    back = without(database, "report_posts")
    job.fire()
    back()
    assert place.got == []
    job.fire()
    assert len(place.got) == 1


def test_where_no_hour_is_named_the_clock_sends_nothing(database: Database) -> None:
    place = FakePlace()
    job, _ = weekly(database, place, weekly="")
    job.fire()
    assert (place.got, job.schedule) == ([], None)


def test_where_no_place_is_named_there_is_no_schedule(database: Database) -> None:
    assert weekly(database)[0].schedule is None


def test_by_hand_the_newest_slot_is_meant_and_else_today(database: Database) -> None:
    place = FakePlace()
    job, _ = weekly(database, place, at=MONDAY + timedelta(days=3))
    assert job.newest().period == "2026-W47"
    job, _ = weekly(database, place, at=NOW, weekly="")
    assert (job.newest().period, job.newest().until) == ("2026-W48", datetime(2026, 11, 23, 23, tzinfo=UTC))


def test_the_week_ends_in_the_zone_that_is_named(database: Database) -> None:
    job, _ = weekly(database, FakePlace(), timezone="Asia/Tokyo")
    assert job.newest().until.astimezone(UTC) == datetime(2026, 11, 22, 15, tzinfo=UTC)


def test_a_week_in_which_the_clocks_change_has_seven_whole_days(database: Database) -> None:
    job, _ = weekly(database, FakePlace(), at=datetime(2026, 10, 26, 8, tzinfo=UTC))
    issue = job.newest()
    assert (issue.since.astimezone(UTC).hour, issue.until.astimezone(UTC).hour) == (22, 23)


def test_the_language_is_the_reports_else_the_companys(database: Database) -> None:
    job, _ = weekly(database, FakePlace(), language="da")
    assert job.view(job.newest()).title == "Ugens delinger"
    job, _ = weekly(database, FakePlace())
    assert job.view(job.newest()).title == "The week in sharing"


def test_the_clockwork_waits_for_the_reports_hour_too(database: Database) -> None:
    place = FakePlace()
    job, _ = weekly(database, place)
    clockwork = Clockwork(house(database).work, job)
    clockwork._refresh()
    clockwork._refresh()
    assert len(place.got) == 1
    assert clockwork._scheduler.get_job("report") is not None
