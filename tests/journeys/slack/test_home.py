"""The Home tab, the command and the shortcut, by either way that Slack tells us."""

from digests.content.model import ItemState
from digests.content.store import load_items
from digests.people.model import Preferences
from digests.people.store import load_preferences
from tests.slack_faults.company import Company
from tests.slack_faults.hand import Hand, texts


def preferences(company: Company, hand: Hand) -> Preferences:
    return company.database.read(load_preferences, company.person_id(hand))


def at_home(hand: Hand) -> None:
    assert hand.opens_home().status == 200
    hand.until_home("Hello Person", "Preferences")


def test_home_shows_this_week_and_saves_each_choice_at_once(lyngbro: Company, somebody: Hand) -> None:
    at_home(somebody)
    somebody.press(somebody.home, "home_choose_items", "2")
    lyngbro.until(lambda _: preferences(lyngbro, somebody).items == 2)
    somebody.press(somebody.home, "home_choose_networks", ["X", "Bluesky"])
    lyngbro.until(lambda _: preferences(lyngbro, somebody).networks == ("x", "bluesky"))
    assert preferences(lyngbro, somebody).items == 2
    assert lyngbro.slack.refusals() == []


def test_a_pause_is_said_and_ended_where_it_was_begun(lyngbro: Company, somebody: Hand) -> None:
    at_home(somebody)
    somebody.press(somebody.home, "Pause until I return")
    somebody.until_home("Your digests pause until you return.")
    somebody.press(somebody.home, "Send me digests again")
    somebody.until_home(without="Your digests pause")
    assert preferences(lyngbro, somebody).paused_until is None


def test_whoever_stops_for_good_gets_no_more_and_finds_the_way_back(lyngbro: Company, somebody: Hand) -> None:
    at_home(somebody)
    somebody.press(somebody.home, "Stop for good")
    somebody.until_home("You stopped your digests")
    assert preferences(lyngbro, somebody).stopped
    somebody.press(somebody.home, "home_resume")
    somebody.until_home(without="You stopped your digests")
    assert not preferences(lyngbro, somebody).stopped


def test_what_is_stored_comes_as_a_file_that_nobody_else_sees(lyngbro: Company, somebody: Hand) -> None:
    at_home(somebody)
    somebody.press(somebody.home, "What is stored about me")
    file = lyngbro.slack.until(
        lambda seen: next((one for one in seen["files"].values() if one["channel"] == somebody.conversation), None)
    )
    assert f"{somebody.id.lower()}@example.com" in file["content"]


def test_the_command_answers_whoever_typed_it(lyngbro: Company, somebody: Hand) -> None:
    assert somebody.command("help").status == 200
    somebody.until_answer("/budstikke pause")
    somebody.command("pause 4")
    somebody.until_answer("You have a pause until")
    assert preferences(lyngbro, somebody).paused_until is not None
    somebody.command("resume")
    somebody.until_answer("Your digests come again.")
    somebody.command("why")
    somebody.until_answer("decide. Change them in Home.")
    somebody.command("now")
    shown = somebody.until_answer("how we did it")
    assert "response_type" not in shown or shown["response_type"] == "ephemeral"


def test_any_employee_suggests_the_link_of_a_message(lyngbro: Company, somebody: Hand) -> None:
    message = {"text": "Look: <https://www.example.com/tower|the tower>", "ts": "1700000000.000200"}
    assert somebody.shortcut("suggest_item", message).status == 200
    modal = somebody.until_modal("Suggest for sharing")
    assert "https://www.example.com/tower" in str(modal["blocks"])
    title = f"The tower of {somebody.id}"
    somebody.fill("Title", title)
    somebody.fill("Why would others share it?", "It is <!channel> tall")
    assert somebody.submit().errors == {}
    somebody.until_modal("Thank you.")
    kept = lyngbro.until(lambda c: [one for one in load_items(c) if title in one.title.values()])
    assert [one.state for one in kept] == [ItemState.SUGGESTED]


def test_a_suggestion_without_a_page_says_so_beside_the_field(somebody: Hand) -> None:
    somebody.shortcut("suggest_item", {"text": "no link here"})
    somebody.until_modal("Suggest for sharing")
    somebody.fill("Title", "A title")
    assert list(somebody.submit().errors) == ["url"]
    assert "Suggest for sharing" in texts(somebody.modal)


def test_a_member_whom_the_directory_does_not_know_is_told_so_and_changes_nothing(stranger: Hand) -> None:
    stranger.opens_home()
    stranger.until_home("directory")
    stranger.command("pause 4")
    stranger.until_answer("not in the company's directory")
    stranger.shortcut("suggest_item", {"text": "<https://www.example.com/a>"})
    stranger.until_answer("not in the company's directory")
    assert stranger.modal is None
