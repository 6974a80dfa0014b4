"""What a browser says with every request, and a program that only calls itself one often does not."""

from collections.abc import Mapping

NO_ACCEPT = "no accept"  # says nothing of what it can take
NOT_A_PAGE = "not a page"  # asks for anything, but not for a page
NO_LANGUAGE = "no language"
NO_FETCH = "no fetch metadata"  # only said over https: see `lacking`
NOT_A_VISIT = "not a visit"  # a page or a script fetched it: nobody went there


def lacking(method: str, headers: Mapping[str, str], *, secure: bool) -> tuple[str, ...]:
    """The flags of what is missing; `headers` by their names in small letters.

    `secure` says that people reach us by https: browsers tell their fetch metadata nowhere else. A form or a script of
    ours may post whatever it likes to accept, so that only a visit is asked about it.
    """
    found = []
    visit = method != "POST"
    accept = headers.get("accept", "")
    if not accept:
        found.append(NO_ACCEPT)
    elif visit and "html" not in accept.lower():
        found.append(NOT_A_PAGE)
    if not headers.get("accept-language"):
        found.append(NO_LANGUAGE)
    mode = headers.get("sec-fetch-mode", "")
    if visit and mode and mode != "navigate":
        found.append(NOT_A_VISIT)
    if secure and not mode:
        found.append(NO_FETCH)
    return tuple(found)
