"""Random sound definitions, for tests that run the engine on more than the shipped ones.

Each has joint work, a return, arbitration and reopening; of parking, extension, question, sample,
withdrawal, direct answers, refusal, transfer and a desk that decides about returns it has a random part,
never fewer than three of the first four.
"""

import copy
from dataclasses import dataclass
from typing import Any

import yaml
from hypothesis import strategies as st

from gongzhi.loops.facts import EventKind
from gongzhi.loops.rules.definition import Definition

Data = dict[str, Any]

MIXED = ("park", "extension", "question", "sample")
FREE = ("follow", "withdrawal", "direct", "refusal", "transfer", "review")
ALWAYS = frozenset({"joint", "return", "arbitration", "reopen"})

_DUE = {
    "intake": ["dispatch", "2wh", "1WD"],
    "dispatch": ["sign", "4wh", "8h"],
    "work": ["limit", "5WD", "10d"],
    "answer": ["resident_answer", "7d"],
    "callback": ["callback", "3d"],
    "assess": ["recheck_limit", "5WD"],
    "arbitrate": ["arbitration", "2WD"],
    "park": ["review", "30d"],
    "follow": ["limit", "30d"],
}
_NAMES = [f"{syllable}{number}" for syllable in ("ka", "mi", "to") for number in range(20)]


@dataclass
class _Draft:
    """A definition being put together; `draw` is Hypothesis's."""

    draw: st.DrawFn
    features: frozenset[str]
    states: Data
    steps: list[Data]

    def has(self, feature: str) -> bool:
        return feature in self.features

    def open_state(self, name: str, kind: str, owner: str, on_due: Data, **more: Any) -> None:
        due = self.draw(st.sampled_from(_DUE[kind]))
        self.states[name] = {"kind": kind, "owner": owner, "due": due, "on_due": on_due, **more}

    def step(
        self, event: str, kind: str, source: str | list[str], to: str, by: str | list[str], **more: Any
    ) -> None:
        self.steps.append(
            {"event": event, "kind": kind, "from": source, "to": to, "by": copy.copy(by), **more}
        )

    def bounded(self, most: int) -> Data:
        return {"max": self.draw(st.integers(1, most)), "else": "arbitration"}


@st.composite
def features(draw: st.DrawFn) -> frozenset[str]:
    """Choose what a definition has: always the first four, three or four of `MIXED`, some of `FREE`."""
    mixed = draw(st.sets(st.sampled_from(MIXED), min_size=3))
    free = draw(st.sets(st.sampled_from(FREE)))
    return ALWAYS | mixed | free


@st.composite
def definitions(draw: st.DrawFn) -> str:
    """Return the YAML text of a random sound definition, its names made up in half of the cases."""
    draft = _Draft(draw, draw(features()), {}, [])
    _add_desks(draft)
    _add_work(draft)
    _add_judgement(draft)
    _add_ends(draft)
    _add_company(draft)
    data = {
        "id": draw(st.sampled_from(["random", "random_other"])),
        "version": draw(st.integers(1, 9)),
        "calendar": "cn-workdays",
        "parties": {
            "resident": {"kind": "person"},
            "operator": {"kind": "office"},
            "intake": {"kind": "office"},
            "lead": {"kind": "any_org"},
            "co": {"kind": "any_org", "many": True},
            "arbiter": {"kind": "office"},
            "caller": {"kind": "independent"},
            "verifier": {"kind": "independent"},
        },
        "states": draft.states,
        "beside": _duties(draft),
        "transitions": draw(st.permutations(draft.steps)),
    }
    if draw(st.booleans()):
        made_up = iter(draw(st.permutations(_NAMES)))
        data = _renamed(data, {name: next(made_up) for name in draft.states})
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True)


def _add_desks(draft: _Draft) -> None:
    draft.open_state("registered", "intake", "intake", {"escalate": "arbiter"})
    draft.open_state("dispatched", "dispatch", "lead", {"escalate": "arbiter"})
    draft.open_state("arbitration", "arbitrate", "arbiter", {"escalate": "arbiter"})
    draft.step("dispatch", "assign", "registered", "dispatched", "intake", names="lead")
    draft.step("sign", "accept", "dispatched", "working", "lead")
    naming = draft.draw(st.sampled_from(["names", "may_name"]))
    draft.step(
        "decide",
        "decide",
        "arbitration",
        "dispatched",
        "arbiter",
        reason="required",
        final=True,
        **{naming: "lead"},
    )
    draft.step("conclude", "decide", "arbitration", "concluded", "arbiter", reason="required")
    if draft.has("direct"):
        draft.step("answer_at_once", "answer_directly", "registered", "answered", "operator")
    if draft.has("refusal"):
        draft.step("refuse", "decide", "registered", "refused", "intake", reason="required")
    if draft.has("transfer"):
        draft.step("transfer", "transfer", "registered", "transferred", "intake", reason="required")


def _add_work(draft: _Draft) -> None:
    join = draft.draw(st.sampled_from(["all", "quorum", "lead_decides"]))
    joint: Data = {
        "lead": 1,
        "co": "many",
        "join": join,
        "co_due": draft.draw(st.sampled_from(["3WD", "2d"])),
    }
    if join == "quorum":
        joint["quorum"] = draft.draw(st.integers(1, 3))
    draft.open_state(
        "working", "work", "lead", {"escalate": "arbiter"}, also=["first_contact"], obligations=joint
    )
    draft.step("answer", "report_done", "working", "answered", "lead")
    draft.step("ask_up", "ask_up", "working", "arbitration", "lead", reason="required")
    _add_return(draft)
    if draft.has("question"):
        draft.step("ask", "ask_party", "working", "working", "lead", pause="waiting_resident")
    if draft.has("extension"):
        draft.step("extend", "extend", "working", "working", "lead", reason="required", max=1)
    if draft.has("park"):
        draft.open_state("parked", "park", "lead", {"escalate": "arbiter"})
        draft.step("park", "park", "working", "parked", "lead", reason="required")
        draft.step("take_up_again", "take_up", "parked", "working", "lead")


