"""Damage to a definition, made by machine: every name, kind, key, bound and duration in turn.

A mutant is a sentence that says what was done, and the damaged data.
"""

import copy
from collections.abc import Iterator
from typing import Any

from gongzhi.loops.facts import EndKind, EventKind, PartyKind, StateKind

Data = dict[str, Any]
Mutant = tuple[str, Data]

BAD_DURATIONS = ("", "0d", "-1d", "1.5h", "P1D", "5 WD", "9999d", "99999d", "soon")
BAD_COUNTS = (0, -1, 4, 99, "many", True)
NOWHERE = "nowhere"


def mutants(data: Data) -> Iterator[Mutant]:
    """Return the damaged forms of a definition, every family in turn."""
    for family in (
        _dropped_parts,
        _dropped_keys,
        _retargeted,
        _reopened_elsewhere,
        _other_actors,
        _other_owners,
        _other_kinds,
        _unknown_names,
        _other_consequences,
        _bad_durations,
        _bad_counts,
        _doubled,
    ):
        yield from family(data)


def put(data: Data, value: object, *path: str | int) -> Data:
    """Return a copy of the data with another value at `path`; a list grows at its end."""
    copied = copy.deepcopy(data)
    place: Any = copied
    for step in path[:-1]:
        place = place[step]
    if isinstance(place, list) and path[-1] == len(place):
        place.append(value)
    else:
        place[path[-1]] = value
    return copied


def cut(data: Data, *path: str | int) -> Data:
    """Return a copy of the data without what stands at `path`."""
    copied = copy.deepcopy(data)
    place: Any = copied
    for step in path[:-1]:
        place = place[step]
    del place[path[-1]]
    return copied


def _steps(data: Data) -> Iterator[tuple[int, Data, str]]:
    for index, each in enumerate(data["transitions"]):
        yield index, each, f"{each['event']} from {each['from']}"


def _judging(data: Data) -> list[str]:
    kinds = ("answer", "callback", "assess", "park")
    return [name for name, state in data["states"].items() if "end" in state or state["kind"] in kinds]


def _dropped_parts(data: Data) -> Iterator[Mutant]:
    for index, _, name in _steps(data):
        yield f"drop transition {name}", cut(data, "transitions", index)
    for part in ("states", "parties", "beside"):
        for name in data.get(part, ()):
            yield f"drop {part} {name}", cut(data, part, name)
    for key in data:
        yield f"drop {key}", cut(data, key)


def _dropped_keys(data: Data) -> Iterator[Mutant]:
    places: list[tuple[tuple[str | int, ...], Data, str]] = []
    places += [(("transitions", index), each, name) for index, each, name in _steps(data)]
    places += [(("parties", name), party, name) for name, party in data["parties"].items()]
    places += [(("beside", name), duty, name) for name, duty in data.get("beside", {}).items()]
    for name, state in data["states"].items():
        inner = [key for key in ("on_due", "obligations", "reopen") if key in state]
        places += [(("states", name), state, name)]
        places += [(("states", name, key), state[key], f"{key} of {name}") for key in inner]
    for path, part, name in places:
        for key in part:
            yield f"drop {key} of {name}", cut(data, *path, key)
        if "max" in part and "else" in part:
            yield f"drop max and else of {name}", cut(cut(data, *path, "max"), *path, "else")


def _retargeted(data: Data) -> Iterator[Mutant]:
    ends = [name for name, state in data["states"].items() if "end" in state]
    for index, each, name in _steps(data):
        for to in ends:
            if to != each["to"]:
                yield f"{name} leads to {to}", put(data, to, "transitions", index, "to")
        for key in ("else", "unassigned"):
            for to in _judging(data) if key in each else ():
                yield f"{key} of {name} is {to}", put(data, to, "transitions", index, key)


def _reopened_elsewhere(data: Data) -> Iterator[Mutant]:
    for name, state in data["states"].items():
        for to in _judging(data) if "reopen" in state else ():
            yield f"{name} is reopened to {to}", put(data, to, "states", name, "reopen", "to")


def _other_actors(data: Data) -> Iterator[Mutant]:
    for index, each, name in _steps(data):
        by = [each["by"]] if isinstance(each["by"], str) else each["by"]
        path = ("transitions", index, "by")
        for party in data["parties"]:
            if party not in by:
                yield f"{name} by {party}", put(data, party, *path)
                yield f"{name} also by {party}", put(data, [*by, party], *path)
            elif len(by) > 1:
                yield f"{name} not by {party}", put(data, [one for one in by if one != party], *path)
            if party != each.get("names", party):
                yield f"{name} names {party}", put(data, party, "transitions", index, "names")


