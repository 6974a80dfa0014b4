"""The report for programs: one object of plain values."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from digests.measure.involvement import BENCHMARK_ITEM, BENCHMARK_OVERALL
from digests.measure.model import Clicks, Report
from digests.money import Money

CLASSES = tuple(field.name for field in fields(Clicks))


def as_object(found: Report) -> dict[str, Any]:
    """Every figure by name; involvement is a share from 0 to 1, and None stands for what may not be told."""
    whole: dict[str, Any] = _plain(asdict(found, dict_factory=dict))
    for item in whole["items"]:
        item["clicks"] = item["clicks"] or dict.fromkeys(CLASSES)
    return whole | {
        "since": found.since.isoformat(),
        "until": found.until.isoformat(),
        "benchmarks": {"item": BENCHMARK_ITEM, "overall": BENCHMARK_OVERALL},
    }


def _plain(value: Any) -> Any:
    """Values as JSON knows them; an amount is in its currency's own unit."""
    if isinstance(value, Mapping):
        if set(value) == {"minor", "currency"}:
            amount = Money(**value)
            return {"amount": float(amount.amount), "currency": amount.currency}
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value
