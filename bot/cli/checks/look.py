"""Whether a company's colours can be read, and its logo be found."""

from bot.cli.checks.model import Check, error, off, ok, warning
from bot.rendering.dress import faults
from bot.web.company import LARGEST, picture
from digests.config.house import Company
from digests.settings import Settings


def colours(company: Company) -> Check:
    """Contrast of what config.toml chose, in the light and in the dark, by WCAG 2.2 AA."""
    found = faults(company)
    if not found:
        return ok("colours", "words and buttons can be read in the light and in the dark")
    told = "; ".join(f"{one.one} on {one.other} has {one.contrast:.1f}:1 of {one.least:g}:1" for one in found)
    keys = ", ".join(dict.fromkeys(f"company.{one.one}" for one in found))
    return error("colours", told, f"Choose colours that stand out more: {keys}, or what they stand on.")


def logo(settings: Settings) -> Check:
    """The files that config.toml names are there and small enough to be served."""
    company = settings.config.company
    places = {"company.logo": company.logo, "company.logo_dark": company.logo_dark}
    if not company.logo:
        if company.logo_dark:
            return warning("logo", "there is one for dark pages alone", "Set company.logo too.")
        return off("logo", "pages show the company's name")
    missing = [name for name, place in places.items() if place and "://" not in place and not picture(settings, place)]
    if missing:
        where = settings.path.parent.resolve()
        return error(
            "logo",
            f"{' and '.join(missing)} cannot be read",
            f"Put the file under {where}, with at most {LARGEST // 1000} kB.",
        )
    return ok("logo", company.logo)
