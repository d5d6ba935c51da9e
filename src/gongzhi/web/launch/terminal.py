"""What the command line says."""

import sys


def say(line: str = "") -> None:
    """Print a line at once, also when the output is a file or a pipe."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def complain(text: str) -> None:
    """Print what went wrong where errors belong."""
    sys.stdout.flush()
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
