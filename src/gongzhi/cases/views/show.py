"""A case in the words of staff: its story, its facts, its clocks and its place."""

import math
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gongzhi.cases.kind import OWED
from gongzhi.cases.queries import CaseView, case_story
from gongzhi.cases.story import tell
from gongzhi.cases.words import CHANNELS, FILERS, SATISFACTIONS
from gongzhi.ledger.facts import Recorded
from gongzhi.loops.public import clocks_of, remaining_of
from gongzhi.organization.public import divisions, grid_by_code, grids_geojson, matter_tree, units
from gongzhi.people.public import names_of
from gongzhi.ui.names import name_of

Fact = dict[str, Any]
E6 = 1_000_000
MARK_METRES = 18.0  # the point on the map, large enough to be seen beside grids
METRES_A_DEGREE = 111_320.0


def entries(case: CaseView) -> list[dict[str, Any]]:
    """Return the story for `ui/_story.html`, newest first."""
    facts_ = case_story(case.loop.id)
    unit_names = {id_: name_of(view) for id_, view in units(_units_in(facts_)).items()}
    people = names_of(set(_accounts_in(facts_)))
    lines = tell(facts_, "staff", unit_names, _matter_names(case), people)
    return [
        {
            "at": line.at,
            "text": line.sentence,
            "who": line.who,
            "body": line.text,
            "cite": line.citation,
            "internal": line.internal,
        }
        for line in reversed(lines)
    ]


def _units_in(facts_: Iterable[Recorded]) -> set[UUID]:
    found: set[str] = set()
    for fact in facts_:
        data = fact.data
        found |= {
            part for value in dict(data.get("holders") or {}).values() for part in str(value).split(",")
        }
        found.add(str(data.get("unit_id") or ""))
        found |= {str(each["unit_id"] or "") for each in dict(data.get("changes") or {}).get("opened", ())}
    return {UUID(each) for each in found if each and each != "None"}


def _accounts_in(facts_: Iterable[Recorded]) -> Iterable[UUID]:
    for fact in facts_:
        account, found, _post = fact.actor.removeprefix("staff:").partition("@")
        if found:
            yield UUID(account)
        if other := fact.data.get("account_id"):
            yield UUID(str(other))


def _matter_names(case: CaseView) -> dict[str, str]:
    return {matter.code: name_of(matter) for matter in matter_tree(at=case.loop.opened_at)}


def facts(case: CaseView, *, at: datetime) -> list[Fact]:
    """Return label and value of what is known about a case; contact data are not among them."""
    found = [
        {"label": _("Place"), "value": place_line(case)},
        {"label": _("Matter"), "value": matter_path(case, at=at) or _("not set yet")},
        *_power(case),
        {"label": _("Came by"), "value": str(CHANNELS[case.channel])},
        {"label": _("Reported"), "value": str(FILERS[case.filer])},
        {"label": _("Filed"), "value": exact(case.loop.opened_at)},
    ]
    if case.loop.first_due_at:
        found.append({"label": _("First deadline"), "value": exact(case.loop.first_due_at)})
    if case.loop.urged:
        found.append({"label": _("Urged"), "value": _("%(n)d times") % {"n": case.loop.urged}})
    return found + _judgement(case)


def _power(case: CaseView) -> list[Fact]:
    known = units({unit for unit in (case.lead, case.proposed_unit) if unit})
    found = []
    if case.lead:
        found.append({"label": _("Lead"), "value": name_of(known[case.lead])})
    elif case.proposed_unit:
        found.append({"label": _("Proposed"), "value": name_of(known[case.proposed_unit])})
    if case.overruled:
        found.append({"label": _("Power"), "value": _("against the duty table, by order of a superior")})
    elif case.citation:
        found.append({"label": _("Power"), "value": case.citation})
    return found


def _judgement(case: CaseView) -> list[Fact]:
    if case.solved is None:
        return []
    found = [{"label": _("Solved"), "value": _("yes") if case.solved else _("no")}]
    if case.satisfied:
        found.append({"label": _("Satisfied"), "value": str(SATISFACTIONS[case.satisfied])})
    return found


