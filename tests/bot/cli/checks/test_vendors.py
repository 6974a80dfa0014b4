"""Whether channels let us in, asked of servers on loopback."""

import pytest

from bot.cli.checks.model import Check, Status
from bot.cli.checks.vendors import line, mail, teams
from bot.email.relay import Relay
from digests.settings import Secrets
from tests.bot.cli.checks.setting import settings
from tests.bot.cli.checks.smtp_server import Answers, relaying
from tests.bot.vendor import Reply, Vendor, closed_port

TEAMS = Secrets(teams_tenant_id="tenant", teams_app_id="app", teams_app_secret="secret of the app")


def _teams(reply: Reply) -> tuple[Check, Vendor]:
    with Vendor() as vendor:
        vendor.next("/token", reply)
        return teams(settings(TEAMS, teams={"login_url": vendor.address})), vendor


def _mail(answers: Answers, url: str = "smtp://127.0.0.1:{port}") -> Check:
    with relaying(answers):
        return mail(settings(Secrets(smtp_url=url.format(port=answers.port))))


def test_channels_without_secrets_are_off() -> None:
    assert {check(settings()).status for check in (teams, mail)} == {Status.OFF}


def test_a_teams_app_that_gets_a_token_is_in_order() -> None:
    found, vendor = _teams(Reply(body={"access_token": "t", "expires_in": 3600}))
    assert found.status is Status.OK
    (call,) = vendor.calls
    assert call.path == "/tenant/oauth2/v2.0/token"
    assert call.arguments["scope"] == "https://api.botframework.com/.default"


def test_a_teams_app_that_gets_none_is_an_error_without_the_secret() -> None:
    found, _ = _teams(Reply(status=401, body={"error": "invalid_client"}))
    assert (found.status, found.found) == (Status.ERROR, "Entra gave no token (invalid_client)")
    assert "secret of the app" not in found.fix


def test_a_teams_login_that_is_not_there_is_an_error() -> None:
    assert teams(settings(TEAMS, teams={"login_url": closed_port()})).status is Status.ERROR
    assert _teams(Reply("cut"))[0].status is Status.ERROR


def test_half_a_teams_registration_is_an_error() -> None:
    found = teams(settings(Secrets(teams_app_id="app")))
    assert found.status is Status.ERROR
    assert found.found == "TEAMS_TENANT_ID, TEAMS_APP_SECRET not set"


def test_a_relay_that_answers_is_in_order_and_gets_no_mail() -> None:
    answers = Answers()
    assert _mail(answers).status is Status.OK
    assert answers.heard == ["EHLO", "QUIT"]


def test_a_relay_that_takes_our_login_is_in_order() -> None:
    answers = Answers()
    found = _mail(answers, "smtp://user:pass@127.0.0.1:{port}")
    assert found.found.endswith(", logged in")
    assert answers.heard == ["EHLO", "AUTH", "QUIT"]


@pytest.mark.parametrize(
    ("answers", "url", "found"),
    [
        (Answers(by_command={"AUTH": "535 no user of that name"}), "smtp://user:pass@127.0.0.1:{port}", "(535)"),
        (Answers(greeting="554 not you"), "smtp://127.0.0.1:{port}", "(554)"),
        (Answers(), "smtp://127.0.0.1:{port}?starttls", "offers no STARTTLS"),
        (Answers(), "smtps://127.0.0.1:{port}", "no TLS"),
    ],
)
def test_a_relay_that_does_not_let_us_in_is_an_error_in_our_words(answers: Answers, url: str, found: str) -> None:
    check = _mail(answers, url)
    assert check.status is Status.ERROR
    assert found in check.found
    assert "no user of that name" not in check.found
    assert check.fix


def test_a_relay_that_is_not_there_is_an_error() -> None:
    found = mail(settings(Secrets(smtp_url=closed_port().replace("http", "smtp"))))
    assert found.status is Status.ERROR
    assert "cannot be reached" in found.found


def test_an_smtp_url_that_cannot_be_read_is_an_error_without_its_password() -> None:
    found = mail(settings(Secrets(smtp_url="http://user:hush@relay")))
    assert found.status is Status.ERROR
    assert "hush" not in found.fix


def test_a_line_to_another_machine_should_be_encrypted() -> None:
    far = Relay("relay.example.com", 25, "offered")
    assert line(far, encrypted=False).status is Status.WARNING
    assert line(far, encrypted=True).status is Status.OK
