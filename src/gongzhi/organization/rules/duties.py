"""The duty table: may this kind of unit lead this matter here and now?

Town lists of duties (履职事项清单) sort matters into basic ones, ones to cooperate in, and ones taken back by
departments. Sending a taken-back matter to a town is refused with the citation.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from gongzhi.kernel.refusals import Refusal
from gongzhi.organization.facts import DutyEntry, DutyGround, DutyRole, Level
from gongzhi.organization.rules.codes import depth, within


def power_over(
    entries: Iterable[DutyEntry],
    *,
    unit_kind: str,
    level: Level,
    matter_path: Sequence[str],
    division: str,
    on: date,
) -> Refusal | DutyGround:
    """Return the ground on which a unit of this kind and level may lead the matter, or why it may not.

    `matter_path` runs from the root to the matter. The nearest ancestor with an entry decides; among
    entries for the same matter the one for the smallest tree around `division` does. Refusals:
    ``organization.duty_cooperates``, ``organization.duty_taken_back`` (names who has it),
    ``organization.no_duty``.
    """
    held = [
        entry
        for entry in entries
        if entry.unit_kind == unit_kind
        and entry.level is level
        and entry.period.holds_on(on)
        and (not entry.division or within(entry.division, division))
    ]
    for matter in reversed(matter_path):
        here = [entry for entry in held if entry.matter == matter]
        if here:
            return _judge(max(here, key=lambda entry: depth(entry.division) if entry.division else 0))
    matter = matter_path[-1] if matter_path else ""
    return Refusal("organization.no_duty", {"matter": matter, "unit": unit_kind})


def _judge(entry: DutyEntry) -> Refusal | DutyGround:
    details = {"matter": entry.matter, "unit": entry.unit_kind, "citation": entry.citation}
    match entry.role:
        case DutyRole.LEAD:
            return DutyGround(
                role=entry.role,
                citation=entry.citation,
                citation_en=entry.citation_en,
                matter=entry.matter,
            )
        case DutyRole.COOPERATE:
            return Refusal("organization.duty_cooperates", details)
        case DutyRole.TAKEN_BACK:
            return Refusal("organization.duty_taken_back", details | {"holder": entry.taken_by})
