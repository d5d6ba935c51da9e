"""A page for each shipped definition, and one for the shipped time profile."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import gongzhi.loops
from gongzhi.loops.public import CHECK_TITLES, Definition, Profile, parse_profile, read_definition, to_mermaid
from gongzhi.web.reference.markdown import code, codes, table

FOLDER = Path(gongzhi.loops.__file__).parent


def pages() -> Mapping[str, str]:
    """Return the pages by file name."""
    profile = parse_profile((FOLDER / "profiles/default.yaml").read_text(encoding="utf-8"))
    found = {
        f"loop-{file.stem}.md": _definition(read_definition(file.read_text(encoding="utf-8")), profile)
        for file in sorted((FOLDER / "definitions").glob("*.yaml"))
    }
    return {**found, "time-profile.md": _profile(profile), "loop-checks.md": _checks()}


def _definition(definition: Definition, profile: Profile) -> str:
    return "\n\n".join(
        [
            f"# Loop `{definition.id}`, version {definition.version}",
            "```mermaid\n" + to_mermaid(definition).rstrip() + "\n```",
            "## Parties",
            table(
                ["party", "kind", "several at once"],
                [[code(p.name), p.kind.value, "yes" if p.many else ""] for p in definition.parties.values()],
            ),
            "## Open states",
            "A limit is a key of the [time profile](time-profile.md); the durations are those of the shipped one.",
            table(
                ["state", "kind", "who owes the next step", "limit", "when it passes"],
                _open_states(definition, profile),
            ),
            *_beside(definition, profile),
            "## Ends",
            table(["end", "kind", "reopened by", "within", "leads back to"], _ends(definition, profile)),
            "## Events",
            table(["event", "kind", "from", "to", "by", "conditions"], _events(definition)),
        ]
    )


def _open_states(definition: Definition, profile: Profile) -> Iterator[list[str]]:
    for state in definition.states.values():
        if state.is_end:
            continue
        limits = [f"{code(key)} {_limit(profile, key)}" for key in (state.due, *state.also)]
        joint = state.joint
        if joint:
            limits.append(f"{code(joint.co)} each {joint.co_due}")
        told = state.on_due.escalate if state.on_due else None
        go = state.on_due.go if state.on_due else None
        passes = f"{code(told)} is told" if told else f"goes to {code(go or '')}"
        yield [code(state.name), str(state.kind), code(state.owner), "<br>".join(limits), passes]


def _beside(definition: Definition, profile: Profile) -> list[str]:
    rows = [
        [
            code(each.name),
            code(each.party),
            f"{code(each.due)} {_limit(profile, each.due)}",
            f"{code(each.escalate)} is told",
        ]
        for each in definition.beside.values()
    ]
    if not rows:
        return []
    return [
        "## Duties beside the states",
        "Owed whatever becomes of the state, also after an end; nothing ends by them.",
        table(["duty", "who owes it", "limit", "when it passes"], rows),
    ]


def _limit(profile: Profile, key: str) -> str:
    """Return the durations of a key: one, or one for each class of limit that differs."""
    if not profile.has(key):
        return key
    by_class = {name: str(profile.duration(key, name)) for name in profile.limit_classes}
    usual = by_class["general"]
    others = [f"{name} {value}" for name, value in by_class.items() if value != usual]
    return f"{usual} ({', '.join(others)})" if others else usual


def _ends(definition: Definition, profile: Profile) -> Iterator[list[str]]:
    for state in definition.states.values():
        if state.end and state.reopen:
            again = state.reopen
            to = code(again.to)
            if again.unassigned:
                to += f", with nobody in charge {code(again.unassigned)}"
            if again.otherwise:
                to += f"; after {again.max} × {code(again.otherwise)}"
            yield [
                code(state.name),
                str(state.end),
                codes(again.by),
                f"{code(again.within)} {_limit(profile, again.within)}",
                to,
            ]


def _events(definition: Definition) -> Iterator[list[str]]:
    for each in definition.transitions:
        conditions = [
            "a reason" if each.reason else "",
            f"names {code(each.names)}" if each.names else "",
            f"may name {code(each.may_name)}" if each.may_name else "",
            f"within {code(each.window)} of taking up" if each.window else "",
            f"at most {each.max} ×" + (f", then {code(each.otherwise)}" if each.otherwise else "")
            if each.max
            else "",
            f"a share ({code(each.sample.share)}) goes to {code(each.sample.to)}" if each.sample else "",
            f"the clock pauses ({code(each.pause)})" if each.pause else "",
            f"with nobody in charge to {code(each.unassigned)}" if each.unassigned else "",
            "no return afterwards" if each.final else "",
        ]
        yield [
            code(each.event),
            str(each.kind),
            codes(each.sources),
            code(each.to),
            codes(each.by),
            "; ".join(filter(None, conditions)),
        ]


def _profile(profile: Profile) -> str:
    keys = sorted(profile.keys() - {"limit"})
    classes = profile.limit_classes
    hours = ", ".join(f"{a:%H:%M}–{b:%H:%M}" for a, b in profile.office_hours)
    rows = [[code(key), *(str(profile.duration(key, name)) for name in classes)] for key in ("limit", *keys)]
    calls = ", ".join(f"{name} {percent} %" for name, percent in profile.callback.calls.items())
    return "\n\n".join(
        [
            f"# Time profile `{profile.id}`",
            "Every number is a default of this project; a county publishes its own"
            " ([how](../how-to/change-a-loop.md)). `min` and `h` are clock time, `wh` office hours, `WD` working"
            " days, `d` natural days ([what that means](../explanation/time.md)).",
            f"Office hours {hours}, zone {profile.zone.key}.",
            table(["key", *classes], rows),
            "\n".join(
                [
                    f"- Amber at {profile.warn.amber} % of the time, red when due, supervision"
                    f" {profile.warn.supervise} later.",
                    f"- A pause of the office's clock needs one of: {codes(profile.pause.reasons)}; all together last"
                    " at most the original limit.",
                    f"- Extensions: {profile.extension.max}. Returns: {profile.return_.max}, then"
                    f" {code(profile.return_.then)}.",
                    f"- Callback: {profile.callback.attempts} attempts; called are {calls}.",
                    "- Rechecked and the like, in percent: "
                    + ", ".join(f"{code(name)} {percent}" for name, percent in sorted(profile.shares.items()))
                    + ".",
                    f"- Reopened: half of the first limit, at least {profile.reopen.at_least}.",
                ]
            ),
        ]
    )


def _checks() -> str:
    return "\n\n".join(
        [
            "# Checks of a loop definition",
            "What they mean: [loops](../explanation/loops.md). Check 0 is the form of the file.",
            table(
                ["check", "title", "中文"],
                [[str(number), *titles] for number, titles in sorted(CHECK_TITLES.items())],
            ),
        ]
    )
