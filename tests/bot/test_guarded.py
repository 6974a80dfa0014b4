"""The guarded client: public addresses only, also after a redirect and when a name server changes its mind."""

import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import dns.message
import dns.rdatatype
import dns.rrset
import pytest

from bot.http import Guarded, Limits, LostError, NotSentError, _onward
from tests.bot.cli.checks.dns_server import Zone, serving
from tests.bot.vendor import Reply, Vendor, closed_port, deaf

HERE = "127.0.0.1"  # listed in these tests, so that it stands for the open net
PRIVATE = "127.0.0.2"  # not listed
SHORT = Limits(seconds=0.4, size=1000, redirects=3)


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with Vendor() as made:
        made.usually("/ok", {"id": "1"})
        yield made


@pytest.fixture
def guarded() -> Guarded:
    return Guarded([HERE], Limits(size=1000, redirects=3))


def port(vendor: Vendor) -> str:
    return vendor.address.rpartition(":")[2]


class Changing(Zone):
    """A zone whose every name has these addresses: the first at the first question, and so on; the last stays."""

    def __init__(self, *answers: Sequence[str]) -> None:
        super().__init__()
        self.answers = list(answers)

    def answer(self, wire: bytes) -> bytes:
        query = dns.message.from_wire(wire)
        name = query.question[0].name.to_text()
        self.asked.append(name.rstrip("."))
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        reply = dns.message.make_response(query)
        reply.answer.append(dns.rrset.from_text_list(name, 0, "IN", dns.rdatatype.A, found))
        return reply.to_wire()


@contextmanager
def changing(*answers: Sequence[str]) -> Iterator[tuple[Changing, Guarded]]:
    zone = Changing(*answers)
    with serving(zone) as resolver:

        def look_up(host: str, seconds: float) -> list[str]:
            return [record.address for record in resolver.resolve(host, "A", lifetime=seconds)]

        yield zone, Guarded([HERE], Limits(redirects=3), look_up=look_up)


# Every form under which a program has been talked into calling its own machine or network.
FORMS = [
    "http://127.0.0.1:{port}/ok",
    "http://localhost:{port}/ok",
    "http://LOCALHOST:{port}/ok",
    "http://localhost.:{port}/ok",
    "http://127.0.0.1.:{port}/ok",
    "http://127.1:{port}/ok",
    "http://127.0.1:{port}/ok",
    "http://2130706433:{port}/ok",
    "http://0x7f000001:{port}/ok",
    "http://0x7f.0.0.1:{port}/ok",
    "http://0x7F.1:{port}/ok",
    "http://0177.0.0.1:{port}/ok",
    "http://017700000001:{port}/ok",
    "http://0:{port}/ok",
    "http://0.0.0.0:{port}/ok",
    "http://[::]:{port}/ok",
    "http://[::1]:{port}/ok",
    "http://[0:0:0:0:0:0:0:1]:{port}/ok",
    "http://[::ffff:127.0.0.1]:{port}/ok",
    "http://[::ffff:7f00:1]:{port}/ok",
    "http://[::127.0.0.1]:{port}/ok",
    "http://[64:ff9b::7f00:1]:{port}/ok",
    "http://[2002:7f00:1::]:{port}/ok",
    "http://[fe80::1%25lo]:{port}/ok",
    "http://[fd00::1]:{port}/ok",
    "http://\uff11\uff12\uff17.0.0.1:{port}/ok",
    "http://127\u30020\u30020\u30021:{port}/ok",
    "http://127.0.0.1%2f@example.com:{port}/ok",
    "http://example.com@127.0.0.1:{port}/ok",
    "http://example.com:80@127.0.0.1:{port}/ok",
    "http://@127.0.0.1:{port}/ok",
    "http://127.0.0.1:{port}\\@example.com/ok",
    "http://127%2e0%2e0%2e1:{port}/ok",
    "http:///127.0.0.1:{port}/ok",
    "http:127.0.0.1:{port}/ok",
    "//127.0.0.1:{port}/ok",
    "http://169.254.169.254/latest/meta-data/",
    "http://10.0.0.1/",
    "http://100.64.0.1/",
    "http://192.168.1.1/",
    "http://224.0.0.1/",
    "http://[ff02::1]/",
    "http://8.8.8.8:22/",
    "http://8.8.8.8:6379/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:{port}/_GET%20/ok",
    "ftp://127.0.0.1:{port}/ok",
    "unix:///run/docker.sock",
    "javascript:alert(1)",
    "http://",
    "http://exa mple.com/",
    "http://a\r\nHost: b/",
    "",
]


