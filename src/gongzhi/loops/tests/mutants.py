"""Damage to a definition, made by machine: every name, kind, key, bound and duration in turn.

A mutant is a sentence that says what was done, and the damaged data.
"""

import copy
from collections.abc import Callable, Iterator
from typing import Any

from gongzhi.loops.facts import EndKind, EventKind, PartyKind, StateKind

Data = dict[str, Any]
Mutant = tuple[str, Data]

BAD_DURATIONS = ("", "0d", "-1d", "1.5h", "P1D", "5 WD", "9999d", "99999d", "soon")
NAME_KEYS = ("from", "to", "by", "names", "else", "unassigned")


def mutants(data: Data) -> Iterator[Mutant]:
    """Return the damaged forms of a definition, every family in turn."""
    for family in (
        _dropped_parts,
        _dropped_keys,
        _retargeted,
        _other_actors,
        _other_kinds,
        _unknown_names,
        _other_consequences,
        _bad_durations,
        _bad_counts,
        _doubled,
    ):
        yield from family(data)


def changed(data: Data, change: Callable[[Data], object]) -> Data:
    """Return a copy of the data after `change` was done to it."""
    copied = copy.deepcopy(data)
    change(copied)
    return copied


def name_of(data: Data, index: int) -> str:
    """Return a transition's name for people: its event and where it leaves."""
    each = data["transitions"][index]
    return f"{each['event']} from {each['from']}"


def _steps(data: Data) -> Iterator[tuple[int, Data, str]]:
    for index, each in enumerate(data["transitions"]):
        yield index, each, name_of(data, index)


def _at(index: int, key: str, value: Any) -> Callable[[Data], object]:
    return lambda d: d["transitions"][index].update({key: value})


def _without(path: tuple[str | int, ...], *keys: str) -> Callable[[Data], object]:
    def drop(data: Any) -> None:
        for step in path:
            data = data[step]
        for key in keys:
            del data[key]

    return drop


def _dropped_parts(data: Data) -> Iterator[Mutant]:
    for index, _, name in _steps(data):
        yield f"drop transition {name}", changed(data, lambda d, i=index: d["transitions"].pop(i))
    for part in ("states", "parties"):
        for name in data[part]:
            yield f"drop {part} {name}", changed(data, _without((part,), name))
    for key in data:
        yield f"drop {key}", changed(data, _without((), key))


def _dropped_keys(data: Data) -> Iterator[Mutant]:
    places: list[tuple[tuple[str | int, ...], Data]] = []
    places += [(("transitions", i), t) for i, t in enumerate(data["transitions"])]
    for name, state in data["states"].items():
        places.append((("states", name), state))
        places += [
            (("states", name, key), state[key]) for key in ("on_due", "obligations", "reopen") if key in state
        ]
    places += [(("parties", name), party) for name, party in data["parties"].items()]
    for path, part in places:
        label = name_of(data, int(path[1])) if path[0] == "transitions" else ".".join(map(str, path))
        for key in part:
            yield f"drop {key} of {label}", changed(data, _without(path, key))
        if "max" in part and "else" in part:
            yield f"drop max and else of {label}", changed(data, _without(path, "max", "else"))


def _retargeted(data: Data) -> Iterator[Mutant]:
    ends = [name for name, state in data["states"].items() if "end" in state]
    judging = [
        n for n, s in data["states"].items() if s.get("kind") in ("answer", "callback", "assess", "park")
    ]
    for index, each, name in _steps(data):
        for to in ends:
            if to != each["to"]:
                yield f"{name} leads to {to}", changed(data, _at(index, "to", to))
        for key in ("else", "unassigned"):
            for to in [*ends, *judging] if key in each else ():
                yield f"{key} of {name} is {to}", changed(data, _at(index, key, to))
    for name in ends:
        for to in [*ends, *judging]:
            yield (
                f"reopen {name} to {to}",
                changed(data, lambda d, n=name, t=to: d["states"][n]["reopen"].update({"to": t})),
            )


def _other_actors(data: Data) -> Iterator[Mutant]:
    for index, each, name in _steps(data):
        by = [each["by"]] if isinstance(each["by"], str) else each["by"]
        for party in data["parties"]:
            if party not in by:
                yield f"{name} by {party}", changed(data, _at(index, "by", party))
                yield f"{name} also by {party}", changed(data, _at(index, "by", [*by, party]))
            elif len(by) > 1:
                rest = [other for other in by if other != party]
                yield f"{name} not by {party}", changed(data, _at(index, "by", rest))
        for party in data["parties"]:
            if "names" in each and party != each["names"]:
                yield f"{name} names {party}", changed(data, _at(index, "names", party))
    for state, own in data["states"].items():
        for party in data["parties"]:
            if "owner" in own and party != own["owner"]:
                yield (
                    f"{state} belongs to {party}",
                    changed(data, lambda d, s=state, p=party: d["states"][s].update({"owner": p})),
                )


