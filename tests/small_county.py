"""A county small enough to read: two towns, three communities, six grids, nine units. Fictional."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

import gongzhi.loops
from gongzhi.people.facts import SYSTEM, Actor
from tests.kept_county import Kept, keep, may_keep

BEIJING_TIME = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 3, 2, 9, 0, tzinfo=BEIJING_TIME)  # a Monday, office hours
COUNTY, TOWN, TOWNSHIP = "999901000000", "999901100000", "999901200000"
WEST, EAST, VILLAGE = "999901100001", "999901100002", "999901200201"
IN_WEST = (110.005, 30.005)  # a point in grid 999901100001001

DIVISIONS = """code,code_set,name,name_en,level,parent,valid_from
990000000000,TEST,云省,Cloud Province,province,,2020-01-01
999900000000,TEST,河市,River City,city,990000000000,2020-01-01
999901000000,TEST,桥县,Bridge County,county,999900000000,2020-01-01
999901100000,TEST,桥头镇,Bridgehead Town,town,999901000000,2020-01-01
999901200000,TEST,山里乡,Hillside Township,town,999901000000,2020-01-01
999901100001,TEST,西街社区,West Street Community,community,999901100000,2020-01-01
999901100002,TEST,东街社区,East Street Community,community,999901100000,2020-01-01
999901200201,TEST,石坡村,Stone Slope Village,community,999901200000,2020-01-01
"""
UNITS = """code,kind,division,name,name_en,approves_answers,valid_from
centre,GOVERNANCE_CENTRE,999901000000,县治理中心,County governance centre,0,2020-01-01
hotline,HOTLINE_CENTRE,999901000000,热线中心,Hotline centre,0,2020-01-01
government,COUNTY_GOVERNMENT,999901000000,县政府办,County government office,0,2020-01-01
callback,DATA_BUREAU,999901000000,回访中心,Callback centre,0,2020-01-01
recheck,PETITION_BUREAU,999901000000,复核组,Recheck group,0,2020-01-01
water,WATER_BUREAU,999901000000,水务局,Water bureau,0,2020-01-01
housing,HOUSING_BUREAU,999901000000,住建局,Housing bureau,1,2020-01-01
town,TOWN_GOVERNMENT,999901100000,桥头镇政府,Bridgehead town government,0,2020-01-01
township,TOWNSHIP_GOVERNMENT,999901200000,山里乡政府,Hillside township government,0,2020-01-01
property,PROPERTY_COMPANY,999901100002,东街物业公司,East Street property company,0,2020-01-01
"""
# post code = login: one person each
POSTS = {
    "dispatcher": ("centre", "DISPATCHER"),
    "operator": ("hotline", "OPERATOR"),
    "arbiter": ("government", "ARBITER"),
    "other-arbiter": ("government", "ARBITER"),
    "leader": ("government", "LEADER"),
    "caller": ("callback", "CALLBACK"),
    "verifier": ("recheck", "VERIFIER"),
    "water-handler": ("water", "HANDLER"),
    "housing-handler": ("housing", "HANDLER"),
    "housing-head": ("housing", "UNIT_HEAD"),
    "town-handler": ("town", "HANDLER"),
    "town-head": ("town", "UNIT_HEAD"),
    "grid-worker": ("town", "GRID_WORKER"),
    "township-handler": ("township", "HANDLER"),
    "township-head": ("township", "UNIT_HEAD"),
    "property-handler": ("property", "HANDLER"),
    "supervisor": ("government", "SUPERVISOR"),
    "steward": ("centre", "STEWARD"),
    "admin": ("centre", "ADMIN"),
    "security": ("centre", "SECURITY_ADMIN"),
    "auditor": ("centre", "AUDIT_ADMIN"),
}
MATTERS = """code,parent,name,name_en,limit_class,valid_from
city,,城市管理,City management,general,2020-01-01
city.waste,city,垃圾清运,Waste,general,2020-01-01
city.waste.street,city.waste,街面垃圾,Waste in the street,general,2020-01-01
water,,供水排水,Water,general,2020-01-01
water.burst,water,水管爆裂,Burst pipe,general,2020-01-01
housing,,住房,Housing,complex,2020-01-01
housing.leak,housing,房屋漏水,Leaking roof,complex,2020-01-01
consult,,咨询,Questions,consult,2020-01-01
safety,,险情,Danger,life_safety,2020-01-01
safety.cover,safety,井盖缺失,Manhole cover missing,life_safety,2020-01-01
"""
DUTIES = """unit_kind,level,matter,role,taken_by,citation,valid_from
TOWN_GOVERNMENT,town,city,LEAD,,履职清单第12项,2020-01-01
TOWNSHIP_GOVERNMENT,town,city,LEAD,,履职清单第12项,2020-01-01
TOWN_GOVERNMENT,town,consult,LEAD,,履职清单第3项,2020-01-01
TOWN_GOVERNMENT,town,safety,LEAD,,履职清单第7项,2020-01-01
TOWN_GOVERNMENT,town,housing,TAKEN_BACK,HOUSING_BUREAU,履职清单收回第4项,2020-01-01
TOWN_GOVERNMENT,town,water,COOPERATE,,履职清单配合第9项,2020-01-01
WATER_BUREAU,county,water,LEAD,,城镇排水与污水处理条例第5条,2020-01-01
HOUSING_BUREAU,county,housing,LEAD,,物业管理条例第5条,2020-01-01
"""
DESKS = """office,division,unit,valid_from
DISPATCH,999901000000,centre,2020-01-01
HOTLINE,999901000000,hotline,2020-01-01
ARBITRATION,999901000000,government,2020-01-01
CALLBACK,999901000000,callback,2020-01-01
RECHECK,999901000000,recheck,2020-01-01
"""


def grids() -> str:
    """Six square grids in two rows: two for each community, 0.01 degrees wide."""
    features = []
    for row, community in enumerate((WEST, EAST, VILLAGE)):
        for column in range(2):
            west, south = 110 + column * 0.01, 30 + row * 0.01
            ring = [
                [west, south],
                [west + 0.01, south],
                [west + 0.01, south + 0.01],
                [west, south + 0.01],
                [west, south],
            ]
            code = f"{community}{column + 1:03d}"
            properties = {
                "code": code,
                "kind": "BASIC",
                "division": community,
                "name": f"第{row * 2 + column + 1}网格",
                "valid_from": "2020-01-01",
            }
            features.append(
                {
                    "type": "Feature",
                    "geometry": {"type": "Polygon", "coordinates": [ring]},
                    "properties": properties,
                }
            )
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def county_files() -> dict[str, bytes]:
    """Return the county in the format of an import."""
    posts = "code,unit,type,title,valid_from\n" + "".join(
        f"{code},{unit},{kind},{code},2020-01-01\n" for code, (unit, kind) in POSTS.items()
    )
    staff = "login,name,post,valid_from\n" + "".join(f"{code},{code},{code},2020-01-01\n" for code in POSTS)
    texts = {
        "divisions": DIVISIONS,
        "grids": grids(),
        "units": UNITS,
        "posts": posts,
        "staff": staff,
        "matters": MATTERS,
        "duties": DUTIES,
        "desks": DESKS,
    }
    return {name: text.encode() for name, text in texts.items()}


def write_files(folder: Path) -> None:
    """Write the county into a folder, as `gongzhi organization import` reads it."""
    folder.mkdir()
    for name, data in county_files().items():
        (folder / f"{name}.{'geojson' if name == 'grids' else 'csv'}").write_bytes(data)


@dataclass(frozen=True)
class County:
    """The imported county: its units and people by their codes."""

    unit: Callable[[str], UUID]
    actor: Callable[[str], Actor]


def install_rules(*, at: datetime = START) -> None:
    """Publish the shipped calendar, time profile and definitions."""
    from gongzhi.loops.public import load_calendar, publish_definition, publish_profile

    folder = Path(gongzhi.loops.__file__).parent
    load_calendar(text=(folder / "calendars/cn.csv").read_text(), by=SYSTEM, at=at)
    publish_profile(
        division="",
        text=(folder / "profiles/default.yaml").read_text(),
        valid_from=date(2004, 1, 1),
        valid_to=None,
        by=SYSTEM,
        at=at,
    )
    for definition in sorted((folder / "definitions").glob("*.yaml")):
        publish_definition(text=definition.read_text(), by=SYSTEM, at=at)


_KEPT: dict[datetime, Kept] = {}


def import_county(*, at: datetime = START) -> County:
    """Import the county and the rules; the caller has a clean database."""
    from gongzhi.loops.queries import forget
    from gongzhi.organization.public import actor_for, import_files, unit_by_code
    from gongzhi.people.public import account_by_login

    def make() -> None:
        reports = import_files(files=county_files(), by=SYSTEM, at=at)
        rejected = [(report.table, report.rejected) for report in reports if report.rejected]
        assert not rejected, rejected
        install_rules(at=at)

    forget()
    if not may_keep():
        make()
    elif at in _KEPT:
        _KEPT[at].restore()
    elif kept := keep(make):
        _KEPT[at] = kept

    def unit(code: str) -> UUID:
        found = unit_by_code(code)
        assert found is not None, code
        return found.id

    def actor(login: str) -> Actor:
        account = account_by_login(login)
        assert account is not None, login
        found = actor_for(account.id, at=at)
        assert found is not None, login
        return found

    return County(unit=unit, actor=actor)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """Each test has a database of its own: what the last one remembered is of another."""
    from gongzhi.loops.queries import forget as forget_loops
    from gongzhi.loops.weeks import forget as forget_weeks
    from gongzhi.organization.queries.grid_index import expire
    from gongzhi.organization.queries.memory import forget

    forget()
    expire()
    forget_loops()
    forget_weeks()


@pytest.fixture
def county(db: None) -> County:
    """A small county, ready to take cases, on Monday 2 March 2026 at nine."""
    return import_county()
