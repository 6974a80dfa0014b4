"""The newsroom in Slack from a new item to its withdrawal, by either way that Slack tells us."""

from digests.content.model import Item, ItemState
from digests.content.store import load_items
from tests.slack_faults.company import Company
from tests.slack_faults.hand import Hand, texts
from tests.slack_faults.world import Json

WORDS = "Our tram runs on time."


def item(company: Company, title: str) -> Item | None:
    kept = company.database.read(load_items)
    return next((one for one in kept if title in one.title.values()), None)


def state(company: Company, title: str) -> ItemState | None:
    kept = item(company, title)
    return kept.state if kept else None


def add(company: Company, hand: Hand, title: str, owner: str = "comms") -> Json:
    """A new draft with one text, made as a communicator makes it; its modal."""
    hand.opens_home()
    hand.press(hand.until_home("The newsroom's queue"), "newsroom_add")
    hand.until_modal("It begins with https://")
    hand.fill("Address", "https://www.example.com/" + title.replace(" ", "-"))
    hand.fill("Desk", owner)
    hand.fill("Networks", ["linkedin", "x"])
    hand.fill("Headline: English", title)
    hand.fill("Offered until", "2099-12-31")
    assert hand.submit().errors == {}
    modal = hand.until_modal(title, "Send me a test")
    hand.press(modal, "newsroom_texts")
    hand.press(hand.until_modal(without="Send me a test"), "newsroom_text_add")
    hand.until_modal("What a colleague could say")
    hand.fill("Text", WORDS)
    assert hand.submit().errors == {}
    company.until(lambda _: (kept := item(company, title)) and kept.texts)
    return reopened(company, hand, title)


def reopened(company: Company, hand: Hand, title: str) -> Json:
    """The item's modal from the queue on the Home tab."""
    hand.slack.close(hand.id)
    hand.slack.close(hand.id)
    hand.opens_home()
    kept = item(company, title)
    assert kept is not None
    hand.press(hand.until_home("The newsroom's queue"), f"newsroom_turn:{kept.state.value}")
    home = hand.until_home(title)
    rows = [block for block in home["blocks"] if title in str(block.get("text")) and "accessory" in block]
    hand.act(home, rows[0]["accessory"], rows[0])
    return hand.until_modal(title, "History")


def submitted(company: Company, title: str, owner: str = "comms") -> Hand:
    """An item that waits for approval; its editor."""
    editor = company.hand("editor")
    editor.press(add(company, editor, title, owner), "item_submit")
    company.until(lambda _: state(company, title) is ItemState.IN_REVIEW)
    return editor


def test_an_item_goes_from_its_editor_to_its_approver_and_the_card_says_who_decided(lyngbro: Company) -> None:
    title = f"Tram {lyngbro.mode}"
    editor, approver = submitted(lyngbro, title), lyngbro.hand("approver")
    card = approver.until_answer(title)
    assert approver.press(card, "item_approve").status == 200
    lyngbro.until(lambda _: state(lyngbro, title) is ItemState.APPROVED)
    assert "item_approve" not in str(approver.until_answer(title, "Person Approver"))
    assert "item_approve" not in str([e for e in editor.messages if title in str(e)])
    assert lyngbro.slack.refusals() == []


def test_an_approver_asks_for_a_change_with_a_reason(lyngbro: Company) -> None:
    title = f"Ferry {lyngbro.mode}"
    editor, approver = submitted(lyngbro, title), lyngbro.hand("approver")
    approver.press(approver.until_answer(title), "item_ask_change")
    approver.until_modal("What should be different?")
    approver.fill("What should be different?", "Name the captain")
    assert approver.submit().errors == {}
    lyngbro.until(lambda _: state(lyngbro, title) is ItemState.DRAFT)
    assert "Name the captain" in "\n".join(texts(reopened(lyngbro, editor, title)))


def test_an_approved_item_is_withdrawn_and_restored(lyngbro: Company) -> None:
    title = f"Metro {lyngbro.mode}"
    submitted(lyngbro, title)
    approver = lyngbro.hand("approver")
    approver.press(approver.until_answer(title), "item_approve")
    lyngbro.until(lambda _: state(lyngbro, title) is ItemState.APPROVED)
    admin = lyngbro.hand("admin")
    admin.press(reopened(lyngbro, admin, title), "item_withdraw")
    assert "Delivered messages" not in texts(admin.until_modal("Withdraw an item", "Short links"))
    assert admin.submit().errors == {}
    lyngbro.until(lambda _: state(lyngbro, title) is ItemState.WITHDRAWN)


def test_the_form_of_an_audience_says_how_many_it_reaches(lyngbro: Company) -> None:
    title = f"Bus {lyngbro.mode}"
    editor = lyngbro.hand("editor")
    editor.press(add(lyngbro, editor, title), "newsroom_audience")
    editor.press(editor.until_modal("Reaches about 40 people"), "newsroom_group")
    editor.until_modal("Group 1", "Reaches")


def test_a_stale_edit_is_shown_both_and_loses_nothing(lyngbro: Company) -> None:
    title = f"Lift {lyngbro.mode}"
    editor, second = lyngbro.hand("editor"), lyngbro.hand("second")
    editor.press(add(lyngbro, editor, title), "newsroom_edit:headline")
    editor.until_modal("Headline: English", "Summary")
    second.press(reopened(lyngbro, second, title), "newsroom_edit:headline")
    second.until_modal("Headline: English", "Summary")
    second.fill("Headline: English", f"{title} of the second")
    assert second.submit().errors == {}
    lyngbro.until(lambda _: item(lyngbro, f"{title} of the second"))
    editor.fill("Headline: English", f"{title} of the first")
    editor.submit()
    shown = str(editor.until_modal(f"{title} of the second"))
    assert f"{title} of the first" in shown
    assert item(lyngbro, f"{title} of the first") is None
