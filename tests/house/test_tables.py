"""Tables: who may point at whom, and what must never be kept."""

import ast
import configparser
import re
from collections.abc import Iterator

import yaml
from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import override

from tests.house.code import ROOT, SOURCE, hold, modules

# Formalism in digital form 指尖上的形式主义 (Central Office notice on its prevention, December 2023: no check-ins,
# point rankings or online-time statistics; measures on government apps, 2026: no location tracks), what a person's
# movements would be told by, and how much somebody has to report. Whole words of a name.
NEVER = frozenset(
    """
    attendance badge badges check_in check_ins check_out checkin checkins checkout clock_in clock_out dwell footprint
    footprints geofence gps heartbeat last_active last_login last_seen leaderboard location_track login_count mileage
    must_report online per_worker points presence punch punch_in quota quotas rank ranking rankings ranks score scores
    streak track tracked tracker tracking tracks trajectories trajectory waypoint waypoints
    """.split()  # noqa: SIM905
)
# How far a service can be had online says nothing of who is.
ABOUT_A_SERVICE = frozenset({"online", "online_depth", "ONLINE"})
# The same as people would read it; data and translations are searched for these.
NEVER_SAID = re.compile("打卡|签到|轨迹|排名|排行|积分|在线时长|考勤|上报指标|上报任务数")


def _models() -> Iterator[tuple[str, type[Model]]]:
    for model in apps.get_models():
        if model.__module__.startswith("gongzhi."):
            yield model.__module__.split(".")[1], model


def _floors() -> dict[str, int]:
    """Return the floor of each package as the import contract has it, 1 at the bottom."""
    file = configparser.ConfigParser()
    file.read(ROOT / ".importlinter", encoding="utf-8")
    rows = file["importlinter:contract:floors"]["layers"].split("\n")
    rows = [row for row in rows if row.strip()]
    return {name.strip(" ()"): len(rows) - index for index, row in enumerate(rows) for name in row.split("|")}


def test_foreign_keys_point_down_and_hide_their_way_back() -> None:
    floor = _floors()

    def found() -> Iterator[tuple[str, str]]:
        for here, model in _models():
            for field in model._meta.get_fields():
                if not field.is_relation or field.auto_created or field.related_model is None:
                    continue
                there = field.related_model.__module__.split(".")[1]  # type: ignore[union-attr]
                name = f"{here}.{model.__name__}.{field.name}"
                if there != here and floor[there] >= floor[here]:
                    yield f"{name} up", f"{name} points at {there}, which does not stand below"
                if there != here and not field.remote_field.hidden:  # type: ignore[union-attr]
                    yield f"{name} back", f"{name} needs related_name='+'"

    hold("foreign keys", found(), instead="point down; a lower package does not know who points at it")


def test_a_table_says_what_happens_when_its_target_goes() -> None:
    """Nothing on record disappears because something else was deleted."""
    found = (
        (f"{model.__name__}.{field.name}", f"{model.__name__}.{field.name}: on_delete is not PROTECT")
        for _, model in _models()
        for field in model._meta.get_fields()
        if field.is_relation
        and not field.auto_created
        and getattr(field.remote_field, "on_delete", None).__name__ != "PROTECT"  # type: ignore[union-attr]
    )
    hold("protect", found, instead="on_delete=PROTECT")


def test_the_migrations_lead_to_the_models() -> None:
    """Otherwise the next migration carries along what somebody forgot."""
    with override(None):  # as when migrations are written: names of fields may be translated
        loader = MigrationLoader(None)
        found = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
        changes = found.changes(loader.graph).get("gongzhi", ())
    left = [operation.describe() for migration in changes for operation in migration.operations]
    assert not left, left


def test_nobody_is_watched_ranked_or_traced() -> None:
    """Not in a table, a fact, a form, a page, a file of data or an address; and nobody has so much to report."""
    found = (
        (f"{where} {name}", f"{where}: {name}")
        for where, names in (*_names_in_code(), *_names_in_pages(), *_names_in_data(), *_addresses())
        for name in names
        if _forbidden(name)
    )
    hold("watching", found, instead="no presence, ranking, points, quota or track of a person is kept")


def test_nothing_says_so_either() -> None:
    """What the made-up residents of the demo complain of is theirs to say."""
    found = (
        (f"{where} {said[0]}", f"{where}: {said[0]}")
        for path in sorted([*SOURCE.rglob("*.po"), *SOURCE.rglob("*.yaml"), *SOURCE.rglob("*.html")])
        if not (where := path.relative_to(SOURCE).as_posix()).startswith("web/demo/")
        for line in path.read_text(encoding="utf-8").splitlines()
        if (said := NEVER_SAID.search(line)) and not line.lstrip().startswith(("#", "msgid"))
    )
    hold("watching", found, instead="no presence, ranking, points, quota or track of a person is kept")