def _add_return(draft: _Draft) -> None:
    to = "return_review" if draft.has("review") else "arbitration"
    late = draft.draw(st.booleans())
    more: Data = {"window": draft.draw(st.sampled_from(["return_window", "1WD"]))} if late else {}
    sources = ["dispatched", "working"] if late else ["dispatched"]
    draft.step("return", "return", sources, to, "lead", reason="required", **draft.bounded(2), **more)
    if draft.has("review"):
        draft.open_state("return_review", "intake", "intake", {"escalate": "arbiter"})
        draft.step("redispatch", "assign", "return_review", "dispatched", "intake", names="lead")
        draft.step(
            "deny_return",
            "decide",
            "return_review",
            "dispatched",
            "intake",
            reason="required",
            **draft.bounded(3),
        )


def _add_judgement(draft: _Draft) -> None:
    draft.open_state("answered", "answer", "resident", {"go": "calling"}, human_channel=True)
    draft.open_state("calling", "callback", "caller", {"go": "unconfirmed"}, human_channel=True)
    sample: Data = {}
    if draft.has("sample"):
        sample = {"sample": {"share": "recheck", "to": "rechecking"}}
        draft.open_state("rechecking", "assess", "verifier", {"escalate": "arbiter"})
        draft.step("recheck_ok", "assess_ok", "rechecking", "closed", "verifier")
        draft.step(
            "recheck_bad",
            "assess_bad",
            "rechecking",
            "working",
            "verifier",
            reason="required",
            unassigned="registered",
        )
    bound = draft.bounded(2)
    for source, by in (("answered", "resident"), ("calling", ["caller", "resident"])):
        draft.step("solved", "confirm", source, "closed", by, **sample)
        draft.step("not_solved", "dispute", source, "working", by, unassigned="registered", **bound)
    if draft.has("withdrawal"):
        draft.open_state("withdrawal_check", "callback", "caller", {"go": "unconfirmed"}, human_channel=True)
        draft.step(
            "withdraw", "withdraw", ["registered", "working", "answered"], "withdrawal_check", "resident"
        )
        draft.step("confirmed", "withdraw", "withdrawal_check", "withdrawn", "caller")
        draft.step("not_meant", "dispute", "withdrawal_check", "working", "caller", unassigned="registered")


def _add_ends(draft: _Draft) -> None:
    ends = {"closed": "fulfilled", "concluded": "denied", "unconfirmed": "unconfirmed"}
    ends |= {"refused": "refused"} if draft.has("refusal") else {}
    ends |= {"transferred": "transferred"} if draft.has("transfer") else {}
    ends |= {"withdrawn": "withdrawn"} if draft.has("withdrawal") else {}
    bound = draft.bounded(3)
    for name, end in ends.items():
        within = draft.draw(st.sampled_from(["reopen", "30d", "365d"]))
        reopen: Data = {"by": ["resident"], "within": within, "keep_clock": True}
        if draft.draw(st.booleans()):
            reopen |= {"to": "working", "unassigned": "registered", **bound}
        else:
            reopen |= {"to": "registered", **bound}
        draft.states[name] = {"end": end, "reopen": reopen}


def _add_company(draft: _Draft) -> None:
    """A state in which a loop goes along with another one."""
    if not draft.has("follow"):
        return
    draft.open_state("joined", "follow", "intake", {"escalate": "arbiter"})
    draft.step("join", "merge", ["registered", "dispatched", "working"], "joined", "intake")
    draft.step("separate", "separate", "joined", "registered", "intake", reason="required")
    draft.step("undo", "undo", "dispatched", "registered", "intake")
    draft.step("answer_together", "report_done", "joined", "answered", "lead")


def _duties(draft: _Draft) -> Data:
    parties = draft.draw(st.sets(st.sampled_from(["lead", "arbiter", "verifier"]), min_size=1))
    due = draft.draw(st.sampled_from(["supervision_reply", "5WD", "30d"]))
    return {
        f"duty_of_{party}": {"party": party, "due": due, "escalate": "arbiter"} for party in sorted(parties)
    }


def _renamed(value: Any, names: dict[str, str], key: str = "") -> Any:
    """Give states other names; nothing in the engine may depend on them."""
    if isinstance(value, dict):
        inside = key == "states"
        return {names[k] if inside else k: _renamed(v, names, "" if inside else k) for k, v in value.items()}
    if isinstance(value, list):
        return [_renamed(item, names, key) for item in value]
    places = ("from", "to", "else", "unassigned", "go")
    return names.get(value, value) if key in places else value


def features_of(definition: Definition) -> frozenset[str]:
    """Return which of the named features a definition has."""
    kinds = {each.kind for each in definition.transitions}
    found = {
        "joint": any(state.joint for state in definition.states.values()),
        "return": EventKind.RETURN in kinds,
        "arbitration": EventKind.ASK_UP in kinds,
        "reopen": any(state.reopen for state in definition.states.values()),
        "park": EventKind.PARK in kinds,
        "extension": EventKind.EXTEND in kinds,
        "question": EventKind.ASK_PARTY in kinds,
        "sample": any(each.sample for each in definition.transitions),
        "withdrawal": EventKind.WITHDRAW in kinds,
        "direct": EventKind.ANSWER_DIRECTLY in kinds,
        "follow": EventKind.MERGE in kinds,
    }
    return frozenset(name for name, present in found.items() if present)
