"""The company's own house: its web, its links, its people and its queue."""

from typing import Literal

from pydantic import Field

from digests.config.access import Oidc
from digests.config.written import Address, Colour, Domain, IpAddress, Picture, Section, Spell


class Server(Section):
    """The web."""

    public_url: Address
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=0, le=65535)


class Links(Section):
    """Short links, on a host of their own."""

    base_url: Address
    domains: list[Domain] = Field([])  # further hosts that links answer on, each for links alone
    addresses: list[IpAddress] = Field(
        []
    )  # IP addresses of those hosts, for `doctor`; empty: those of public_url's host
    utm_source: str = "budstikke"
    utm_medium: str = "employee"
    utm_campaign: str = "{item}"  # {item}, {network}, {desk}, {goal}, {campaign} and {text} are filled in
    utm_content: str = ""  # the same; empty: not told
    settle_minutes: int = Field(10, ge=0, le=120)


class Company(Section):
    """What people read about the sender."""

    name: str = "Our company"
    language: str = "en"  # for whoever has none
    timezone: str = "Europe/Copenhagen"  # for whoever has none
    accent: Colour = "#0b5fff"
    accent_dark: Colour | Literal[""] = ""  # in the dark; empty: made from accent so that it can be read
    ink: Colour = "#1c2430"
    paper: Colour = "#ffffff"  # the sheet that a page's words stand on
    ground: Colour = "#f3f5f8"  # around it
    ink_dark: Colour = "#e8ecf2"
    paper_dark: Colour = "#1d232c"
    ground_dark: Colour = "#12161c"
    logo: Picture = ""  # an https address, or a file beside config.toml that we serve
    logo_dark: Picture = ""  # in the dark; empty: the same
    logo_alt: str = ""  # what the logo says; empty: the company's name
    holidays: bool = True  # move a digest past the public holidays of the person's country


class PeopleSection(Section):
    """The directory."""

    attributes: list[str] = Field([])  # further columns to keep, for audiences
    max_leave_share: float = Field(0.2, ge=0, le=1)  # `--leave` refuses to mark more than this share as left


class Content(Section):
    """The queue."""

    domains: list[str] = Field([])  # hosts that items may lead to, with their subdomains; empty: any
    languages: list[str] = Field(["en"])  # each item should have these
    desks: list[str] = Field([])  # owners that are known; empty: any
    disclosure: str = ""  # hashtag for items that name none


class Newsroom(Section):
    """Who decides in the newsroom, and what becomes of what is withdrawn."""

    own_approval: bool = False  # whether somebody may approve what they wrote or submitted themselves
    links_after_withdrawal: Literal["gone", "go_on"] = "gone"  # what is proposed: 410, or the item's address
    remind_hours: float = Field(24, ge=0, le=1000)  # of working days, until an approver is reminded; 0: never
    deadline_hours: float = Field(48, ge=0, le=1000)  # until somebody else is asked in their place; 0: nobody is
    session_idle: Spell = "8h"  # after which whoever does nothing is signed out
    session_longest: Spell = "7d"  # after which everybody is
    oidc: Oidc = Oidc()


class Http(Section):
    """What is fetched from outside, and sent there."""

    allow_hosts: list[str] = Field([])  # on your own network: all others must have a public address
