"""The page of the command line, in the language asked for."""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager

from gongzhi.web.command import parser
from gongzhi.web.reference.markdown import code, table

# Words of the page itself; the rest is what the commands say.
_WORDS = {
    "en": ("Commands", "option", "meaning"),
    "zh": ("命令", "参数", "说明"),
}


def page(language: str) -> str:
    """Return the page in ``en`` or ``zh``."""
    title, option, meaning = _WORDS[language]
    with _spoken(language):
        top = parser()
        parts = [f"# {title}", top.description or "", top.epilog or ""]
        for words, command, help_text in _leaves(top, "gongzhi", ""):
            parts += [f"## `{words}`", help_text]
            rows = [
                [code(_name(action)), _help(action)]
                for action in command._actions
                if not isinstance(action, argparse._HelpAction)
            ]
            if rows:
                parts.append(table([option, meaning], rows))
    return "\n\n".join(filter(None, parts))


@contextmanager
def _spoken(language: str) -> Iterator[None]:
    """Speak `language` for a while; argparse is told when a parser is made."""
    before = os.environ.get("GONGZHI_LANG")
    os.environ["GONGZHI_LANG"] = language
    try:
        yield
    finally:
        if before is None:
            del os.environ["GONGZHI_LANG"]
        else:
            os.environ["GONGZHI_LANG"] = before


def _leaves(
    command: argparse.ArgumentParser, words: str, help_text: str
) -> Iterator[tuple[str, argparse.ArgumentParser, str]]:
    """Yield every command that can be run: its words, its parser, its help."""
    groups = [action for action in command._actions if isinstance(action, argparse._SubParsersAction)]
    if not groups:
        yield words, command, help_text
    for group in groups:
        helps = {choice.dest: choice.help or "" for choice in group._choices_actions}
        for name, below in group.choices.items():
            yield from _leaves(below, f"{words} {name}", helps.get(name, ""))


def _name(action: argparse.Action) -> str:
    """Return an option or argument as one types it."""
    value = str(action.metavar or action.dest.upper())
    if not action.option_strings:
        return f"[{value}]" if action.nargs == "?" else value
    word = action.option_strings[-1]
    return word if action.nargs == 0 else f"{word} {value}"


def _help(action: argparse.Action) -> str:
    return action.help or ""
