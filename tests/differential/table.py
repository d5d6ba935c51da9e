"""The table of README.md: which verifier refuses what, and by which check. Without a word it is printed anew."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from gongzhi.web.launch.terminal import say
from tests.differential.log import Files, build, save
from tests.differential.tampering import TAMPERINGS
from tests.differential.verifiers import VERIFIERS

README = Path(__file__).with_name("README.md")
TRUE = "nothing"
NOT_SEEN = "–"
HEAD = "what is done"


def folders_of(true_log: Files, folder: Path) -> dict[str, Path]:
    """Write the true log and each of the spoilt ones into folders of their own."""
    found = {TRUE: save(true_log, folder / "true")}
    for number, (done, spoil) in enumerate(TAMPERINGS.items()):
        spoilt = spoil(dict(true_log))
        assert spoilt != true_log, f"{done}: but nothing has changed"
        found[done] = save(spoilt, folder / str(number))
    return found


def cell(failed: Sequence[str]) -> str:
    """Say which checks fail, in the words of the table."""
    return ", ".join(failed) or NOT_SEEN


def cells() -> Mapping[str, Mapping[str, str]]:
    """Read the table: by what is done, then by verifier."""
    rows = [
        [each.strip() for each in line.strip("|").split("|")]
        for line in README.read_text(encoding="utf-8").splitlines()
        if line.startswith("| ")
    ]
    names = next(found for done, *found in rows if done == HEAD)
    return {
        done: dict(zip(names, found, strict=True)) for done, *found in rows if done in {TRUE, *TAMPERINGS}
    }


def main() -> None:
    """Print the table as it should be."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folders = folders_of(build(folder), folder)
        said = [verifier(list(folders.values())) for verifier in VERIFIERS.values()]
    say(f"| {HEAD} | {' | '.join(VERIFIERS)} |")
    say("|---|" + "---|" * len(VERIFIERS))
    for done, path in folders.items():
        say(f"| {done} | {' | '.join(cell(each[path]) for each in said)} |")


if __name__ == "__main__":
    main()
