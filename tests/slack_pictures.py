"""Pictures of every message, modal and Home view of Slack, as somebody comes across them in a served company."""

import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser
from sqlalchemy import Connection

from bot.rendering.looks.slack import page as slack_page
from digests.content.model import Item
from digests.content.store import Entry, add_items
from digests.db import Database
from digests.people.store import add_people
from migrations.run import migrate
from tests.slack_faults.company import Company, company, staff
from tests.slack_faults.hand import Hand, found
from tests.slack_faults.world import Json

NAMES = {"p-u039": "Maja Holm", "p-u038": "Jonas Krag", "p-ueditor": "Sofie Lund", "p-uapprover": "Villads Dam"}
STORIES = {
    "Shore power: the harbour that went quiet": "Ships plug in at the quay now. The neighbours heard it first.",
    "A hospital ward that was built of timber": "Forty rooms, nine weeks, and no night was too loud for the patients.",
    "What our apprentices built this year": "A footbridge of their own, from the first sketch to the last bolt.",
    "The tunnel that opened a week early": "Six years of work, and the last week was the quietest.",
    "A school roof that feeds its kitchen": "Lettuce from the fourth floor, every day from May to October.",
    "Three cranes, one lift: moving a bridge": "It took eleven minutes, after five months of arithmetic.",
}
Keep = Callable[[str, Json], None]


def take(browser: Browser, folder: Path) -> None:
    """Writes slack-*.png into `folder`."""
    with tempfile.TemporaryDirectory() as name:
        migrated, served = Path(name) / "migrated.db", Path(name) / "company"
        served.mkdir()
        database = Database(f"sqlite:///{migrated}")
        migrate(database)
        database.close()

        def keep(name: str, shown: Json) -> None:
            _take(browser, shown, folder / f"slack-{name}.png")
            if name in {"message", "home", "item"}:
                _take(browser, shown, folder / f"slack-{name}-dark.png", dark=True)

        with company(served, migrated, "http", titles=tuple(STORIES), fill=_fill) as made:
            _digest(made.somebody(), keep)
            _home(made.somebody(), keep)
            _newsroom(made, keep)


def _fill(connection: Connection, now: datetime, made: Sequence[Item]) -> None:
    """The company's people and items, some of them with names and words of their own."""
    everybody = [replace(one, name=NAMES.get(one.id, one.name)) for one in staff()]
    add_people(connection, everybody, now - timedelta(days=100))
    told = [replace(one, summary={"en": STORIES[one.title["en"]]}) for one in made]
    add_items(connection, [Entry(one, None) for one in told], "file", now)


def _digest(hand: Hand, keep: Keep) -> None:
    """The digest message and what its buttons lead to."""
    keep("message", hand.digest)
    hand.press(hand.digest, "share_linkedin")
    keep("message-tapped", hand.until_digest("Shared it"))
    hand.press(hand.digest, "Yes, shared")
    keep("message-shared", hand.until_digest("Thank you!"))
    hand.press(hand.digest, "pick_text")
    keep("pick-text", hand.until_modal("Next"))
    hand.submit()
    keep("composers", hand.until_modal("Share it"))
    hand.slack.close(hand.id)
    hand.press(hand.digest, "more_networks")
    keep("more-networks", hand.until_modal("Other networks"))
    hand.press(hand.digest, "item_menu", _last(hand.digest))
    keep("message-declined", hand.until_digest(without="Pick a text"))
    hand.press(hand.digest, "snooze", "Until I am back")
    keep("message-snoozed", hand.until_digest("Snoozed"))


def _last(digest: Json) -> str:
    """What an item's menu ends with: not for me."""
    _, menu = found(digest, "item_menu")
    return str(menu["options"][-1]["value"])


