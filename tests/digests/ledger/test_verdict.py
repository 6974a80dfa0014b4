"""Who was behind a request."""

from datetime import timedelta

import crawleruseragents
import pytest

from digests.ledger.model import Judgement, Request, Verdict
from digests.ledger.verdict import BUTTON, Waiting, judge, settle, verdict
from tests.factories import NOW

WINDOW = timedelta(minutes=10)
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)
SECOND = timedelta(seconds=1)


def asked(agent: str = CHROME, method: str = "GET", *, prefetch: bool = False) -> Judgement:
    return judge(Request(method, agent, prefetch=prefetch), NOW, WINDOW)


def waiting(name: str, seconds: float, group: str = "digest 7", **fields: object) -> Waiting:
    return Waiting(name, NOW + seconds * SECOND, group, **({"target": name} | fields))  # type: ignore[arg-type]


def verdicts(*found: Waiting) -> dict[str, Verdict]:
    return {name: one.verdict for name, one in settle(found).items()}


def test_a_browser_counts_as_human_until_its_window_ends() -> None:
    assert asked() == Judgement(Verdict.HUMAN, (), NOW + WINDOW)


@pytest.mark.parametrize(
    ("judged", "rule"),
    [
        (asked(method="HEAD"), "head"),
        (asked(prefetch=True), "prefetch"),
        (asked(agent="  "), "no agent"),
        (asked(agent="curl/8.5.0"), "robot agent"),
        (asked(agent="Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"), "robot agent"),
    ],
)
def test_what_gives_itself_away_is_a_machine_at_once(judged: Judgement, rule: str) -> None:
    assert judged == Judgement(Verdict.MACHINE, (rule,), None)


@pytest.mark.parametrize(
    "agent",
    [
        "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)",
        "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
        "Twitterbot/1.0",
        "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
        "TelegramBot (like TwitterBot)",
        "WhatsApp/2.23.20.0",
        "http.rb/5.1.1 (Mastodon/4.2.0; +https://social.example/) Bot",
        "Mozilla/5.0 (compatible; Bluesky Cardyb/1.1; +mailto:support@bsky.app)",
    ],
)
def test_the_robots_that_draw_a_networks_card_are_previews(agent: str) -> None:
    assert asked(agent=agent) == Judgement(Verdict.PREVIEW, ("preview agent",), None)


@pytest.mark.parametrize(
    "app",
    [
        "[LinkedInApp]/9.30",
        "[FBAN/FBIOS;FBAV/480]",
        "Twitter for iPhone/10.50",
        "Viber/22.1",
        "Teams/24.1",
        "Slack/4.39",
    ],
)
def test_a_person_inside_an_apps_own_browser_is_no_robot(app: str) -> None:
    agent = f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) {app}"
    assert asked(agent=agent).verdict is Verdict.HUMAN


def test_nearly_every_known_crawler_is_known_here() -> None:
    agents = [agent for entry in crawleruseragents.CRAWLER_USER_AGENTS_DATA for agent in entry.get("instances", [])]
    seen = sum(asked(agent=agent).verdict is not Verdict.HUMAN for agent in agents)
    assert seen / len(agents) > 0.99


def test_a_persons_own_visit_is_their_own_at_once() -> None:
    assert judge(Request("GET", CHROME), NOW, WINDOW, own=True) == Judgement(Verdict.SELF, ("own visit",), None)


@pytest.mark.parametrize(
    ("seconds", "button", "expected", "rules"),
    [
        (1, False, Verdict.MACHINE, ("after 1", "early")),
        (5, False, Verdict.DOUBTFUL, ("after 5", "soon")),
        (12, False, Verdict.HUMAN, ("after 12",)),
        (60, False, Verdict.HUMAN, ()),
        (-1, False, Verdict.MACHINE, ("after 0", "early")),
        (1, True, Verdict.HUMAN, (BUTTON, "after 1", "early")),
    ],
)
def test_seconds_after_delivery_nobody_reads_unless_a_button_was_pressed(
    seconds: int, *, button: bool, expected: Verdict, rules: tuple[str, ...]
) -> None:
    delivered = NOW - seconds * SECOND
    judged = judge(Request("POST", CHROME), NOW, WINDOW, button=button, delivered_at=delivered)
    assert judged == Judgement(expected, rules, NOW + WINDOW)


def test_one_reader_of_one_item_stays_human() -> None:
    assert verdicts(waiting("a", 0)) == {"a": Verdict.HUMAN}


def test_three_addresses_of_one_digest_in_ten_seconds_were_followed_by_a_machine() -> None:
    assert set(verdicts(waiting("a", 0), waiting("b", 5), waiting("c", 10)).values()) == {Verdict.MACHINE}


def test_two_addresses_within_two_seconds_were_followed_by_a_machine() -> None:
    assert set(verdicts(waiting("a", 0), waiting("b", 2)).values()) == {Verdict.MACHINE}


def test_two_addresses_with_time_to_look_between_them_are_human() -> None:
    assert set(verdicts(waiting("a", 0), waiting("b", 3)).values()) == {Verdict.HUMAN}


def test_three_addresses_in_half_a_minute_are_human() -> None:
    assert set(verdicts(waiting("a", 0), waiting("b", 8), waiting("c", 16)).values()) == {Verdict.HUMAN}


def test_the_same_button_pressed_again_and_again_is_an_impatient_person() -> None:
    several = [waiting(str(number), number, target="share x linkedin") for number in range(5)]
    assert set(verdicts(*several).values()) == {Verdict.HUMAN}


def test_a_later_visit_is_not_blamed_for_an_earlier_burst() -> None:
    found = verdicts(waiting("a", 0), waiting("b", 1), waiting("c", 2), waiting("later", 300))
    assert found == {"a": Verdict.MACHINE, "b": Verdict.MACHINE, "c": Verdict.MACHINE, "later": Verdict.HUMAN}


def test_different_digests_opened_in_the_same_second_have_nothing_to_do_with_each_other() -> None:
    found = verdicts(waiting("a", 0, "digest 1"), waiting("b", 0, "digest 2"), waiting("c", 0, "digest 3"))
    assert set(found.values()) == {Verdict.HUMAN}


def test_what_belongs_to_nobody_is_judged_alone() -> None:
    assert set(verdicts(*(waiting(name, 0, "") for name in "abc")).values()) == {Verdict.HUMAN}


def test_a_button_pressed_within_a_burst_is_doubtful() -> None:
    found = verdicts(waiting("a", 0), waiting("b", 1), waiting("c", 1, rules=(BUTTON,)))
    assert found["c"] is Verdict.DOUBTFUL


def test_what_is_final_is_looked_at_and_not_judged_again() -> None:
    found = verdicts(waiting("a", 0, open=False), waiting("b", 1, open=False), waiting("c", 2))
    assert found == {"c": Verdict.MACHINE}


def test_own_visits_are_told_when_they_settle() -> None:
    judged = settle([waiting("a", 0, own=True)])
    assert judged == {"a": Judgement(Verdict.SELF, ("own visit",))}


def test_rules_alone_give_the_verdict_again() -> None:
    for judged in (asked(), asked(method="HEAD"), asked(agent="Twitterbot/1.0")):
        assert verdict(judged.rules) is judged.verdict
