"""Every code of this package has a sentence, and every sentence a code that is used."""

import re
from pathlib import Path

from gongzhi.organization.facts import Office
from gongzhi.organization.views.naming import office_name
from gongzhi.organization.words import REFUSALS

PACKAGE = Path(__file__).resolve().parent.parent


def _used() -> set[str]:
    found: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        if path.name == "words.py" or "tests" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        found |= set(re.findall(r'Refusal\(\s*"(organization\.\w+)"', text))
        found |= set(re.findall(r'RowProblem\([^"]*(?:"")?[^"]*"(organization\.\w+)"', text))
        found |= set(re.findall(r'if holder else "(organization\.\w+)"', text))
        found |= {f"organization.{code}" for code in re.findall(r'\.problem\(\s*[^,]+,\s*"(\w+)"', text)}
    return found


def test_codes_and_sentences_are_the_same_set() -> None:
    assert _used() == set(REFUSALS)


def test_every_desk_has_a_name() -> None:
    assert all(office_name(office) for office in Office)
