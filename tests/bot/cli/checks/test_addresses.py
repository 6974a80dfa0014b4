"""Addresses that people open."""

import pytest

from bot.cli.checks.addresses import links_address, links_host, public_address
from digests.config import Config
from tests.bot.cli.checks.setting import settings


def _config(public: str = "https://news.example.com", links: str = "https://go.example.net") -> Config:
    return settings(server={"public_url": public}, links={"base_url": links}).config


@pytest.mark.parametrize(
    ("address", "demo", "status"),
    [
        ("https://news.example.com", False, "ok"),
        ("http://news.example.com", False, "warning"),
        ("http://news.example.com", True, "warning"),
        ("http://127.0.0.1:8000", True, "ok"),
        ("http://localhost:8000", True, "ok"),
        ("http://localhost:8000", False, "warning"),
    ],
)
def test_an_address_in_the_open_is_https(address: str, *, demo: bool, status: str) -> None:
    assert public_address(_config(public=address), demo=demo).status == status
    assert links_address(_config(links=address), demo=demo).status == status


def test_what_is_not_https_is_named_by_its_key() -> None:
    assert "server.public_url" in public_address(_config(public="http://news.example.com"), demo=False).fix
    assert "links.base_url" in links_address(_config(links="http://go.example.net"), demo=False).fix


@pytest.mark.parametrize(
    ("public", "links", "demo", "status"),
    [
        ("https://news.example.com", "https://go.example.net", False, "ok"),
        ("https://news.example.com", "https://news.example.com/go", False, "warning"),
        ("https://news.example.com", "https://news.example.com", True, "warning"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000", True, "ok"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000", False, "warning"),
    ],
)
def test_links_have_a_host_of_their_own(public: str, links: str, *, demo: bool, status: str) -> None:
    assert links_host(_config(public, links), demo=demo).status == status
