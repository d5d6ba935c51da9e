"""Rebuild what cases hold beside their loops from facts alone. Pure, like the replay of loops.

What a person wrote, and where exactly a case lies, stands in facts as commitments only.
"""

from collections.abc import Iterable
from typing import Any

from gongzhi.cases.together import ALONE
from gongzhi.ledger.facts import Recorded

Row = dict[str, Any]


def replay(facts: Iterable[Recorded]) -> dict[str, Row]:
    """Fold facts in their order; return rows by case id, as plain values."""
    cases: dict[str, Row] = {}
    contacts: dict[str, str] = {}
    for fact in facts:
        subject, handler = str(fact.subject), _HANDLERS.get(fact.kind)
        if fact.kind == "people.contact_left" and subject not in cases:
            # Left with the filing, right before it; one left later is a way to be told by, and not who filed.
            contacts[subject] = fact.data["contact_id"]
        if handler is _filed:
            cases[subject] = {"contact": contacts.get(subject)}
        case = cases.get(subject)
        if handler and case is not None:
            handler(case, fact)
    return cases


def _filed(case: Row, fact: Recorded) -> None:
    data = fact.data
    copied = ("channel", "filer", "place_kind", "grid", "proposed_unit", "citation", "source")
    case.update({name: data[name] for name in copied})
    case.update(
        lead=None,
        overruled=False,
        confidential=False,
        has_draft=False,
        draft_finding="",
        finding="",
        solved=None,
        satisfied="",
        judged_via="",
        call_wanted=None,
        parent=None,
        cleared=[],
        said={},
    )


def _confidentiality(case: Row, fact: Recorded) -> None:
    case["confidential"] = fact.data["confidential"]


def _classified(case: Row, fact: Recorded) -> None:
    case.update(proposed_unit=fact.data["proposed_unit"], citation=fact.data["citation"])


def _corrected(case: Row, fact: Recorded) -> None:
    case["place_kind"] = fact.data["place_kind"]


def _lead_named(case: Row, fact: Recorded) -> None:
    if fact.data["unit_id"] != case["lead"]:  # what the former lead drafted is forgotten
        case.update(has_draft=False, draft_finding="")
    case.update(lead=fact.data["unit_id"], overruled=case["overruled"] or fact.data["overruled"])


def _drafted(case: Row, fact: Recorded) -> None:
    case.update(has_draft=True, draft_finding=fact.data.get("finding", ""))  # older drafts had none


def _sent_back(case: Row, _fact: Recorded) -> None:
    case.update(has_draft=False, draft_finding="")


def _answered(case: Row, fact: Recorded) -> None:
    case["finding"] = fact.data["finding"]


def _judged(case: Row, fact: Recorded) -> None:
    data = fact.data
    case.update(
        solved=data["solved"],
        satisfied=data["satisfied"] or "",
        judged_via=data["via"],
        call_wanted=None,  # another silence is drawn anew
    )


def _drawn(case: Row, fact: Recorded) -> None:
    case["call_wanted"] = fact.data["wanted"]


def _joined(case: Row, fact: Recorded) -> None:
    case["parent"] = fact.data["parent_id"]
    if fact.data["before"] is None:
        case.update(has_draft=False, draft_finding="")


def _answered_together(case: Row, fact: Recorded) -> None:
    case["lead"] = fact.data["unit_id"]


def _cleared(case: Row, fact: Recorded) -> None:
    case["cleared"] = sorted({*case["cleared"], fact.data["photo_id"]})


def _said_same(case: Row, fact: Recorded) -> None:
    case["said"] |= dict.fromkeys(map(str, fact.data["others"]), True)


def _said_apart(case: Row, fact: Recorded) -> None:
    case["said"] |= {str(fact.data["other"]): False}


def _left(case: Row, _fact: Recorded) -> None:
    case["parent"] = None


def _moved(case: Row, fact: Recorded) -> None:
    event = fact.data["event"]
    if event == "answer":
        case.update(has_draft=False, draft_finding="")
    elif event in ALONE:
        case["finding"] = ""
    if event == "reopen":
        case.update(solved=None, satisfied="", judged_via="", call_wanted=None)


_HANDLERS = {
    "cases.filed": _filed,
    "cases.classified": _classified,
    "cases.filing_corrected": _corrected,
    "cases.confidentiality_set": _confidentiality,
    "cases.lead_named": _lead_named,
    "cases.answer_drafted": _drafted,
    "cases.answer_sent_back": _sent_back,
    "cases.answered": _answered,
    "cases.judged": _judged,
    "cases.callback_drawn": _drawn,
    "cases.joined": _joined,
    "cases.photo_cleared": _cleared,
    "cases.answered_together": _answered_together,
    "cases.left": _left,
    "cases.said_same": _said_same,
    "cases.said_apart": _said_apart,
    "loops.moved": _moved,
}
