"""`gongzhi diagnosis train` and `gongzhi diagnosis evaluate`: a classifier of messages, from a file and to a file."""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongzhi.web.commands import diagnosis_cases, diagnosis_readings
from gongzhi.web.launch.inside import inside_django
from gongzhi.web.launch.problems import Problem
from gongzhi.web.launch.terminal import say
from gongzhi.web.launch.words import gettext as _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gongzhi.diagnosis.classifier.of_files import Candidate, Table
    from gongzhi.diagnosis.facts import Labelled


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `diagnosis`."""
    group = commands.add_parser("diagnosis", help=_("train and judge what proposes the matter of a message"))
    actions = group.add_subparsers(metavar=_("COMMAND"), required=True)
    training = actions.add_parser("train", help=_("learn from messages with labels; yields a candidate"))
    training.add_argument(
        "file", type=Path, nargs="?", metavar=_("FILE"), help=_("messages as CSV, UTF-8 or GB18030")
    )
    training.add_argument(
        "--from-cases", action="store_true", help=_("learn from this installation's verified cases instead")
    )
    training.add_argument(
        "--out", type=Path, required=True, metavar=_("MODEL"), help=_("the file the model is written to")
    )
    training.add_argument("--json", action="store_true", help=_("one JSON object on one line"))
    training.set_defaults(run=run_train)
    judging = actions.add_parser("evaluate", help=_("tell how good a model is on messages with labels"))
    judging.add_argument("--data", type=Path, metavar=_("FILE"), help=_("messages as CSV"))
    judging.add_argument("--model", type=Path, metavar=_("MODEL"), help=_("a file that `train` wrote"))
    judging.add_argument(
        "--folds",
        type=_folds,
        metavar=_("PARTS"),
        help=_("judge the way of training instead: hold back each of so many parts in turn"),
    )
    judging.add_argument(
        "--against",
        choices=("baseline",),
        help=_("with --folds: compare with the best plain model on the same parts"),
    )
    judging.add_argument("--json", action="store_true", help=_("one JSON object on one line"))
    judging.set_defaults(run=run_evaluate)
    diagnosis_cases.add(actions)
    diagnosis_readings.add(actions, judging)


def _folds(text: str) -> int:
    number = int(text)
    if not 2 <= number <= 20:
        raise ValueError
    return number


def run_train(arguments: argparse.Namespace) -> int:
    """Train on a file or on verified cases, and write the model."""
    if arguments.from_cases == (arguments.file is not None):
        raise Problem(
            _("Say what to learn from: a file, or --from-cases."),
            _("gongzhi diagnosis train FILE.csv --out MODEL"),
        )
    _writable(arguments.out)
    if arguments.from_cases:
        candidate = _from_cases()
    else:
        table = _table(arguments.file)
        candidate = _trained(table.rows, table.sha256, table.left_out)
    try:
        arguments.out.write_bytes(candidate.data)
    except OSError as error:
        raise _unwritable(arguments.out, error) from None
    found = {
        "digest": candidate.digest,
        "bytes": len(candidate.data),
        "data": candidate.model.cards["data"],
        "model": candidate.model.cards["model"],
    }
    if arguments.json:
        say(json.dumps(found, ensure_ascii=False))
    else:
        say(
            _("✓ %(file)s: a candidate. It may act nowhere before the register lets it.")
            % {"file": arguments.out}
        )
        say(f"  SHA-256 {candidate.digest}, {len(candidate.data) / 1e6:.1f} MB")
        _tell_left_out(candidate.model.cards["data"]["rows_left_out"])
        _tell(found["model"]["evaluation"])
    return 0


def run_evaluate(arguments: argparse.Namespace) -> int:
    """Judge a model, or the way of training, on a file."""
    done = diagnosis_readings.instead(arguments, lambda file: _table(file).rows)
    if done is not None:
        return done
    if (arguments.model is None) == (arguments.folds is None):
        raise Problem(
            _("Say what to judge: --model MODEL, or --folds NUMBER for the way of training."),
            _("gongzhi diagnosis evaluate --model MODEL --data FILE.csv"),
        )
    if arguments.data is None:
        raise Problem(
            _("Say which messages to judge it on: --data FILE.csv."),
            _("gongzhi diagnosis evaluate --model MODEL --data FILE.csv"),
        )
    if arguments.against and not arguments.folds:
        raise Problem(_("--against needs --folds."), _("A model is compared on parts it did not learn from."))
    table = _table(arguments.data)
    _one_thread()
    from gongzhi.diagnosis.classifier.of_files import TooLittleError, by_folds, evaluate

    if arguments.folds:
        bar = _Bar()
        try:
            found = by_folds(
                table.rows,
                table.numbers,
                folds=arguments.folds,
                against_baseline=bool(arguments.against),
                tick=bar.show,
            )
        except TooLittleError:
            raise _too_little() from None
        finally:
            bar.clear()
    else:
        found = evaluate(_model(arguments.model), table.rows, table.numbers)
    found["rows_left_out"] = dict(table.left_out)
    if arguments.json:
        say(json.dumps(found, ensure_ascii=False))
    else:
        _tell_left_out(table.left_out)
        _tell(found)
    return 0


def _table(file: Path) -> "Table":
    _one_thread()
    from gongzhi.diagnosis.classifier.of_files import FileUnreadableError, table_of

    try:
        table = table_of(_bytes(file))
    except FileUnreadableError as error:
        raise Problem(
            _UNREADABLE[error.code]() % {"file": file, "columns": ", ".join(error.columns)},
            _("Give a CSV file with a column of texts and one of labels, in UTF-8 or GB18030."),
        ) from None
    if not table.labelled:
        raise Problem(
            _("%(file)s has no column of labels.") % {"file": file},
            _("Name one 一级标签 or label; a path may be written with /."),
        )
    if not table.rows:
        raise Problem(
            _("No row of %(file)s has both a text and a label.") % {"file": file},
            _("Look at its columns and rows."),
        )
    return table


_UNREADABLE: Mapping[str, Callable[[], str]] = {
    "EMPTY": lambda: _("%(file)s is empty."),
    "ENCODING": lambda: _("%(file)s is neither UTF-8 nor GB18030 text."),
    "TEXT_COLUMN": lambda: _("%(file)s has no column of texts; it has: %(columns)s."),
    "BROKEN": lambda: _("%(file)s cannot be read as CSV."),
}


def _model(file: Path) -> Any:
    from gongzhi.diagnosis.classifier.of_files import ArtefactError, read

    try:
        return read(_bytes(file))
    except ArtefactError as error:
        raise Problem(
            _("%(file)s is no usable model: %(reason)s.") % {"file": file, "reason": _UNUSABLE[error.code]()},
            _("Train one with: gongzhi diagnosis train FILE.csv --out MODEL"),
        ) from None


_UNUSABLE: Mapping[str, Callable[[], str]] = {
    "FOREIGN": lambda: _("it is no model of Gongzhi, or was cut short"),
    "VERSION": lambda: _("it was made by another version of this program; train it anew"),
    "BROKEN": lambda: _("its parts do not fit together"),
    "BIG": lambda: _("it is bigger than a model may be"),
    "DIGEST": lambda: _("its parts do not fit together"),
}


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Problem(
            _("%(file)s cannot be read: %(reason)s.") % {"file": file, "reason": error.strerror or error},
            _("Name a file that is there."),
        ) from None


def _writable(file: Path) -> None:
    """Find out before the work, not after it."""
    there = file.exists()
    try:
        with file.open("ab"):
            pass
        if not there:
            file.unlink()
    except OSError as error:
        raise _unwritable(file, error) from None


def _unwritable(file: Path, error: OSError) -> Problem:
    return Problem(
        _("%(file)s cannot be written: %(reason)s.") % {"file": file, "reason": error.strerror or error},
        _("Choose a folder you may write to."),
    )


def _trained(rows: "Sequence[Labelled]", source: str, left_out: Mapping[str, int]) -> "Candidate":
    from gongzhi.diagnosis.classifier.of_files import TooLittleError, train

    bar = _Bar()
    try:
        return train(rows, source=source, counts=left_out, at=datetime.now(UTC), tick=bar.show)
    except TooLittleError:
        raise _too_little() from None
    finally:
        bar.clear()


def _too_little() -> Problem:
    from gongzhi.diagnosis.classifier.of_files import LEAST_EXAMPLES

    return Problem(
        _("There are fewer than two labels with at least %(number)d messages each.")
        % {"number": LEAST_EXAMPLES},
        _("Collect more messages first; until then the words of the cold start propose."),
    )


def _from_cases() -> "Candidate":
    _one_thread()
    with inside_django():
        from gongzhi.cases.public import labelled
        from gongzhi.kernel.instants import now

        rows = list(labelled(until=now()))
    sums = sha256()
    for row in rows:
        sums.update(json.dumps([row.title, row.text, row.path], ensure_ascii=False).encode())
    return _trained(rows, sums.hexdigest(), {})


def _one_thread() -> None:
    """Leave other programs of a small server their processors; figures by the millisecond mean one of them."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


