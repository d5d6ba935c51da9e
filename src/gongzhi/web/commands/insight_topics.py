"""`gongzhi insight topics`: put the messages of a file together, and tell how good that is."""

import argparse
import json
from pathlib import Path

from gongzhi.kernel.instants import now
from gongzhi.web.launch.inside import inside_django
from gongzhi.web.launch.problems import Problem
from gongzhi.web.launch.terminal import say
from gongzhi.web.launch.words import gettext as _


def register(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `topics`."""
    topics = actions.add_parser(
        "topics",
        help=_("put the messages of a file together into topics, and compare them with known events"),
    )
    topics.add_argument(
        "--data",
        type=Path,
        required=True,
        metavar=_("FILE"),
        help=_("messages as CSV: number, title, text, author"),
    )
    topics.add_argument(
        "--gold",
        type=Path,
        metavar=_("FILE"),
        help=_("events as CSV: number of the message, name of its event"),
    )
    topics.add_argument("--json", action="store_true", help=_("one JSON object on one line"))
    topics.set_defaults(run=run_topics)
    anew = actions.add_parser(
        "rebuild", help=_("make the topics of the last ninety days anew; what people said of them stays")
    )
    anew.set_defaults(run=run_rebuild)


def run_topics(arguments: argparse.Namespace) -> int:
    """Print counts, and the measures where events are given. Needs no database."""
    from gongzhi.insight.topics.of_files import FileUnreadable, events_of, judged, messages_of

    try:
        messages = messages_of(_read(arguments.data))
        events = events_of(_read(arguments.gold)) if arguments.gold else None
    except FileUnreadable as error:
        raise Problem(_why(error.code, error.detail), _("Look at the file and try again.")) from None
    found = judged(messages, events)
    if arguments.json:
        say(json.dumps(found))
        return 0
    say(
        _(
            "%(messages)d messages, %(topics)d topics, the biggest group has %(biggest)d, %(rate)d messages a second."
        )
        % {
            "messages": found["messages"],
            "topics": found["topics"],
            "biggest": found["biggest_cluster"],
            "rate": found["messages_per_second"],
        }
    )
    if events is not None:
        say(
            _(
                "B³: precision %(p).3f, recall %(r).3f, F1 %(f).3f; pairs' F1 %(w).3f; %(found)d of %(all)d events."
            )
            % {
                "p": found["b3_precision"],
                "r": found["b3_recall"],
                "f": found["b3_f1"],
                "w": found["pairwise_f1"],
                "found": found["events_found"],
                "all": found["events"],
            }
        )
    return 0


def run_rebuild(_arguments: argparse.Namespace) -> int:
    """Place what stands nowhere, and group the window."""
    with inside_django():
        from gongzhi.insight.public import rebuild_topics
        from gongzhi.people.facts import SYSTEM

        placed = rebuild_topics(by=SYSTEM, at=now(), step=_tell_step)
    say(_("%(number)d messages were placed, and all were put together anew.") % {"number": placed})
    return 0


def _tell_step(done: int) -> None:
    if done % 1000 == 0:
        say(f"  {done}")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Problem(
            _("%(file)s cannot be read: %(reason)s.") % {"file": path, "reason": error.strerror or error},
            _("Check the path and its permissions."),
        ) from None


def _why(code: str, detail: str) -> str:
    if code == "column":
        return _("The file has no column “%(names)s”.") % {"names": detail}
    if code == "twice":
        return _("A message's number stands in the file twice.")
    if code == "many":
        return _("The file has more than %(number)s messages; that many are not compared at once.") % {
            "number": detail
        }
    return _("The file is neither UTF-8 nor GB 18030.")
