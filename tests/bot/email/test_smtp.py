"""Every ending of an SMTP conversation has one meaning."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext
from typing import Any

import pytest

from bot.email.channel import MailChannel, MailLane, Pace
from bot.email.relay import relay
from digests import clock
from digests.config import Config, Mail
from digests.delivery.model import Outcome, Result
from digests.errors import SettingsError
from digests.settings import Secrets, Settings
from tests.bot.email.relays import Relay, accept, relaying
from tests.bot.email.test_forms import BASE
from tests.factories import KEY, NOW, digest, parcel, person


def settings(url: str, **email: Any) -> Settings:
    config = Config.model_validate({**BASE, "email": {"timeout_seconds": 5, **email}})
    return Settings(config=config, secrets=Secrets(smtp_url=url), path=Path("config.toml"))


def lane(url: str, **email: Any) -> MailLane:
    return MailChannel(settings(url, **email), KEY, clock.fixed(NOW), Pace(Mail(), lambda: 0.0, lambda _: None)).open()


@pytest.fixture
def server() -> Iterator[Relay]:
    with relaying() as made:
        yield made


def send(server: Relay, times: int = 1, **email: Any) -> list[Outcome]:
    opened = lane(f"smtp://127.0.0.1:{server.port}", **email)
    try:
        return [opened.send(parcel()) for _ in range(times)]
    finally:
        opened.close()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("tls") / "both.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", made, "-out", f"{made}.crt"],
        check=True, capture_output=True,
    )  # fmt: skip
    made.write_bytes(made.read_bytes() + Path(f"{made}.crt").read_bytes())
    return made


@pytest.fixture
def tls(certificate: Path) -> SSLContext:
    context = SSLContext(PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def test_a_mail_arrives_as_it_was_built(server: Relay) -> None:
    opened = lane(f"smtp://127.0.0.1:{server.port}")
    outcome = opened.send(parcel(digest=digest(first_name=".\n.dots")))
    opened.close()
    assert outcome == Outcome(Result.SENT, ref=opened._letters.ref(7))
    expected = opened._letters.eml(parcel(digest=digest(first_name=".\n.dots")), NOW)
    assert server.messages == [expected]
    assert server.recipients == ["maja.holm@example.com"]


def test_a_connection_is_kept_until_it_has_carried_its_share(server: Relay) -> None:
    assert {outcome.result for outcome in send(server, 5, per_connection=2)} == {Result.SENT}
    assert server.connections == 3


@pytest.mark.parametrize(
    ("stage", "answer", "result"),
    [
        ("rcpt", "550 5.1.1 no such person maja", Result.REFUSED),
        ("rcpt", "450 4.2.1 full", Result.LATER),
        ("mail", "550 5.1.8 bad sender", Result.DOWN),
        ("mail", "530 5.7.0 log in", Result.DOWN),
        ("data", "554 5.7.1 spam", Result.REFUSED),
        ("data", "451 4.3.0 not now", Result.LATER),
        ("data", "354 what?", Result.UNKNOWN),
    ],
)
def test_an_answer_touches_only_its_own_message(server: Relay, stage: str, answer: str, result: Result) -> None:
    getattr(server, stage).append(answer)
    first, second = send(server, 2)
    assert (first.result, second.result) == (result, Result.SENT)
    assert "maja" not in first.reason


def test_a_421_on_a_kept_connection_is_mended_by_a_new_one(server: Relay) -> None:
    server.mail += ["", "421 4.7.0 too many on this connection"]
    assert [outcome.result for outcome in send(server, 2)] == [Result.SENT, Result.SENT]
    assert server.connections == 2


def test_a_421_on_a_new_connection_slows_everybody_down(server: Relay) -> None:
    server.data.append("421 4.7.0 slow down")
    waits: list[float] = []
    channel = MailChannel(
        settings(f"smtp://127.0.0.1:{server.port}"),
        KEY,
        clock.fixed(NOW),
        Pace(Mail(), lambda: sum(waits), waits.append),
    )
    opened, other = channel.open(), channel.open()
    outcome = opened.send(parcel())
    assert outcome.result is Result.DOWN
    assert outcome.retry_after is not None
    assert other.send(parcel()).result is Result.SENT
    assert sum(waits) >= 1
    opened.close()
    other.close()


def test_a_connection_lost_before_the_message_is_tried_later(server: Relay) -> None:
    server.drop_at_data = 1
    assert send(server)[0].result is Result.LATER


def test_a_kept_connection_that_died_is_made_anew(server: Relay) -> None:
    opened = lane(f"smtp://127.0.0.1:{server.port}")
    assert opened.send(parcel()).result is Result.SENT
    server.drop_at_data = 1
    assert opened.send(parcel()).result is Result.SENT
    opened.close()
    assert len(server.messages) == 2


def test_a_connection_lost_after_the_message_leaves_it_unknown(server: Relay) -> None:
    server.drop_after_dot = 1
    first, second = send(server, 2)
    assert (first.result, second.result) == (Result.UNKNOWN, Result.SENT)
    assert len(server.messages) == 1


def test_a_relay_that_is_not_there_is_down() -> None:
    assert lane("smtp://127.0.0.1:1").send(parcel()).result is Result.DOWN


def test_a_wrong_address_never_reaches_the_relay(server: Relay) -> None:
    opened = lane(f"smtp://127.0.0.1:{server.port}")
    assert opened.send(parcel(person=person(email="x\r\nRCPT TO:<y@example.com>"))).result is Result.REFUSED
    opened.close()
    assert server.connections == 0


def test_an_address_beyond_ascii_needs_a_relay_that_can_carry_it(server: Relay) -> None:
    abroad = parcel(person=person(email="søren@example.com"))
    opened = lane(f"smtp://127.0.0.1:{server.port}")
    assert opened.send(abroad).result is Result.REFUSED
    opened.close()
    with relaying(enable_SMTPUTF8=True) as able:
        opened = lane(f"smtp://127.0.0.1:{able.port}")
        assert opened.send(abroad).result is Result.SENT
        opened.close()
        assert able.recipients == ["søren@example.com"]


def test_starttls_and_a_login_are_used_with_a_known_certificate(tls: SSLContext, certificate: Path) -> None:
    with relaying(tls=tls, require_starttls=True, auth_required=True, authenticator=accept) as server:
        good = lane(f"smtp://budstikke:s3cret%2F@localhost:{server.port}?starttls&ca={certificate}.crt")
        assert good.send(parcel()).result is Result.SENT
        good.close()
        wrong = lane(f"smtp://budstikke:wrong@localhost:{server.port}?starttls&ca={certificate}.crt").send(parcel())
        assert (wrong.result, "login" in wrong.reason) == (Result.DOWN, True)
        stranger = lane(f"smtp://budstikke:s3cret%2F@localhost:{server.port}?starttls").send(parcel())
        assert (stranger.result, "certificate" in stranger.reason) == (Result.DOWN, True)
        assert len(server.messages) == 1


def test_starttls_is_taken_where_it_is_offered(tls: SSLContext) -> None:
    with relaying(tls=tls, require_starttls=True) as server:
        assert send(server)[0].result is Result.SENT


def test_tls_from_the_start_is_spoken(tls: SSLContext, certificate: Path) -> None:
    with relaying(tls=tls, implicit=True) as server:
        opened = lane(f"smtps://localhost:{server.port}?ca={certificate}.crt")
        assert opened.send(parcel()).result is Result.SENT
        opened.close()


def test_starttls_that_is_wanted_and_not_offered_is_down(server: Relay) -> None:
    assert lane(f"smtp://127.0.0.1:{server.port}?starttls").send(parcel()).result is Result.DOWN


@pytest.mark.parametrize(
    "url", ["", "http://relay", "smtp://", "smtp://relay:port", "smtp://relay?tls", "smtps://relay?ca=/nowhere.pem"]
)
def test_a_wrong_smtp_url_says_what_it_should_be(url: str) -> None:
    with pytest.raises(SettingsError, match="SMTP_URL"):
        MailChannel(settings(url), KEY, clock.fixed(NOW))


def test_a_password_goes_over_a_protected_line_unless_somebody_says_otherwise() -> None:
    assert relay("smtp://u:p@relay.example.com").security == "starttls"
    assert relay("smtp://u:p@relay.example.com?starttls=off").security == "off"
    assert relay("smtp://u:p@127.0.0.1").security == "offered"
    assert relay("smtp://relay.example.com").port == 25
    assert "p4ss" not in repr(relay("smtp://u:p4ss@relay.example.com"))


def test_domains_and_the_relay_have_their_own_pace() -> None:
    now = [0.0]
    pace = Pace(
        Mail(per_second=10, per_domain_second=1), lambda: now[0], lambda wait: now.__setitem__(0, now[0] + wait)
    )
    for to in ("a@one.example", "b@one.example", "c@two.example"):
        pace.wait(to)
    assert now[0] == pytest.approx(1.1, abs=0.01)


@pytest.mark.parametrize(("policy", "result"), [("leave", Result.UNKNOWN), ("resend", Result.LATER)])
def test_what_is_in_doubt_follows_the_policy(policy: str, result: Result) -> None:
    channel = MailChannel(settings("smtp://127.0.0.1", in_doubt=policy), KEY, clock.fixed(NOW))
    assert channel.find(7, "").result is result
    assert channel.reaches(person())
    assert not channel.reaches(person(email=""))
