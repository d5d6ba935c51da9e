"""The demo county: made from a seed, written as a folder that the county import reads."""

import csv
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from shapely.geometry import LineString, Polygon, mapping
from shapely.ops import unary_union

from gongzhi.web.demo import ground
from gongzhi.web.demo.staffing import COUNTY, SINCE, Roster, Row, absences, desk_rows, employ

CODE_SET = "DEMO-2026"
DEFAULT_TODAY = date(2026, 11, 22)


@dataclass(frozen=True)
class Grid:
    """A grid of the demo county; the polygon is in WGS84 degrees."""

    code: str
    kind: str
    division: str
    name: str
    name_en: str
    polygon: Polygon
    households: int
    parent: str = ""


@dataclass(frozen=True)
class Place:
    """A named place as residents say it, in a grid. `kind`: estate, street (in town), road (in the country),
    village, school, market, river.
    """

    kind: str
    name: str
    community: str
    grid: str


@dataclass(frozen=True)
class County:
    """The demo county as data: what stands in `county.yaml` and `units.yaml`, laid out on the ground."""

    source: Mapping[str, Any]
    units: Mapping[str, Any]
    grids: Sequence[Grid]
    places: Sequence[Place]
    river: LineString
    roster: Roster

    def grid(self, code: str) -> Grid:
        return next(grid for grid in self.grids if grid.code == code)

    def community(self, code: str) -> Mapping[str, Any]:
        return next(each for each in self.source["communities"] if each["code"] == code)

    def town_of(self, division: str) -> Mapping[str, Any]:
        return next(each for each in self.source["towns"] if each["code"][:9] == division[:9])


def read_yaml(name: str) -> Any:
    """Read a data file that lies beside this module."""
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    loader = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
    return yaml.load(text, Loader=loader)  # noqa: S506 - both loaders are safe ones


@cache
def make_county(seed: int = 1) -> County:
    """Lay out the county. The same seed gives the same county, to the last coordinate and name."""
    source, units = read_yaml("county.yaml"), read_yaml("units.yaml")
    settlements = [
        ground.Settlement(each["code"], (each["at"][0], each["at"][1]), each["grids"])
        for each in source["communities"]
    ]
    polygons, river = ground.lay_out(settlements, seed=seed)
    draw = random.Random(f"{seed}/county")  # noqa: S311 - repeatable, not secret
    basic = [grid for each in source["communities"] for grid in _basic(each, polygons[each["code"]], draw)]
    grids = basic + _micro(source, basic) + _dedicated(source, basic)
    places = [
        place
        for each in source["communities"]
        for place in _places(each, [grid for grid in basic if grid.division == each["code"]], river)
    ]
    rows = [{"code": grid.code, "division": grid.division} for grid in basic]
    return County(source, units, grids, places, river, employ(source, units, rows, seed=seed))


def _basic(community: Mapping[str, Any], polygons: Sequence[Polygon], draw: random.Random) -> list[Grid]:
    low, high = (300, 500) if "estates" in community else (120, 260)
    return [
        Grid(
            code=f"{community['code']}{number:03d}",
            kind="BASIC",
            division=community["code"],
            name=f"{community['name']}第{number}网格",
            name_en=f"{community['name_en']} grid {number}",
            polygon=polygon,
            households=draw.randint(low, high),
        )
        for number, polygon in enumerate(polygons, start=1)
    ]


def _micro(source: Mapping[str, Any], basic: Sequence[Grid]) -> list[Grid]:
    return [
        Grid(
            code=f"{grid.code}{number:02d}",
            kind="MICRO",
            division=grid.division,
            name=f"{grid.name}微网格{number}",
            name_en=f"{grid.name_en}, micro-grid {number}",
            polygon=part,
            households=grid.households // 4,
            parent=grid.code,
        )
        for grid in basic
        if grid.division in source["micro"] and int(grid.code[-3:]) <= 3
        for number, part in enumerate(ground.quarters(grid.polygon), start=1)
    ]


def _dedicated(source: Mapping[str, Any], basic: Sequence[Grid]) -> list[Grid]:
    grids = []
    for index, each in enumerate(source["dedicated"]):
        homes = [grid for grid in basic if grid.division == each["community"]]
        home = homes[(index * 3 + 3) % len(homes)]
        grids.append(
            Grid(
                code=f"{each['community']}{901 + index:03d}",
                kind="DEDICATED",
                division=each["community"],
                name=each["name"],
                name_en=each["name_en"],
                polygon=ground.inner_polygon(home.polygon),
                households=0,
            )
        )
    return grids


