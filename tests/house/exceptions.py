"""Exceptions to the house rules, each with its reason. This list may only shrink."""

_SYSTEM = "only the system does this: nobody is to be named"
_INSIDE = "a step of the caller's own action, which has by and at"

EXCEPTIONS: dict[str, dict[str, str]] = {
    "actions": {
        "cases.draw_callback by": _SYSTEM,
        "ledger.cosign by": "as record",
        "ledger.erase_openings at": _INSIDE,
        "ledger.erase_openings by": _INSIDE,
        "ledger.follow keywords": "reads like a sentence: follow(reader, handle)",
        "ledger.follow at": "moves a cursor, which is no event",
        "ledger.follow by": _SYSTEM,
        "ledger.record keywords": "the fact comes first, as in a sentence",
        "ledger.record by": "the ledger knows names, not actors: it stands below people",
        "ledger.record_many keywords": "as record",
        "ledger.record_many by": "as record",
        "ledger.trust_log by": "as record",
        "ledger.sequence at": "gives places, which is no event",
        "ledger.sequence by": _SYSTEM,
        "ledger.rotate_key by": "as record",
        "ledger.keep_growing by": "as record",
        "ledger.keep_findings by": "as record",
        "ledger.look_over by": "as record",
        "loops.already_done keywords": _INSIDE,
        "loops.already_done at": _INSIDE,
        "loops.already_done by": _INSIDE,
        "loops.end_overdue_pauses by": _SYSTEM,
        "loops.find_by at": _INSIDE,
        "loops.find_by by": _INSIDE,
        "loops.fire_due by": _SYSTEM,
        "loops.hold keywords": _INSIDE,
        "loops.hold at": _INSIDE,
        "loops.hold_many keywords": _INSIDE,
        "loops.hold_many at": _INSIDE,
        "loops.hold_many by": _INSIDE,
        "loops.hold by": _INSIDE,
        "loops.keep_receipt keywords": _INSIDE,
        "loops.keep_receipt at": _INSIDE,
        "loops.keep_receipt by": _INSIDE,
        "loops.recompute_deadlines by": _SYSTEM,
        "loops.retitle at": _INSIDE,
        "loops.retitle by": _INSIDE,
        "notices.retitle at": _INSIDE,
        "notices.retitle by": _INSIDE,
        "notices.enqueue keywords": "the notice comes first, as in a sentence; it carries its instant",
        "notices.enqueue at": "the notice carries it",
        "notices.enqueue by": _SYSTEM,
        "notices.tell_persons keywords": "as enqueue",
        "notices.tell_persons at": "as enqueue",
        "notices.tell_persons by": "as enqueue",
    },
    "one transaction": {
        "organization.close_account": "asks about the tree, then leaves the closing to people, which opens it",
    },
    "clock": {
        "notices/ways/sms.py now()": "a gateway stands at the edge, and its door names no instant",
        "kernel/ids.py time.time_ns()": "the order inside an id; nobody reads the time back out of it",
        "ledger/standalone/verify.py time.time()": "a program of its own: its `main` reads the clock for itself",
    },
    "writes": {
        "ledger/witness_store.py insert": "a witness by itself: it has one file, and neither tables nor facts",
        "ledger/witness_store.py update": "as above",
    },
    "files": {
        "src/gongzhi/ledger/standalone/verify.py": "one file is the point: it is handed on alone and read by itself",
    },
    "the gate": {
        f"insight/actions/{name}.py gongzhi.insight.topics.candidates.counted_now": "what is counted of all words, "
        "which the gate is given; it says nothing of a message"
        for name in ("ask_alike", "place_message", "regroup")
    },
    "signals": {
        "apps.py signal receiver": "grants follow each migration; no package hears of it",
    },
}
