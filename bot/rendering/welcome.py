"""What a person is told at the first contact; who sees what is `House.privacy`."""

from bot.rendering.words import words


def why_sentence(language: str, company: str, own: str = "") -> str:
    """Why it comes: in the company's own words where it has some."""
    if own:
        return own
    _ = words(language).gettext
    said = _(
        "Welcome. {company} has things worth passing on, and you get the few that fit your work. "
        "Whether you share any of it is up to you; nobody is ranked by it."
    )
    return said.format(company=company)


def first_sentence(language: str, own: str = "") -> str:
    """All that a first digest has to add to its own first line: nobody has to, and how it stops."""
    _ = words(language).gettext
    if own:
        return f"{own} " + _("Pause or stop any time: below, in Home or by {word}.").format(word="/budstikke pause")
    said = _("Welcome. Share what you like, or nothing. Pause or stop any time: below, in Home or by {word}.")
    return said.format(word="/budstikke pause")


def stop_sentence(language: str) -> str:
    """How it stops, in Slack."""
    _ = words(language).gettext
    said = _(
        "You can pause or stop at any time: with the buttons of any digest, in this app's Home tab, or with {word}."
    )
    return said.format(word="/budstikke pause")
