"""The documents as they are called for."""

from pathlib import Path

import pytest

from bot.cli.statements import privacy
from digests.errors import InputError
from tests.bot.cli.command import CONFIG, Desk, desk


@pytest.fixture
def at_desk(tmp_path: Path) -> Desk:
    """A desk whose database is never opened."""
    return desk(tmp_path, f"sqlite:///{tmp_path}/none.db")


@pytest.mark.parametrize(
    ("name", "said"),
    [("statement", "Who sees it"), ("notice", "DRAFT"), ("assessment", "Risks, and what is done about them")],
)
@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_each_document_is_printed_in_each_form(at_desk: Desk, name: str, said: str, form: str) -> None:
    run = at_desk.run(privacy, name, "--format", form)
    assert run.exit_code == 0
    assert said in run.output


def test_the_language_is_the_companys_unless_named(at_desk: Desk) -> None:
    at_desk.configure(CONFIG + '[company]\nlanguage = "da"\nname = "Lyngbro"\n')
    assert "Hvad Lyngbro gemmer i Budstikke" in at_desk.run(privacy, "statement").output
    assert "What Lyngbro stores in Budstikke" in at_desk.run(privacy, "statement", "--language", "en").output


def test_a_document_is_written_to_a_file(at_desk: Desk) -> None:
    out = at_desk.folder / "notice.html"
    run = at_desk.run(privacy, "notice", "--format", "html", "--language", "da", "--out", str(out))
    assert run.output == f"{out} holds the notice.\n"
    assert "UDKAST" in out.read_text(encoding="utf-8")


def test_a_file_that_cannot_be_written_is_said(at_desk: Desk) -> None:
    run = at_desk.run(privacy, "notice", "--out", "/proc/no/file")
    assert isinstance(run.exception, InputError)


def test_a_number_of_the_configuration_reaches_the_page(at_desk: Desk) -> None:
    at_desk.configure(CONFIG + "[privacy]\nraw_days = 41\n[privacy.keep]\nhits = 13\n")
    told = at_desk.run(privacy, "statement").output
    assert "with the person for 41 days" in told
    assert "with the person for 13 days" in told
