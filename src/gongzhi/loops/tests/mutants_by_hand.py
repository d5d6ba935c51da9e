"""Damage to the shipped case definition, made by hand: what clever or careless people would try."""

from pathlib import Path
from typing import Any

import yaml

from gongzhi.loops.tests.mutants import Data, cut, put

CASE = (Path(__file__).parents[1] / "definitions" / "case.yaml").read_text(encoding="utf-8")
DATA: Data = yaml.safe_load(CASE)


def step(**keys: Any) -> Data:
    """The shipped definition with one more transition."""
    return put(
        DATA, {key.removesuffix("_"): v for key, v in keys.items()}, "transitions", len(DATA["transitions"])
    )


def of_event(event: str, source: str) -> int:
    """Where a transition stands in the file."""
    found = [
        index for index, t in enumerate(DATA["transitions"]) if t["event"] == event and source in t["from"]
    ]
    return found[0]


def changed(event: str, source: str, **keys: Any) -> Data:
    """The shipped definition with other values in one transition."""
    data = DATA
    for key, value in keys.items():
        data = put(data, value, "transitions", of_event(event, source), key.removesuffix("_"))
    return data


RETURN_TWIN = DATA["transitions"][of_event("return", "dispatched")] | {"event": "bounce"}

# The second round of hand-made mutants: what a verifier that knows names, or looks at one rule at a time,
# lets through. The number is a check that must be among those that refuse it.
BY_HAND: dict[str, tuple[int, Data]] = {
    "a co-handler closes from working": (
        6,
        step(event="done", kind="confirm", from_="working", to="closed", by="co"),
    ),
    "a co-handler decides from working": (
        6,
        step(event="done", kind="decide", from_="working", to="concluded", by="co", reason="required"),
    ),
    "the arbiter closes as solved": (
        18,
        step(
            event="settle", kind="decide", from_="arbitration", to="closed", by="arbiter", reason="required"
        ),
    ),
    "the arbiter confirms for the resident": (
        6,
        step(event="settle", kind="confirm", from_="answered", to="closed", by="arbiter"),
    ),
    "the desk closes over the resident's head": (
        6,
        step(event="close", kind="confirm", from_="answered", to="closed", by="intake"),
    ),
    "the desk refuses what was already answered": (
        6,
        step(event="shut", kind="decide", from_="answered", to="refused", by="intake", reason="required"),
    ),
    "the lead closes its own work": (
        6,
        step(event="close", kind="assess_ok", from_="working", to="closed", by="lead"),
    ),
    "the lead withdraws for the resident": (
        6,
        step(event="press", kind="withdraw", from_="working", to="withdrawal_check", by="lead"),
    ),
    "a withdrawal ends without a check": (19, changed("withdraw", "working", to="withdrawn")),
    "the callback desk withdraws a case nobody withdrew": (
        19,
        step(event="drop", kind="withdraw", from_="calling", to="withdrawn", by="caller"),
    ),
    "a withdrawal goes to the desk that asks whether it is solved": (
        19,
        changed("withdraw", "working", to="calling"),
    ),
    "silence counts as solved": (6, put(DATA, "closed", "states", "answered", "on_due", "go")),
    "silence on the telephone counts as solved": (
        6,
        put(DATA, "closed", "states", "calling", "on_due", "go"),
    ),
    "silence counts as unconfirmed without a call": (
        6,
        put(DATA, "unconfirmed", "states", "answered", "on_due", "go"),
    ),
    "silence about an answer is taken for a withdrawal": (
        19,
        put(DATA, "withdrawal_check", "states", "answered", "on_due", "go"),
    ),
    "the work's deadline closes it": (6, put(DATA, {"go": "unconfirmed"}, "states", "working", "on_due")),
    "a passed deadline both tells and moves": (
        4,
        put(DATA, {"escalate": "arbiter", "go": "calling"}, "states", "answered", "on_due"),
    ),
    "reopening within no time": (7, cut(DATA, "states", "closed", "reopen", "within")),
    "reopening within a day": (7, put(DATA, "1d", "states", "closed", "reopen", "within")),
    "reopening within four office hours": (7, put(DATA, "sign", "states", "closed", "reopen", "within")),
    "reopening by the verifier only": (7, put(DATA, ["verifier"], "states", "closed", "reopen", "by")),
    "reopening by the lead": (6, put(DATA, ["resident", "lead"], "states", "closed", "reopen", "by")),
    "reopening restarts the clock": (8, put(DATA, False, "states", "closed", "reopen", "keep_clock")),
    "reopening to a lead nobody named": (17, cut(DATA, "states", "closed", "reopen", "unassigned")),
    "ninety-nine returns": (11, changed("return", "dispatched", max=99)),
    "three returns": (11, changed("return", "dispatched", max=3)),
    "returns go back to the desk for ever": (11, changed("return", "dispatched", else_="registered")),
    "a return after the arbiter's decision": (11, changed("decide", "arbitration", final=False)),
    "a dispatch that cannot be returned": (15, changed("dispatch", "registered", final=True)),
    "not solved without the lead named": (
        17,
        cut(DATA, "transitions", of_event("not_solved", "answered"), "unassigned"),
    ),
    "the arbiter cannot name another lead": (
        17,
        cut(DATA, "transitions", of_event("decide", "arbitration"), "names"),
    ),
    "the desk dispatches to nobody": (
        17,
        cut(DATA, "transitions", of_event("dispatch", "registered"), "names"),
    ),
    "a dispatch past the right to return": (18, changed("dispatch", "registered", to="working")),
    "two meanings of one event": (
        1,
        step(event="answer", kind="ask_up", from_="working", to="arbitration", by="lead", reason="required"),
    ),
    "the clock stops while colleagues are awaited": (
        8,
        changed("ask", "working", pause="waiting_colleagues"),
    ),
    "the clock stops for parking": (8, changed("park", "working", pause="force_majeure")),
    "a question that leads away": (18, changed("ask", "working", to="parked")),
    "two extensions": (11, changed("extend", "working", max=2)),
    "extensions without number": (11, cut(DATA, "transitions", of_event("extend", "working"), "max")),
    "the work renamed into a desk": (18, put(DATA, "intake", "states", "working", "kind")),
    "the dispatch renamed into work": (18, put(DATA, "work", "states", "dispatched", "kind")),
    "the return renamed into asking up": (15, changed("return", "dispatched", kind="ask_up")),
    "the report renamed into a decision": (13, changed("answer", "working", kind="decide")),
    "the solved end renamed into a transfer": (18, put(DATA, "transferred", "states", "closed", "end")),
    "the lead renamed into an independent party": (6, put(DATA, "independent", "parties", "lead", "kind")),
    "the callback desk is an office": (2, put(DATA, "office", "parties", "caller", "kind")),
    "the callback desk rechecks itself": (6, put(DATA, "caller", "states", "rechecking", "owner")),
    "one way to be solved escapes the recheck": (
        6,
        cut(DATA, "transitions", of_event("solved", "calling"), "sample"),
    ),
    "the sample closes": (6, changed("solved", "answered", sample={"share": "recheck", "to": "concluded"})),
    "a share that is a time": (
        6,
        changed("solved", "answered", sample={"share": "sign", "to": "rechecking"}),
    ),
    "the operator who answers also refuses": (6, changed("refuse", "registered", by=["intake", "operator"])),
    "an answer past the resident": (6, changed("answer", "working", to="rechecking")),
    "no human being to reach": (9, put(DATA, False, "states", "answered", "human_channel")),
    "work without co-handlers": (10, cut(DATA, "states", "working", "obligations")),
    "co-handlers without a join rule": (10, cut(DATA, "states", "working", "obligations", "join")),
    "a quorum of none": (10, put(DATA, "quorum", "states", "working", "obligations", "join")),
    "co-handlers led by someone else": (
        10,
        put(
            DATA,
            {"arbiter": 1, "co": "many", "join": "all", "co_due": "3WD"},
            "states",
            "working",
            "obligations",
        ),
    ),
    "the lead cannot whistle": (16, cut(DATA, "transitions", of_event("ask_up", "working"))),
    "parking without an owner": (2, cut(DATA, "states", "parked", "owner")),
    "parking without a review": (3, cut(DATA, "states", "parked", "due")),
    "parking for ever": (5, cut(DATA, "transitions", of_event("take_up_again", "parked"))),
    "a second way to return": (
        11,
        put(DATA, RETURN_TWIN | {"max": 9}, "transitions", len(DATA["transitions"])),
    ),
    "a state nobody reaches": (
        5,
        put(DATA, DATA["states"]["arbitration"], "states", "attic"),
    ),
    "the loop starts in the middle": (
        1,
        put(DATA, {"answered": DATA["states"]["answered"], **DATA["states"]}, "states"),
    ),
    "a second person concerned": (7, put(DATA, {"kind": "person"}, "parties", "neighbour")),
    "a reopening among the transitions": (
        1,
        step(event="reopen", kind="reopen", from_="closed", to="working", by="resident"),
    ),
    "an end straight from the start": (
        18,
        step(event="done", kind="confirm", from_="registered", to="closed", by="resident"),
    ),
    "a parked matter can only be withdrawn": (
        12,
        changed("take_up_again", "parked", kind="withdraw", to="withdrawal_check", by="resident"),
    ),
    "the resident may only agree": (14, cut(DATA, "transitions", of_event("not_solved", "answered"))),
    "the arbiter escalates upward to the lead": (
        4,
        put(DATA, "lead", "states", "arbitration", "on_due", "escalate"),
    ),
}
