"""Tables: who may point at whom, and what must never be kept."""

import ast
import configparser
import re
from collections.abc import Iterator

from django.apps import apps
from django.db.models import Model

from tests.house.code import ROOT, hold, modules

# Formalism in digital form 指尖上的形式主义 (Central Office notice on its prevention, December 2023: no check-ins,
# point rankings or online-time statistics), and what a person's movements would be told by. Whole words of a name.
NEVER = frozenset(
    """
    attendance badge badges check_in checkin clock_in gps heartbeat last_active last_login last_seen leaderboard
    location_track login_count online points presence quota quotas rank ranking ranks score scores streak track
    trajectory
    """.split()  # noqa: SIM905
)


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
    return {name.strip(): len(rows) - index for index, row in enumerate(rows) for name in row.split("|")}


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


def test_nobody_is_watched_ranked_or_traced() -> None:
    def found() -> Iterator[tuple[str, str]]:
        for package, model in _models():
            for field in model._meta.get_fields():
                if _forbidden(field.name):
                    yield f"{model.__name__}.{field.name}", f"{package}: column {model.__name__}.{field.name}"
        for module in modules():
            for node in ast.walk(module.tree):
                name = ast.unparse(node.target) if isinstance(node, ast.AnnAssign) else ""
                if _forbidden(name):
                    yield f"{module.place} {name}", f"{module.place}:{node.lineno} {name}"  # type: ignore[attr-defined]

    hold("watching", found(), instead="no presence, ranking, points, quota or track of a person is kept")


def _forbidden(name: str) -> bool:
    return any(re.search(rf"(?:^|_){word}(?:_|$)", name) for word in NEVER)


def test_the_search_for_watching_finds_it() -> None:
    assert all(map(_forbidden, ("last_seen_at", "online_time", "user_points", "rank", "check_in", "gps")))
    assert not any(map(_forbidden, ("point", "checked_at", "supervised", "frank", "checking")))
