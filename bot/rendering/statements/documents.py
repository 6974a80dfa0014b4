"""Three documents out of the configuration: the statement, a draft of the notice, and the facts for an assessment."""

from collections.abc import Callable

from bot.rendering.statements import seen
from bot.rendering.statements.kept import kept, plain
from bot.rendering.statements.model import Document, Part, Practice, Table
from bot.rendering.words import words


def statement(practice: Practice, language: str) -> Document:
    """What is stored, why, how long, and who sees it."""
    _ = words(language).gettext
    return Document(
        language,
        _("What {company} stores in Budstikke").format(company=practice.company),
        (_("Printed from the configuration of this installation. It holds for as long as that is not changed."),),
        (
            _stored(practice, language),
            Part(
                _("What is kept without people"),
                table=Table((_("Table"), _("What")), tuple((one.table, one.what) for one in plain(language))),
            ),
            _who(practice, language),
            Part(_("What is never done"), points=seen.never(language)),
            Part(_("Who else gets anything"), points=seen.recipients(practice, language)),
            Part(_("What a person can do"), points=seen.choices(practice, language)),
        ),
    )


def notice(practice: Practice, language: str) -> Document:
    """A draft of what employees are told; what only the company knows stands in square brackets."""
    _ = words(language).gettext
    return Document(
        language,
        _("Notice to employees: Budstikke"),
        (
            _("DRAFT. Fill in what stands in square brackets, and let whoever answers for data protection read it."),
            _(
                "{company} sends you a short personal digest of things worth sharing. Whether you share any of it is "
                "up to you, and nobody is ranked by it."
            ).format(company=practice.company),
        ),
        (
            Part(
                _("Who is responsible"),
                (
                    _("[Name and address of the controller; of its data protection officer, where there is one]"),
                    _("[Legal basis, for instance Article 6(1)(f) GDPR, and the interest that was weighed]"),
                ),
            ),
            Part(
                _("What is stored about you, why, and how long"),
                table=Table(
                    (_("What"), _("Why"), _("How long")),
                    tuple((one.what, one.why, one.how_long) for one in kept(practice, language)),
                ),
            ),
            _who(practice, language),
            Part(_("What is never done"), points=seen.never(language)),
            Part(_("Who else gets anything"), points=seen.recipients(practice, language)),
            Part(
                _("What you can do"),
                (_("Everything below works without giving a reason."),),
                (
                    *seen.choices(practice, language),
                    _("[Where to complain: the supervisory authority of your country]"),
                ),
            ),
        ),
    )


def assessment(practice: Practice, language: str) -> Document:
    """The facts that an impact assessment (Article 35 GDPR) starts from; the weighing is the company's."""
    _ = words(language).gettext
    return Document(
        language,
        _("Facts for an impact assessment: Budstikke at {company}").format(company=practice.company),
        (
            _(
                "What the program does, printed from its configuration. Whether that is necessary and proportionate, "
                "and what remains of the risks, is for the company to say: such places stand in square brackets."
            ),
        ),
        (
            Part(_("What is processed, and how"), _processing(practice, language)),
            _stored(practice, language),
            Part(_("Decisions by the program"), _decisions(practice, language)),
            _who(practice, language),
            Part(_("Who else gets anything"), points=seen.recipients(practice, language)),
            Part(_("What people can do"), points=seen.choices(practice, language)),
            Part(
                _("Risks, and what is done about them"),
                table=Table((_("Risk"), _("What the program does")), _risks(practice, language)),
            ),
            Part(
                _("Left to the company"),
                points=(
                    _("[Number of people concerned, and the countries they work in]"),
                    _("[Legal basis; agreement with the works council, where there is one]"),
                    _("[Contracts with the vendors above, and transfers to other countries]"),
                    _("[Views of the people concerned; the weighing, and the date of the next one]"),
                ),
            ),
        ),
    )


DOCUMENTS: dict[str, Callable[[Practice, str], Document]] = {
    "statement": statement,
    "notice": notice,
    "assessment": assessment,
}


def _stored(practice: Practice, language: str) -> Part:
    _ = words(language).gettext
    rows = tuple((one.what, one.why, one.how_long, ", ".join(one.tables)) for one in kept(practice, language))
    return Part(_("What is stored about people"), table=Table((_("What"), _("Why"), _("How long"), _("Tables")), rows))


def _who(practice: Practice, language: str) -> Part:
    _ = words(language).gettext
    return Part(_("Who sees it"), points=seen.protections(practice, language), table=seen.modes(practice, language))


def _processing(practice: Practice, language: str) -> tuple[str, ...]:
    _ = words(language).gettext
    return (
        _(
            "A directory of employees is imported. From a queue of items each person is sent a few that suit them, by "
            "chat or mail, with buttons that open a network's own window with a text ready."
        ),
        _(
            "A press makes a short link. Requests for it are kept and classed, so that machines do not count, and what "
            "followed (an application, a sign-up) is counted where a site reports it."
        ),
        _("People reach it at {public}, and links are answered at {links}.").format(
            public=practice.public_host, links=practice.links_host
        ),
    )


def _decisions(practice: Practice, language: str) -> tuple[str, ...]:
    _ = words(language).gettext
    found = [
        _(
            "Items are chosen by a score: topics the person follows, their department, what they and colleagues took "
            "up, freshness, the desk's priority, language and variety. Each pick says why it was made."
        ),
        _(
            "By what they did lately a person stands on one of five rungs, which sets how many items and how much help "
            "a digest has. Nothing else follows from it, and nobody else sees it where groups are shown only."
        ),
    ]
    if practice.hold_out or practice.hold_out_people:
        found.append(
            _(
                "To measure what digests bring, {items} % of picks and {people} % of people are held out by chance: "
                "they do not get that item, or no digest for a while."
            ).format(items=f"{100 * practice.hold_out:g}", people=f"{100 * practice.hold_out_people:g}")
        )
    else:
        found.append(_("Nobody and nothing is held out to measure what digests bring."))
    return (*found, _("No decision has a legal effect on anybody, or one like it."))


def _risks(practice: Practice, language: str) -> tuple[tuple[str, ...], ...]:
    _ = words(language).gettext
    found = [
        (
            _("Superiors judge people by what they share"),
            _("See the modes above; there is no list of people by their figures in any of them."),
        ),
        (
            _("A small group gives its members away"),
            _("Groups of fewer than {k} are hidden, and others with them so that subtracting tells nothing.").format(
                k=practice.k
            ),
        ),
        (
            _("Somebody looks where they should not"),
            _("Every look is noted, and told to the person in their export."),
        ),
        (
            _("Digests in foreign hands"),
            _("A digest's address opens its own buttons and choices; it exports and erases nothing."),
        ),
        (_("Visitors are followed across sites"), _("Hashes whose key lives a day; no cookie; no address.")),
        (_("Data is kept for too long"), _("The times above are kept by the program itself, every day.")),
    ]
    return tuple(found)
