"""What `gongzhi diagnosis` says of the plain readings and of an endpoint; and a SIMULATOR of such an endpoint."""

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from gongzhi.web.commands import diagnosis_told
from gongzhi.web.launch.inside import inside_django
from gongzhi.web.launch.problems import Problem
from gongzhi.web.launch.terminal import say
from gongzhi.web.launch.words import gettext as _

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from gongzhi.diagnosis.facts import Labelled
    from gongzhi.diagnosis.of_terminal import Endpoint, Grounding


def add(
    actions: "argparse._SubParsersAction[argparse.ArgumentParser]", judging: argparse.ArgumentParser
) -> None:
    """Add the fixed questions and the simulator to `diagnosis`, and three more things to judge to `evaluate`."""
    judging.add_argument(
        "--personal-data",
        action="store_true",
        help=_("judge how well personal data are found in marked texts"),
    )
    judging.add_argument(
        "--words", action="store_true", help=_("judge the words of the tree on messages held back")
    )
    judging.add_argument(
        "--pairs",
        action="store_true",
        help=_("judge how well two reports of one problem are told from others"),
    )
    judging.add_argument("--endpoint", metavar="URL", help=_("judge a language model behind this address"))
    _name_the_model(judging)
    asking = actions.add_parser(
        "questions",
        help=_("ask an endpoint the fixed questions; count the answers that rest on their articles"),
    )
    asking.add_argument(
        "--endpoint", metavar="URL", help=_("its address, up to /v1; else the one that is set")
    )
    _name_the_model(asking)
    asking.add_argument(
        "--report", action="store_true", help=_("put the count on record for the daily look of the register")
    )
    asking.add_argument("--json", action="store_true", help=_("one JSON object on one line"))
    asking.set_defaults(run=run_questions)
    simulating = actions.add_parser(
        "simulate-endpoint",
        help=_("a SIMULATOR of a server with a language model; there is no model behind it"),
    )
    simulating.add_argument(
        "--port", type=int, default=8900, help=_("the port it listens on, on this machine alone")
    )
    simulating.add_argument(
        "--behaviour",
        default="good",
        metavar=_("NAME"),
        help=_("how it answers: good, slow, refuses, broken, obeys, and others (see the guide)"),
    )
    simulating.set_defaults(run=run_simulator)


def _name_the_model(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--model-name", default="simulator", metavar=_("NAME"), help=_("the name of the model there")
    )
    command.add_argument(
        "--key-file", type=Path, metavar=_("FILE"), help=_("a file that holds the key for it")
    )


def instead(arguments: argparse.Namespace, rows: "Callable[[Path], Sequence[Labelled]]") -> int | None:
    """Judge what is no classifier of a file, where one was named; None where none was."""
    if arguments.personal_data:
        from gongzhi.diagnosis.of_terminal import personal_data_figures

        _say(personal_data_figures(), arguments, diagnosis_told.personal_data)
        return 0
    if arguments.words:
        from gongzhi.diagnosis.of_terminal import words_figures

        _say(words_figures(), arguments, diagnosis_told.words_of_the_tree)
        return 0
    if arguments.pairs:
        from gongzhi.diagnosis.of_terminal import pairs_report

        _say(json.loads(pairs_report(as_json=True)), arguments, diagnosis_told.pairs)
        return 0
    if arguments.endpoint is None:
        return None
    if arguments.data is None:
        raise Problem(
            _("Say which messages to judge it on: --data FILE.csv."),
            _("gongzhi diagnosis evaluate --endpoint URL --data FILE.csv"),
        )
    where = _where(arguments)
    from gongzhi.diagnosis.of_terminal import judged_endpoint

    figures = judged_endpoint(where, rows(arguments.data))
    if sum(figures["unanswered"].values()) >= figures["n"]:
        # Noughts would look like figures of a model.
        raise Problem(
            _("%(address)s gave no usable answer to any of %(n)d messages.")
            % {"address": arguments.endpoint, "n": figures["n"]},
            _("Look whether it runs, and at the name of the model and its key."),
        )
    _say(figures, arguments, diagnosis_told.endpoint)
    return 0