def _other_kinds(data: Data) -> Iterator[Mutant]:
    for name, state in data["states"].items():
        key, kinds = ("end", EndKind) if "end" in state else ("kind", StateKind)
        for kind in [*kinds, "nonsense"]:
            if kind != state[key]:
                change = lambda d, n=name, k=key, v=str(kind): d["states"][n].update({k: v})  # noqa: E731
                yield f"{name} is of kind {kind}", changed(data, change)
    for index, each, name in _steps(data):
        for kind in [*EventKind, "nonsense"]:
            if kind != each["kind"]:
                yield f"{name} is of kind {kind}", changed(data, _at(index, "kind", str(kind)))
    for name, party in data["parties"].items():
        for kind in [*PartyKind, "nonsense"]:
            if kind != party["kind"]:
                change = lambda d, n=name, v=str(kind): d["parties"][n].update({"kind": v})  # noqa: E731
                yield f"{name} is of kind {kind}", changed(data, change)


def _unknown_names(data: Data) -> Iterator[Mutant]:
    for index, each, name in _steps(data):
        for key in NAME_KEYS:
            if key in each:
                yield f"{key} of {name} is unknown", changed(data, _at(index, key, "nowhere"))
        if "sample" in each:
            for key in ("share", "to"):
                change = lambda d, i=index, k=key: d["transitions"][i]["sample"].update({k: "nowhere"})  # noqa: E731
                yield f"sample {key} of {name} is unknown", changed(data, change)
    for name, state in data["states"].items():
        for part in ("on_due", "reopen"):
            for key in state.get(part, ()):
                if key not in ("within", "max", "keep_clock"):
                    change = lambda d, n=name, p=part, k=key: d["states"][n][p].update({k: "nowhere"})  # noqa: E731
                    yield f"{part} {key} of {name} is unknown", changed(data, change)


def _other_consequences(data: Data) -> Iterator[Mutant]:
    for name, state in data["states"].items():
        if "on_due" not in state:
            continue
        for party in data["parties"]:
            if state["on_due"] != {"escalate": party}:
                change = lambda d, n=name, p=party: d["states"][n].update({"on_due": {"escalate": p}})  # noqa: E731
                yield f"{name} escalates to {party}", changed(data, change)
        for to in data["states"]:
            if state["on_due"] != {"go": to}:
                change = lambda d, n=name, t=to: d["states"][n].update({"on_due": {"go": t}})  # noqa: E731
                yield f"silence in {name} goes to {to}", changed(data, change)


def _bad_durations(data: Data) -> Iterator[Mutant]:
    for bad in BAD_DURATIONS:
        for name, state in data["states"].items():
            for key, value in (("due", bad), ("also", [bad])):
                if key in state:
                    change = lambda d, n=name, k=key, v=value: d["states"][n].update({k: v})  # noqa: E731
                    yield f"{key} of {name} is {bad!r}", changed(data, change)
            for part, key in (("reopen", "within"), ("obligations", "co_due")):
                if part in state:
                    change = lambda d, n=name, p=part, k=key, v=bad: d["states"][n][p].update({k: v})  # noqa: E731
                    yield f"{key} of {name} is {bad!r}", changed(data, change)
        for index, each, name in _steps(data):
            if "window" in each:
                yield f"window of {name} is {bad!r}", changed(data, _at(index, "window", bad))


def _bad_counts(data: Data) -> Iterator[Mutant]:
    for bad in (0, -1, 4, 99, "many", True):
        for index, each, name in _steps(data):
            if "max" in each:
                yield f"max of {name} is {bad}", changed(data, _at(index, "max", bad))
        for name, state in data["states"].items():
            if "max" in state.get("reopen", ()):
                change = lambda d, n=name, v=bad: d["states"][n]["reopen"].update({"max": v})  # noqa: E731
                yield f"max of reopening {name} is {bad}", changed(data, change)


def _doubled(data: Data) -> Iterator[Mutant]:
    for index, each, name in _steps(data):
        twin = copy.deepcopy(each)
        yield f"{name} stands twice", changed(data, lambda d, t=twin: d["transitions"].append(t))
        yield (
            f"{name} may take away the right to return",
            changed(data, _at(index, "final", not each.get("final", False))),
        )
        for reason in ("waiting_resident", "waiting_colleagues"):
            if each.get("pause") != reason:
                yield f"{name} pauses for {reason}", changed(data, _at(index, "pause", reason))
