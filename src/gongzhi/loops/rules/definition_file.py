"""Reading a definition from YAML: shape and types only. What it means is the verifier's business."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

from gongzhi.loops.facts import EndKind, EventKind, Join, PartyKind, StateKind
from gongzhi.loops.rules.definition import (
    Definition,
    Duty,
    Finding,
    Joint,
    OnDue,
    Party,
    Reopen,
    Sample,
    State,
    Transition,
)
from gongzhi.loops.rules.form import Form, parse_yaml

_DEFINITION = frozenset({"id", "version", "calendar", "parties", "states", "transitions", "beside"})
_PARTY = frozenset({"kind", "many"})
_OPEN_STATE = frozenset({"kind", "owner", "due", "also", "on_due", "human_channel", "obligations"})
_END = frozenset({"end", "reopen"})
_ON_DUE = frozenset({"escalate", "go"})
_REOPEN = frozenset({"by", "within", "to", "keep_clock", "unassigned", "max", "else"})
_MOVE = frozenset({"event", "kind", "from", "to", "by", "reason", "names", "may_name"})
_TRANSITION = _MOVE | {"max", "else", "window", "sample", "pause", "unassigned", "final"}
_DUTY = frozenset({"party", "due", "escalate"})
_JOINT_TERMS = frozenset({"join", "co_due", "quorum"})

_Kind = TypeVar("_Kind", bound=StrEnum)


class NotADefinition(Exception):
    """Raised when a text has not the form of a definition. `findings` say what is wrong where."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(", ".join(f"{each.code} at {each.where}" for each in findings))
        self.findings = findings


def read_definition(text: str) -> Definition:
    """Read a definition. It is trusted only after `verifier.check` found nothing.

    Raises `NotADefinition` with every fault of form: YAML that does not parse, duplicate keys, unknown
    keys, wrong types, unknown kinds.
    """
    form = Form()
    data = parse_yaml(text, form)
    if form.findings:
        raise NotADefinition(tuple(form.findings))
    return definition_of(data)


def definition_of(data: Any) -> Definition:
    """Read a definition from what its YAML holds. Raises `NotADefinition`."""
    reader = _Reader()
    result = reader.definition(data)
    if reader.findings:
        raise NotADefinition(tuple(reader.findings))
    return result


