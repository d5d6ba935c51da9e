"""The classifier of messages on public ones: how good by folds, how fast, how long it learns, how big its file is."""

import time
from collections.abc import Iterator
from pathlib import Path

from bench.installation import Installation
from bench.results import Result
from gongzhi.diagnosis.classifier.artefact import read
from gongzhi.diagnosis.classifier.evaluating import by_folds
from gongzhi.diagnosis.classifier.reasons import account
from gongzhi.diagnosis.classifier.rows import table_of
from gongzhi.diagnosis.classifier.training import train

DATA = Path(__file__).parents[3] / "shared" / "data" / "taidi_c" / "train.csv"
MOST_ECE, MOST_MS, MOST_SECONDS, MOST_MB = 0.03, 5, 180, 50


def measure(_installation: Installation) -> Iterator[Result]:
    """Judge the way of training by five folds beside the plain model, then train once on all; no database."""
    if not DATA.is_file():
        raise FileNotFoundError("../shared/data is not beside the checkout")
    table = table_of(DATA.read_bytes())
    found = by_folds(table.rows, table.numbers, folds=5, against_baseline=True)
    number = found["n"]
    plain = found["against_baseline"]
    yield Result(
        "diagnosis.macro_f1",
        "F1",
        found["macro_f1"],
        floor_name="the plain model on the same parts",
        floor_value=plain["baseline_macro_f1"],
        n=number,
    )
    yield Result("diagnosis.difference_lowest", "F1", plain["interval"][0], n=plain["resamples"])
    yield Result("diagnosis.ece", "share", found["ece"], n=number, target=MOST_ECE)
    yield Result("diagnosis.coverage_at_97", "share", found["coverage_at_97"], n=number)
    yield Result("diagnosis.precision_there", "share", found["precision_there"] or 0, n=number)
    began = time.perf_counter()
    candidate = train(table.rows)
    yield Result("diagnosis.training", "s", time.perf_counter() - began, n=1, target=MOST_SECONDS)
    yield Result("diagnosis.file", "MB", len(candidate.data) / 2**20, n=1, target=MOST_MB)
    began = time.perf_counter()
    model = read(candidate.data)
    yield Result("diagnosis.loading", "ms", (time.perf_counter() - began) * 1000, n=1)
    some = table.rows[:500]
    began = time.perf_counter()
    for row in some:
        model.confidences(row.title, row.text)
    spent = (time.perf_counter() - began) * 1000 / len(some)
    yield Result("diagnosis.message", "ms", spent, n=len(some), target=MOST_MS)
    began = time.perf_counter()
    for row in some:
        account(model, row.title, row.text, model.levels[0].paths[0])
    yield Result("diagnosis.reasons", "ms", (time.perf_counter() - began) * 1000 / len(some), n=len(some))