@pytest.mark.parametrize("form", FORMS)
def test_nothing_is_asked_of_this_machine_or_its_network(vendor: Vendor, form: str) -> None:
    client = Guarded([], SHORT)
    with pytest.raises(NotSentError):
        client.get(form.format(port=port(vendor)))
    with pytest.raises(NotSentError):
        client.post(form.format(port=port(vendor)), b"{}", {})
    assert vendor.calls == []


def test_a_listed_host_is_asked(vendor: Vendor, guarded: Guarded) -> None:
    found = guarded.get(f"{vendor.address}/ok", {"Accept": "application/json"})
    assert (found.status, found.good, found.content, found.whole) == (200, True, b'{"id": "1"}', True)
    assert found.headers["content-type"] == "application/json"
    (call,) = vendor.calls
    assert (call.headers["Host"], call.headers["Accept"]) == (f"{HERE}:{port(vendor)}", "application/json")
    assert call.headers["Accept-Encoding"] == "identity"


def test_a_message_is_posted_as_it_is(vendor: Vendor, guarded: Guarded) -> None:
    assert guarded.post(f"{vendor.address}/ok", b'{"a":1}', {"Content-Type": "application/json"}).good
    assert guarded.post(f"{vendor.address}/ok", b"", {}).good
    assert [call.arguments for call in vendor.calls] == [{"a": 1}, {}]


def test_a_name_is_looked_up_once_and_what_was_checked_is_called(vendor: Vendor) -> None:
    with changing([HERE], [PRIVATE]) as (zone, client):
        assert client.get(f"http://feed.example.com:{port(vendor)}/ok").good
        assert zone.asked == ["feed.example.com"]
        assert vendor.calls[0].headers["Host"] == f"feed.example.com:{port(vendor)}"


def test_a_name_that_has_turned_private_is_refused_at_the_next_call(vendor: Vendor) -> None:
    with changing([HERE], [PRIVATE]) as (_, client):
        client.get(f"http://feed.example.com:{port(vendor)}/ok")
        with pytest.raises(NotSentError, match=r"127\.0\.0\.2, which is not public"):
            client.get(f"http://feed.example.com:{port(vendor)}/ok")
    assert len(vendor.calls) == 1


@pytest.mark.parametrize("found", [[PRIVATE], [HERE, PRIVATE], [PRIVATE, HERE], ["8.8.8.8", "10.0.0.1"]])
def test_a_name_with_one_private_address_is_refused_as_a_whole(vendor: Vendor, found: list[str]) -> None:
    client = Guarded([HERE], SHORT, look_up=lambda _host, _seconds: found)
    with pytest.raises(NotSentError, match="allow_hosts"):
        client.get(f"http://feed.example.com:{port(vendor)}/ok")
    assert vendor.calls == []


def test_a_redirect_is_looked_up_and_checked_like_the_first_address(vendor: Vendor) -> None:
    vendor.next("/go", Reply(status=302, headers={"Location": f"http://other.example.com:{port(vendor)}/ok"}))
    with changing([HERE], [PRIVATE]) as (zone, client), pytest.raises(NotSentError, match="not public"):
        client.get(f"http://feed.example.com:{port(vendor)}/go")
    assert zone.asked == ["feed.example.com", "other.example.com"]
    assert len(vendor.calls) == 1


