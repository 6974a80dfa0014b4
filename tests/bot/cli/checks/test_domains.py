"""Where DNS leads whoever follows a short link, asked of a real name server on loopback, and who answers there."""

import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from bot.cli.checks.domains import links_answer, links_dns, links_hosts
from bot.cli.checks.model import Check, Status, ok
from digests.config import Config
from digests.errors import SettingsError
from tests.bot.cli.checks.dns_server import Zone, serving
from tests.bot.cli.checks.setting import settings
from tests.bot.vendor import closed_port

HERE = ["192.0.2.7", "2001:db8::7"]
LEADS = ok("links DNS")


def _config(links: str = "https://go.firm.dk", public: str = "https://news.firm.dk", **more: Any) -> Config:
    return settings(server={"public_url": public}, links={"base_url": links, **more}).config


def _found(zone: Zone, config: Config | None = None) -> Check:
    with serving(zone) as resolver:
        return links_dns(config or _config(), resolver)


@pytest.mark.parametrize("go", [HERE, HERE[:1], ["news.firm.dk"], ["alias.firm.dk"]], ids=str)
def test_a_links_domain_that_leads_to_the_newsrooms_address_is_in_order(go: list[str]) -> None:
    zone = Zone(hosts={"news.firm.dk": HERE, "alias.firm.dk": ["news.firm.dk"], "go.firm.dk": go})
    assert _found(zone).status is Status.OK


@pytest.mark.parametrize("go", [["192.0.2.99"], ["2001:db8::99"], ["elsewhere.example.com"]], ids=str)
def test_a_links_domain_that_points_elsewhere_is_an_error(go: list[str]) -> None:
    found = _found(Zone(hosts={"news.firm.dk": HERE, "elsewhere.example.com": ["192.0.2.99"], "go.firm.dk": go}))
    assert found.status is Status.ERROR
    assert found.found.startswith("go.firm.dk points elsewhere: to ")
    assert "192.0.2.7" in found.fix
    assert "links.addresses" in found.fix


def test_one_address_too_many_is_a_warning() -> None:
    found = _found(Zone(hosts={"news.firm.dk": HERE, "go.firm.dk": [*HERE, "192.0.2.99"]}))
    assert (found.status, found.found) == (Status.WARNING, "go.firm.dk points partly elsewhere: to 192.0.2.99")


def test_a_links_domain_without_an_address_is_told_what_to_publish() -> None:
    for zone in (Zone(hosts={"news.firm.dk": HERE}), Zone(hosts={"news.firm.dk": HERE}, others={"go.firm.dk"})):
        found = _found(zone)
        assert found.status is Status.ERROR
        assert "CNAME go.firm.dk → news.firm.dk" in found.fix


def test_every_further_domain_is_looked_at() -> None:
    zone = Zone(hosts={"news.firm.dk": HERE, "go.firm.dk": HERE, "go.firm.se": ["192.0.2.99"]})
    config = _config(domains=["go.firm.se", "go.firm.dk:8443"])
    assert links_hosts(config) == ["go.firm.dk", "go.firm.se"]
    assert _found(zone, config).found.startswith("go.firm.se points elsewhere")


def test_addresses_that_are_named_stand_in_for_the_newsrooms() -> None:
    zone = Zone(hosts={"news.firm.dk": HERE, "go.firm.dk": ["192.0.2.50", "2001:db8::50"]})
    assert _found(zone).status is Status.ERROR
    assert _found(zone, _config(addresses=["192.0.2.50", "2001:DB8:0::50"])).status is Status.OK
    with pytest.raises(SettingsError, match="no IP address"):
        _config(addresses=["go.firm.dk"])


def test_a_newsroom_that_is_an_address_is_compared_by_it() -> None:
    assert _found(Zone(hosts={"go.firm.dk": ["192.0.2.7"]}), _config(public="https://192.0.2.7")).status is Status.OK


def test_a_newsroom_without_an_address_cannot_be_compared_with() -> None:
    found = _found(Zone(hosts={"go.firm.dk": HERE}))
    assert (found.status, found.found) == (Status.WARNING, "news.firm.dk has no address to compare with")


@pytest.mark.parametrize("name", ["go.firm.dk", "news.firm.dk"])
def test_a_name_server_in_trouble_is_no_verdict(name: str) -> None:
    found = _found(Zone(hosts={"news.firm.dk": HERE, "go.firm.dk": HERE}, broken={name}))
    assert (found.status, found.found) == (Status.WARNING, "DNS could not be asked about go.firm.dk")
    assert links_dns(_config(), None).found == found.found


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "go.example.com", "192.0.2.7", "[2001:db8::7]"])
def test_samples_and_addresses_are_not_looked_up(host: str) -> None:
    zone = Zone()
    assert _found(zone, _config(f"https://{host}")).status is Status.OFF
    assert zone.asked == []


@contextmanager
def _answering(status: int, certificate: tuple[Path, Path] | None = None) -> Iterator[int]:
    """The port of a server that says this to every HEAD."""

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """In silence."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(("answer", "status"), [(404, Status.OK), (302, Status.OK), (502, Status.WARNING)])
def test_a_links_host_is_asked_whether_it_answers(answer: int, status: Status) -> None:
    with _answering(answer) as port:
        assert links_answer(_config(f"http://127.0.0.1:{port}"), LEADS).status is status


def test_a_links_host_that_does_not_answer_is_a_warning() -> None:
    found = links_answer(_config(closed_port()), LEADS)
    assert found.status is Status.WARNING
    assert "did not answer" in found.found


def test_a_certificate_that_nobody_vouches_for_is_an_error(tmp_path: Path) -> None:
    key, made = tmp_path / "key.pem", tmp_path / "made.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1",
         "-subj", "/CN=go.firm.dk", "-keyout", str(key), "-out", str(made)],
        check=True, capture_output=True,
    )  # fmt: skip
    with _answering(404, (made, key)) as port:
        found = links_answer(_config(f"https://127.0.0.1:{port}"), LEADS)
    assert found.status is Status.ERROR
    assert "certificate" in found.found


def test_a_host_that_dns_does_not_lead_to_is_not_asked() -> None:
    elsewhere = Check("links DNS", Status.ERROR)
    assert links_answer(_config(), elsewhere).status is Status.OFF
