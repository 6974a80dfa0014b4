"""`python -m benchmarks [name,name]`: every benchmark, or those that are named; one JSON object a line."""

import sys
from collections.abc import Callable

from benchmarks import edition, mail, newsroom, redirects, report_hits, scoring, slack_ack

ROOMS: dict[tuple[str, ...], Callable[[list[str]], object]] = {
    ("mail_build_vs_naive", "send_vs_naive", "send_vs_smtp_source"): mail.main,
    ("scoring_seconds",): lambda _only: scoring.main(),
    ("edition_25000_seconds", "edition_25000_rss_mb"): edition.main,
    ("report_10m_hits_seconds",): lambda _only: report_hits.main(),
    ("redirect_vs_uvicorn", "redirect_p99_vs_uvicorn", "redirect_vs_kutt"): redirects.main,
    (newsroom.PAGE, newsroom.REACH): newsroom.main,
    ("slack_ack_p99_ms",): lambda _only: slack_ack.main(),
}


def main(given: str = "") -> int:
    """0 when every name is known; each figure says itself whether it holds."""
    known = [name for names in ROOMS for name in names]
    wanted = [name for name in given.split(",") if name] or known
    unknown = sorted(set(wanted) - set(known))
    if unknown:
        print(f"There is no benchmark {', '.join(unknown)}; there are {', '.join(known)}.", file=sys.stderr)
        return 2
    for names, run in ROOMS.items():
        if chosen := [name for name in names if name in wanted]:
            run(chosen)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