def _say(
    figures: "dict[str, Any]", arguments: argparse.Namespace, told: "Callable[[dict[str, Any]], str]"
) -> None:
    say(json.dumps(figures, ensure_ascii=False) if arguments.json else told(figures))


def _where(arguments: argparse.Namespace) -> "Endpoint":
    from gongzhi.diagnosis.of_terminal import Endpoint, is_allowed

    if not is_allowed(arguments.endpoint):
        raise Problem(
            _("%(address)s may not be asked: only https, or http on this very machine.")
            % {"address": arguments.endpoint},
            _("Give an address up to /v1."),
        )
    try:
        key = arguments.key_file.read_text(encoding="utf-8").strip() if arguments.key_file else ""
    except OSError as error:
        raise Problem(
            _("%(file)s cannot be read: %(reason)s.")
            % {"file": arguments.key_file, "reason": error.strerror or error},
            _("Name a file that is there."),
        ) from None
    return Endpoint(arguments.endpoint, arguments.model_name, key)


def run_questions(arguments: argparse.Namespace) -> int:
    """Ask the fixed questions, tell what became of each, and put the count on record where that was asked for."""
    found = (
        _asked_where_it_is_set(arguments) if arguments.report or not arguments.endpoint else _asked(arguments)
    )
    if arguments.json:
        say(json.dumps({"n": found.n, "grounded": found.grounded, "outcomes": dict(found.outcomes)}))
    else:
        for name, code in found.outcomes:
            say(f"  {name}: {diagnosis_told.outcome(code)}")
        say(
            _("%(grounded)d of %(n)d answers rest on their articles.")
            % {"grounded": found.grounded, "n": found.n}
        )
    return 0


def _asked(arguments: argparse.Namespace) -> "Grounding":
    """Ask the shipped questions; no installation is needed for it."""
    from gongzhi.diagnosis.of_terminal import ask_fixed, questions

    return ask_fixed(_where(arguments), questions())


def _asked_where_it_is_set(arguments: argparse.Namespace) -> "Grounding":
    """Ask the installation's questions too, outside every transaction; then put the count on record."""
    with inside_django():
        from gongzhi.diagnosis.of_terminal import ask_fixed
        from gongzhi.diagnosis.public import asked_endpoint, fixed_questions, report_grounded
        from gongzhi.kernel.refusals import Refused
        from gongzhi.people.facts import SYSTEM

        where = _where(arguments) if arguments.endpoint else asked_endpoint()
        if where is None:
            raise Problem(
                _("No endpoint is set."), _("Give one with --endpoint URL, or set GONGZHI_ENDPOINT_URL.")
            )
        found = ask_fixed(where, fixed_questions())
        if arguments.report:
            try:
                report_grounded(found=found, by=SYSTEM, at=datetime.now(UTC))
            except Refused:
                raise Problem(
                    _("The register holds no version of it that is tried or in force."),
                    _("Leave out --report."),
                ) from None
    return found


def run_simulator(arguments: argparse.Namespace) -> int:
    """Serve until it is stopped."""
    from gongzhi.diagnosis.of_terminal import Behaviour, Simulator

    try:
        behaviour = Behaviour(arguments.behaviour)
    except ValueError:
        raise Problem(
            _("No behaviour is called %(name)s.") % {"name": arguments.behaviour},
            _("Choose one of: %(names)s") % {"names": ", ".join(Behaviour)},
        ) from None
    try:
        simulator = Simulator(behaviour, port=arguments.port)
    except OSError as error:
        raise Problem(
            _("Port %(port)d is not free: %(reason)s.") % {"port": arguments.port, "reason": error.strerror},
            _("Choose another one with --port."),
        ) from None
    say(_("A SIMULATOR without a model listens at %(url)s (Ctrl+C ends it).") % {"url": simulator.url})
    simulator.server.serve_forever()
    return 0
