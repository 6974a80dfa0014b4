"""What `doctor` says of a company's colours and logo."""

from pathlib import Path

from bot.cli.checks import look
from bot.cli.checks.model import Status
from bot.web.company import LARGEST
from digests.settings import Secrets, Settings, parse

LEAST = {
    "server": {"public_url": "https://bot.example.com"},
    "links": {"base_url": "https://go.example.com"},
    "schedules": [{"name": "weekly", "cron": "0 9 * * tue"}],
}


def settings(folder: Path, **company: str) -> Settings:
    return Settings(config=parse({**LEAST, "company": company}), secrets=Secrets(), path=folder / "config.toml")


def test_colours_that_cannot_be_read_are_named_with_their_contrast(tmp_path: Path) -> None:
    found = look.colours(settings(tmp_path, ink="#9aa0a8").config.company)
    assert found.status is Status.ERROR
    assert "ink on paper has 2.6:1 of 4.5:1" in found.found
    assert "company.ink" in found.fix
    assert look.colours(settings(tmp_path).config.company).status is Status.OK


def test_a_logo_has_to_be_there_and_small(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text("<svg/>", encoding="utf-8")
    (tmp_path / "large.png").write_bytes(b"0" * (LARGEST + 1))
    assert look.logo(settings(tmp_path)).status is Status.OFF
    assert look.logo(settings(tmp_path, logo="logo.svg")).status is Status.OK
    assert look.logo(settings(tmp_path, logo="https://www.example.com/logo.svg")).status is Status.OK
    assert look.logo(settings(tmp_path, logo_dark="logo.svg")).status is Status.WARNING
    missing = look.logo(settings(tmp_path, logo="large.png", logo_dark="nothing.svg"))
    assert (missing.status, missing.found) == (Status.ERROR, "company.logo and company.logo_dark cannot be read")
