"""Which addresses may be reached."""

import threading

import pytest

from bot.addresses import ForbiddenError, Reach, odd, public, resolve

PRIVATE = [
    "0.0.0.0",  # noqa: S104
    "10.0.0.1", "100.64.0.1", "100.127.255.254", "127.0.0.1", "127.255.255.254", "169.254.169.254",
    "172.16.0.1", "172.31.255.254", "192.0.0.8", "192.0.0.9", "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1",
    "198.19.255.254", "198.51.100.1", "203.0.113.1", "224.0.0.1", "233.252.0.1", "239.255.255.250", "240.0.0.1",
    "255.255.255.255", "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1", "100::1", "2001::1", "2001:2::1", "2001:10::1",
    "2001:db8::1", "2002:7f00:1::1", "2002:808:808::1", "3fff::1", "5f00::1", "fc00::1", "fd12:3456::1", "fe80::1",
    "fe80::1%eth0", "fec0::1", "ff02::1", "ff0e::1", "2606:4700::1111%eth0", "not-an-address",
]  # fmt: skip
PUBLIC = [
    "1.1.1.1", "8.8.8.8", "93.184.215.14", "100.63.255.255", "172.32.0.1", "2606:4700::1111", "2a00:1450:4001::1",
    "2c0f:f248::1",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_on_the_open_net_is_not_public(address: str) -> None:
    assert not public(address)
    with pytest.raises(ForbiddenError, match="not public"):
        Reach.of([]).check("host.example.com", 443, address)


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_on_the_open_net_is_public(address: str) -> None:
    assert public(address)
    Reach.of([]).check("host.example.com", 443, address)


@pytest.mark.parametrize("port", [22, 25, 6379, 9200, 5432])
def test_a_port_where_other_services_listen_is_refused(port: int) -> None:
    with pytest.raises(ForbiddenError, match=f"port {port}"):
        Reach.of([]).check("host.example.com", port, "8.8.8.8")


@pytest.mark.parametrize(
    "listed",
    ["hooks.intranet.example.com", "Hooks.Intranet.Example.COM.", "10.1.2.3", "10.0.0.0/8", "::ffff:0:0/0"],
)
def test_what_is_listed_may_be_private_and_on_any_port(listed: str) -> None:
    allowed = listed != "::ffff:0:0/0"  # a network of the other family says nothing of this address
    reach = Reach.of([listed])
    if allowed:
        reach.check("hooks.intranet.example.com", 9000, "10.1.2.3")
    else:
        with pytest.raises(ForbiddenError):
            reach.check("hooks.intranet.example.com", 9000, "10.1.2.3")


@pytest.mark.parametrize(
    "listed", ["intranet.example.com", "xhooks.intranet.example.com", "10.1.2.4", "11.0.0.0/8", ""]
)
def test_what_is_near_to_a_listed_name_is_not_listed(listed: str) -> None:
    with pytest.raises(ForbiddenError):
        Reach.of([listed]).check("hooks.intranet.example.com", 443, "10.1.2.3")


def test_an_address_in_brackets_may_be_listed() -> None:
    Reach.of(["[::1]"]).check("::1", 8000, "::1")


def test_an_address_that_cannot_be_read_is_in_no_network() -> None:
    with pytest.raises(ForbiddenError):
        Reach.of(["0.0.0.0/0"]).check("host", 443, "nonsense")


@pytest.mark.parametrize(
    "host",
    ["2130706433", "0x7f000001", "0x7f.1", "127.1", "127.0.1", "0177.0.0.1", "127.0.0.0x1", "1.2.3.04", "127.0.0.1."],
)
def test_an_odd_spelling_of_an_address_is_seen(host: str) -> None:
    assert odd(host)


@pytest.mark.parametrize("host", ["127.0.0.1", "example.com", "0x7f.example.com", "1.2.3.4.example.com", "::1", "a1"])
def test_a_plain_name_or_address_is_not_odd(host: str) -> None:
    assert not odd(host)


def test_a_name_is_looked_up_as_this_machine_knows_it() -> None:
    assert "127.0.0.1" in resolve("127.0.0.1", 5)
    assert set(resolve("localhost", 5)) <= {"127.0.0.1", "::1"}


@pytest.mark.parametrize("name", ["nowhere.invalid", "a" * 64 + ".example.com", "bad\udcff.example.com"])
def test_a_name_without_an_address_is_an_error(name: str) -> None:
    with pytest.raises(OSError, match=r"."):
        resolve(name, 20)


def test_a_name_server_that_says_nothing_is_not_waited_for() -> None:
    over = threading.Event()

    def ask(host: str) -> list[str]:
        over.wait()
        return [host]

    with pytest.raises(TimeoutError, match="no name server"):
        resolve("slow.example.com", 0.05, ask)
    over.set()
