"""Words on the terminal, from the same catalogue as the pages, before Django is there to look them up."""

import argparse
import gettext as catalogues
import os
from pathlib import Path

CATALOGUE = Path(__file__).parent.parent / "locale"


def language() -> str:
    """Return ``zh-hans`` or ``en``: what ``GONGZHI_LANG`` says, or else the locale of the terminal.

    A locale that names no language ("C", "POSIX", nothing) gets the language of the product.
    """
    chosen = next(
        (
            os.environ[name]
            for name in ("GONGZHI_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
            if os.environ.get(name)
        ),
        "",
    )
    return "zh-hans" if chosen.lower().partition(".")[0] in {"", "c", "posix"} or chosen[:2] == "zh" else "en"


def gettext(message: str) -> str:
    """Return `message` in the language of the terminal."""
    folder = "zh_Hans" if language() == "zh-hans" else "en"
    return catalogues.translation("django", CATALOGUE, [folder], fallback=True).gettext(message)


def translate_argparse() -> None:
    """Let argparse speak the language of the terminal; it has no other way to be given one."""
    setattr(argparse, "_", gettext)  # noqa: B010 - the name is private, and the only door


def _said_by_argparse() -> tuple[str, ...]:
    """Name argparse's own sentences, so that they are found for the catalogue."""
    return (
        gettext("usage: "),
        gettext("options"),
        gettext("positional arguments"),
        gettext("show this help message and exit"),
        gettext("the following arguments are required: %s"),
        gettext("unrecognized arguments: %s"),
        gettext("expected one argument"),
        gettext("one of the arguments %s is required"),
        gettext("not allowed with argument %s"),
        gettext("argument %(argument_name)s: %(message)s"),
        gettext("invalid choice: %(value)r (choose from %(choices)s)"),
        gettext("%(prog)s: error: %(message)s\n"),
    )