class _Reader(Form):
    """Reads the parts of a definition; every fault becomes a finding and reading goes on."""

    def definition(self, data: Any) -> Definition:
        top = self.mapping(data, "", _DEFINITION)
        parties = self.named(top, "parties")
        states = self.named(top, "states")
        beside = self.named(top, "beside") if "beside" in top else {}
        transitions = top.get("transitions")
        if not isinstance(transitions, list) or not transitions:
            self.fail("transitions", "not_a_list")
            transitions = []
        return Definition(
            id=self.name(top, "id", "", needed=True),
            version=self.version(top),
            calendar=self.text(top, "calendar", ""),
            parties={name: self.party(name, each) for name, each in parties.items()},
            states={name: self.state(name, each) for name, each in states.items()},
            transitions=tuple(self.transition(f"transitions[{i}]", t) for i, t in enumerate(transitions)),
            beside={name: self.duty(name, each) for name, each in beside.items()},
        )

    def version(self, top: Mapping[str, Any]) -> int:
        version = self.whole(top, "version", "") or 0
        if version < 1:
            self.fail("version", "version_missing")
        return version

    def party(self, name: str, data: Any) -> Party:
        where = f"parties.{name}"
        own = self.mapping(data, where, _PARTY)
        kind = self.needed_kind(PartyKind, own, where)
        return Party(name, kind or PartyKind.PERSON, many=self.flag(own, "many", where))

    def state(self, name: str, data: Any) -> State:
        where = f"states.{name}"
        own = self.mapping(data, where, _OPEN_STATE | _END)
        if "kind" not in own and "end" not in own:
            self.fail(where, "kind_missing")
        if own.keys() & _END and own.keys() & _OPEN_STATE:
            self.fail(where, "open_and_ended")
        return State(
            name=name,
            kind=self.kind(StateKind, own, "kind", where),
            owner=self.name(own, "owner", where),
            due=self.text(own, "due", where),
            on_due=self.on_due(own, where),
            also=self.texts(own, "also", where),
            human_channel=self.flag(own, "human_channel", where),
            joint=self.joint(own, where),
            end=self.kind(EndKind, own, "end", where),
            reopen=self.reopen(own, where),
        )

    def duty(self, name: str, data: Any) -> Duty:
        where = f"beside.{name}"
        own = self.mapping(data, where, _DUTY)
        return Duty(
            name=name,
            party=self.name(own, "party", where, needed=True),
            due=self.text(own, "due", where),
            escalate=self.name(own, "escalate", where, needed=True),
        )

    def on_due(self, state: Mapping[str, Any], where: str) -> OnDue | None:
        if "on_due" not in state:
            return None
        where += ".on_due"
        own = self.mapping(state["on_due"], where, _ON_DUE)
        return OnDue(self.optional(own, "escalate", where), self.optional(own, "go", where))

    def joint(self, state: Mapping[str, Any], where: str) -> Joint | None:
        """Read ``{lead: 1, co: many, join: all, co_due: 3WD}``; the first two keys are names of parties."""
        if "obligations" not in state:
            return None
        where += ".obligations"
        own = self.mapping(state["obligations"], where, None)
        parties = {key: value for key, value in own.items() if key not in _JOINT_TERMS}
        leads = [name for name, value in parties.items() if value == 1 and value is not True]
        helpers = [name for name, value in parties.items() if value == "many"]
        if len(leads) != 1 or len(helpers) != 1 or len(parties) != 2:
            self.fail(where, "joint_parties", check=10)
        if "join" not in own:
            self.fail(where, "join_missing", check=10)
        return Joint(
            lead=leads[0] if leads else "",
            co=helpers[0] if helpers else "",
            join=self.kind(Join, own, "join", where) or Join.ALL,
            co_due=self.text(own, "co_due", where),
            quorum=self.whole(own, "quorum", where),
        )

    def reopen(self, state: Mapping[str, Any], where: str) -> Reopen | None:
        if "reopen" not in state:
            return None
        where += ".reopen"
        own = self.mapping(state["reopen"], where, _REOPEN)
        return Reopen(
            by=self.texts(own, "by", where),
            within=self.text(own, "within", where),
            to=self.name(own, "to", where),
            keep_clock=self.flag(own, "keep_clock", where),
            unassigned=self.optional(own, "unassigned", where),
            max=self.whole(own, "max", where),
            otherwise=self.optional(own, "else", where),
        )

    def transition(self, where: str, data: Any) -> Transition:
        own = self.mapping(data, where, _TRANSITION)
        if own.get("reason", "required") != "required":
            self.fail(f"{where}.reason", "reason_word")
        return Transition(
            event=self.name(own, "event", where, needed=True),
            kind=self.needed_kind(EventKind, own, where) or EventKind.REOPEN,
            sources=self.texts(own, "from", where),
            to=self.name(own, "to", where),
            by=self.texts(own, "by", where),
            reason="reason" in own,
            names=self.optional(own, "names", where),
            may_name=self.optional(own, "may_name", where),
            max=self.whole(own, "max", where),
            otherwise=self.optional(own, "else", where),
            window=self.text(own, "window", where) if "window" in own else None,
            sample=self.sample(own, where),
            pause=self.optional(own, "pause", where),
            unassigned=self.optional(own, "unassigned", where),
            final=self.flag(own, "final", where),
        )

    def sample(self, transition: Mapping[str, Any], where: str) -> Sample | None:
        if "sample" not in transition:
            return None
        where += ".sample"
        own = self.mapping(transition["sample"], where, frozenset({"share", "to"}))
        return Sample(share=self.text(own, "share", where), to=self.name(own, "to", where))

    def needed_kind(self, kinds: type[_Kind], data: Mapping[str, Any], where: str) -> _Kind | None:
        """Return the `kind`, which may not be missing."""
        if "kind" not in data:
            self.fail(f"{where}.kind", "kind_missing")
        return self.kind(kinds, data, "kind", where)

    def kind(self, kinds: type[_Kind], data: Mapping[str, Any], key: str, where: str) -> _Kind | None:
        """Return the kind written under `key`; None when it is missing, or unknown (with a finding)."""
        if key not in data:
            return None
        value = data[key]
        if isinstance(value, str) and value in list(kinds):
            return kinds(value)
        self.fail(f"{where}.{key}", "kind_unknown", known=", ".join(kinds))
        return None
