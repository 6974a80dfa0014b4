"""Cuts a text where a reader would."""

import regex

_GRAPHEME = regex.compile(r"\X")
_UNSEEN = regex.compile(r"[\s\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]+")  # also what would turn a line around
NEAR = 0.6  # a cut between two words may give up this share of the room at most


def cut(text: str, limit: int) -> str:
    """`text` on one line of at most `limit` code points, cut between graphemes and, where that loses little, words."""
    line = _UNSEEN.sub(" ", text).strip()
    if len(line) <= limit:
        return line
    end = 0
    for grapheme in _GRAPHEME.finditer(line):
        if grapheme.end() > limit - 1:
            break
        end = grapheme.end()
    space = line.rfind(" ", 0, end + 1)
    return line[: space if space > end * NEAR else end].rstrip() + "…"
