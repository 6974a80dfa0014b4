"""What a browser says, and what is missing where it does not."""

import pytest

from digests.ledger.agents import says_fetch
from digests.ledger.headers import NO_ACCEPT, NO_FETCH, NO_LANGUAGE, NOT_A_PAGE, NOT_A_VISIT, lacking
from tests.digests.ledger.visitors import FULL, OLD

CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{}.0.0.0 Safari/537.36"
SAFARI = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/{} Safari/605"
)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (FULL, ()),
        (OLD, (NO_FETCH,)),
        ({}, (NO_ACCEPT, NO_LANGUAGE, NO_FETCH)),
        ({**FULL, "accept": "*/*"}, (NOT_A_PAGE,)),
        ({**FULL, "accept-language": ""}, (NO_LANGUAGE,)),
        ({**FULL, "sec-fetch-mode": "no-cors"}, (NOT_A_VISIT,)),
    ],
)
def test_what_a_browser_would_have_said_is_missed(headers: dict[str, str], expected: tuple[str, ...]) -> None:
    assert lacking("GET", headers, secure=True) == expected


def test_without_https_nobody_is_asked_for_fetch_metadata() -> None:
    assert lacking("GET", OLD, secure=False) == ()


def test_a_form_or_script_of_ours_may_post_and_accept_what_it_likes() -> None:
    said = {**FULL, "accept": "application/json", "sec-fetch-mode": "same-origin"}
    assert lacking("POST", said, secure=True) == ()


@pytest.mark.parametrize(
    ("agent", "expected"),
    [
        (CHROME.format(79), False),
        (CHROME.format(80), True),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:89.0) Gecko/20100101 Firefox/89.0", False),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:90.0) Gecko/20100101 Firefox/90.0", True),
        (SAFARI.format("16.3"), False),
        (SAFARI.format("16.4"), True),
        (CHROME.format(140).replace("X11; Linux x86_64", "Linux; Android 14; wv"), False),
        ("Opera/9.80 (J2ME/MIDP; Opera Mini/9.80) Presto/2.5.25", False),
    ],
)
def test_only_a_new_browser_by_itself_surely_tells_its_fetch_metadata(agent: str, *, expected: bool) -> None:
    assert says_fetch(agent) is expected