def _home(hand: Hand, keep: Keep) -> None:
    """The Home tab, its answers, and the window of a suggestion."""
    hand.opens_home()
    keep("home", hand.until_home("Preferences"))
    hand.press(hand.home, "Pause for 4 weeks")
    keep("home-paused", hand.until_home("You have a pause"))
    for word, said in (("help", "this list"), ("why", "decide")):
        hand.command(word)
        keep(f"command-{word}", hand.until_answer(said))
    hand.shortcut("suggest_item", {"text": "<https://www.example.com/news/tower|the tower>"})
    keep("suggest", hand.until_modal("Suggest for sharing"))


def _newsroom(made: Company, keep: Keep) -> None:
    """The queue, an item's modal and its forms, the approver's card, and what is decided."""
    editor, approver = made.hand("editor"), made.hand("approver")
    editor.opens_home()
    keep("newsroom", editor.until_home("The newsroom's queue"))
    editor.press(editor.home, "newsroom_add")
    keep("add", editor.until_modal("Headline: English"))
    for label, value in (
        ("Address", "https://www.example.com/news/tram"),
        ("Desk", "comms"),
        ("Networks", ["linkedin", "x"]),
        ("Headline: English", "The tram that is never late"),
        ("Summary: English", "A timetable that a town can trust."),
    ):
        editor.fill(label, value)
    editor.submit()
    keep("item", editor.until_modal("The tram that is never late", "Send me a test"))
    _forms(made, editor, keep)
    item = _item(editor, "The tram that is never late", "draft")
    editor.press(item, "item_submit")
    keep("card", approver.until_answer("The tram that is never late"))
    approver.press(approver.messages[-1], "item_ask_change")
    keep("ask-change", approver.until_modal("What should be different?"))
    made.slack.close(approver.id)
    approver.press(approver.messages[-1], "item_approve")
    keep("card-approved", approver.until_answer("The tram that is never late", "Approved"))
    admin = made.hand("admin")
    for action in ("item_send_next", "item_correct", "item_withdraw", "item_preview_as"):
        admin.press(_item(admin, "The tram that is never late", "approved"), action)
        keep(action.removeprefix("item_").replace("_", "-"), admin.until_modal("Cancel"))


def _forms(made: Company, editor: Hand, keep: Keep) -> None:
    """Each form of an item, opened from its modal."""
    for action in ("newsroom_edit:details", "newsroom_edit:headline", "newsroom_edit:window", "newsroom_edit:picture"):
        editor.press(editor.modal or {}, action)
        keep(f"form-{action.partition(':')[2]}", editor.until_modal("Save"))
        made.slack.close(editor.id)
    for action in ("newsroom_texts", "newsroom_audience", "newsroom_history"):
        editor.press(editor.modal or {}, action)
        keep(action.removeprefix("newsroom_"), editor.until_modal(without="Send me a test"))
        if action == "newsroom_texts":
            editor.press(editor.modal or {}, "newsroom_text_add")
            keep("text", editor.until_modal("What a colleague could say"))
            editor.fill("Text", "Our tram runs on time.")
            editor.submit()
            editor.until_modal("Our tram runs on time.", "Add a text")
        made.slack.close(editor.id)


def _item(hand: Hand, title: str, state: str) -> Json:
    """The modal of an item, from the queue."""
    while hand.modal:
        hand.slack.close(hand.id)
    hand.opens_home()
    hand.press(hand.until_home("The newsroom's queue"), f"newsroom_turn:{state}")
    home = hand.until_home(title)
    row = next(block for block in home["blocks"] if title in str(block.get("text")) and "accessory" in block)
    hand.act(home, row["accessory"], row)
    return hand.until_modal(title, "History")


def _take(browser: Browser, shown: Json, to: Path, *, dark: bool = False) -> None:
    width = 560 if shown.get("type") == "modal" else 720
    page = browser.new_page(
        viewport={"width": width, "height": 200},
        color_scheme="dark" if dark else "light",
        device_scale_factor=1.25,
    )
    page.set_content(slack_page(shown), wait_until="load")
    page.screenshot(path=to, full_page=True)
    page.close()
    sys.stdout.write(f"docs/pictures/{to.name}\n")
