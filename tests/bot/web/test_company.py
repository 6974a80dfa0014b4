"""Pages feel like part of their company."""

from pathlib import Path

import pytest

from digests.db import Database
from tests.bot.web.world import world

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 1"><rect width="4" height="1"/></svg>'


async def test_a_logo_beside_the_configuration_is_served_and_shown_in_both_lights(
    database: Database, tmp_path: Path
) -> None:
    (tmp_path / "logo.svg").write_text(SVG, encoding="utf-8")
    (tmp_path / "dark.svg").write_text(SVG, encoding="utf-8")
    web = world(database, tmp_path, company={"name": "Nordbro", "logo": "logo.svg", "logo_dark": "dark.svg"})
    async with web.client() as client:
        page = (await client.get(f"/p/{web.token}")).text
        answer = await client.get("/company/logo")
        other = await client.get("/company/config.toml")
    async with web.client(base_url="https://go.example.com") as client:
        gone = (await client.get("/AbCd1234")).text
    assert 'alt="Nordbro"' in page
    assert 'src="/company/logo?' in page
    assert 'srcset="/company/logo-dark?' in page
    assert 'src="https://bot.example.com/company/logo?' in gone
    assert (answer.status_code, answer.text, answer.headers["content-type"]) == (200, SVG, "image/svg+xml")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert other.status_code == 404


async def test_a_logo_of_another_host_is_let_in_and_no_other_picture(database: Database, tmp_path: Path) -> None:
    web = world(
        database, tmp_path, company={"logo": "https://cdn.example.com/l.png", "logo_alt": "North", "accent": "#aa1122"}
    )
    async with web.client() as client:
        answer = await client.get(f"/u/{web.token}")
    assert "img-src 'self' data: https://cdn.example.com;" in answer.headers["content-security-policy"]
    assert 'alt="North"' in answer.text
    assert "--fill: #aa1122" in answer.text


async def test_without_a_logo_or_its_file_the_name_stands_there(database: Database, tmp_path: Path) -> None:
    web = world(database, tmp_path, company={"name": "Nordbro", "logo": "nothing.svg"})
    async with web.client() as client:
        page = (await client.get(f"/u/{web.token}")).text
        missing = await client.get("/company/logo")
    assert "<img" not in page
    assert "Nordbro" in page
    assert missing.status_code == 404
