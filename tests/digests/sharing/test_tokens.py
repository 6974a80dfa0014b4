"""A token opens its own digest for 60 days, and nothing else ever."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.errors import TokenError
from digests.sharing.tokens import DAYS, LENGTH, check, sign

KEY = b"k" * 40
NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@given(st.integers(0, 2**40 - 1))
def test_a_token_comes_back_as_its_delivery(delivery_id: int) -> None:
    token = sign(KEY, delivery_id, NOW)
    assert check([KEY], token, NOW).delivery_id == delivery_id
    assert len(token) == LENGTH


@given(st.integers(0, 2**40 - 1), st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_any_altered_character_is_refused(delivery_id: int, place: int, other: str) -> None:
    token = sign(KEY, delivery_id, NOW)
    altered = token[:place] + other + token[place + 1 :]
    if altered == token:
        assert check([KEY], altered, NOW).delivery_id == delivery_id
        return
    with pytest.raises(TokenError) as refused:
        check([KEY], altered, NOW)
    assert refused.value.kind == "forged"


@given(st.text(max_size=40))
def test_whatever_else_stands_in_an_address_is_refused(token: str) -> None:
    with pytest.raises(TokenError):
        check([KEY], token, NOW)


@pytest.mark.parametrize("change", ["{0}=", "{0}A", "{0}\n", " {0}", "{0}====", "{0}!!!!"])
def test_a_token_has_one_spelling_only(change: str) -> None:
    with pytest.raises(TokenError):
        check([KEY], change.format(sign(KEY, 7, NOW)), NOW)


def test_a_token_of_another_key_is_forged() -> None:
    with pytest.raises(TokenError) as refused:
        check([KEY], sign(b"another key of another company!!", 7, NOW), NOW)
    assert refused.value.kind == "forged"


def test_without_any_key_nothing_is_good() -> None:
    with pytest.raises(TokenError):
        check([], sign(KEY, 7, NOW), NOW)


def test_an_older_key_stays_good_while_it_is_listed() -> None:
    newer = b"the key after the change of keys"
    assert check([newer, KEY], sign(KEY, 7, NOW), NOW).delivery_id == 7


def test_a_token_is_good_for_sixty_days_and_then_says_so() -> None:
    token = sign(KEY, 7, NOW)
    ticket = check([KEY], token, NOW + timedelta(days=DAYS))
    assert ticket.expires_at - NOW >= timedelta(days=DAYS)
    with pytest.raises(TokenError) as refused:
        check([KEY], token, ticket.expires_at)
    assert refused.value.kind == "expired"
    assert "newer digest" in str(refused.value)


def test_a_clock_set_back_locks_nobody_out() -> None:
    assert check([KEY], sign(KEY, 7, NOW), NOW - timedelta(days=3)).delivery_id == 7


def test_a_key_of_any_length_signs() -> None:
    assert check([b"x" * 500], sign(b"x" * 500, 1, NOW), NOW).delivery_id == 1


@pytest.mark.parametrize("delivery_id", [-1, 2**40])
def test_an_impossible_delivery_gets_no_token(delivery_id: int) -> None:
    with pytest.raises(ValueError, match="no token"):
        sign(KEY, delivery_id, NOW)
