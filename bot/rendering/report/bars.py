"""Bars made of letters, for terminals and for chat."""

EIGHTHS = " ▏▎▍▌▋▊▉"


def bar(share: float, mark: float | None, full: float, width: int) -> str:
    """`share` of `full` as a bar, with `│` where `mark` lies; what reaches beyond `full` ends there."""
    eighths = round(min(share / full, 1) * width * 8)
    drawn = "█" * (eighths // 8) + (EIGHTHS[eighths % 8] if eighths % 8 else "")
    cells = list(drawn.ljust(width, "░"))
    if mark is not None:
        cells[place(mark, full, width)] = "│"
    return "".join(cells)


def place(mark: float, full: float, width: int) -> int:
    """The cell in which `mark` lies."""
    return min(round(mark / full * width), width - 1)
