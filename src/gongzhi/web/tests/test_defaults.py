"""What is shipped comes beside what a county has published, and never over it."""

import re
from pathlib import Path

import pytest
from tests.small_county import START, County

import gongzhi.loops
from gongzhi.loops.models import LoopDefinition, TimeProfile
from gongzhi.loops.public import publish_definition
from gongzhi.people.facts import SYSTEM
from gongzhi.web import defaults

CASE = Path(gongzhi.loops.__file__).parent / "definitions/case.yaml"


@pytest.mark.django_db
def test_a_second_time_changes_nothing_and_a_countys_own_stays(
    county: County, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = list(LoopDefinition.objects.values_list("name", "version"))
    defaults.install_defaults(at=START)
    assert list(LoopDefinition.objects.values_list("name", "version")) == before

    text = CASE.read_text(encoding="utf-8")
    shipped = int(re.findall(r"\nversion: (\d+)\n", text)[0])
    own = text.replace(f"\nversion: {shipped}\n", f"\nversion: {shipped + 1}\n")
    publish_definition(text=own, by=SYSTEM, at=START)
    # The next program has a text of its own under the number the county has taken, and other limits.
    for name in ("calendars", "profiles", "definitions"):
        (tmp_path / name).mkdir()
        for file in (defaults.LOOPS / name).iterdir():
            if file.is_file():
                (tmp_path / name / file.name).write_bytes(file.read_bytes())
    (tmp_path / "definitions/case.yaml").write_text(f"{own}# another text\n", encoding="utf-8")
    profile = tmp_path / "profiles/default.yaml"
    changed = profile.read_text(encoding="utf-8").replace("general: 5WD", "general: 4WD")
    profile.write_text(changed, encoding="utf-8")
    monkeypatch.setattr(defaults, "LOOPS", tmp_path)
    limits = TimeProfile.objects.get(division="").text

    defaults.install_defaults(at=START)
    newest = LoopDefinition.objects.filter(name="case").order_by("-version").first()
    assert newest is not None
    assert (newest.version, newest.text) == (shipped + 1, own)
    assert TimeProfile.objects.get(division="").text == limits
