"""What a person's shares brought, as a sentence."""

import pytest

from bot.slack.home.results import sentence
from digests.employee.model import Results

KINDS = {"apply": "application", "apply-here": "application", "news": "sign-up", "odd": "other"}


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Results(3, 18, (("apply", 1),)), "Your 3 shares brought 18 readers and 1 application."),
        (Results(1, 1), "Your 1 share brought 1 reader."),
        (Results(2, 0), "Your 2 shares brought no reader yet."),
        (Results(0, 4), "Your links brought 4 readers."),
        (
            Results(2, 9, (("news", 1), ("apply", 2), ("apply-here", 1), ("odd", 1))),
            "Your 2 shares brought 9 readers, 3 applications, 1 sign-up and 1 goal that was reached.",
        ),
        (Results(1, 0, (("gone", 2),)), "Your 1 share brought 2 goals that were reached."),
    ],
)
def test_the_sentence_counts_what_came_back(found: Results, said: str) -> None:
    assert sentence("en", found, KINDS) == said


def test_whoever_shared_nothing_is_told_how_and_not_blamed() -> None:
    assert sentence("en", Results(0, 0), KINDS).startswith("You have not shared anything yet.")
