"""Teams as a channel: a token, a conversation, one card, and a clear reason for everything else."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.rendering.standings import standing_sentence
from bot.teams.channel import TeamsChannel, Tokens
from digests.delivery.channel import Telling
from digests.delivery.model import Outcome, Parcel, Result
from digests.delivery.notes import Button, Note
from digests.delivery.pace import Gcra
from digests.edition.model import Offer
from digests.employee.model import PickState, Standing
from digests.people.model import ChannelName
from digests.settings import Settings
from tests.bot.chat import settings
from tests.bot.vendor import Reply, Vendor, closed_port, deaf
from tests.factories import NOW, digest, item, parcel, person, pick

TOKEN, CONVERSATION, ACTIVITY = "/oauth2/v2.0/token", "/v3/conversations", "/activities"
MAJA = person(teams_id="29:maja")


class Time:
    """A clock that sleeping moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def ticks(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with Vendor() as made:
        made.usually(TOKEN, {"access_token": "token-1", "expires_in": 3600})
        made.usually(CONVERSATION, {"id": "a:1/2"})
        made.usually(ACTIVITY, {"id": "act-1"})
        yield made


@pytest.fixture
def time() -> Time:
    return Time()


def channel(chosen: Settings, time: Time) -> TeamsChannel:
    pace = Gcra(chosen.config.teams.per_second)
    return TeamsChannel(chosen, lambda: NOW, pace, Tokens(chosen), time.ticks, time.sleep)


@pytest.fixture
def teams(vendor: Vendor, time: Time) -> TeamsChannel:
    return channel(settings(vendor.address), time)


def send(teams: TeamsChannel, sent: Parcel | None = None) -> Outcome:
    with closing(teams.open()) as lane:
        return lane.send(sent or parcel(person=MAJA))


def test_a_card_goes_into_the_persons_conversation_with_the_app(teams: TeamsChannel, vendor: Vendor) -> None:
    assert send(teams) == Outcome(Result.SENT, ref="a:1/2/act-1")
    token, conversation, activity = vendor.calls
    assert token.path == "/tenant/oauth2/v2.0/token"
    assert token.arguments == {
        "grant_type": "client_credentials",
        "client_id": "app",
        "client_secret": "secret",
        "scope": "https://api.botframework.com/.default",
    }
    assert conversation.path == "/teams/v3/conversations"
    assert conversation.headers["Authorization"] == "Bearer token-1"
    assert conversation.arguments["members"] == [{"id": "29:maja"}]
    assert conversation.arguments["bot"] == {"id": "28:app"}
    assert conversation.arguments["tenantId"] == "tenant"
    assert activity.path == "/teams/v3/conversations/a%3A1%2F2/activities"
    (attachment,) = activity.arguments["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert attachment["content"]["version"] == "1.5"
    assert activity.arguments["summary"] == "Worth passing on, Maja: How we cut the harbour's emissions"


def test_teams_reaches_whoever_has_a_teams_id(teams: TeamsChannel) -> None:
    assert teams.reaches(MAJA)
    assert not teams.reaches(person())
    assert teams.name is ChannelName.TEAMS
    assert teams.lanes == 2
    teams.prepare([])


def test_a_token_is_used_until_five_minutes_before_its_end(teams: TeamsChannel, vendor: Vendor, time: Time) -> None:
    for now, asked in ((0.0, 1), (3299.0, 1), (3300.5, 2)):
        time.now = now
        send(teams)
        assert len(vendor.asked(TOKEN)) == asked


def test_a_token_that_teams_does_not_take_is_asked_for_again(teams: TeamsChannel, vendor: Vendor) -> None:
    vendor.next(CONVERSATION, Reply(status=401))
    outcome = send(teams)
    assert outcome.result is Result.DOWN
    assert "TEAMS_APP_ID" in outcome.reason
    assert send(teams).result is Result.SENT
    assert len(vendor.asked(TOKEN)) == 2


@pytest.mark.parametrize(
    "reply",
    [Reply(status=401, body={"error": "invalid_client"}), Reply(status=500), Reply("cut"), Reply(body={})],
    ids=["invalid_client", "500", "cut", "empty"],
)
def test_without_a_token_nothing_can_go_out_and_nobody_is_blamed(
    teams: TeamsChannel, vendor: Vendor, reply: Reply
) -> None:
    vendor.next(TOKEN, reply)
    outcome = send(teams)
    assert outcome.result is Result.DOWN
    assert "Entra" in outcome.reason
    assert len(vendor.calls) == 1


@pytest.mark.parametrize("place", [CONVERSATION, ACTIVITY])
@pytest.mark.parametrize("status", [412, 429, 502, 504])
def test_what_microsoft_asks_to_try_again_comes_back_later(
    teams: TeamsChannel, vendor: Vendor, place: str, status: int
) -> None:
    vendor.next(place, Reply(status=status, headers={"Retry-After": "17"}))
    outcome = send(teams)
    assert outcome.result is Result.LATER
    assert outcome.retry_after == timedelta(seconds=17)
    assert len(vendor.asked(place)) == 1


def test_429_holds_everybody_in_the_tenant(teams: TeamsChannel, vendor: Vendor, time: Time) -> None:
    vendor.next(ACTIVITY, Reply(status=429, headers={"Retry-After": "30"}), Reply(status=429))
    assert send(teams).result is Result.LATER
    assert send(teams).retry_after is None
    assert time.now >= 30
    assert send(teams).result is Result.SENT
    assert time.now >= 31


def test_a_long_hold_frees_the_lane_without_a_call(teams: TeamsChannel, vendor: Vendor, time: Time) -> None:
    vendor.next(CONVERSATION, Reply(status=429, headers={"Retry-After": "600"}))
    send(teams)
    outcome = send(teams)
    assert (outcome.result, outcome.retry_after) == (Result.DOWN, timedelta(seconds=600))
    assert len(vendor.asked(CONVERSATION)) == 1
    assert time.now < 1


@pytest.mark.parametrize("place", [CONVERSATION, ACTIVITY])
def test_an_app_that_is_not_installed_is_final_and_says_so(teams: TeamsChannel, vendor: Vendor, place: str) -> None:
    vendor.next(place, Reply(status=403, body={"error": {"code": "ForbiddenOperationException"}}))
    outcome = send(teams)
    assert outcome.result is Result.REFUSED
    assert "not installed for this person" in outcome.reason
    assert "ForbiddenOperationException" in outcome.reason


@pytest.mark.parametrize(("status", "body"), [(400, {"error": {"code": "BadArgument"}}), (404, {"error": "odd"})])
def test_an_id_that_teams_does_not_know_goes_on_to_the_next_channel(
    teams: TeamsChannel, vendor: Vendor, status: int, body: dict[str, object]
) -> None:
    vendor.next(CONVERSATION, Reply(status=status, body=body))
    outcome = send(teams)
    assert outcome.result is Result.REFUSED
    assert "teams_id" in outcome.reason
    assert "maja" not in outcome.reason


@pytest.mark.parametrize("reply", [Reply("cut"), Reply(status=500), Reply(status=503)], ids=["cut", "500", "503"])
def test_a_lost_answer_to_the_card_is_in_doubt_and_it_is_not_sent_again(
    teams: TeamsChannel, vendor: Vendor, reply: Reply
) -> None:
    vendor.next(ACTIVITY, reply)
    assert send(teams).result is Result.UNKNOWN
    assert len(vendor.asked(ACTIVITY)) == 1


def test_an_answer_that_does_not_come_in_time_is_in_doubt(vendor: Vendor, time: Time) -> None:
    vendor.next(ACTIVITY, Reply("hang"))
    assert send(channel(settings(vendor.address, timeout_seconds=0.3), time)).result is Result.UNKNOWN


@pytest.mark.parametrize("reply", [Reply("cut"), Reply(status=500)], ids=["cut", "500"])
def test_a_lost_answer_about_the_conversation_can_be_asked_again(
    teams: TeamsChannel, vendor: Vendor, reply: Reply
) -> None:
    vendor.next(CONVERSATION, reply)
    assert send(teams).result is Result.LATER
    assert vendor.asked(ACTIVITY) == []


def test_what_never_left_this_machine_counts_as_no_try(time: Time) -> None:
    assert send(channel(settings(closed_port()), time)).result is Result.DOWN
    with deaf() as address:
        assert send(channel(settings(address, timeout_seconds=0.2), time)).result is Result.DOWN


def test_cards_go_out_at_the_tenants_pace(vendor: Vendor, time: Time) -> None:
    teams = channel(settings(vendor.address, per_second=5), time)
    for _ in range(3):
        assert send(teams).result is Result.SENT
    assert time.now == pytest.approx(1.0)  # six calls, five gaps of 0.2 seconds


def test_a_test_goes_to_the_person_alone_and_says_so(teams: TeamsChannel, vendor: Vendor) -> None:
    assert send(teams, parcel(person=MAJA, test_to="other@example.com")).result is Result.REFUSED
    assert vendor.calls == []
    assert send(teams, parcel(person=MAJA, test_to="maja.holm@example.com")).result is Result.SENT
    assert vendor.asked(ACTIVITY)[0].arguments["summary"].startswith("[Test]")


def test_a_card_that_is_too_large_is_refused_before_any_call(teams: TeamsChannel, vendor: Vendor) -> None:
    many = tuple(pick(position=number, item=item(id=f"item-{number}")) for number in range(1, 60))
    assert send(teams, parcel(person=MAJA, digest=digest(picks=many))).result is Result.REFUSED
    assert vendor.calls == []


def test_teams_cannot_tell_what_arrived(teams: TeamsChannel) -> None:
    assert teams.find(7, "").result is Result.UNKNOWN


def test_a_digest_that_cannot_be_shown_goes_on_to_the_next_channel_and_the_log_says_why(
    teams: TeamsChannel, vendor: Vendor, caplog: pytest.LogCaptureFixture
) -> None:
    odd = digest(picks=(pick(offers=(Offer("unheard-of"),)),))
    assert send(teams, parcel(person=MAJA, digest=odd)).result is Result.REFUSED
    assert vendor.calls == []
    assert "delivery 7 cannot be shown" in caplog.text


def refresh(teams: TeamsChannel, ref: str = "a:1/2/act-1", notes: dict[int, str] | None = None) -> Outcome:
    with closing(teams.open()) as lane:
        return lane.refresh(parcel(person=MAJA), ref, notes or {})


def test_a_card_that_was_sent_is_replaced_by_the_same_digest_as_it_is_now(teams: TeamsChannel, vendor: Vendor) -> None:
    vendor.usually("/activities/act-1", {"id": "act-1"})
    assert refresh(teams, notes={1: "This one was withdrawn."}) == Outcome(Result.SENT, ref="a:1/2/act-1")
    _, call = vendor.calls
    assert (call.method, call.path) == ("PUT", "/teams/v3/conversations/a%3A1%2F2/activities/act-1")
    assert call.arguments["id"] == "act-1"
    told = json.dumps(call.arguments["attachments"])
    assert "This one was withdrawn." in told
    assert "share.example.com/s/" not in told


@pytest.mark.parametrize(
    ("reply", "result"),
    [
        (Reply("cut"), Result.LATER),
        (Reply(status=429, headers={"Retry-After": "7"}), Result.LATER),
        (Reply(status=503), Result.LATER),
        (Reply(status=401), Result.DOWN),
        (Reply(status=404), Result.REFUSED),
        (Reply(status=403, body={"error": {"code": "BotNotInConversationRoster"}}), Result.REFUSED),
    ],
    ids=["cut", "429", "503", "401", "404", "403"],
)
def test_a_card_that_could_not_be_replaced_says_whether_to_try_again(
    teams: TeamsChannel, vendor: Vendor, reply: Reply, result: Result
) -> None:
    vendor.next("/activities/act-1", reply)
    outcome = refresh(teams)
    assert outcome.result is result
    assert outcome.retry_after == (timedelta(seconds=7) if reply.status == 429 else None)


def test_replacing_a_card_waits_for_microsoft_to_be_there(vendor: Vendor, time: Time) -> None:
    away = settings(vendor.address)
    teams = away.config.teams.model_copy(update={"service_url": closed_port()})
    chosen = away.model_copy(update={"config": away.config.model_copy(update={"teams": teams})})
    assert refresh(channel(chosen, time)).result is Result.DOWN


@pytest.mark.parametrize("ref", ["", "a:1", "a:1/"])
def test_a_card_of_unknown_name_is_not_replaced(teams: TeamsChannel, vendor: Vendor, ref: str) -> None:
    assert refresh(teams, ref).result is Result.REFUSED
    assert vendor.calls == []


def test_an_item_that_was_taken_back_says_so_in_the_persons_language(teams: TeamsChannel, vendor: Vendor) -> None:
    vendor.usually("/activities/act-1", {"id": "act-1"})
    danish = parcel(person=MAJA, digest=digest(language="da"))
    outcome = teams.refresh(danish, "a:1/2/act-1", {1: Standing(PickState.WITHDRAWN)})
    assert outcome.result is Result.SENT
    told = json.dumps(vendor.calls[-1].arguments["attachments"], ensure_ascii=False)
    assert standing_sentence("da", Standing(PickState.WITHDRAWN), ZoneInfo("Europe/Copenhagen")) in told
    assert "/s/token-of-7/1/" not in told


def test_an_item_that_stands_is_drawn_as_it_is(teams: TeamsChannel, vendor: Vendor) -> None:
    vendor.usually("/activities/act-1", {"id": "act-1"})
    teams.refresh(parcel(person=MAJA), "a:1/2/act-1", {1: Standing(PickState.CORRECTED)})
    assert "/s/token-of-7/1/linkedin" in json.dumps(vendor.calls[-1].arguments["attachments"])


def test_a_small_message_is_a_card_with_a_button(teams: TeamsChannel, vendor: Vendor) -> None:
    note = Note("Sign in", ("Good for 15 minutes.",), Button("Open", "https://share.example.com/x"), "Small print.")
    assert isinstance(teams, Telling)
    assert teams.tell(MAJA, note) == Outcome(Result.SENT, ref="a:1/2/act-1")
    shown = json.dumps(vendor.asked(ACTIVITY)[-1].arguments)
    for said in ("Sign in", "Good for 15 minutes.", "https://share.example.com/x", "Small print."):
        assert said in shown


def test_a_small_message_that_teams_refuses_says_so(teams: TeamsChannel, vendor: Vendor) -> None:
    vendor.next(CONVERSATION, Reply(status=403, body={"error": {"code": "Forbidden"}}))
    assert teams.tell(MAJA, Note("Sign in", ())).result is Result.REFUSED
