"""`gongzhi upper`: as an administrator types it."""

from pathlib import Path

import pytest
import yaml
from tests.small_county import COUNTY, County

import gongzhi.channels.upper
from gongzhi.cases.models import Case
from gongzhi.channels.upper.queries import forget
from gongzhi.web.command import main

EXAMPLE = Path(gongzhi.channels.upper.__file__).parent / "data" / "example.yaml"


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: object) -> None:
    """Run inside the tests' Django and database instead of opening an installation's."""
    from contextlib import nullcontext

    import gongzhi.web.commands.upper as command

    monkeypatch.setattr(command, "inside_django", lambda *_: nullcontext())
    settings.GONGZHI_LINKS = tmp_path / "links"  # type: ignore[attr-defined]
    forget()


@pytest.mark.django_db
def test_from_a_mapping_to_a_case(county: County, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))
    data |= {"division": COUNTY, "connection": {"kind": "folder", "path": str(tmp_path / "city")}}
    file = tmp_path / "city.yaml"
    file.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    assert main(["upper", "status"]) == 0
    assert main(["upper", "load", str(file)]) == 0
    (tmp_path / "city/in").mkdir(parents=True)
    rows = "number,given_at,category,text\nC1,2026-03-02 09:00,0101,垃圾没人收\nC2,2026-03-02 09:05,77,路灯不亮\n"
    (tmp_path / "city/in/orders.csv").write_text(rows, encoding="utf-8")
    assert main(["upper", "pull"]) == 0
    assert Case.objects.count() == 2
    capsys.readouterr()
    assert main(["upper", "status"]) == 0
    assert "77" in capsys.readouterr().out
    assert main(["upper", "reconcile", "city", "2026-03-02"]) == 1
    (tmp_path / "city/in/open-2026-03-02.csv").write_text("number,status\nC1,OPEN\n", encoding="utf-8")
    assert main(["upper", "reconcile", "city", "2026-03-02"]) == 0
    assert main(["upper", "status"]) == 1  # C2 is open here and not known above
    assert main(["upper", "resend"]) == 0


@pytest.mark.django_db
def test_what_cannot_be_done_is_said(
    county: County, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text("platform: city\n", encoding="utf-8")
    for arguments in (
        ["load", str(file)],
        ["load", str(tmp_path / "nothing.yaml")],
        ["reconcile", "nobody"],
        ["reconcile", "city", "yesterday"],
        ["resend", "x"],
    ):
        assert main(["upper", *arguments]) == 1
        assert "✗" in capsys.readouterr().err