@pytest.mark.parametrize(
    "onward", ["http://localhost/", "http://0x7f.1/", "http://169.254.169.254/", "//10.0.0.1/", "file:///etc/passwd",
               "http://user@example.com/", "http://[::1]/", "http://["]
)  # fmt: skip
def test_a_redirect_to_a_private_address_is_not_followed(vendor: Vendor, guarded: Guarded, onward: str) -> None:
    vendor.next("/go", Reply(status=301, headers={"Location": onward}))
    with pytest.raises(NotSentError):
        guarded.get(f"{vendor.address}/go")
    assert len(vendor.calls) == 1


def test_redirects_are_followed_as_far_as_the_limit(vendor: Vendor, guarded: Guarded) -> None:
    for status in (301, 302, 307):
        vendor.next("/go", Reply(status=status, headers={"Location": "go"}))
    vendor.next("/go", Reply(body="here"))
    found = guarded.get(f"{vendor.address}/go")
    assert (found.content, found.url) == (b"here", f"{vendor.address}/go")
    vendor.next("/on", *[Reply(status=308, headers={"Location": "/on"})] * 9)
    with pytest.raises(LostError, match="more than 3 redirects"):
        guarded.get(f"{vendor.address}/on")
    assert len(vendor.asked("/on")) == 4


def test_a_redirect_without_a_place_is_an_answer(vendor: Vendor, guarded: Guarded) -> None:
    vendor.next("/go", Reply(status=302))
    assert guarded.get(f"{vendor.address}/go").status == 302


def test_a_message_is_not_sent_on_by_a_redirect(vendor: Vendor, guarded: Guarded) -> None:
    vendor.next("/go", Reply(status=307, headers={"Location": "/ok"}))
    assert guarded.post(f"{vendor.address}/go", b"{}", {}).status == 307
    assert len(vendor.calls) == 1


def test_an_answer_longer_than_the_limit_is_refused_or_cut(vendor: Vendor, guarded: Guarded) -> None:
    vendor.next("/long", *[Reply(body="x" * 5000)] * 2)
    with pytest.raises(LostError, match="longer than 1000 bytes"):
        guarded.get(f"{vendor.address}/long")
    found = guarded.post(f"{vendor.address}/long", b"{}", {})
    assert (len(found.content), found.whole, found.good) == (1000, False, True)


@contextmanager
def talking(first: bytes, then: bytes) -> Iterator[str]:
    """A server that says something, and then goes on and on, a little at a time."""
    over = threading.Event()

    def talk(listening: socket.socket) -> None:
        try:
            with listening.accept()[0] as line:
                line.sendall(first)
                while not over.wait(0.02):
                    line.sendall(then)
        except OSError:
            return

    with socket.socket() as listening:
        listening.bind((HERE, 0))
        listening.listen()
        thread = threading.Thread(target=talk, args=(listening,))
        thread.start()
        try:
            yield f"http://{HERE}:{listening.getsockname()[1]}/"
        finally:
            over.set()
            thread.join()


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (b"", b"H"),
        (b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
        (b"HTTP/1.1 200 OK\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        (b"", b""),
    ],
)
def test_a_server_that_goes_on_and_on_is_left_when_the_time_is_over(first: bytes, then: bytes) -> None:
    with talking(first, then) as address, pytest.raises(LostError):
        Guarded([HERE], Limits(seconds=0.3)).get(address)


@pytest.mark.parametrize("answer", [b"hello\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"])
def test_what_is_not_http_is_lost(answer: bytes) -> None:
    with talking(answer, b"") as address, pytest.raises(LostError):
        Guarded([HERE], Limits(seconds=0.3)).get(address)


def test_a_cut_line_may_have_arrived(vendor: Vendor, guarded: Guarded) -> None:
    vendor.next("/ok", Reply("cut"))
    with pytest.raises(LostError):
        guarded.post(f"{vendor.address}/ok", b"{}", {})


def test_where_nobody_listens_nothing_was_sent(guarded: Guarded) -> None:
    with pytest.raises(NotSentError, match="refused"):
        guarded.get(closed_port())
    with deaf() as address, pytest.raises(NotSentError):
        Guarded([HERE], SHORT).get(address)


