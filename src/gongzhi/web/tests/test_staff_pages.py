"""Every page and every step of staff, over HTTP."""

import pytest
from django.test import Client

from gongzhi.kernel.ids import new_id
from gongzhi.ledger.public import story_of
from gongzhi.loops.public import loop_row
from gongzhi.web.tests import staff
from tests.small_county import County

pytestmark = pytest.mark.django_db


def state(case_id):  # type: ignore[no-untyped-def]
    row = loop_row(case_id)
    assert row
    return row.state


def test_pages_render_for_those_who_work_on_them(county: County) -> None:
    case_id = staff.filed()
    for login, paths in {
        "dispatcher": ["/work/", "/desk/", f"/desk/{case_id}/", "/list/", "/board/", "/file/", f"/case/{case_id}/"],
        "operator": ["/work/", "/file/", "/list/", f"/case/{case_id}/"],
        "leader": ["/board/", "/list/", f"/case/{case_id}/", "/board/numbers/", "/board/grids.geojson"],
        "admin": ["/accounts/", "/organization/"],
        "town-handler": ["/work/", "/work/?view=waiting", "/post/"],
    }.items():
        for language in ("en", "zh-hans"):
            client = staff.client_of(login, language=language)
            for path in paths:
                response = client.get(path)
                assert response.status_code == 200, (login, path, response.status_code)