class _Bar:
    """How far the work is, on a terminal alone."""

    def __init__(self) -> None:
        self._on, self._last = sys.stderr.isatty(), 0.0

    def show(self, share: float, _stage: str) -> None:
        if self._on and time.monotonic() - self._last > 0.1:
            self._last = time.monotonic()
            sys.stderr.write(f"\r  [{'█' * int(share * 30):<30}] {share:>4.0%}")
            sys.stderr.flush()

    def clear(self) -> None:
        if self._on:
            sys.stderr.write("\r" + " " * 44 + "\r")
            sys.stderr.flush()


def _tell_left_out(left_out: Mapping[str, int]) -> None:
    words = {
        "blank": _("rows left out: blank"),
        "wrong_number_of_cells": _("rows left out: wrong number of cells"),
        "no_text": _("rows left out: no text"),
        "no_label": _("rows left out: no label"),
    }
    for code, number in left_out.items():
        say(f"  {number:>7}  {words.get(code, code)}")


def _tell(found: Mapping[str, Any]) -> None:
    bounds = found["intervals"]
    for name, key in (
        (_("macro F1"), "macro_f1"),
        (_("accuracy"), "accuracy"),
        (_("expected calibration error"), "ece"),
        (_("coverage at 97 % precision"), "coverage_at_97"),
        (_("precision there"), "precision_there"),
        (_("accuracy of the first two"), "top2_accuracy"),
    ):
        interval = " [{:.3f} – {:.3f}]".format(*bounds[key]) if key in bounds else ""
        value = found[key]
        say(f"  {'–' if value is None else f'{value:.4f}':>7}{interval}  {name}")
    for words, number in (
        (_("messages judged"), found["n"]),
        (
            _("of them with a label this model does not know: the figures say little"),
            found.get("unknown_labels"),
        ),
        (_("milliseconds a message"), found.get("ms_per_message")),
    ):
        if number:
            say(f"  {number:>7}  {words}")
    if "against_baseline" in found:
        beside, words = found["against_baseline"], _("macro F1 beside the plain model")
        low, high = beside["interval"]
        say(f"  {beside['macro_f1_difference']:+.4f} [{low:+.4f} – {high:+.4f}]  {words}")
    say("")
    for label, each in found["per_class"].items():
        say(
            f"  F1 {each['f1']:.3f}  P {each['precision']:.3f}  R {each['recall']:.3f}  n {each['n']:>6}  {label}"
        )