def _places(community: Mapping[str, Any], grids: Sequence[Grid], river: LineString) -> list[Place]:
    """Hand the named places of a community out to its grids, in turn."""
    code, places = community["code"], []
    kinds = (("estate", "estates"), ("street", "streets"), ("village", "villages"))
    for kind, field in (*kinds, ("school", "schools"), ("market", "markets")):
        for index, name in enumerate(community.get(field, ())):
            own = f"{community['name']}{name}" if kind == "village" else name
            own_kind = "road" if kind == "street" and "estates" not in community else kind
            places.append(Place(own_kind, own, code, grids[index % len(grids)].code))
    banks = [grid for grid in grids if grid.polygon.distance(river) < 1e-6]
    short = community["name"].removesuffix("社区").removesuffix("村")
    for name, grid in zip((f"澄溪河{short}段", f"澄溪河{short}河埠头"), banks[::-1], strict=False):
        places.append(Place("river", name, code, grid.code))
    return places


def write_county(folder: Path, seed: int = 1, *, today: date = DEFAULT_TODAY) -> County:
    """Write the files of the demo county into a folder, which is made if missing, and return the county.

    `today` places leaves and acting holders in time. Raises OSError if the folder cannot be written.
    """
    county = make_county(seed)
    folder.mkdir(parents=True, exist_ok=True)
    _write_csv(folder / "divisions.csv", _division_rows(county))
    _write_grids(folder / "grids.geojson", county.grids)
    _write_csv(folder / "unit_kinds.csv", county.units["kinds"])
    _write_csv(folder / "units.csv", county.roster.units)
    _write_csv(folder / "posts.csv", county.roster.posts)
    holders, leaves = absences(county.roster, today=today)
    _write_csv(folder / "staff.csv", [*county.roster.staff, *holders])
    _write_csv(folder / "leaves.csv", leaves)
    _write_csv(folder / "matters.csv", default_rows("matters"))
    _write_csv(folder / "duties.csv", duty_rows(county.units))
    _write_csv(folder / "desks.csv", desk_rows(county.source, county.units))
    return county


def default_rows(table: str) -> list[Row]:
    """Read the matters or duties that the product ships as its default."""
    source = files("gongzhi.organization").joinpath("data", f"{table}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(source.splitlines()))


def duty_rows(units: Mapping[str, Any]) -> list[Row]:
    """Return the default duty table, and what the county's own enterprises and its communities lead."""
    lead = {"division": COUNTY, "role": "LEAD", "taken_by": "", "valid_from": SINCE}
    own = [lead | {"level": "county"} | each for each in units["duties"]]
    own += [
        lead | {"level": "community", "unit_kind": kind} | each
        for kind in ("COMMUNITY_COMMITTEE", "VILLAGE_COMMITTEE")
        for each in units["community_duties"]
    ]
    return [{"division": ""} | row for row in default_rows("duties")] + own


def _division_rows(county: County) -> list[Row]:
    rows = []
    parent = ""
    basic = [grid for grid in county.grids if grid.kind == "BASIC"]
    for each in county.source["divisions"]:
        rows.append(_division(each, each["level"], parent, "", basic))
        parent = each["code"]
    for each in county.source["towns"]:
        mine = [grid for grid in basic if grid.code[:9] == each["code"][:9]]
        rows.append(_division(each, "town", COUNTY, each["urban_rural"], mine))
    for each in county.source["communities"]:
        town = county.town_of(each["code"])
        kind = "220" if each["code"][9:] >= "200" else town["urban_rural"]
        mine = [grid for grid in basic if grid.division == each["code"]]
        rows.append(_division(each, "community", town["code"], kind, mine))
    return rows


def _division(
    each: Mapping[str, Any], level: str, parent: str, urban_rural: str, grids: Sequence[Grid]
) -> Row:
    middle = unary_union([grid.polygon for grid in grids]).representative_point()
    return {
        "code": each["code"],
        "code_set": CODE_SET,
        "name": each["name"],
        "name_en": each["name_en"],
        "level": level,
        "parent": parent,
        "urban_rural": urban_rural,
        "lon": f"{middle.x:.6f}",
        "lat": f"{middle.y:.6f}",
        "valid_from": SINCE,
    }


def _write_csv(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _write_grids(path: Path, grids: Sequence[Grid]) -> None:
    features = []
    for grid in grids:
        properties: dict[str, Any] = {
            "code": grid.code,
            "kind": grid.kind,
            "division": grid.division,
            "parent": grid.parent,
            "name": grid.name,
            "name_en": grid.name_en,
            "households": grid.households,
            "valid_from": SINCE,
        }
        features.append({"type": "Feature", "properties": properties, "geometry": mapping(grid.polygon)})
    collection = {"type": "FeatureCollection", "features": features}
    path.write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")