def _names_in_code() -> Iterator[tuple[str, set[str]]]:
    """Yield columns, fields of facts and other frozen values, members of enums, and fields of forms."""
    for package, model in _models():
        yield f"{package}.{model.__name__}", {field.name for field in model._meta.get_fields()}
    for module in modules():
        yield module.place, _names_of(module.tree)


def _names_of(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign):
            found.add(ast.unparse(node.target))
        elif isinstance(node, ast.ClassDef):
            # Setting a field that another brings to None takes it out.
            members = (each for each in node.body if isinstance(each, ast.Assign) and _is_kept(each.value))
            found |= {ast.unparse(target) for each in members for target in each.targets} - ABOUT_A_SERVICE
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "self.fields":
            found |= {str(each.value) for each in ast.walk(node.slice) if isinstance(each, ast.Constant)}
    return found


def _is_kept(value: ast.AST) -> bool:
    return not (isinstance(value, ast.Constant) and value.value is None)


def _names_in_pages() -> Iterator[tuple[str, set[str]]]:
    """Yield what a page sends, and what it marks for a script."""
    for path in sorted(SOURCE.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        yield path.relative_to(SOURCE).as_posix(), set(re.findall(r'\b(?:name="|data-)([a-z][\w-]*)', text))


def _names_in_data() -> Iterator[tuple[str, set[str]]]:
    """Yield the keys of every file of data, and the values that are codes."""
    for path in sorted(SOURCE.rglob("*.yaml")):
        read = yaml.safe_load(path.read_text(encoding="utf-8"))
        yield path.relative_to(SOURCE).as_posix(), set(_codes(read)) - ABOUT_A_SERVICE


def _codes(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from map(str, value)
        yield from (code for each in value.values() for code in _codes(each))
    elif isinstance(value, list):
        yield from (code for each in value for code in _codes(each))
    elif isinstance(value, str) and re.fullmatch(r"[\w.-]+", value):
        yield value


def _addresses() -> Iterator[tuple[str, set[str]]]:
    """Yield each address with its parts and its name."""
    todo: list[tuple[str, URLResolver | URLPattern]] = [("/", each) for each in get_resolver().url_patterns]
    while todo:
        above, each = todo.pop()
        address = above + str(each.pattern)
        if isinstance(each, URLResolver):
            todo += [(address, below) for below in each.url_patterns]
        else:
            yield address, {*address.split("/"), str(each.name)}


def _forbidden(name: str) -> bool:
    plain = re.sub(r"[^a-z0-9]+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower())
    return any(re.search(rf"(?:^|_){word}(?:_|$)", plain) for word in NEVER)


def test_the_search_for_watching_finds_it() -> None:
    watching = (
        *("last_seen_at", "online_time", "user_points", "rank", "check_in", "gps", "dailyQuota", "QUOTA"),
        *("patrol.track", "check-in", "tracks.geojson", "worker-tracks", "round_checkins", "must_report"),
    )
    assert all(map(_forbidden, watching))
    harmless = ("point", "checked_at", "supervised", "frank", "checking", "data-check", "punctual", "tractor")
    assert not any(map(_forbidden, harmless))


def test_the_search_looks_into_every_kind_of_place() -> None:
    code = ast.parse(
        "class Round:\n    quota: int\nclass Mode:\n    CHECK_IN = 1\nself.fields['track'].required = True\n"
    )
    assert {name for name in _names_of(code) if _forbidden(name)} == {"quota", "CHECK_IN", "track"}
    data = {"GRID_WORKER": {"powers": ["patrol.track"], "daily": [{"quota": 10}], "name": "网格员"}}
    assert {code for code in _codes(data) if _forbidden(code)} == {"patrol.track", "quota"}
    places = {where for where, _names in (*_names_in_code(), *_names_in_pages(), *_names_in_data())}
    assert {
        "patrol.PatrolEvent", "patrol/facts.py", "patrol/forms.py", "patrol/data/categories.yaml",
        "patrol/templates/patrol/report.html", "organization/data/post_types.yaml",
    } <= places  # fmt: skip
    addresses = {name for _where, names in _addresses() for name in names}
    assert {"patrol-report", "round-report", "loop-act"} <= addresses
    assert NEVER_SAID.search("每日打卡")
    assert not NEVER_SAID.search("签收")