def _other_owners(data: Data) -> Iterator[Mutant]:
    for name, state in data["states"].items():
        for party in data["parties"]:
            if party != state.get("owner", party):
                yield f"{name} belongs to {party}", put(data, party, "states", name, "owner")


def _other_kinds(data: Data) -> Iterator[Mutant]:
    for name, state in data["states"].items():
        key, kinds = ("end", list(EndKind)) if "end" in state else ("kind", list(StateKind))
        for kind in [*map(str, kinds), NOWHERE]:
            if kind != state[key]:
                yield f"{name} is of kind {kind}", put(data, kind, "states", name, key)
    for index, each, name in _steps(data):
        for kind in [*map(str, EventKind), NOWHERE]:
            if kind != each["kind"]:
                yield f"{name} is of kind {kind}", put(data, kind, "transitions", index, "kind")
    for name, party in data["parties"].items():
        for kind in [*map(str, PartyKind), NOWHERE]:
            if kind != party["kind"]:
                yield f"{name} is of kind {kind}", put(data, kind, "parties", name, "kind")


def _unknown_names(data: Data) -> Iterator[Mutant]:
    for index, each, name in _steps(data):
        for key in ("from", "to", "by", "names", "else", "unassigned"):
            if key in each:
                yield f"{key} of {name} is unknown", put(data, NOWHERE, "transitions", index, key)
        for key in each.get("sample", ()):
            yield (
                f"sample {key} of {name} is unknown",
                put(data, NOWHERE, "transitions", index, "sample", key),
            )
    for name, duty in data.get("beside", {}).items():
        for key in duty:
            yield f"{key} of {name} is unknown", put(data, NOWHERE, "beside", name, key)
        for party, about in data["parties"].items():
            if about.get("many") or about["kind"] == "person":
                yield f"{name} is owed by {party}", put(data, party, "beside", name, "party")
            if party != duty["escalate"]:
                yield f"{name} is told to {party}", put(data, party, "beside", name, "escalate")
    for name, state in data["states"].items():
        for part in ("on_due", "reopen"):
            for key in set(state.get(part, ())) - {"within", "max", "keep_clock"}:
                yield f"{part} {key} of {name} is unknown", put(data, NOWHERE, "states", name, part, key)


def _other_consequences(data: Data) -> Iterator[Mutant]:
    for name, state in data["states"].items():
        told = [{"escalate": party} for party in data["parties"]]
        gone = [{"go": to} for to in data["states"]]
        for on_due in (*told, *gone) if "on_due" in state else ():
            if on_due != state["on_due"]:
                yield f"{name} overdue: {on_due}", put(data, on_due, "states", name, "on_due")


def _bad_durations(data: Data) -> Iterator[Mutant]:
    places: list[tuple[str | int, ...]] = []
    for name, state in data["states"].items():
        places += [("states", name, "due")] if "due" in state else []
        places += [("states", name, "also", 0)] if "also" in state else []
        places += [("states", name, "reopen", "within")] if "reopen" in state else []
        places += [("states", name, "obligations", "co_due")] if "obligations" in state else []
    places += [("beside", name, "due") for name in data.get("beside", ())]
    places += [("transitions", index, "window") for index, each, _ in _steps(data) if "window" in each]
    for bad in BAD_DURATIONS:
        for path in places:
            yield f"{path} is {bad!r}", put(data, bad, *path)


def _bad_counts(data: Data) -> Iterator[Mutant]:
    for bad in BAD_COUNTS:
        for index, each, name in _steps(data):
            if "max" in each:
                yield f"max of {name} is {bad}", put(data, bad, "transitions", index, "max")
        for name, state in data["states"].items():
            if "max" in state.get("reopen", ()):
                yield f"max of reopening {name} is {bad}", put(data, bad, "states", name, "reopen", "max")


def _doubled(data: Data) -> Iterator[Mutant]:
    count = len(data["transitions"])
    for index, each, name in _steps(data):
        yield f"{name} stands twice", put(data, each, "transitions", count)
        final = not each.get("final", False)
        yield f"{name} final: {final}", put(data, final, "transitions", index, "final")
        for reason in ("waiting_resident", "waiting_colleagues"):
            if reason != each.get("pause"):
                yield f"{name} pauses for {reason}", put(data, reason, "transitions", index, "pause")
        if "unassigned" not in each:
            yield f"{name} with a fallback", put(data, "rechecking", "transitions", index, "unassigned")
