"""The digest in Slack, as its person presses it, by either way that Slack tells us."""

from digests.ledger.store import load
from tests.slack_faults.company import Company
from tests.slack_faults.hand import Hand


def kinds(company: Company, hand: Hand) -> list[str]:
    person = company.person_id(hand)
    return [fact.kind.value for fact in company.database.read(load) if fact.person_id == person]


def test_a_share_button_is_kept(lyngbro: Company, somebody: Hand) -> None:
    told = somebody.press(somebody.digest, "share_linkedin")
    assert told.status == 200
    lyngbro.until(lambda _: kinds(lyngbro, somebody) == ["tap"])
