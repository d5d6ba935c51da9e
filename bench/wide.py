"""A county wide enough for an instruction to two thousand grids: the small one, and twenty towns more."""

import json
from typing import Any

TOWNS, COMMUNITIES, GRIDS = 20, 4, 25  # 20 x 4 x 25 = 2,000 grids
PLACES = TOWNS * COMMUNITIES * GRIDS
_COUNTY, _FIRST_TOWN, _SINCE = "999901", 300, "2020-01-01"
_WEST, _SOUTH, _SIDE = 111.0, 30.0, 0.01


def town(index: int) -> str:
    """Return the code of a town."""
    return f"{_COUNTY}{_FIRST_TOWN + index}000"


def unit_code(index: int) -> str:
    """Return the code of a town's government."""
    return f"wide-{index}"


def grids_of(index: int) -> list[tuple[str, str]]:
    """Return the community and the code of every grid of a town."""
    communities = [f"{town(index)[:9]}{1 + each:03}" for each in range(COMMUNITIES)]
    return [(community, f"{community}{1 + grid:03}") for community in communities for grid in range(GRIDS)]


def widen() -> None:
    """Import towns, communities, grids and town governments into the county that is there."""
    from gongzhi.kernel.instants import now
    from gongzhi.organization.public import import_files
    from gongzhi.people.facts import SYSTEM

    divisions = ["code,code_set,name,level,parent,valid_from"]
    units = ["code,kind,division,name,approves_answers,valid_from"]
    features: list[dict[str, Any]] = []
    for index in range(TOWNS):
        code = town(index)
        divisions.append(f"{code},TEST,第{index + 1}镇,town,{_COUNTY}000000,{_SINCE}")
        units.append(f"{unit_code(index)},TOWN_GOVERNMENT,{code},第{index + 1}镇政府,0,{_SINCE}")
        places = grids_of(index)
        for number, community in enumerate(dict.fromkeys(community for community, _grid in places)):
            divisions.append(f"{community},TEST,第{number + 1}社区,community,{code},{_SINCE}")
        features += [
            _feature(community, grid, row=index, column=column)
            for column, (community, grid) in enumerate(places)
        ]
    files = {
        "divisions": "\n".join(divisions),
        "units": "\n".join(units),
        "grids": json.dumps({"type": "FeatureCollection", "features": features}),
    }
    data = {name: text.encode() for name, text in files.items()}
    for report in import_files(files=data, by=SYSTEM, at=now()):
        assert not report.rejected, report.rejected


def _feature(community: str, code: str, *, row: int, column: int) -> dict[str, Any]:
    west, south = _WEST + column * _SIDE, _SOUTH + row * _SIDE
    east, north = west + _SIDE, south + _SIDE
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "properties": {
            "code": code,
            "kind": "BASIC",
            "division": community,
            "name": f"第{column + 1}网格",
            "valid_from": _SINCE,
        },
    }
