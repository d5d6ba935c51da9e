"""The documentation: links lead somewhere, named commands exist, generated pages are those of the code."""

import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution, metadata
from pathlib import Path

import pytest
import yaml

from gongzhi.cases.facts import Channel, Filer, PlaceKind, Satisfaction
from gongzhi.loops.facts import EndKind, EventKind, Join, PartyKind, StateKind, Threshold
from gongzhi.organization.facts import DutyRole, GridKind, LimitClass, Office
from gongzhi.web.command import parser
from gongzhi.web.reference import pages
from gongzhi.web.reference.environment import VARIABLES
from tests.house.code import ROOT, SOURCE, modules

DOCS = ROOT / "docs"
READMES = ("README.md", "README.zh.md")
# Own variables, and those of others we read; what Django's settings call like this is no variable.
VARIABLE = re.compile(r"GONGZHI_[A-Z0-9_]+|PG_BINDIR|PORT|CHROMIUM|DATABASE_(?:OWNER_)?URL")
# Where a command begins in a line of shell, variables set before it included.
BEGIN = r"(?:^\s*|[;&|]\s*)(?:[A-Z_]+=\S+\s+)*"
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


@cache
def _texts() -> dict[Path, str]:
    """Return every Markdown file git knows, or would take up."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    files = [ROOT / name for name in listed.split("\0") if name]
    return {file: file.read_text(encoding="utf-8") for file in files if file.is_file()}


def _anchors(text: str) -> set[str]:
    """Return the anchors of headings as viewers of Markdown make them."""
    heads = re.findall(r"^#+ (.+)$", FENCE.sub("", text), re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", head.replace("`", "")).strip().lower().replace(" ", "-") for head in heads
    }


def _links(text: str) -> Iterator[str]:
    plain = re.sub(r"`[^`\n]*`", "", FENCE.sub("", text))
    for target in re.findall(r"\]\(([^)\s]+)\)", plain):
        if not re.match(r"[a-z]+:", target):
            yield target


def test_links_inside_lead_somewhere() -> None:
    broken = []
    for file, text in _texts().items():
        for target in _links(text):
            path, _, anchor = target.partition("#")
            goal = (file.parent / path).resolve() if path else file
            found = goal.exists()
            if found and anchor and goal.suffix == ".md":
                found = anchor in _anchors(goal.read_text(encoding="utf-8"))
            if not found:
                broken.append(f"{file.relative_to(ROOT)}: {target}")
    assert not broken, "\n".join(broken)


def test_every_decision_is_listed_and_has_its_parts() -> None:
    folder = DOCS / "adr"
    index = (folder / "README.md").read_text(encoding="utf-8")
    decisions = sorted(folder.glob("[0-9]*.md"))
    assert [int(file.name[:4]) for file in decisions] == list(range(1, len(decisions) + 1))
    for file in decisions:
        text = file.read_text(encoding="utf-8")
        assert f"({file.name})" in index, f"{file.name} is not listed in docs/adr/README.md"
        for part in ("## Context", "## Decision", "## Consequences", "## Regret"):
            assert part in text, f"{file.name} lacks {part}"
        assert text.count("\n") <= 60, f"{file.name} is longer than 60 lines"


def _make_targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def _exists(words: list[str]) -> bool:
    """Tell whether `words` begin with a command of ours: as many words as name one."""
    here = parser()
    while words:
        group = next((each for each in here._actions if each.dest == "command" or each.nargs == "A..."), None)
        if group is None or not group.choices:
            return True
        choices = dict(group.choices)  # type: ignore[call-overload]
        if words[0] not in choices:
            return False
        here, words = choices[words[0]], words[1:]
    return True


def test_commands_named_in_the_documentation_exist() -> None:
    targets, wrong = _make_targets(), []
    for file, text in _texts().items():
        if DOCS not in file.parents and file.parent != ROOT:
            continue
        spans = "\n".join([*re.findall(r"`([^`\n]+)`", text), *FENCE.findall(text)])
        for target in re.findall(rf"{BEGIN}make (?:-C \S+ )?([a-z-]+)", spans, re.MULTILINE):
            if target not in targets:
                wrong.append(f"{file.relative_to(ROOT)}: make {target}")
        for said in re.findall(
            rf"(?:{BEGIN}|bin/)gongzhi ([a-z]+(?: [a-z][a-z0-9-]*)?)", spans, re.MULTILINE
        ):
            if not _exists(said.split()):
                wrong.append(f"{file.relative_to(ROOT)}: gongzhi {said}")
    assert not wrong, "\n".join(wrong)


def test_a_command_that_does_not_exist_is_found() -> None:
    assert _exists(["loops", "check"])
    assert _exists(["run"])
    assert not _exists(["loops", "fly"])
    assert not _exists(["fly"])


@pytest.mark.parametrize("name", READMES)
def test_the_readmes_name_the_two_commands(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "make run" in text
    assert "make test" in text


def test_generated_pages_are_those_of_the_code() -> None:
    folder, wanted = DOCS / "reference", pages()
    stale = [
        name
        for name, text in wanted.items()
        if not (folder / name).exists() or (folder / name).read_text(encoding="utf-8") != text
    ]
    left = sorted(file.name for file in folder.glob("*.md") if file.name not in wanted)
    assert not stale + left, f"type `make docs`: {stale + left}"


def test_every_variable_is_described() -> None:
    told = {each.name for each in VARIABLES}
    settings = (SOURCE / "web/settings.py").read_text(encoding="utf-8")
    of_django = set(re.findall(r"^(GONGZHI_\w+) =", settings, re.MULTILINE)) | {"GONGZHI_HUMAN_CHANNEL"}
    read = {
        str(text.value)
        for module in modules()
        if module.place != "web/reference/environment.py"
        for text in module.texts()
        if VARIABLE.fullmatch(str(text.value))
    }
    environment = {name for name in read if name not in of_django or f'"{name}"' in settings}
    assert not environment - told, f"describe in web/reference/environment.py: {environment - told}"
    assert not told - read, f"nobody reads: {told - read}"


def _powers() -> set[str]:
    types = yaml.safe_load((SOURCE / "organization/data/post_types.yaml").read_text(encoding="utf-8"))
    return {power for each in types.values() for power in each["powers"]}


def _case() -> set[str]:
    case = yaml.safe_load((SOURCE / "loops/definitions/case.yaml").read_text(encoding="utf-8"))
    return {*case["parties"], *case["states"], *(each["event"] for each in case["transitions"])}


def test_every_word_of_the_trade_is_in_the_glossary() -> None:
    enums = (
        *(Channel, Filer, PlaceKind, Satisfaction),
        *(StateKind, EndKind, EventKind, PartyKind, Join, Threshold),
        *(Office, GridKind, DutyRole, LimitClass),
    )
    packages = {path.name for path in SOURCE.iterdir() if (path / "__init__.py").exists()} - {"migrations"}
    types = yaml.safe_load((SOURCE / "organization/data/post_types.yaml").read_text(encoding="utf-8"))
    words = {*packages, *types, *_powers(), *_case(), *(member.value for enum in enums for member in enum)}
    told = set(re.findall(r"`([^`\n]+)`", (DOCS / "words.md").read_text(encoding="utf-8")))
    assert not words - told, f"explain in docs/words.md: {sorted(words - told)}"


def _declared(name: str) -> str:
    """Return everything an installed package says about its licence."""
    said = metadata(name)
    classifiers = [each for each in said.get_all("Classifier") or [] if each.startswith("License")]
    text = said.get("License-Expression") or (said.get("License") or "")[:200]
    if not text and not classifiers:
        files = [file for file in distribution(name).files or [] if "LICENSE" in file.name.upper()]
        text = files[0].read_text()[:200]
    return f"{text} {classifiers}"


def test_dependencies_are_told_with_the_licence_they_declare() -> None:
    page = (DOCS / "dependencies.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `([a-z0-9-]+)` \| ([^|]+?) \|", page, re.MULTILINE))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"]
    named = [
        *project["project"]["dependencies"],
        *extras["s3"],
        *extras["sm"],
        *project["dependency-groups"]["dev"],
    ]
    packages = {re.split(r"[^a-z0-9-]", each, maxsplit=1)[0] for each in named} | {
        "psycopg-binary",
        "psycopg-pool",
    }
    assert packages == set(told), f"docs/dependencies.md: {packages ^ set(told)}"
    for name, licence in told.items():
        family = licence.partition("-")[0]
        assert family in _declared(name), f"{name} is under {_declared(name)}, not {licence}"


def test_nothing_under_the_gpl_is_needed_to_run() -> None:
    # What runs, and what may be added to it: the client of a bucket, the second signature.
    locks = [(ROOT / f"requirements-{extra}.lock").read_text(encoding="utf-8") for extra in ("s3", "sm")]
    for name in sorted(set(re.findall(r"^([a-z0-9-]+)==", "".join(locks), re.MULTILINE))):
        try:
            declared = _declared(name)
        except PackageNotFoundError:
            continue  # needed on other systems only
        bare = re.sub(r"LGPL|Lesser General|GNU Library", "", declared)
        assert not re.search(r"\bA?GPL|General Public", bare), f"{name}: {declared}"


def test_every_package_has_a_page() -> None:
    missing = [
        path.name
        for path in sorted(SOURCE.iterdir())
        if (path / "__init__.py").exists() and path.name != "migrations" and not (path / "README.md").exists()
    ]
    assert not missing, f"a README.md (purpose, words, invariants) is missing in: {missing}"


def test_chinese_text_has_chinese_punctuation() -> None:
    """Between two Chinese characters stands no comma, full stop, colon or bracket of another script."""
    wrong = []
    for file, text in _texts().items():
        plain = re.sub(r"`[^`\n]*`", "", FENCE.sub("", text))
        for found in re.finditer(r"[\u4e00-\u9fff][,;:?!()][\u4e00-\u9fff]", plain):
            wrong.append(f"{file.relative_to(ROOT)}: {found[0]}")
    assert not wrong, "\n".join(wrong)


def test_documented_modules_exist() -> None:
    """A page that sends a reader to `web/reactions.py` sends them to a file that is there."""
    lost = []
    for file, text in _texts().items():
        for place in re.findall(r"`((?:src/gongzhi/)?[a-z_]+/[a-z_/]+\.(?:py|yaml|csv|sql))`", text):
            known = [ROOT / place, SOURCE / place, file.parent / place]
            if not any(path.exists() for path in known):
                lost.append(f"{file.relative_to(ROOT)}: {place}")
    assert not lost, "\n".join(lost)


def test_every_test_that_a_page_names_exists() -> None:
    missing = []
    for file, text in _texts().items():
        for path, name in re.findall(r"`([\w/.]+\.py)::(test_\w+)`", text):
            if not (ROOT / path).exists() or f"def {name}(" not in (ROOT / path).read_text(encoding="utf-8"):
                missing.append(f"{file.relative_to(ROOT)}: {path}::{name}")
    assert not missing, "\n".join(missing)
