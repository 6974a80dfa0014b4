"""No title, text or list of networks makes a window that Slack would refuse."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack import limits
from bot.slack.message import composers, editing, networks
from bot.slack.message.editing import Desk, Editing
from bot.slack.message.living import Living
from digests.content.model import Text
from digests.edition.model import Offer
from digests.employee.model import PickState, Standing
from digests.networks import NETWORKS
from tests.bot.slack.hand import texts
from tests.factories import digest, item, parcel, pick

NASTY = st.one_of(
    st.text(max_size=400),
    st.sampled_from(["<!channel> & <@U1> *_~`", "&" * 3001, "😀" * 800, "a" * 3001, "\u202eמצוין", "\n" * 40, "```"]),
)
NAMES = st.lists(st.sampled_from(sorted(NETWORKS)), min_size=1, unique=True)


@settings(max_examples=80, deadline=None)
@given(NASTY, st.lists(NASTY, max_size=9), NAMES, NASTY, st.sampled_from(["en", "da"]))
def test_every_window_is_within_slacks_limits_and_calls_nobody(
    title: str, written: list[str], names: list[str], typed: str, language: str
) -> None:
    found = tuple(Text(f"k{number}", "en", text) for number, text in enumerate(written))
    wanted = item(title={"en": title}, texts=found, networks=tuple(names), disclosure="#employee")
    about = pick(item=wanted, offers=(Offer(names[0]),))
    desk = Desk(about, language, ("en",), "", "https://go.example.com")
    living = Living(parcel(digest=digest(picks=(about,))), {1: Standing(PickState.LATER, names[-1])}, "D1:1.1")
    ways = [composers.Way(name, "https://www.example.com", pasted=True) for name in names]
    for view in (
        editing.window(desk, Editing(2**31, 1, "k3"), typed),
        networks.more(language, living, about, "https://share.example.com"),
        networks.where(language, living, about, ""),
        composers.waiting(language, about),
        composers.ready(language, about, "7:1", typed, ways),
        composers.closed(language, about),
    ):
        limits.check_modal(view)
        marked = "".join(texts([block for block in view["blocks"] if block["type"] != "input"]))
        assert "<!" not in marked
        assert "<@" not in marked
