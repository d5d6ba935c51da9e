"""A loop in the words of staff: who owes the next step, its clocks, its place and its matter."""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gongzhi.loops.clocks import Clock, clocks_of, remaining_of
from gongzhi.loops.facts import PartyKind
from gongzhi.loops.kinds import Kind, kind_of
from gongzhi.loops.queries import Holders, LoopRow, definition_by_id
from gongzhi.organization.public import divisions, grids, grids_geojson, matter_tree, units
from gongzhi.ui.names import name_of

E6 = 1_000_000
MARK_METRES = 18.0  # the point on the map, large enough to be seen beside grids
METRES_A_DEGREE = 111_320.0


def exact(instant: datetime) -> str:
    """Say an instant exactly, in the reader's language."""
    # Translators: a date format of Django with year and time.
    return date_format(timezone.localtime(instant), _("j F Y, H:i"))


def place_line(division: str, *, grid: str = "", address: str = "") -> str:
    """Return where something lies: town, community, grid, address."""
    line = place_lines({(division, grid)})[division, grid]
    return f"{line} · {address}" if line and address else line or address


def place_lines(places: Collection[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return where several things lie, each a division and a grid or ""; the names are read for all at once."""
    known = divisions({code for division, _grid in places for code in (_town(division), division)})
    named = grids({grid for _division, grid in places if grid})
    found = {}
    for division, grid in places:
        parts = [known[code] for code in dict.fromkeys((_town(division), division)) if code in known]
        names = [name_of(part) for part in parts] + ([name_of(named[grid])] if grid in named else [])
        found[division, grid] = " · ".join(names)
    return found


def _town(division: str) -> str:
    return division[:9].ljust(12, "0")


def matter_path(matter: str, *, at: datetime) -> str:
    """Return the names from the top of the tree of matters down to one; the code itself for an unknown one."""
    tree = {each.code: each for each in matter_tree(at=at)}
    own = tree.get(matter)
    return " › ".join(name_of(tree[code]) for code in own.path) if own else matter


def common_facts(loop: LoopRow) -> list[dict[str, Any]]:
    """Return label and value of what every kind of loop has: when it was opened, its first deadline, urging."""
    found = [{"label": _("Opened"), "value": exact(loop.opened_at)}]
    if loop.first_due_at:
        found.append({"label": _("First deadline"), "value": exact(loop.first_due_at)})
    if loop.urged:
        found.append({"label": _("Urged"), "value": _("%(n)d times") % {"n": loop.urged}})
    return found


def now_with(loop: LoopRow, holders: Holders) -> str:
    """Say who owes the next step and what it is; "" for an ended loop."""
    if loop.ended_at is not None:
        return ""
    kind, definition = kind_of(loop.subject_kind), definition_by_id(loop.definition_id)
    party = definition.parties[definition.states[loop.state].owner]
    owed = str(kind.owed.get(loop.state, ""))
    if party.kind is PartyKind.PERSON:
        return owed
    names = ", ".join(
        name_of(view) for view in units([unit for unit in holders.get(party.name, ()) if unit]).values()
    )
    if loop.paused_until is not None:
        return _("%(unit)s waits for an answer.") % {"unit": names}
    return _("%(unit)s: %(owed)s") % {"unit": names, "owed": owed}


def moves_url(loop: LoopRow) -> str:
    """Return the page that tells anybody how this moves: by the version it began with, its step marked."""
    asked = urlencode({"version": definition_by_id(loop.definition_id).version, "step": loop.state})
    return f"{reverse('moves-of', args=[loop.subject_kind])}?{asked}"


def clocks_context(loop: LoopRow, *, at: datetime) -> dict[str, Any]:
    """Return both clocks: the office's own deadline, and the days whoever asked has waited."""
    kind = kind_of(loop.subject_kind)
    owner = definition_by_id(loop.definition_id).states[loop.state].owner
    running = clocks_of([loop.id], at=at).get(loop.id, ())
    own = next((clock for clock in running if clock.what == loop.state and clock.party == owner), None)
    end = loop.ended_at or at
    waited = (timezone.localtime(end).date() - timezone.localtime(loop.opened_at).date()).days
    office = own is not None and not _waits_for_person(loop)
    return {
        "left": remaining_of(own) if own and office else None,
        "office": remaining_of(own) if own and office else None,
        "duties": list(_duties(kind, running)),
        "waited": waited,
        "between_offices": not _has_person(loop),
        "waited_share": _share(loop, end),
    }


def _duties(kind: Kind, running: Iterable[Clock]) -> Iterator[dict[str, Any]]:
    """What is owed now, each once, with the clock that runs out first. Parts of helpers stand with the helpers."""
    shown: set[str] = set()
    for clock in running:
        label = "" if f"{clock.what}:{clock.party}" in kind.owed else kind.owes(clock.what, clock.party)
        if label and label not in shown:
            shown.add(label)
            yield {"label": label, "due_at": clock.due_at, "left": remaining_of(clock)}


def _has_person(loop: LoopRow) -> bool:
    parties = definition_by_id(loop.definition_id).parties.values()
    return any(party.kind is PartyKind.PERSON for party in parties)


def _waits_for_person(loop: LoopRow) -> bool:
    definition = definition_by_id(loop.definition_id)
    owner = definition.states[loop.state].owner
    return bool(owner) and definition.parties[owner].kind is PartyKind.PERSON


def _share(loop: LoopRow, at: datetime) -> int:
    """Return how much of the time until the first deadline has been waited, in percent."""
    if loop.first_due_at is None:
        return 0
    whole = (loop.first_due_at - loop.opened_at).total_seconds()
    gone = (at - loop.opened_at).total_seconds()
    return max(1, min(100, round(100 * gone / whole))) if whole > 0 else 100


def shape(
    division: str, *, grid: str = "", point: tuple[float, float] | None = None, at: datetime
) -> Mapping[str, Any]:
    """Return the grids of a community as GeoJSON, one of them darker, and a point as a small round.

    `point` is longitude and latitude in degrees (WGS84).
    """
    shapes = grids_geojson(division, at=at)
    for each in shapes["features"]:
        own = each["properties"]["code"] == grid
        each["properties"] = {"name": each["properties"]["name"], "level": 2 if own else 0}
    if point is not None:
        shapes["features"].append(
            {
                "type": "Feature",
                "properties": {"name": _("the place reported"), "level": 4},
                "geometry": {"type": "Polygon", "coordinates": [_round(*point)]},
            }
        )
    return shapes


def _round(longitude: float, latitude: float) -> list[list[float]]:
    high = MARK_METRES / METRES_A_DEGREE
    wide = high / max(0.01, math.cos(math.radians(latitude)))
    corners = [math.tau * step / 24 for step in range(25)]
    return [[longitude + wide * math.cos(a), latitude + high * math.sin(a)] for a in corners]
