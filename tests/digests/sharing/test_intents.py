"""What a person finds in a network's composer."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from digests.networks import NETWORKS, Network
from digests.sharing.intents import Device, Draft, composers, intent, is_host, length, wording

LINK = "https://go.example.com/aB3dE6g"
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=700)
EMOJI = st.lists(st.sampled_from(["👩‍👩‍👧", "å", "e\u0301", "🇩🇰", "a", " ", "日"]), max_size=500).map("".join)
EVERY = st.sampled_from(sorted(NETWORKS))
DEVICES = st.sampled_from(list(Device))


def given_to(network: Network, url: str) -> str:
    """What the network finds in the address as text and link."""
    parts = urlsplit(url)
    asked = parse_qs(parts.query or parts.fragment, keep_blank_values=True, strict_parsing=True)
    words = next((asked[key][0] for key in ("text", "body", "title", "msgText") if key in asked), "")
    link = next((asked[key][0] for key in ("url", "u", "href") if key in asked), "")
    return f"{words} {link}".strip() if link else words.replace("\r\n", " " if network.name == "mail" else "\r\n")


@given(EVERY, DEVICES, TEXTS | EMOJI, st.sampled_from(["", "#employee", "#ansat"]))
def test_every_composer_gets_text_disclosure_and_link_within_its_limit(
    name: str, device: Device, text: str, disclosure: str
) -> None:
    network = NETWORKS[name]
    made = intent(network, device, Draft(text, LINK, disclosure, subject="A & b"))
    found = given_to(network, made.url)
    assert "+" not in made.url
    assert " " not in made.url
    assert found.endswith(LINK)
    if "text" in made.url and made.keeps_text:
        assert found.split(LINK)[0].strip() == made.text.strip()
    if disclosure:
        assert disclosure in made.text
    if network.limit is not None:
        counted = network.link_counts or length(network, LINK)
        assert length(network, made.text) + 1 + counted <= network.limit


@given(EVERY, EMOJI)
def test_no_cut_goes_through_a_sign_that_people_see_as_one(name: str, text: str) -> None:
    signs = regex.findall(r"\X", text.strip())
    cut = wording(NETWORKS[name], Draft(text, LINK)).removesuffix("…")
    kept = regex.findall(r"\X", cut)
    assert kept == signs[: len(kept)]


def test_a_short_text_arrives_as_it_was_written() -> None:
    made = intent(NETWORKS["x"], Device.DESKTOP, Draft("50 % mere & bedre?", LINK, "#ansat"))
    assert made.url == (
        "https://x.com/intent/tweet?text=50%20%25%20mere%20%26%20bedre%3F%20%23ansat"
        "&url=https%3A%2F%2Fgo.example.com%2FaB3dE6g"
    )
    assert made.keeps_text


def test_x_counts_a_link_as_23_whatever_its_length() -> None:
    text = "a" * (280 - 24)
    assert wording(NETWORKS["x"], Draft(text, LINK + "x" * 200)) == text
    assert wording(NETWORKS["x"], Draft(text + "b", LINK)) == "a" * (280 - 24 - 2) + "…"


def test_a_disclosure_that_stands_in_the_text_is_not_said_twice() -> None:
    assert wording(NETWORKS["bluesky"], Draft("Proud. #Employee", LINK, "#employee")) == "Proud. #Employee"


def test_a_disclosure_survives_where_the_text_that_holds_it_is_cut() -> None:
    found = wording(NETWORKS["bluesky"], Draft("word " * 80 + "#employee", LINK, "#employee"))
    assert found.endswith("… #employee")


def test_a_text_that_leaves_room_only_without_disclosure_is_cut() -> None:
    network = NETWORKS["threads"]
    fits = "a" * (network.limit or 0)
    cut = wording(network, Draft(fits[: -len(LINK) - 1], LINK, "#employee"))
    assert cut.endswith("a… #employee")


def test_a_text_that_fits_is_kept_whole_when_only_its_disclosure_repeats_too_late() -> None:
    network = NETWORKS["bluesky"]
    text = "b" * (300 - len(LINK) - 1 - len("#employee") - 1)
    assert wording(network, Draft(text, LINK, "#employee")) == f"{text} #employee"


def test_without_room_the_text_goes_and_link_and_disclosure_stay() -> None:
    long_link = "https://go.example.com/" + "c" * 290
    made = intent(NETWORKS["bluesky"], Device.PHONE, Draft("Words", long_link, "#employee"))
    assert made.text == "#employee"
    assert unquote(made.url).endswith(f"#employee {long_link}")


def test_a_network_without_a_text_gets_the_link_and_the_text_is_there_to_copy() -> None:
    made = intent(NETWORKS["facebook"], Device.DESKTOP, Draft("Read this", LINK, "#employee"))
    assert made.url == f"https://www.facebook.com/sharer/sharer.php?u={LINK.replace(':', '%3A').replace('/', '%2F')}"
    assert made.text == "Read this #employee"
    assert not made.keeps_text


def test_linkedin_gets_the_text_on_a_desktop_and_the_official_form_on_a_phone() -> None:
    share = Draft("Read this", LINK)
    assert "shareActive=true&text=Read%20this%20https" in intent(NETWORKS["linkedin"], Device.DESKTOP, share).url
    phone = intent(NETWORKS["linkedin"], Device.PHONE, share)
    assert phone.url.startswith("https://www.linkedin.com/sharing/share-offsite/?url=https%3A%2F%2F")
    assert not phone.keeps_text


def test_mail_has_a_subject_on_one_line_and_the_line_ends_of_mail() -> None:
    made = intent(NETWORKS["mail"], Device.DESKTOP, Draft("One\nTwo", LINK, subject="Our\r\nBcc: x"))
    assert made.url.startswith("mailto:?subject=Our%20Bcc%3A%20x&body=One%0D%0ATwo%0D%0Ahttps%3A%2F%2F")


def test_without_a_text_only_the_link_is_filled_in() -> None:
    assert intent(NETWORKS["whatsapp"], Device.PHONE, Draft("", LINK)).url.endswith(
        "?text=" + LINK.replace(":", "%3A").replace("/", "%2F")
    )


@pytest.mark.parametrize(
    ("server", "host"),
    [
        ("mastodon.example", "mastodon.example"),
        ("Mastodon.Example", "mastodon.example"),
        ("", "share.joinmastodon.org"),
        ("evil.example/@x", "share.joinmastodon.org"),
        ("user@evil.example", "share.joinmastodon.org"),
        ("127.0.0.1", "share.joinmastodon.org"),
        ("localhost", "share.joinmastodon.org"),
        ("a.example:8443", "share.joinmastodon.org"),
        ("{link}.example", "share.joinmastodon.org"),
    ],
)
def test_an_own_mastodon_server_is_used_only_when_it_is_a_host(server: str, host: str) -> None:
    made = intent(NETWORKS["mastodon"], Device.DESKTOP, Draft("Hi", LINK, mastodon=server))
    assert urlsplit(made.url).netloc == host
    assert unquote(made.url).endswith(f"Hi {LINK}")


def test_a_host_name_is_no_longer_than_names_may_be() -> None:
    assert is_host("social.example")
    assert not is_host("a" * 64 + ".example")
    assert not is_host(".".join(["abc"] * 70) + ".example")
    assert not is_host("-a.example")


@given(EVERY, DEVICES, st.sampled_from(["", "social.example", "no host"]))
def test_the_places_a_form_may_lead_to_name_every_composer(name: str, device: Device, server: str) -> None:
    parts = urlsplit(intent(NETWORKS[name], device, Draft("t", LINK, mastodon=server)).url)
    source = "mailto:" if parts.scheme == "mailto" else f"https://{parts.netloc.removeprefix('www.')}"
    assert source in composers(server)
    assert not any("{" in place or " " in place for place in composers(server))
