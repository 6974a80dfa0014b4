"""What the linter says: one sentence about one line of one file."""

from dataclasses import dataclass

from digests.newsroom.shape import Level


@dataclass(frozen=True, slots=True)
class Finding:
    """`rule` is a short stable name, `key` the place in the item, such as `image.alt`."""

    file: str
    line: int
    level: Level
    rule: str
    message: str
    key: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.level}: {self.message} [{self.rule}]"


def found_at(file: str, line: int, level: Level, rule: str, message: str, *, key: str = "") -> Finding:
    """A finding whose words fit on one line of a terminal, whatever the file put into them."""
    return Finding(file, line, level, rule, _shown(message), _shown(key))


def _shown(text: str) -> str:
    line = " ".join(text.split())
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in line)
