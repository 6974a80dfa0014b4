"""Invitations to decide: for one person, one item and one version, for a week, and only as they were signed."""

from base64 import urlsafe_b64encode
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.errors import TokenError
from digests.newsroom.invitations import DAYS, LONGEST, Invitation, check, sign
from tests.factories import KEY, NOW

MINE = Invitation("p-0001", "harbour-emissions", 3)
NEW_KEY = b"another key for tests, of 32 bytes or more"


def test_an_invitation_says_who_is_asked_about_which_version() -> None:
    assert check([KEY], sign(KEY, MINE, NOW), NOW) == MINE


@given(st.text("abcæøå-.0", min_size=1, max_size=60), st.text("abc-0", min_size=1, max_size=120), st.integers(1, 10**6))
def test_every_person_item_and_version_can_be_invited(person: str, item: str, version: int) -> None:
    made = Invitation(person, item, version)
    token = sign(KEY, made, NOW)
    assert check([KEY], token, NOW) == made
    assert len(token) <= LONGEST


def test_an_invitation_ends_after_a_week() -> None:
    token = sign(KEY, MINE, NOW)
    assert check([KEY], token, NOW + timedelta(days=DAYS) - timedelta(minutes=1)) == MINE
    with pytest.raises(TokenError) as caught:
        check([KEY], token, NOW + timedelta(days=DAYS))
    assert caught.value.kind == "expired"


def test_an_older_key_is_still_good() -> None:
    assert check([NEW_KEY, KEY], sign(KEY, MINE, NOW), NOW) == MINE
    with pytest.raises(TokenError):
        check([NEW_KEY], sign(KEY, MINE, NOW), NOW)


def test_no_sign_of_it_can_be_changed() -> None:
    token = sign(KEY, MINE, NOW)
    for place in range(len(token)):
        other = "A" if token[place] != "A" else "B"
        with pytest.raises(TokenError):
            check([KEY], token[:place] + other + token[place + 1 :], NOW)


@pytest.mark.parametrize(
    "token", ["", "A", "AAAA", "æøå", "A" * 500, urlsafe_b64encode(b"x" * 23).decode().rstrip("=")]
)
def test_what_was_never_signed_is_refused(token: str) -> None:
    with pytest.raises(TokenError) as caught:
        check([KEY], token, NOW)
    assert caught.value.kind == "forged"


def test_another_spelling_is_refused() -> None:
    token = sign(KEY, MINE, NOW)
    with pytest.raises(TokenError):
        check([KEY], token + "=", NOW)
