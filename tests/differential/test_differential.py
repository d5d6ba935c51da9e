"""The true log is accepted, and what is done to it refused, by three verifiers that share no line of code.

Which of them looks at what stands in README.md, and is held to be exactly that.
"""

from pathlib import Path

import pytest

from tests.differential.log import build, save, tall
from tests.differential.table import TRUE, cell, cells, folders_of
from tests.differential.tampering import TAMPERINGS
from tests.differential.verifiers import VERIFIERS

WHOLE = ("own code (Python)", "x/mod/sumdb (Go)")  # these read the whole log; the third reads a proof

Said = tuple[str, dict[str, list[str]]]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("logs")
    return folders_of(build(folder), folder)


@pytest.fixture(scope="module", params=VERIFIERS)
def said(request: pytest.FixtureRequest, folders: dict[str, Path]) -> Said:
    """What one verifier says of each log. Skipped where its language is not installed."""
    verdicts = VERIFIERS[request.param](list(folders.values()))
    return request.param, {done: verdicts[folder] for done, folder in folders.items()}


def test_the_true_log_is_accepted(said: Said) -> None:
    _name, verdicts = said
    assert verdicts[TRUE] == []


def test_who_reads_the_whole_log_refuses_whatever_is_done_to_it(said: Said) -> None:
    name, verdicts = said
    accepted = [done for done in TAMPERINGS if not verdicts[done]]
    assert name not in WHOLE or accepted == []


def test_the_table_says_who_refuses_what(said: Said) -> None:
    name, verdicts = said
    told = {done: row[name] for done, row in cells().items()}
    found = {done: cell(failed) for done, failed in verdicts.items()}
    assert told == found, "type: .venv/bin/python -m tests.differential.table"


@pytest.mark.parametrize("name", VERIFIERS)
def test_a_log_with_three_levels_of_tiles_is_accepted(name: str, tmp_path: Path) -> None:
    files = tall()
    assert {"tile/0/272", "tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"} <= set(files)
    assert VERIFIERS[name]([save(files, tmp_path)]) == {tmp_path: []}
