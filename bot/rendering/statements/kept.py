"""What each table holds, in words: why, and how long. A table that is not named here fails a test."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.rendering.statements.model import Practice
from bot.rendering.words import words


@dataclass(frozen=True, slots=True)
class Kept:
    """What some tables keep about people."""

    tables: tuple[str, ...]
    what: str
    why: str
    how_long: str
    kinds: tuple[str, ...] = ()  # of facts, where the tables hold more than one


@dataclass(frozen=True, slots=True)
class Plain:
    """A table that keeps nothing about a person."""

    table: str
    what: str


def days(language: str, number: int) -> str:
    """A number of days in words."""
    return words(language).ngettext("{n} day", "{n} days", number).format(n=number)


def kept(practice: Practice, language: str) -> tuple[Kept, ...]:
    """Everything that is kept about people, and of strangers who follow links."""
    return (
        *_people(practice, language),
        *_facts(practice, language),
        *_outcomes(practice, language),
        *_desks(practice, language),
    )


def _people(practice: Practice, language: str) -> tuple[Kept, ...]:
    _ = words(language).gettext
    left = _("until {days} after the person left").format(days=days(language, practice.leaver_days))
    entry = _(
        "The directory's entry: id, name, mail address, department, title, country, languages, time zone, interests, "
        "ids in Slack and Teams, roles in the newsroom."
    )
    if practice.attributes:
        entry += " " + _("Further columns: {columns}.").format(columns=", ".join(practice.attributes))
    return (
        Kept(("people",), entry, _("to write to the right person, in their language, about what concerns them"), left),
        Kept(
            ("people",),
            _("When the person was welcomed: told what this is, who sees what, and how it stops."),
            _("so that nobody is welcomed twice"),
            left,
        ),
        Kept(
            ("preferences",),
            _(
                "What the person chose: channel, weekday, hour, number of items, topics, languages, networks, pauses, "
                "whether to be shown by name."
            ),
            _("because they asked for it"),
            left,
        ),
        Kept(
            ("wishes",),
            _("What the person asked about one item of a digest: a reminder, or not to be asked again."),
            _("because they asked for it"),
            days(language, practice.keep["taps"]),
        ),
        Kept(
            ("fresh_links",),
            _("That the person was sent a link to their own page, what for, and when it was used."),
            _("so that each opens once, and nobody is sent many"),
            days(language, practice.raw_days),
        ),
        Kept(
            ("deliveries", "picks", "attempts"),
            _("Which digest was sent when and where, what was in it and why, and each try to send it."),
            _("so that nobody gets one twice, and so that it can be shown again"),
            _with_the_person(practice.raw_days, language),
        ),
        Kept(
            ("forgotten",),
            _("Of people who asked to be erased: a keyed hash of their id."),
            _("so that the next import of the directory does not make them again"),
            _("as long as this installation keeps its key"),
        ),
        Kept(
            ("audit",),
            _("Who looked at a person's data or at figures: the account, what it did, when, and at whose data."),
            _("so that looking leaves a trace that the person is told of"),
            days(language, practice.keep["audit"]),
        ),
    )


def _with_the_person(number: int, language: str) -> str:
    _ = words(language).gettext
    return _("with the person for {days}, then as a figure without").format(days=days(language, number))


def _facts(practice: Practice, language: str) -> tuple[Kept, ...]:
    _ = words(language).gettext

    def until(kind: str) -> str:
        return _with_the_person(practice.keep[kind], language)

    return (
        Kept(
            ("facts", "arrivals"),
            _("What the person opened from their digest."),
            _("to choose better, and to count what came of it"),
            until("reads"),
            ("read",),
        ),
        Kept(
            ("facts",),
            _("Share buttons pressed, texts copied, shares confirmed, and “not for me”."),
            _("to choose better, to set how much help a digest has, and to count what came of it"),
            until("taps"),
            ("tap", "copy", "confirm", "decline"),
        ),
        Kept(
            ("links",),
            _("The short link that a press makes: for which person, item and network."),
            _("to know which clicks a share led to"),
            _with_the_person(practice.raw_days, language),
        ),
        Kept(
            ("facts", "arrivals"),
            _("Clicks on the person's short links: when, and on which network; never who clicked."),
            _("to count what came of it"),
            until("hits"),
            ("hit",),
        ),
        Kept(
            ("facts", "arrivals"),
            _(
                "Of whoever follows a link: kind of browser, which of a browser's headers were missing, the site they "
                "came from, and keyed hashes of address and network whose key is destroyed each day. Of private "
                "conversations (WhatsApp, Telegram, mail) only what was missing."
            ),
            _("to tell people from machines"),
            days(language, practice.keep["hits"]),
            ("trap",),
        ),
        Kept(
            ("deeds", "acts", "takings", "turns", "offer_repeats"),
            _("By week and digest: whether an item was offered, opened, pressed or clicked."),
            _("so that reports count a person once, and answer quickly"),
            _with_the_person(practice.raw_days, language),
        ),
    )


def _outcomes(practice: Practice, language: str) -> tuple[Kept, ...]:
    _ = words(language).gettext
    return (
        Kept(
            ("conversions", "attributions"),
            _(
                "Goals that were reached (an application, a sign-up): the number that the reporting system gave it, "
                "the value, and the click that led there where it is known; never a name."
            ),
            _("to measure what sharing is good for, other than likes"),
            _("the system's number for {days}, then as a figure without").format(
                days=days(language, practice.keep["conversions"])
            ),
        ),
        Kept(
            ("events", "sendings"),
            _("What other systems of the company are told: an item was clicked, shared, or reached a goal.")
            if practice.webhooks
            else _("What other systems of the company are told; none is configured, and nothing is kept."),
            _("so that a system that was down is told later"),
            days(language, practice.keep["events"]),
        ),
    )


def _desks(practice: Practice, language: str) -> tuple[Kept, ...]:
    _ = words(language).gettext
    logged = _with_the_person(practice.keep["audit"], language)
    return (
        Kept(
            ("item_decisions",),
            _("Who changed, approved, turned down or withdrew an item, when, and the reason they gave."),
            _("so that a desk knows who decided, and nobody approves their own"),
            logged,
        ),
        Kept(
            ("programme_revisions",),
            _("Who changed the programme: schedules, goals, topics and the like, and when."),
            _("so that it is known who decided, and a change can be taken back"),
            logged,
        ),
        Kept(
            ("week_picks",),
            _("Who chose what stands on a desk's poster, and when."),
            _("so that a desk knows who decided"),
            logged,
        ),
        Kept(
            ("suggestions",),
            _("Who suggested an item, what they said of it, and the message it came from."),
            _("so that the desk can ask, and thank"),
            logged,
        ),
        Kept(
            ("drafts",),
            _("What somebody was writing in the newsroom and had not saved, and that they had the item open."),
            _("so that nothing that was typed is lost, and two people on one item are told of each other"),
            days(language, practice.raw_days),
        ),
        Kept(
            ("sessions", "signin_links"),
            _("Where somebody is signed in to the newsroom, by which browser and since when; links that sign in."),
            _("so that they stay signed in, and can end it anywhere"),
            _("until it ends"),
        ),
        Kept(
            ("notes",),
            _("That somebody is to get a small message, and what about, until it has gone out."),
            _("so that it arrives"),
            days(language, practice.raw_days),
        ),
        Kept(
            ("deputies",),
            _("Which approver is stood in for by whom, and from when to when."),
            _("so that nothing waits for somebody who is away"),
            days(language, practice.raw_days),
        ),
        Kept(
            ("approval_cards", "recalls"),
            _("Which approver was asked in which message, and which delivered messages are to be changed."),
            _("so that a message says what was decided, and shows nothing that was taken back"),
            days(language, practice.raw_days),
        ),
    )


def plain(language: str) -> tuple[Plain, ...]:
    """Tables that keep nothing about a person."""
    _ = words(language).gettext
    known: dict[str, Callable[[], str]] = {
        "items": lambda: _("the queue of things worth sharing"),
        "item_versions": lambda: _("earlier versions of the queue"),
        "item_index": lambda: _("the words of the queue, to search in"),
        "campaigns": lambda: _("campaigns that items belong to"),
        "feeds": lambda: _("feeds that fill the suggestions, and whether they answer"),
        "feed_entries": lambda: _("what feeds have brought already"),
        "given_texts": lambda: _("how often a department was given each text"),
        "editions": lambda: _("which digest was opened when"),
        "day_keys": lambda: _("the key of today's hashes; the day before's is destroyed"),
        "fact_counts": lambda: _("counts by day, item and network"),
        "offer_counts": lambda: _("counts of offers by day, item and country"),
        "counted": lambda: _("what has been counted up to when"),
        "conversions_untaken": lambda: _("how many reported goals were refused or doubled"),
        "endpoints": lambda: _("whether a system that is told of events answers"),
        "api_keys": lambda: _("keys of programs, as hashes"),
        "signin_states": lambda: _("ways to the company's own sign-in that were begun, as hashes"),
        "former_addresses": lambda: _("addresses that people no longer have, as keyed hashes"),
        "report_posts": lambda: _("where the weekly report went"),
        "report_pictures": lambda: _("pictures of the weekly report"),
        "extras": lambda: _("which items went out of turn"),
        "slack_workspaces": lambda: _("Slack workspaces that installed the app, and its token, encrypted"),
        "slack_stops": lambda: _("tokens that Slack took back, as hashes"),
        "slack_states": lambda: _("installations that were begun, as hashes"),
        "slack_events": lambda: _("which events Slack told already, as hashes"),
    }
    return tuple(Plain(table, said()) for table, said in known.items())
