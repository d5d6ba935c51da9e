"""Who works in the demo county: units, posts, people, acting holders, a leave with a stand-in."""

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

PREFIX = "990121"
COUNTY = f"{PREFIX}000000"
SINCE = "2020-01-01"

Row = dict[str, str]


def unit_code(slug: str) -> str:
    """Return the code of a unit by its short name: ``unit_code("CM")`` is ``"990121-CM"``."""
    return f"{PREFIX}-{slug.upper()}"


class Roster:
    """Collects units, posts and staff while they are written down; names never repeat."""

    def __init__(self, names: Iterator[str]) -> None:
        self.units: list[Row] = []
        self.posts: list[Row] = []
        self.staff: list[Row] = []
        self._names = names

    def unit(self, slug: str, kind: str, division: str, name: str, name_en: str, **more: str) -> None:
        number = len(self.units) + 1
        self.units.append(
            {
                "code": unit_code(slug),
                "kind": kind,
                "division": division,
                "parent": "",
                "name": name,
                "name_en": name_en,
                "approves_answers": "0",
                "public_phone": f"0000-8810{number:03d}",
                "counter": "",
                "valid_from": SINCE,
            }
            | more
        )

    def post(self, slug: str, type_: str, title: str, title_en: str, login: str, grid: str = "") -> None:
        """Add a post to a unit and a person, new to the county, who holds it."""
        code = f"{unit_code(slug)}-{len(self.posts) + 1:03d}"
        self.posts.append(
            {
                "code": code,
                "unit": unit_code(slug),
                "type": type_,
                "title": title,
                "title_en": title_en,
                "grid": grid,
                "valid_from": SINCE,
            }
        )
        self.staff.append(
            {"login": login, "name": next(self._names), "post": code, "acting": "0", "valid_from": SINCE}
        )

    def post_of(self, login: str) -> str:
        return next(row["post"] for row in self.staff if row["login"] == login and row["acting"] == "0")

    def name_of(self, login: str) -> str:
        return next(row["name"] for row in self.staff if row["login"] == login)


def names(source: Mapping[str, Any], draw: random.Random) -> Iterator[str]:
    """Draw surnames and given names; every pair at most once."""
    every = [surname + given for surname in source["surnames"] for given in source["given"]]
    draw.shuffle(every)
    return iter(every)


def employ(county: Mapping[str, Any], units: Mapping[str, Any], grids: Sequence[Row], *, seed: int) -> Roster:
    """Return all units with their posts and staff. `grids`: rows with ``code`` and ``division``."""
    roster = Roster(names(units, random.Random(f"{seed}/names")))  # noqa: S311 - repeatable
    _special(roster, units["special"])
    for each in [*units["departments"], *units["enterprises"]]:
        _office(roster, each)
    for town in county["towns"]:
        _town(roster, town, units)
    towns = {town["code"][:9]: town["slug"] for town in county["towns"]}
    for community in county["communities"]:
        parent = unit_code(towns[community["code"][:9]])
        _committee(roster, community, parent, [g for g in grids if g["division"] == community["code"]])
    _windows(roster, units["hall"], county["towns"])
    for town in county["towns"]:
        _command(roster, town, units["command"])
    for slug, type_, title, title_en, login in units["later"]:
        roster.post(slug, type_, title, title_en, login)
    _special(roster, units["latest"])
    return roster


def _special(roster: Roster, special: Sequence[Mapping[str, Any]]) -> None:
    for each in special:
        roster.unit(
            each["slug"],
            each["kind"],
            COUNTY,
            each["name"],
            each["name_en"],
            **{
                key: each[field]
                for key, field in (("public_phone", "phone"), ("counter", "counter"))
                if field in each
            },
        )
        logins = [login for *_, login in each["posts"]]
        for index, (type_, title, title_en, login) in enumerate(each["posts"]):
            number = "" if "." in login else str(logins[: index + 1].count(login))
            roster.post(each["slug"], type_, title, title_en, login + number)


def _office(roster: Roster, each: Mapping[str, Any]) -> None:
    slug, login = each["slug"], each["login"]
    roster.unit(
        slug,
        each["kind"],
        each.get("at", COUNTY),
        each["name"],
        each["name_en"],
        approves_answers="1" if each.get("approves") else "0",
        counter=f"{each['name']}办公楼一楼接待室",
    )
    roster.post(slug, "UNIT_HEAD", "分管负责人", "Head in charge", f"{login}.head")
    for number, title in enumerate(each["handlers"], start=1):
        roster.post(slug, "HANDLER", title, "Handler", f"{login}.handler{number}")
    for type_, title, title_en, name in each.get("more", ()):
        roster.post(slug, type_, title, title_en, f"{name}1")


