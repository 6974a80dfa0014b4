"""Pictures of what people see, from the sample company: `make pictures` writes them into docs/pictures."""

import json
import os
import subprocess
import sys
import tempfile
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, Route

from bot.email.report import rendered
from bot.rendering.looks.slack import page as slack_page
from bot.rendering.report.page import page
from bot.rendering.report.view import view
from bot.service import open_service
from bot.slack.report import render as report_message
from digests.measure.findings import findings
from digests.people.store import find_person
from digests.sharing import tokens
from tests import employee_pictures, newsroom_pictures, slack_pictures
from tests.lively import back_to, enliven
from tests.outside.node import free_port, serving, why_no_node
from tests.outside.render import card_page, chromium

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "pictures"
AT = "2026-11-24T09:00"
MONDAY = datetime(2026, 11, 23, 7, tzinfo=UTC)
ENGINEER = "heike.brandt@example.com"
LANDSCAPE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 560 280"><rect width="560" height="280" fill="#cfe3ea"/>'
    '<circle cx="430" cy="80" r="34" fill="#f3d9a4"/>'
    '<path d="M0 210 Q140 150 280 205 T560 190 V280 H0Z" fill="#7fa3a8"/>'
    '<path d="M0 240 Q160 200 320 238 T560 228 V280 H0Z" fill="#3f6f73"/>'
    '<path d="M60 232 V120 M60 126 Q180 226 300 126 M300 232 V120 M300 126 Q400 206 500 140 M20 190 H540" '
    'stroke="#24424a" stroke-width="5" fill="none"/></svg>'
)


