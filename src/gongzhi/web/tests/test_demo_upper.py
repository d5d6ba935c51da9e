"""The demo's platform above: three orders of today, each in its place, one with a code to map."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from gongzhi.cases.models import Case
from gongzhi.channels.upper.models import UpperCode
from gongzhi.channels.upper.queries import forget
from gongzhi.organization.public import import_folder
from gongzhi.people.facts import SYSTEM
from gongzhi.web.defaults import install_defaults
from gongzhi.web.demo.county import write_county
from gongzhi.web.demo.upper import seed_upper

END = datetime(2026, 11, 25, 11, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.django_db
def test_three_orders_of_today(tmp_path: Path, settings: Any) -> None:
    settings.GONGZHI_LINKS = tmp_path / "links"
    install_defaults(at=END - timedelta(days=90))
    (tmp_path / "county").mkdir()
    write_county(tmp_path / "county", today=END.date())
    import_folder(path=tmp_path / "county", by=SYSTEM, at=END - timedelta(days=90))
    forget()
    seed_upper(end=END)
    forget()
    found = Case.objects.filter(channel="ABOVE").select_related("loop").order_by("source")
    assert [case.loop.matter for case in found] == ["010603", "010403", ""]
    assert all(case.proposed_unit_id for case in found[:2])
    assert [row.value for row in UpperCode.objects.all()] == ["SZ-0977"]
