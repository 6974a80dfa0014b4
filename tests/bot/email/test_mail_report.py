"""The weekly report by mail: everything inside the mail, over a real relay."""

import email
import email.policy
import re
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from bot.email.report import MailReport, rendered
from digests.delivery.model import Result
from digests.errors import SettingsError
from digests.settings import Secrets, Settings, parse
from tests.bot.email.relays import Relay, relaying
from tests.bot.jobs.house import CONFIG
from tests.bot.rendering.report.samples import a_hidden_report, a_view, an_item
from tests.factories import KEY, NOW
from tests.outside.mailtools import line_problems, mail_defects

WEEK = "2026-W47"
TO = "communications@example.com"


def settings(port: int = 25, **mail: Any) -> Settings:
    config = parse(CONFIG | {"email": {"from": "Lyngbro <news@example.com>", "reply_to": "Ær <a@example.com>"} | mail})
    secrets = Secrets(secret_key=KEY.decode(), smtp_url=f"smtp://127.0.0.1:{port}" if port else "")
    return Settings(config=config, secrets=secrets, path=Path("config.toml"))


def place(relay: Relay | None = None, to: str = TO, *, test: bool = False) -> MailReport:
    return MailReport(settings(relay.port if relay else 25), lambda: NOW, to, test=test)


def opened(data: bytes) -> EmailMessage:
    found = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


def test_the_report_arrives_with_its_pictures_inside() -> None:
    with relaying() as relay:
        outcome = place(relay).post(a_view(), WEEK)
    assert outcome.result is Result.SENT
    assert relay.recipients == [TO]
    mail = opened(relay.messages[0])
    assert mail["Subject"].startswith("The week in sharing: 63 of 240 people took part")
    pictures = {part["Content-ID"]: part for part in mail.walk() if part.get_content_type() == "image/png"}
    html = mail.get_body(("html",))
    assert html is not None
    shown = set(re.findall(r'src="cid:([^"]+)"', html.get_content()))
    assert (
        shown
        == {name.strip("<>") for name in pictures}
        == {"overall@budstikke", "items@budstikke", "departments@budstikke"}
    )
    assert all(part.get_content().startswith(b"\x89PNG") for part in pictures.values())
    assert not re.search(r'(?:src|href)="http', html.get_content())


def test_each_picture_says_its_figures_in_words() -> None:
    html = rendered(a_view(), "#0b5fff").html
    assert "Nurse who plans hospitals wanted: 12.0 %" in re.findall(r'<img[^>]* alt="([^"]*)"', html)[1]


def test_no_picture_holds_more_than_pixels() -> None:
    for picture in rendered(a_view(), "#0b5fff").pictures.values():
        kinds, at = set(), 8
        while at < len(picture):
            length = int.from_bytes(picture[at : at + 4])
            kinds.add(picture[at + 4 : at + 8])
            at += length + 12
        assert kinds <= {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"sRGB", b"pHYs"}


@pytest.mark.parametrize("language", ["en", "da"])
def test_the_mail_is_well_formed(language: str) -> None:
    data = place().letter(a_view(language), WEEK).data
    assert mail_defects(data) == []
    assert line_problems(data) == []
    assert opened(data)["Content-Language"] == language


def test_the_plain_text_says_the_same() -> None:
    text = rendered(a_view(), "#0b5fff").text
    assert "1. Add an item for Sales (Denmark) in Danish." in text
    assert "- Engineering: 40.0 %" in text
    assert "\n\n\n\n" not in text


def test_a_title_with_marks_is_shown_as_it_is() -> None:
    view = a_view(items=(an_item("x", '<b>"&', 0.3, 200),))
    assert "<b>&#34;" not in rendered(view, "#0b5fff").html
    assert "<b>" not in re.sub(r"<[a-z!/](?!>)[^>]*>", "", rendered(view, "#0b5fff").html).replace("&lt;b&gt;", "")


def test_what_is_hidden_stays_hidden_by_mail() -> None:
    from bot.rendering.report.view import view  # noqa: PLC0415
    from digests.measure.findings import Findings  # noqa: PLC0415
    from tests.bot.rendering.report.samples import ZONE  # noqa: PLC0415

    shown = view(Findings(a_hidden_report()), "en", "Lyngbro", ZONE, weekly=True)
    assert "how many did is not shown" in rendered(shown, "#0b5fff").text
    assert "fewer than 8 people" in rendered(shown, "#0b5fff").text


def test_a_second_try_has_the_same_name_and_another_address_or_week_another() -> None:
    view = a_view()
    first = place().letter(view, WEEK).ref
    assert place().letter(view, WEEK).ref == first
    assert place(to="hr@example.com").letter(view, WEEK).ref != first
    assert place().letter(view, "2026-W48").ref != first


def test_the_ledger_learns_no_address() -> None:
    assert place().name == place(to=TO.upper()).name != place(to="hr@example.com").name
    assert "example" not in place().name


def test_a_test_says_so() -> None:
    letter = place(test=True).letter(a_view(), WEEK)
    assert opened(letter.data)["Subject"].startswith("[Test] ")
    assert letter.ref != place().letter(a_view(), WEEK).ref


@pytest.mark.parametrize(
    ("planned", "result"),
    [({"rcpt": ["550 5.1.1 nobody"]}, Result.REFUSED), ({"data": ["451 4.3.0 later"]}, Result.LATER),
     ({"drop_after_dot": 1}, Result.UNKNOWN)],
)  # fmt: skip
def test_what_the_relay_answers_is_told_apart(planned: dict[str, Any], result: Result) -> None:
    with relaying() as relay:
        for name, value in planned.items():
            setattr(relay, name, value)
        assert place(relay).post(a_view(), WEEK).result is result


def test_an_address_that_is_none_is_refused() -> None:
    assert place(to="nobody").post(a_view(), WEEK).result is Result.REFUSED


def test_a_relay_that_is_away_leaves_the_report_for_later() -> None:
    assert MailReport(settings(1), lambda: NOW, TO).post(a_view(), WEEK).result is Result.DOWN


def test_without_a_relay_it_says_what_to_do() -> None:
    with pytest.raises(SettingsError, match="SMTP_URL"):
        MailReport(settings(0), lambda: NOW, TO)
