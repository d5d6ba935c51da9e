"""`gongzhi messages`: compile the catalogues, find what has no translation, and what is hard to read."""

import argparse

from gongzhi.web.launch.terminal import say
from gongzhi.web.launch.words import gettext as _


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `messages`."""
    group = commands.add_parser("messages", help=_("compile and check the translations"))
    actions = group.add_subparsers(metavar=_("COMMAND"), required=True)
    compiling = actions.add_parser("compile", help=_("compile the catalogues that have changed"))
    compiling.set_defaults(run=run_compile)
    checking = actions.add_parser(
        "check", help=_("list what has no translation; exit code 1 when there is any")
    )
    checking.set_defaults(run=run_check)
    reading = actions.add_parser("reading", help=_("measure how hard residents' texts are to read"))
    reading.add_argument(
        "--worst", type=int, default=10, metavar=_("COUNT"), help=_("how many of the hardest texts to list")
    )
    reading.set_defaults(run=run_reading)


def run_compile(_arguments: argparse.Namespace) -> int:
    """Compile what is newer than its compiled form."""
    from gongzhi.web.catalogues import compile_catalogues

    compile_catalogues()
    return 0


def run_check(_arguments: argparse.Namespace) -> int:
    """List the gaps."""
    from gongzhi.web.catalogues import gaps

    found = list(gaps())
    for gap in found:
        say(f"{gap.package}: {gap.place}: {gap.problem}: {gap.message!r}")
    return 1 if found else 0


def run_reading(arguments: argparse.Namespace) -> int:
    """Say how hard residents' texts are in each language, and list the hardest."""
    from gongzhi.web.readability import measure_chinese, measure_english
    from gongzhi.web.residents_read import hardest, in_sentences, residents_texts

    texts = list(residents_texts())
    zh, en = measure_chinese(in_sentences(texts, "zh")), measure_english(in_sentences(texts, "en"))
    say(
        _(
            "Chinese: {sentences} sentences of {average} characters, {long} of them long; {rare} of characters rare"
        ).format(
            sentences=zh.sentences,
            average=f"{zh.average:.1f}",
            long=f"{zh.long_share:.1%}",
            rare=f"{zh.rare_share:.2%}",
        )
    )
    say(
        _("English: {sentences} sentences of {average} words, grade {grade}").format(
            sentences=en.sentences, average=f"{en.average:.1f}", grade=f"{en.grade:.1f}"
        )
    )
    for language in ("zh", "en"):
        for rate, told in hardest(texts, language, count=arguments.worst):
            say(f"{rate:5.1f}  {told.place}: {told.text}")
    return 0
