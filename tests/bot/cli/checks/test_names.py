"""What DNS says of the sender's domain, asked of a real name server on loopback."""

import socket

import pytest

from bot.cli.checks.model import Check, Status
from bot.cli.checks.names import parents, sender
from digests.settings import Secrets
from tests.bot.cli.checks.dns_server import Zone, asking, serving
from tests.bot.cli.checks.setting import settings

KEY = "v=DKIM1; k=rsa; p=" + "A" * 400  # longer than one string of a TXT record
GOOD = {
    "firm.dk": ["google-site-verification=1", "v=spf1 include:_spf.relay.dk -all"],
    "k1._domainkey.firm.dk": [KEY],
    "_dmarc.firm.dk": ["v=DMARC1; p=quarantine"],
}


def _checks(zone: Zone, domain: str = "firm.dk") -> dict[str, Check]:
    with serving(zone) as resolver:
        return {check.name: check for check in sender(settings(sender=f"News <news@{domain}>"), resolver)}


def _statuses(zone: Zone, domain: str = "firm.dk") -> dict[str, str]:
    return {name: check.status.value for name, check in _checks(zone, domain).items()}


def test_a_domain_that_vouches_for_us_is_in_order() -> None:
    found = _checks(Zone(GOOD))
    assert {check.status for check in found.values()} == {Status.OK}
    assert found["SPF"].found == "v=spf1 include:_spf.relay.dk -all"
    assert found["DKIM"].found == "selector k1"
    assert found["DMARC"].found == "p=quarantine at firm.dk"


def test_a_domain_without_records_is_told_what_to_publish() -> None:
    found = _checks(Zone())
    assert {check.status for check in found.values()} == {Status.WARNING}
    assert "v=spf1" in found["SPF"].fix
    assert "v=DMARC1" in found["DMARC"].fix


def test_a_name_with_other_records_has_no_texts() -> None:
    assert _statuses(Zone(others={"firm.dk", "_dmarc.firm.dk"})) == {
        "SPF": "warning",
        "DKIM": "warning",
        "DMARC": "warning",
    }


@pytest.mark.parametrize(
    ("name", "records", "check", "status"),
    [
        ("firm.dk", ["v=spf1 -all", "v=spf1 mx -all"], "SPF", "error"),
        ("firm.dk", ["v=spf1 +all"], "SPF", "warning"),
        ("firm.dk", ["v=spf1 all"], "SPF", "warning"),
        ("k1._domainkey.firm.dk", ["v=DKIM1; p="], "DKIM", "warning"),
        ("_dmarc.firm.dk", ["v=DMARC1; p=none", "v=DMARC1; p=reject"], "DMARC", "error"),
        ("_dmarc.firm.dk", ["v=DMARC1; rua=mailto:dmarc@firm.dk"], "DMARC", "error"),
        ("_dmarc.firm.dk", ["not a policy"], "DMARC", "warning"),
    ],
)
def test_a_record_that_does_not_work_is_found(name: str, records: list[str], check: str, status: str) -> None:
    assert _statuses(Zone(GOOD | {name: records}))[check] == status


def test_a_subdomain_stands_under_its_parents_policy() -> None:
    assert _checks(Zone(GOOD), "news.mail.firm.dk")["DMARC"].found == "p=quarantine at firm.dk"
    assert parents("news.mail.firm.dk") == ["news.mail.firm.dk", "mail.firm.dk", "firm.dk"]
    assert parents("intranet") == ["intranet"]


def test_a_name_server_in_trouble_is_no_verdict_on_the_domain() -> None:
    found = _checks(Zone(GOOD, broken={"_dmarc.firm.dk"}))
    assert [check.found for check in found.values()] == ["DNS could not be asked about firm.dk"] * 3


def test_a_name_server_that_is_silent_is_no_verdict_either() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        resolver = asking(silent.getsockname())
        resolver.lifetime = 0.3
        found = sender(settings(sender="news@firm.dk"), resolver)
    assert {check.status for check in found} == {Status.WARNING}
    assert "could not be asked" in found[0].found


def test_a_machine_without_a_resolver_says_so() -> None:
    assert "could not be asked" in sender(settings(sender="news@firm.dk"), None)[0].found


def test_the_sample_sender_of_a_demo_is_not_looked_up() -> None:
    zone = Zone(GOOD)
    assert set(_statuses(zone, "example.com").values()) == {"off"}
    assert zone.asked == []
    used = sender(settings(Secrets(smtp_url="smtp://localhost"), sender="news@example.com"), None)
    assert used[0].status is Status.WARNING


def test_a_sender_without_an_address_is_an_error() -> None:
    (found,) = sender(settings(sender="News"), None)
    assert found.status is Status.ERROR