def main() -> None:
    """Sends the sample company its digests as previews, serves the web, and takes a picture of each thing."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        slack_pictures.take(browser, FOLDER)
    with tempfile.TemporaryDirectory() as name, chromium() as browser:
        _reports(browser, Path(name))
    with tempfile.TemporaryDirectory() as name, chromium() as browser:
        folder, port = Path(name), free_port()
        env = _environment(folder, port)
        for line in ("migrate", "import people examples/people.csv", "import content examples/queue"):
            _budstikke(env, *line.split())
        _budstikke(env, "send", "weekly", "--at", AT)
        mail = _preview(env, folder, "email")
        _take(browser, mail, "mail", width=620)
        _take(browser, mail, "mail-phone", width=390)
        _take(browser, mail, "mail-dark", width=620, dark=True)
        _take(browser, slack_page(json.loads(_preview(env, folder, "slack"))), "slack", width=720)
        if why_no_node() is None:
            _take(browser, card_page(json.loads(_preview(env, folder, "teams"))), "teams", width=720)
        with serving([sys.executable, "-m", "bot", "serve", "--port", str(port)], port, cwd=ROOT, env=env):
            token = _token(env)
            here = f"http://127.0.0.1:{port}"
            _take(browser, f"{here}/s/{token}/1/facebook", "tap-phone", width=390)
            _take(browser, f"{here}/s/{token}/1", "texts", width=720)
            _take(browser, f"{here}/p/{token}", "preferences", width=720)
            _take(browser, f"{here}/p/{token}", "preferences-dark", width=390, dark=True)
            _take(browser, f"{here}/preview/", "preview", width=900, height=700)
            employee_pictures.take(browser, FOLDER, open_service(env, ROOT), here, token)


def _reports(browser: Browser, folder: Path) -> None:
    """The report of three lively weeks as a file, by mail and in Slack."""
    env = _environment(folder, 8000)
    for line in ("migrate", "import people examples/people.csv", "import content examples/queue"):
        _budstikke(env, *line.split())
    service = replace(open_service(env, ROOT), clock=lambda: MONDAY)
    for weeks in (3, 2, 1):
        tuesday = MONDAY - timedelta(days=7 * weeks - 1)
        _budstikke(env, "send", "weekly", "--at", tuesday.isoformat())
        service.database.write(back_to, tuesday)
    service.database.write(enliven)
    config, accent = service.settings.config, service.settings.config.company.accent
    told = service.database.read(findings, config, MONDAY - timedelta(days=28), MONDAY, MONDAY)
    file = page(view(told, "en", config.company.name, ZoneInfo(config.company.timezone)), accent)
    _take(browser, file, "report", width=1000)
    _take(browser, file, "report-dark", width=1000, dark=True)
    _take(browser, file, "report-phone", width=390)
    weekly = service.weekly()
    week = weekly.view(weekly.newest())
    newsroom_pictures.take(browser, FOLDER, service, MONDAY, _landscape)
    service.close()
    mail = rendered(week, accent)
    html = mail.html
    for cid, picture in mail.pictures.items():
        html = html.replace(f"cid:{cid}", _data(picture))
    _take(browser, html, "report-mail", width=640)
    _take(browser, html, "report-mail-dark", width=640, dark=True)
    files = {chart.name: _data(mail.pictures[f"{chart.name}@budstikke"]) for chart in week.charts}
    _take(browser, slack_page(report_message(week, "2026-W47", files)), "report-slack", width=720)


def _data(picture: bytes) -> str:
    return f"data:image/png;base64,{b64encode(picture).decode()}"


def _environment(folder: Path, port: int) -> dict[str, str]:
    config = (ROOT / "examples" / "config.toml").read_text(encoding="utf-8").replace(":8000", f":{port}")
    config = config.replace('"lyngbro', f'"{ROOT / "examples" / "lyngbro"}')
    (folder / "config.toml").write_text(
        f'{config}\n[delivery]\npreview_folder = "{folder / "preview"}"\n', encoding="utf-8"
    )
    return {
        **os.environ,
        "BUDSTIKKE_CONFIG": str(folder / "config.toml"),
        "BUDSTIKKE_SECRET_KEY": "a key for pictures, of 32 bytes or more",
        "DATABASE_URL": f"sqlite:///{folder / 'pictures.db'}",
    }


def _budstikke(env: dict[str, str], *arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "bot", *arguments], cwd=ROOT, env=env, check=True, capture_output=True)


def _preview(env: dict[str, str], folder: Path, channel: str) -> str:
    number = _delivery(env)
    suffix = {"email": "html", "slack": "slack.json", "teams": "teams.json"}[channel]
    (found,) = (folder / "preview").glob(f"*/{number}.{suffix}")
    return found.read_text(encoding="utf-8")


def _delivery(env: dict[str, str]) -> int:
    from sqlalchemy import select  # noqa: PLC0415

    from digests.delivery.store import deliveries  # noqa: PLC0415

    service = open_service(env, ROOT)
    person = service.database.read(find_person, ENGINEER)
    query = select(deliveries.c.id).where(deliveries.c.person_id == person.id)
    number = service.database.read(lambda c: c.execute(query).scalar_one())
    service.close()
    return int(number)


def _token(env: dict[str, str]) -> str:
    service = open_service(env, ROOT)
    token = tokens.sign(service.key, _delivery(env), service.clock())
    service.close()
    return token


def _landscape(route: Route) -> None:
    route.fulfill(body=LANDSCAPE, content_type="image/svg+xml")


def _take(
    browser: Browser, source: str, name: str, *, width: int, dark: bool = False, height: int | None = None
) -> None:
    page = browser.new_page(
        viewport={"width": width, "height": height or 400},
        color_scheme="dark" if dark else "light",
        device_scale_factor=1.5,
    )
    page.route("**/images/*", _landscape)
    if source.startswith("http"):
        page.goto(source)
    else:
        page.set_content(source, wait_until="load")
    page.screenshot(path=FOLDER / f"{name}.png", full_page=height is None)
    page.close()
    sys.stdout.write(f"docs/pictures/{name}.png\n")


if __name__ == "__main__":
    main()
