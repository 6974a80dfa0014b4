"""Pictures of the pages that employees and passers-by see."""

from datetime import timedelta
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser
from sqlalchemy import Connection, select

from bot.service import Service
from digests.content.model import ItemState, Kind
from digests.content.store import load_items
from digests.delivery.store import deliveries
from digests.employee import fresh, posters
from digests.employee.fresh import Purpose
from digests.sharing.tokens import sign

SECRET = "a-secret-for-pictures-alone"
LANDSCAPE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 560 240"><rect width="560" height="240" fill="#cfe3ea"/>'
    '<path d="M0 190 Q140 130 280 185 T560 170 V240 H0Z" fill="#3f6f73"/></svg>'
)


def take(browser: Browser, folder: Path, service: Service, here: str, token: str) -> None:
    """The welcome, one's own page, an address that is too old, and the page behind a poster."""
    try:
        desk, old = service.database.write(_prepared, service)
    finally:
        service.close()
    pages = {
        "welcome": (f"{here}/h/{token}", 720, False),
        "own-ask": (f"{here}/m/{token}", 720, False),
        "expired-phone": (f"{here}/p/{old}", 390, False),
        "poster-page-phone": (f"{here}/w/{desk}", 390, False),
        "poster-page-dark": (f"{here}/w/{desk}", 720, True),
        "texts-phone": (f"{here}/s/{token}/1", 390, False),
    }
    for name, (address, width, dark) in pages.items():
        with browser.new_context(viewport={"width": width, "height": 700}, color_scheme=_scheme(dark=dark)) as context:
            page = context.new_page()
            page.route("**/images/*", lambda route: route.fulfill(body=LANDSCAPE, content_type="image/svg+xml"))
            page.goto(address)
            page.screenshot(path=folder / f"{name}.png", full_page=True)
    with browser.new_context(viewport={"width": 720, "height": 700}) as context:
        page = context.new_page()
        page.goto(f"{here}/o/{SECRET}")
        page.locator("main button").click()
        page.screenshot(path=folder / "own-page.png", full_page=True)


def _scheme(*, dark: bool) -> Literal["dark", "light"]:
    return "dark" if dark else "light"


def _prepared(connection: Connection, service: Service) -> tuple[str, str]:
    """A desk with a pick of the week, a link to somebody's own page, and a token that is too old."""
    now = service.clock()
    item = next(
        one
        for one in load_items(connection, states=[ItemState.APPROVED])
        if one.opens(now) and one.kind is not Kind.POST and one.image
    )
    posters.choose(connection, item.owner, item.id, None, now)
    row = connection.execute(select(deliveries.c.id, deliveries.c.person_id).order_by(deliveries.c.id)).first()
    assert row is not None
    fresh.make(connection, row.person_id, Purpose.OWN, SECRET, now=now)
    return item.owner, sign(service.key, row.id, now - timedelta(days=70))
