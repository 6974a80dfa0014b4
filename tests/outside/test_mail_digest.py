"""The digest's mail stands up to mail clients, MIME readers and a spam filter."""

from pathlib import Path

import pytest

from tests.bot.email.test_forms import LETTERS, full
from tests.factories import NOW
from tests.outside.mailtools import (
    client_support,
    line_problems,
    mail_defects,
    parse_mail,
    reformime_problems,
    requires_reformime,
    requires_spamassassin,
    spam_verdict,
)
from tests.outside.node import requires_node

pytestmark = pytest.mark.outside
BASELINE = Path(__file__).with_name("mail_clients.txt")
SPAM = 2.0  # of the 5 points that make a mail spam


@requires_node
def test_no_mail_client_has_more_against_the_digest_than_before() -> None:
    known = set(BASELINE.read_text(encoding="utf-8").splitlines())
    assert set(client_support(LETTERS.html(full("en"))).errors) - known == set()


@pytest.mark.parametrize("language", ["en", "da"])
def test_every_line_and_header_is_as_the_standards_want(language: str) -> None:
    message = LETTERS.eml(full(language), NOW)
    assert mail_defects(message) == []
    assert line_problems(message) == []


@requires_reformime
def test_the_structure_is_unambiguous() -> None:
    assert reformime_problems(LETTERS.eml(full("da"), NOW)) == []


@requires_node
def test_another_parser_reads_the_same() -> None:
    mail = parse_mail(LETTERS.eml(full("en"), NOW))
    assert mail.recipients == ("maja.holm@example.com",)
    assert mail.message_id == LETTERS.ref(7)
    assert "Worth passing on, Maja" in mail.html
    assert "Worth passing on, Maja" in mail.text


@requires_spamassassin
def test_the_spam_filter_lets_it_pass() -> None:
    verdict = spam_verdict(LETTERS.eml(full("en"), NOW))
    assert verdict.points < SPAM, verdict.rules
