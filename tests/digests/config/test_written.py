"""Keys that name colours, pictures and lengths of time."""

import pytest
from pydantic import ValidationError

from digests.config.house import Company, Newsroom


def test_a_colour_is_kept_in_small_letters() -> None:
    assert Company(accent="#0B5FFF").accent == "#0b5fff"


@pytest.mark.parametrize("wrong", ["blue", "#fff", "#12345g", "0b5fff", "#0b5fff;}"])
def test_what_is_no_colour_is_refused(wrong: str) -> None:
    with pytest.raises(ValidationError, match="is no colour such as #0b5fff"):
        Company(ink=wrong)


@pytest.mark.parametrize("place", ["", "https://www.example.com/logo.svg", "logo.svg", "brand/Logo.PNG"])
def test_a_picture_is_an_address_or_a_file(place: str) -> None:
    assert Company(logo=place).logo == place


@pytest.mark.parametrize("wrong", ["http://www.example.com/logo.svg", "logo.pdf", "javascript://x/logo.svg", ".env"])
def test_what_is_no_picture_is_refused(wrong: str) -> None:
    with pytest.raises(ValidationError, match="a picture is an https:// address or a file"):
        Company(logo=wrong)


def test_a_session_lasts_as_long_as_is_said() -> None:
    assert Newsroom(session_idle="30m").session_idle == "30m"


@pytest.mark.parametrize(("wrong", "why"), [("0h", "is no time at all"), ("soon", "is not a length of time")])
def test_a_session_that_would_not_last_is_refused(wrong: str, why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        Newsroom(session_idle=wrong)
