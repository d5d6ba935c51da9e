"""``python -m bench [--only NAME]``: measure, show a table while it grows, write ``bench/results.json``."""

import argparse
import signal
import sys
import time
from importlib import import_module
from types import FrameType

from bench.installation import installation
from bench.measures import NAMES
from bench.results import FILE, HEADER, Result, line, write
from gongzhi.web.launch.terminal import complain, say


def main() -> int:
    """Measure; return 0, 1 when a measurement failed, 130 after Ctrl-C. Everything started is stopped."""
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="Measure Gongzhi; see docs/how-to/measure.md."
    )
    parser.add_argument("--only", metavar="NAME", choices=NAMES, help="one of: %(choices)s")
    only = parser.parse_args().only
    signal.signal(signal.SIGTERM, _interrupt)
    began = time.monotonic()
    results: list[Result] = []
    failed: list[str] = []
    try:
        with installation() as made:
            say(HEADER)
            for name in [only] if only else NAMES:
                try:
                    for result in import_module(f"bench.measures.{name}").measure(made):
                        results.append(result)
                        say(line(result))
                except Exception as error:  # one that fails must not hide the others
                    failed.append(name)
                    complain(f"  {name} failed: {type(error).__name__}: {error}")
                    made.spoil()
    except KeyboardInterrupt:
        complain("  stopped; nothing of it runs any more, and no results were written")
        return 130
    write(results)
    say(f"  {len(results)} results in {time.monotonic() - began:.0f} s: {FILE}")
    return 1 if failed else 0


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
