"""How a benchmark says its figure: one JSON object on a line."""

import json
from typing import Literal

Better = Literal["higher", "lower"]


def figure(name: str, value: float, unit: str, must: float | None, stretch: float | None, better: Better) -> bool:  # noqa: PLR0917 - they stand in the order of the line
    """Prints the line and answers whether `value` holds against `must` (always, when there is no `must`)."""
    holds = must is None or (value >= must if better == "higher" else value <= must)
    line = {
        "name": name,
        "value": round(value, 4),
        "unit": unit,
        "must": must,
        "stretch": stretch,
        "better": better,
        "holds": holds,
    }
    print(json.dumps(line), flush=True)
    return holds