def _town(roster: Roster, town: Mapping[str, Any], units: Mapping[str, Any]) -> None:
    slug = town["slug"]
    suffix = {"STREET_OFFICE": "办事处"}.get(town["kind"], "人民政府")
    roster.unit(
        slug,
        town["kind"],
        town["code"],
        town["name"] + suffix,
        f"{town['name_en']} Office",
        approves_answers="1" if slug == "wangcheng" else "0",
        counter=f"{town['name']}便民服务中心",
    )
    roster.post(slug, "LEADER", "主要负责人", "Leader", f"{slug}.leader")
    roster.post(slug, "UNIT_HEAD", "分管负责人", "Head in charge", f"{slug}.head")
    for number, title in enumerate(units["town_handlers"], start=1):
        roster.post(slug, "HANDLER", title, "Handler", f"{slug}.handler{number}")
    for office in units["town_offices"]:
        inner = f"{slug}-{office['slug']}"
        roster.unit(
            inner,
            "TOWN_OFFICE",
            town["code"],
            town["name"] + office["name"],
            f"{town['name_en']} {office['name_en']}",
            parent=unit_code(slug),
        )
        roster.post(inner, "HANDLER", "工作人员", "Clerk", f"{slug}.{office['slug'].lower()}1")


def _committee(roster: Roster, community: Mapping[str, Any], parent: str, grids: Sequence[Row]) -> None:
    slug, village = community["slug"], community["code"][9:] >= "200"
    roster.unit(
        slug,
        "VILLAGE_COMMITTEE" if village else "COMMUNITY_COMMITTEE",
        community["code"],
        community["name"].removesuffix("村") + "村村民委员会"
        if village
        else community["name"] + "居民委员会",
        f"{community['name_en']} Committee",
        parent=parent,
        counter=f"{community['name']}党群服务中心",
    )
    roster.post(slug, "UNIT_HEAD", "主任", "Chair", f"{slug}.head")
    roster.post(slug, "HANDLER", "社区工作者" if not village else "村文书", "Clerk", f"{slug}.handler1")
    for number, grid in enumerate(grids, start=1):
        roster.post(slug, "GRID_WORKER", "专职网格员", "Grid worker", f"{slug}.grid{number}", grid["code"])


def _windows(roster: Roster, hall: Mapping[str, Any], towns: Sequence[Mapping[str, Any]]) -> None:
    """Open the windows for applications: the county's hall, which also serves the county seat, and each town's."""
    roster.unit(hall["slug"], hall["kind"], COUNTY, hall["name"], hall["name_en"], counter=hall["counter"])
    for number, title in enumerate(hall["clerks"], start=1):
        roster.post(hall["slug"], "WINDOW_CLERK", title, "Window clerk", f"clerk{number}")
    for town in towns[1:]:
        login = f"{town['slug']}.clerk1"
        roster.post(f"{town['slug']}-FUWU", "WINDOW_CLERK", "便民服务窗口", "Window clerk", login)


def _command(roster: Roster, town: Mapping[str, Any], command: Mapping[str, str]) -> None:
    """Give a town the desk that takes in events of grade 3."""
    inner = f"{town['slug']}-{command['slug']}"
    roster.unit(
        inner,
        "TOWN_OFFICE",
        town["code"],
        town["name"] + command["name"],
        f"{town['name_en']} {command['name_en']}",
        parent=unit_code(town["slug"]),
    )
    roster.post(inner, "DISPATCHER", "指挥调度员", "Dispatcher", f"{town['slug']}.dispatcher1")


def desk_rows(county: Mapping[str, Any], units: Mapping[str, Any]) -> list[Row]:
    """Return which unit serves as which desk: the county's, the windows of towns, the desks for events."""
    towns = {town["code"]: town["slug"] for town in county["towns"]}
    rows = [(office, COUNTY, slug) for office, slug in units["desks"].items()]
    rows += [("SERVICE_HALL", code, f"{slug}-FUWU") for code, slug in [*towns.items()][1:]]
    rows += [("GRID_DESK", code, f"{slug}-{units['command']['slug']}") for code, slug in towns.items()]
    rows += [("GRID_DESK", each["code"], each["slug"]) for each in county["communities"]]
    return [
        {"office": office, "division": division, "unit": unit_code(slug), "valid_from": SINCE}
        for office, division, slug in rows
    ]


def absences(roster: Roster, *, today: date) -> tuple[list[Row], list[Row]]:
    """Return extra staff rows for acting holders, and the rows of leaves. `today` places them in time."""
    acting = [
        ("zhujian.head", "shuili.head", 40),
        ("liuwan.head", "liuwan.handler1", 25),
        ("fenglin.head", "fenglin.handler1", 15),
    ]
    holders = [
        {
            "login": deputy,
            "name": roster.name_of(deputy),
            "post": roster.post_of(vacant),
            "acting": "1",
            "valid_from": str(today - timedelta(days=days)),
        }
        for vacant, deputy, days in acting
    ]
    away = [("chengguan.handler1", "chengguan.handler2", -5, 9), ("wenchang.grid1", "wenchang.grid2", -2, 12)]
    leaves = [
        {
            "login": login,
            "stand_in": stand_in,
            "valid_from": str(today + timedelta(days=start)),
            "valid_to": str(today + timedelta(days=end)),
        }
        for login, stand_in, start, end in away
    ]
    return holders, leaves