def test_the_next_address_of_a_name_is_tried_when_the_first_is_down(vendor: Vendor) -> None:
    def look_up(_host: str, _seconds: float) -> list[str]:
        return ["::1", HERE]

    client = Guarded(["::1", HERE], look_up=look_up)
    assert client.get(f"http://feed.example.com:{port(vendor)}/ok").good


def test_a_name_without_an_address_is_said_so() -> None:
    with pytest.raises(NotSentError, match="has no address"):
        Guarded(look_up=lambda _host, _seconds: []).get("https://feed.example.com/")

    def unknown(_host: str, _seconds: float) -> list[str]:
        raise OSError("no such name")

    with pytest.raises(NotSentError, match="no such name"):
        Guarded(look_up=unknown).get("https://feed.example.com/")


def test_time_that_is_over_before_the_name_is_known_ends_the_call() -> None:
    ticks = iter([0.0, 11.0])
    client = Guarded(look_up=lambda _host, _seconds: [HERE], ticks=lambda: next(ticks))
    with pytest.raises(NotSentError, match="time for this call is over"):
        client.get("https://feed.example.com/")


def test_a_header_that_breaks_out_is_not_sent(vendor: Vendor, guarded: Guarded) -> None:
    with pytest.raises(NotSentError):
        guarded.post(f"{vendor.address}/ok", b"{}", {"X": "a\r\nY: b"})
    assert vendor.calls == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("tls") / "both.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=hooks.example.com", "-addext", "subjectAltName=DNS:hooks.example.com", "-keyout", made,
         "-out", f"{made}.crt"],
        check=True, capture_output=True,
    )  # fmt: skip
    made.write_bytes(made.read_bytes() + Path(f"{made}.crt").read_bytes())
    return made


@contextmanager
def secured(certificate: Path) -> Iterator[tuple[str, list[str | None]]]:
    """The port of a TLS server that answers once, and the names it was asked for."""
    asked: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.sni_callback = lambda _line, name, _context: asked.append(name)

    def answer(listening: socket.socket) -> None:
        try:
            with context.wrap_socket(listening.accept()[0], server_side=True) as line:
                told = b""
                while not told.endswith(b"\r\n\r\n{}"):  # hanging up on half a message would lose the answer
                    more = line.recv(4096)
                    if not more:
                        return
                    told += more
                line.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
        except OSError:
            return

    with socket.socket() as listening:
        listening.bind((HERE, 0))
        listening.listen()
        thread = threading.Thread(target=answer, args=(listening,))
        thread.start()
        yield str(listening.getsockname()[1]), asked
        thread.join()


def test_the_certificate_is_checked_for_the_name_that_was_asked_for(certificate: Path) -> None:
    trust = ssl.create_default_context(cafile=str(certificate))
    client = Guarded([HERE], look_up=lambda _host, _seconds: [HERE], trust=trust)
    with secured(certificate) as (number, asked):
        assert client.post(f"https://hooks.example.com:{number}/", b"{}", {}).status == 204
        assert asked == ["hooks.example.com"]
    with secured(certificate) as (number, asked), pytest.raises(NotSentError, match=r"(?i)certificate"):
        client.post(f"https://other.example.com:{number}/", b"{}", {})
    with secured(certificate) as (number, asked), pytest.raises(NotSentError, match=r"(?i)certificate"):
        Guarded([HERE], look_up=lambda _host, _seconds: [HERE]).get(f"https://hooks.example.com:{number}/")


def test_a_redirect_from_https_to_http_is_not_followed() -> None:
    with pytest.raises(NotSentError, match="from https"):
        _onward("https://feed.example.com/", "http://feed.example.com/")
    assert _onward("https://feed.example.com/a", "b") == "https://feed.example.com/b"


def test_a_redirect_that_cannot_be_read_is_not_followed() -> None:
    with pytest.raises(NotSentError, match="cannot be read"):
        _onward("https://feed.example.com/", "/\x7f")
