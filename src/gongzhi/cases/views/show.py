"""A case in the words of staff: its facts, its matter and its place."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gongzhi.cases.photos import photos_for
from gongzhi.cases.queries import CaseView, story_for
from gongzhi.cases.story import SENTENCES, folded, photos_by_fact
from gongzhi.cases.views.fairness_panel import fair_facts
from gongzhi.cases.words import CHANNELS, FILERS, NEEDS, SATISFACTIONS
from gongzhi.loops.public import common_facts, matter_path, place_line, shape, staff_story
from gongzhi.organization.public import units
from gongzhi.ui.names import name_of

Fact = dict[str, Any]
E6 = 1_000_000


def facts(case: CaseView, *, at: datetime) -> list[Fact]:
    """Return label and value of what is known about a case; contact data are not among them."""
    place = place_line(case.loop.division, grid=case.grid, address=case.address)
    return [
        {"label": _("Place"), "value": place},
        {"label": _("Matter"), "value": matter_path(case.loop.matter, at=at) or _("not set yet")},
        *_power(case),
        {"label": _("Came by"), "value": str(CHANNELS[case.channel])},
        {"label": _("Reported"), "value": str(FILERS[case.filer])},
        *with_care(case),
        *common_facts(case.loop),
        *fair_facts(case),
        *_judgement(case),
    ]


def with_care(case: CaseView) -> list[Fact]:
    """Return how the resident is to be dealt with: confidentially, and in a way that works for them."""
    found = []
    if case.confidential:
        found.append({"label": _("Confidential"), "value": _("yes, at the resident's wish")})
    said = [str(NEEDS[each]) for each in case.needs]
    if said or case.needs_note:
        words = list_of([*said, *filter(None, [case.needs_note])])
        found.append({"label": _("To be talked with"), "value": words})
    return found


def list_of(words: Iterable[str]) -> str:
    """Return several things as a reader lists them."""
    return _("; ").join(words)


def _power(case: CaseView) -> list[Fact]:
    known = units({unit for unit in (case.lead, case.proposed_unit) if unit})
    found = []
    if case.lead:
        found.append({"label": _("Lead"), "value": name_of(known[case.lead])})
    elif case.proposed_unit:
        found.append({"label": _("Proposed"), "value": name_of(known[case.proposed_unit])})
    if case.overruled:
        found.append({"label": _("Power"), "value": _("against the duty table, by order of a superior")})
    elif case.citation and case.lead in (None, case.proposed_unit):
        # Of another lead the ground stands in the story, where it was named.
        found.append({"label": _("Power"), "value": case.citation})
    return found


def _judgement(case: CaseView) -> list[Fact]:
    if case.solved is None:
        return []
    found = [{"label": _("Solved"), "value": _("yes") if case.solved else _("no")}]
    if case.satisfied:
        found.append({"label": _("Satisfied"), "value": str(SATISFACTIONS[case.satisfied])})
    return found


def story_with_photos(case: CaseView) -> list[dict[str, Any]]:
    """Return the lines of the story for staff, the photos with the line that tells of them."""
    story = folded(story_for(case))
    photos = photos_by_fact(story)
    covered = {str(photo.id) for photo in photos_for(case) if photo.covered} if photos else set()
    return [
        entry
        | {
            "photos": [
                {
                    "url": reverse("case-photo", args=[case.loop.id, photo]),
                    "alt": _("Photo of the case, covered") if photo in covered else _("Photo of the case"),
                    "covered": photo in covered,
                }
                for photo in photos.get(entry["fact"], ())
            ]
        }
        for entry in staff_story(story, SENTENCES)
    ]


def shape_of(case: CaseView, *, at: datetime) -> Mapping[str, Any]:
    """Return the grids of the community as GeoJSON, the case's own darker, and its point as a small round."""
    point = None
    if case.longitude_e6 is not None and case.latitude_e6 is not None:
        point = (case.longitude_e6 / E6, case.latitude_e6 / E6)
    return shape(case.loop.division, grid=case.grid, point=point, at=at)