def place_line(case: CaseView) -> str:
    """Return where a case lies: town, community, grid, address."""
    codes = (case.loop.division[:9].ljust(12, "0"), case.loop.division)
    known = divisions(codes)
    parts = [name_of(known[code]) for code in dict.fromkeys(codes) if code in known]
    if case.grid and (grid := grid_by_code(case.grid)):
        parts.append(name_of(grid))
    if case.address:
        parts.append(case.address)
    return " · ".join(parts)


def matter_path(case: CaseView, *, at: datetime) -> str:
    """Return the names from the top of the tree of matters down to the case's own."""
    tree = {matter.code: matter for matter in matter_tree(at=at)}
    own = tree.get(case.loop.matter)
    return " › ".join(name_of(tree[code]) for code in own.path) if own else case.loop.matter


def exact(instant: datetime) -> str:
    """Say an instant exactly, in the reader's language."""
    # Translators: a date format of Django with year and time.
    return date_format(timezone.localtime(instant), _("j F Y, H:i"))


def now_with(case: CaseView) -> str:
    """Say who owes the next step and what it is; "" for an ended case."""
    if case.loop.ended_at is not None:
        return ""
    if case.loop.state == "answered":
        return _("The resident says whether it is solved.")
    party = {
        "registered": "intake",
        "return_review": "intake",
        "calling": "caller",
        "withdrawal_check": "caller",
        "rechecking": "verifier",
        "arbitration": "arbiter",
    }.get(case.loop.state, "lead")
    holders = [unit for unit in case.holders.get(party, ()) if unit]
    names = [name_of(view) for view in units(holders).values()]
    if case.loop.paused_until is not None:
        return _("%(unit)s waits for the resident's answer.") % {"unit": ", ".join(names)}
    return _("%(unit)s: %(owed)s") % {"unit": ", ".join(names), "owed": OWED[case.loop.state]}


def clocks_context(case: CaseView, *, at: datetime) -> dict[str, Any]:
    """Return both clocks: the office's own deadline, and the days the resident has waited."""
    running = clocks_of([case.loop.id], at=at).get(case.loop.id, ())
    own = next((clock for clock in running if clock.what == case.loop.state), None)
    end = case.loop.ended_at or at
    waited = (timezone.localtime(end).date() - timezone.localtime(case.loop.opened_at).date()).days
    office = own is not None and case.loop.state != "answered"
    return {
        "left": remaining_of(own) if own else None,
        "office": remaining_of(own) if own and office else None,
        "duties": [
            {"label": OWED.get(clock.what, clock.what), "due_at": clock.due_at, "left": remaining_of(clock)}
            for clock in running
            if clock.what in OWED
        ],
        "waited": waited,
        "waited_share": _share(case, end),
    }


def _share(case: CaseView, at: datetime) -> int:
    """Return how much of the time until the first deadline the resident has waited, in percent."""
    if case.loop.first_due_at is None:
        return 0
    whole = (case.loop.first_due_at - case.loop.opened_at).total_seconds()
    gone = (at - case.loop.opened_at).total_seconds()
    return max(1, min(100, round(100 * gone / whole))) if whole > 0 else 100


def shape_of(case: CaseView, *, at: datetime) -> dict[str, Any]:
    """Return the grids of the community as GeoJSON, the case's own darker, and its point as a small round."""
    shapes = grids_geojson(case.loop.division, at=at)
    for shape in shapes["features"]:
        own = shape["properties"]["code"] == case.grid
        shape["properties"] = {"name": shape["properties"]["name"], "level": 2 if own else 0}
    if case.longitude_e6 is not None and case.latitude_e6 is not None:
        ring = _round(case.longitude_e6 / E6, case.latitude_e6 / E6)
        shapes["features"].append(
            {
                "type": "Feature",
                "properties": {"name": _("the place reported"), "level": 4},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
        )
    return shapes


def _round(longitude: float, latitude: float) -> list[list[float]]:
    high = MARK_METRES / METRES_A_DEGREE
    wide = high / max(0.01, math.cos(math.radians(latitude)))
    corners = [math.tau * step / 24 for step in range(25)]
    return [[longitude + wide * math.cos(a), latitude + high * math.sin(a)] for a in corners]
