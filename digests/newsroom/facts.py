"""What a web page says of itself, as far as an item needs it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageFacts:
    """Words and picture of a page, all of them plain text; empty where the page does not say."""

    title: str = ""
    summary: str = ""
    image: str = ""  # an https address
    image_alt: str = ""
    language: str = ""  # such as da or pt-BR
    site: str = ""
    url: str = ""  # where the page stands after redirects, or as it names its own address


LookUp = Callable[[str], Awaitable[PageFacts]]  # InputError says why nothing could be read
