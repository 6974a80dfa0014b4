"""When the next digests go out."""

from datetime import timedelta

from bot.web.newsroom.today.coming import coming
from digests.config.programme import ScheduleSection
from tests.factories import NOW


def test_the_next_slot_of_each_schedule_is_told_the_earliest_first() -> None:
    sections = [
        ScheduleSection(name="monthly", cron="0 10 1 * *"),
        ScheduleSection(name="weekly", cron="0 9 * * wed"),
        ScheduleSection(name="off", cron="0 9 * * wed", on=False),
        ScheduleSection(name="never", cron="0 9 30 2 *"),
    ]
    found = coming(sections, "Europe/Copenhagen", NOW)
    assert [one.schedule for one in found] == ["weekly", "monthly"]
    assert found[0].at - NOW < timedelta(days=2)
