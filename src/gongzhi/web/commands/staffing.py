"""`gongzhi loops staffing`: the hours of work a definition asks of each party, before it is adopted."""

import argparse
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gongzhi.loops
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.web.launch.offline import set_up_offline
from gongzhi.web.launch.problems import Problem
from gongzhi.web.launch.terminal import say
from gongzhi.web.launch.words import gettext as _
from gongzhi.web.launch.words import language

if TYPE_CHECKING:
    from gongzhi.loops.public import Assumptions, Definition, Staffing

SHIPPED = Path(gongzhi.loops.__file__).parent
PER = 1000
DEFAULT = "default of this project"  # the source that the shipped file names


def register_staffing(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `loops staffing`."""
    staffing = actions.add_parser(
        "staffing",
        help=_("count the hours of work a definition asks of each party, under stated assumptions"),
    )
    staffing.add_argument("file", type=Path, metavar=_("FILE"))
    staffing.add_argument(
        "--per", type=_number, default=PER, metavar=_("COUNT"), help=_("so many matters a month (1000)")
    )
    staffing.add_argument(
        "--assumptions",
        type=Path,
        metavar=_("FILE"),
        help=_("a file with other assumptions; it needs only what it changes, and its source"),
    )
    staffing.set_defaults(run=run_staffing)


def _number(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 100_000_000:
        raise ValueError(text)
    return number


def run_staffing(arguments: argparse.Namespace) -> int:
    """Print hours, posts, stays, tight limits and the assumptions. No database is needed."""
    set_up_offline()
    from gongzhi.loops.public import check_text, parse_profile, read_definition, render_findings, staffing

    text = _read(arguments.file)
    if findings := check_text(text):
        say(
            _("✗ %(file)s is not sound: %(count)s findings.")
            % {"file": arguments.file, "count": len(findings)}
        )
        for line in render_findings(findings, language()).splitlines():
            say(f"  {line}")
        return 1
    definition = read_definition(text)
    assumed = _assumed(arguments.assumptions)
    profile = parse_profile(_read(SHIPPED / "profiles/default.yaml"))
    try:
        found = staffing(definition, profile, assumed)
    except Refused as refused:
        raise _unusable(arguments.assumptions, [refused.refusal]) from None
    for line in _lines(definition, found, assumed, arguments.per):
        say(line)
    return 0


def _assumed(file: Path | None) -> "Assumptions":
    from gongzhi.loops.public import BadAssumptions, read_assumptions

    try:
        return read_assumptions(_read(SHIPPED / "staffing/default.yaml"), _read(file) if file else "")
    except BadAssumptions as error:
        raise _unusable(file, error.refusals) from None


def _unusable(file: Path | None, refusals: Iterable[Refusal]) -> Problem:
    from gongzhi.ui.words import refusal_sentence

    for refusal in refusals:
        say(f"  {refusal_sentence(refusal)}")
    shown = file or SHIPPED / "staffing/default.yaml"
    return Problem(
        _("With the assumptions of %(file)s nothing can be counted.") % {"file": shown},
        _("Compare them with src/gongzhi/loops/staffing/default.yaml"),
    )


def _lines(definition: "Definition", found: "Staffing", assumed: "Assumptions", per: int) -> Iterator[str]:
    yield _("%(name)s, version %(version)s: %(per)s matters a month") % {
        "name": definition.id,
        "version": definition.version,
        "per": f"{per:,}",
    }
    yield ""
    yield from _table(
        [_("party"), _("who that is"), _("hours"), _("posts")], _hours(definition, found, assumed, per)
    )
    yield ""
    stays = [[name, f"{number * per:,.0f}"] for name, number in found.stays.items()]
    yield from _table([_("state"), _("stays")], stays)
    yield ""
    rests = sorted(found.rests.items(), key=lambda each: -each[1])
    yield from _table([_("end"), _("matters")], [[name, f"{number * per:,.0f}"] for name, number in rests])
    yield ""
    yield from _tight(found)
    yield ""
    yield from _assumptions(assumed)


def _hours(definition: "Definition", found: "Staffing", assumed: "Assumptions", per: int) -> list[list[str]]:
    from gongzhi.loops.facts import PartyKind
    from gongzhi.loops.public import party_words

    words, rows, whole = party_words(definition), [], 0.0
    for name, party in definition.parties.items():
        if party.kind is PartyKind.PERSON:
            rows.append([name, words[name], _("not counted"), ""])
            continue
        hours = found.hours(name, per)
        whole += hours
        rows.append([name, words[name], f"{hours:,.1f}", f"{hours / assumed.post.hours_a_month:,.1f}"])
    rows.append(["", _("together"), f"{whole:,.1f}", f"{whole / assumed.post.hours_a_month:,.1f}"])
    return rows


def _tight(found: "Staffing") -> Iterator[str]:
    from gongzhi.loops.public import duration_words

    yield _("Limits that are tight") if found.tight else _("No limit is tight.")
    for each in found.tight:
        details = {
            "where": f"{each.state}/{each.key}" + (f"/{each.limit_class}" if each.limit_class else ""),
            "limit": duration_words(each.limit),
            "minutes": f"{each.minutes:g}",
        }
        if each.around_the_clock:
            yield (
                "  "
                + _(
                    "%(where)s: %(limit)s around the clock, so somebody has to be there day and night; "
                    "%(minutes)s minutes of work"
                )
                % details
            )
        else:
            yield "  " + _("%(where)s: %(minutes)s minutes of work in a limit of %(limit)s") % details


def _assumptions(assumed: "Assumptions") -> Iterator[str]:
    source = _("default of this project") if assumed.source == DEFAULT else assumed.source
    yield _("Under these assumptions (source: %(source)s)") % {"source": source}
    for kind, minutes in assumed.minutes.items():
        yield f"  {kind}: " + "; ".join(
            filter(None, [_("%(n)s minutes a stay") % {"n": f"{minutes:g}"}, _shares(assumed.leaves[kind])])
        )
    for state, shares in assumed.steps.items():
        yield f"  {state}: {_shares(shares)}"
    again = _shares({end.value: share for end, share in assumed.reopened.items()})
    yield "  " + _("opened again: %(shares)s") % {"shares": again}
    beside = ", ".join(
        f"{name} {each.share:g} % × {each.minutes:g} min" for name, each in assumed.beside.items()
    )
    yield "  " + _("beside: %(list)s") % {"list": beside}
    yield "  " + _("a post: %(days)s days a month, %(hours)s hours a day, %(share)s %% of them for this") % {
        "days": assumed.post.days,
        "hours": assumed.post.hours,
        "share": f"{assumed.post.share:g}",
    }
    yield "  " + _("tight: from %(share)s %% of the limit on; classes of limit: %(classes)s") % {
        "share": f"{assumed.tight:g}",
        "classes": _shares(assumed.classes),
    }


def _shares(shares: Any) -> str:
    return ", ".join(f"{name} {share:g} %" for name, share in shares.items())


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield lines in columns; a Chinese character is two wide. Figures stand to the right."""
    cells = [head, *rows]
    widths = [max(_width(row[column]) for row in cells) for column in range(len(head))]
    for row in cells:
        shown = []
        for column, (text, width) in enumerate(zip(row, widths, strict=True)):
            gap = " " * (width - _width(text))
            shown.append(gap + text if column >= len(head) - (len(head) // 2) else text + gap)
        yield ("  " + "  ".join(shown)).rstrip()


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _read(file: Path) -> str:
    from gongzhi.web.commands.loops import _read as read

    return read(file)
