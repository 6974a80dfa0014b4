"""Who sees what, by mode and country, and what a person can do about it: sentences that all documents share."""

from bot.rendering.statements.kept import days
from bot.rendering.statements.model import Practice, Table
from bot.rendering.words import words
from digests.sharing.tokens import DAYS


def mode_name(mode: str, language: str) -> str:
    """A mode as people call it."""
    _ = words(language).gettext
    return {"works_council": _("works council"), "team": _("team"), "open": _("open")}[mode]


def mode_sentence(mode: str, k: int, language: str) -> str:
    """Who sees what under a mode."""
    _ = words(language).gettext
    if mode == "open":
        return _("Editors can see what a person did, one by one and by name; the digest says so.")
    if mode == "team":
        return _(
            "Only the person sees their own figures; everybody else sees groups of {k} or more. Editors are shown "
            "somebody's figures by name only after they said yes in the preferences, and until they take it back."
        ).format(k=k)
    return _(
        "Only the person sees their own figures; everybody else sees groups of {k} or more, chosen so that no smaller "
        "group can be worked out. There is no ranking of people."
    ).format(k=k)


def modes(practice: Practice, language: str) -> Table:
    """Which mode holds where."""
    _ = words(language).gettext
    places = [(", ".join(c for c, m in practice.countries.items() if m == mode), mode) for mode in practice.modes]
    rows = [(_("everywhere else") if practice.countries else _("everywhere"), practice.mode)]
    rows += [(where, mode) for where, mode in places if where]
    return Table(
        (_("Where"), _("Mode"), _("Who sees what")),
        tuple((where, mode_name(mode, language), mode_sentence(mode, practice.k, language)) for where, mode in rows),
    )


def protections(practice: Practice, language: str) -> tuple[str, ...]:
    """What holds beside the mode."""
    _ = words(language).gettext
    found = [
        _("A mode that becomes laxer reveals nothing that was collected before: that stays under the stricter one."),
        _("Every look at a person's data or at figures is noted with the account, commands and programs too."),
        _("Whoever runs the server can read its database and its secrets; nothing in a program can prevent that."),
    ]
    if {"works_council", "team"} & {*practice.modes}:
        found[:0] = [
            _(
                "Previews, explanations and past digests show such a person as if they had done nothing: what they "
                "opened, pressed or turned down stays theirs."
            ),
            _(
                "Live numbers of an item's readers are told in whole {k}s, worked out from fixed groups of {k} or more."
            ).format(k=practice.k),
            _("What other systems are told has the item, the network and the hour, and no person, link or click."),
        ]
    return tuple(found)


def never(language: str) -> tuple[str, ...]:
    """What is not done in any mode."""
    _ = words(language).gettext
    return (
        _("No social account is asked for, and nothing is posted for anybody: a press opens the network's own window."),
        _("Whether something was posted there, only the person can say."),
        _("No IP address is stored, in logs neither."),
        _("Columns of the directory that the configuration does not name are not imported."),
        _("The host of short links sets no cookie."),
        _("No picture or invisible pixel tells whether a mail was opened."),
    )


def choices(practice: Practice, language: str) -> tuple[str, ...]:
    """What a person can do."""
    _ = words(language).gettext
    found = [
        _("Pause or stop the digests: one press in any of them, without a login. The press works for {days}.").format(
            days=days(language, DAYS)
        ),
        _(
            "Object to being followed and keep the digest: links are then made for the item and not for the person, "
            "and only department and chosen interests count."
        ),
        _("Choose channel, weekday, hour, topics and networks."),
        *(
            [_("Say yes to being shown by name, and take it back, in the preferences.")]
            if "team" in practice.modes
            else ()
        ),
        _("Ask for everything that is stored, and who looked at it."),
        _(
            "Be erased: what is kept loses its person, links that others posted go on working, and the next import "
            "does not make the person again."
        ),
    ]
    if practice.contact:
        found.append(_("Questions go to {contact}.").format(contact=practice.contact))
    return tuple(found)


def recipients(practice: Practice, language: str) -> tuple[str, ...]:
    """Who else gets anything."""
    _ = words(language).gettext
    names = {
        "slack": _("Slack gets the digests of people who are written to there."),
        "teams": _("Microsoft Teams gets the digests of people who are written to there."),
        "email": _("The company's mail relay gets the digests of people who are written to by mail."),
        "preview": _("Digests are written to files on the server (the preview channel)."),
    }
    found = [names[channel] for channel in practice.channels]
    if practice.webhooks:
        found.append(_("Systems that are told of events: {names}.").format(names=", ".join(practice.webhooks)))
    identifiers = {
        "none": _("Goal “{goal}”: the page that a link leads to learns nothing from the link but the campaign."),
        "item": _("Goal “{goal}”: the page that a link leads to learns the item and the network, nobody's name."),
        "click": _(
            "Goal “{goal}”: the page that a link leads to learns an id of the click. It is for sites that ask their "
            "visitors' consent."
        ),
    }
    return (*found, *(identifiers[goal.identifier].format(goal=goal.title) for goal in practice.goals))
