"""A small county as files, for tests: two towns, three communities, five grids."""

import json
from collections.abc import Sequence
from typing import Any

COUNTY, TOWN, OTHER_TOWN = "339901000000", "339901100000", "339901101000"
COMMUNITY, SECOND, THIRD = "339901100001", "339901100002", "339901101201"

Ring = Sequence[tuple[float, float]]


def square(lon: float, lat: float, size: float = 0.01) -> dict[str, Any]:
    """A square with its south-west corner at the point."""
    ring = [[lon, lat], [lon + size, lat], [lon + size, lat + size], [lon, lat + size], [lon, lat]]
    return {"type": "Polygon", "coordinates": [ring]}


def feature(code: str, geometry: Any, kind: str = "BASIC", **more: Any) -> dict[str, Any]:
    properties = {"code": code, "kind": kind, "division": code[:12], "name": f"网格{code[12:]}"}
    properties |= {"households": 300, "valid_from": "2026-01-01"} | more
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features: dict[str, Any]) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


DIVISIONS = """\
code,code_set,name,name_en,level,parent,urban_rural,lon,lat,valid_from,valid_to
339901100001,NBS-2024,河埠社区,Hebu,community,339901100000,111,119.005,27.005,2026-01-01,
339901000000,NBS-2024,云溪县,Yunxi County,county,,,119.02,27.02,2026-01-01,
339901100000,NBS-2024,河埠镇,Hebu Town,town,339901000000,,,,2026-01-01,
339901100002,NBS-2024,柳桥社区,Liuqiao,community,339901100000,112,,,2026-01-01,
339901101000,NBS-2024,青岭镇,Qingling Town,town,339901000000,,,,2026-01-01,
339901101201,NBS-2024,岭上村,Lingshang,community,339901101000,220,,,2026-01-01,
"""

GRIDS = collection(
    feature(COMMUNITY + "001", square(119.00, 27.00)),
    feature(COMMUNITY + "002", square(119.01, 27.00)),
    feature(SECOND + "001", square(119.02, 27.00)),
    feature(SECOND + "002", square(119.022, 27.002, 0.002), "DEDICATED"),
    feature(THIRD + "001", square(119.04, 27.04)),
    feature(COMMUNITY + "00101", None, "MICRO", parent=COMMUNITY + "001", households=40),
)

UNIT_KINDS = """\
code,name,name_en
TEA_BUREAU,茶产业发展中心,Tea development centre
"""

UNITS = """\
code,kind,division,parent,name,name_en,approves_answers,public_phone,counter,valid_from,valid_to
339901-GOV,COUNTY_GOVERNMENT,339901000000,,云溪县人民政府,Yunxi County Government,0,,,2026-01-01,
339901-CENTRE,GOVERNANCE_CENTRE,339901000000,339901-GOV,云溪县社会治理中心,Centre,0,12345,县政府一楼,2026-01-01,
339901-MARKET,MARKET_BUREAU,339901000000,339901-GOV,云溪县市场监督管理局,Market,是,,,2026-01-01,
339901-TEA,TEA_BUREAU,339901000000,339901-GOV,云溪县茶产业发展中心,,0,,,2026-01-01,
339901-T1,TOWN_GOVERNMENT,339901100000,339901-GOV,河埠镇人民政府,Hebu Town Government,1,,,2026-01-01,
339901-T2,TOWN_GOVERNMENT,339901101000,339901-GOV,青岭镇人民政府,Qingling Town Government,0,,,2026-01-01,
339901-C1,COMMUNITY_COMMITTEE,339901100001,339901-T1,河埠社区居委会,,0,,,2026-01-01,
"""

POSTS = """\
code,unit,type,title,title_en,grid,valid_from,valid_to
P-DISPATCH,339901-CENTRE,DISPATCHER,派单员,Dispatcher,,2026-01-01,
P-HEAD,339901-T1,UNIT_HEAD,镇长,Mayor,,2026-01-01,
P-HANDLER,339901-T1,HANDLER,经办人,Handler,,2026-01-01,
P-GRID,339901-C1,GRID_WORKER,网格员,Grid worker,339901100001001,2026-01-01,
P-ADMIN,339901-CENTRE,ADMIN,管理员,Administrator,,2026-01-01,
"""

STAFF = """\
login,name,post,acting,valid_from,valid_to
chen.dispatch,陈一,P-DISPATCH,,2026-01-01,
wu.head,吴二,P-HEAD,,2026-01-01,2026-07-01
zhou.handler,周三,P-HANDLER,,2026-01-01,
zhou.handler,周三,P-HEAD,1,2026-07-01,
lin.grid,林四,P-GRID,,2026-01-01,
admin,管五,P-ADMIN,,2026-01-01,
"""

LEAVES = """\
login,stand_in,valid_from,valid_to
chen.dispatch,lin.grid,2026-03-01,2026-03-08
"""

MATTERS = """\
code,parent,name,name_en,limit_class,valid_from,valid_to
HOUSE.LIFT.STOP,HOUSE.LIFT,电梯停运,Lift out of order,general,2026-01-01,
HOUSE,,住房,Housing,general,2026-01-01,
HOUSE.LIFT,HOUSE,电梯,Lifts,general,2026-01-01,
HOUSE.LIFT.TRAP,HOUSE.LIFT,电梯困人,People trapped in a lift,life_safety,2026-01-01,
NOISE,,噪声,Noise,general,2026-01-01,
"""

DUTIES = """\
unit_kind,level,matter,division,role,taken_by,citation,citation_en,valid_from,valid_to
TOWN_GOVERNMENT,town,HOUSE,,LEAD,,履职清单第1项,List item 1,2026-01-01,
TOWN_GOVERNMENT,town,HOUSE.LIFT,,TAKEN_BACK,MARKET_BUREAU,特种设备安全法第五条,Special Equipment Law art. 5,2026-01-01,
MARKET_BUREAU,county,HOUSE.LIFT,,LEAD,,特种设备安全法第五条,,2026-01-01,
TOWN_GOVERNMENT,town,NOISE,339901101000,COOPERATE,,履职清单第9项,,2026-01-01,
"""

DESKS = """\
office,division,unit,valid_from,valid_to
DISPATCH,339901000000,339901-CENTRE,2026-01-01,
ARBITRATION,339901000000,339901-GOV,2026-01-01,
DISPATCH,339901101000,339901-T2,2026-06-01,
"""

FILES: dict[str, bytes] = {
    "divisions": DIVISIONS.encode(),
    "grids": GRIDS,
    "unit_kinds": UNIT_KINDS.encode(),
    "units": UNITS.encode("utf-8-sig"),
    "posts": POSTS.encode("gb18030"),
    "staff": STAFF.encode(),
    "leaves": LEAVES.encode(),
    "matters": MATTERS.encode(),
    "duties": DUTIES.encode(),
    "desks": DESKS.encode(),
}
