"""Entries of the register of algorithms in the demo: each goes through its gates as it would, some come into force."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from gongzhi.algorithms.facts import Opinion, Seat, Tier
from gongzhi.algorithms.public import (
    decide_review,
    name_tester,
    pass_gate,
    register,
    retire,
    shipped,
    start_pilot,
    vote,
    write_section,
)
from gongzhi.diagnosis.public import seed_model
from gongzhi.loops.public import working_after
from gongzhi.organization.public import matter_tree
from gongzhi.people.facts import Actor
from gongzhi.web.demo.county import read_yaml
from gongzhi.web.demo.staffing import unit_code
from gongzhi.web.demo.stage import Life, Stage

OWNER, TESTER, CHAIR = "algorithm1", "tester1", "reviewer1"
SHADOW, PILOT = timedelta(days=8), timedelta(days=15)
GOOD_FOR = timedelta(days=330)
# What the owner writes before somebody else tests.
_BEFORE = ("identity", "purpose", "use", "data")


@cache
def told() -> Mapping[str, Any]:
    """Return what is told of the entries."""
    found: Mapping[str, Any] = read_yaml("algorithms.yaml")
    return found


def algorithm_starts(end: datetime) -> Iterator[tuple[Mapping[str, Any], datetime]]:
    """Yield each entry and when it is registered."""
    for each in told()["entries"]:
        start = (end - timedelta(days=each["begin"])).replace(hour=9, minute=30)
        yield each, working_after(start, minutes=1)


class AlgorithmLife:
    """One entry on the stage, from its registration to where it stands today."""

    def __init__(self, stage: Stage, entry: Mapping[str, Any], start: datetime) -> None:
        self.stage, self.entry, self.at = stage, entry, start
        self.version: UUID | None = None

    def __call__(self) -> Life:
        yield self.at
        text = self._register()
        if self.entry.get("simple"):
            yield self._next(2)
            self._simply(text)
            return
        yield self._next(1)
        self._gate_tester(text)
        yield self._next(2)
        self._test(text)
        yield self._next(3)
        self._pass("submit", OWNER)
        yield self._next(2)
        if not self._review():
            return
        yield self._after(SHADOW)
        start_pilot(share=self.entry.get("share", 20), **self._step(OWNER))
        yield self._after(PILOT)
        self._pass("pilot_ok", CHAIR, reason="试运行件数不多，逐件核对过，结果与人工一致。")
        if "retire" in self.entry:
            yield self._until(self.entry["retire"])
            self._retire()

    # -- when ----------------------------------------------------------------------------------------

    def _next(self, days: int) -> datetime:
        return self._after(timedelta(days=days))

    def _after(self, span: timedelta) -> datetime:
        self.at = working_after(self.at + span, minutes=10)
        return self.at

    def _until(self, days: int) -> datetime:
        wanted = (self.stage.end - timedelta(days=days)).replace(hour=10, minute=0)
        self.at = working_after(max(self.at, wanted), minutes=10)
        return self.at

    # -- the gates -----------------------------------------------------------------------------------

    def _who(self, login: str) -> Actor:
        return self.stage.person(login)

    def _step(self, login: str) -> dict[str, Any]:
        assert self.version is not None
        return {"version_id": self.version, "by": self._who(login), "at": self.at}

    def _pass(self, event: str, login: str, reason: str = "") -> None:
        pass_gate(event=event, reason=reason, **self._step(login))

    def _register(self) -> dict[str, dict[str, Any]]:
        code = self.entry["code"]
        known = shipped().get(code)
        own = told()["own"].get(code)
        document = known.document if known else own["document"]
        begun = register(
            code=code,
            title=str(document["identity"]["name"]),
            tier=known.tier if known else Tier(own["tier"]),
            digest=seed_model(matter_tree(at=self.at), at=self.at) if self.entry.get("trained") else "",
            by=self._who(OWNER),
            at=self.at,
        )
        self.version = begun.version
        text = self._sections(document)
        for name in _BEFORE:
            write_section(section=name, values=text[name], **self._step(OWNER))
        return text

    def _sections(self, document: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
        common = told()["common"]
        text = {name: dict(values) for name, values in document.items()}
        text["identity"] |= common["identity"]
        text["purpose"]["baseline_value"] = self.entry["baseline"]
        text["evaluation"] = {
            "dataset": common["dataset"],
            "dataset_en": common["dataset_en"],
            "held_on": self.at.date().isoformat(),
            "expires_on": (self.at + GOOD_FOR).date().isoformat(),
            "groups": dict(common["groups"]),
            "metrics": [_metric(each) for each in self.entry["metrics"]],
        }
        return text

    def _simply(self, text: Mapping[str, dict[str, Any]]) -> None:
        for name in ("impact", "evaluation"):
            write_section(section=name, values=text[name], **self._step(OWNER))
        self._pass("ask_simple", OWNER)
        if self.entry["simple"] == "board":
            self._speak()
        else:
            vote(opinion=Opinion.YES, seat=Seat.EXPERT, **self._step(CHAIR))
        self._decide("approve_simple")

    def _gate_tester(self, text: Mapping[str, dict[str, Any]]) -> None:
        name_tester(event="state_need", unit_id=self.stage.unit(unit_code("DATA")), **self._step(OWNER))
        write_section(section="impact", values=text["impact"], **self._step(TESTER))
        self._pass("state_impact", TESTER)

    def _test(self, text: Mapping[str, dict[str, Any]]) -> None:
        held = {"held_on": self.at.date().isoformat()}
        write_section(section="evaluation", values=text["evaluation"] | held, **self._step(TESTER))
        self._pass("report_test", TESTER)

    def _review(self) -> bool:
        """Let the board meet; tell whether it let the version go on today."""
        self._speak()
        if "not_yet" in self.entry:
            decide_review(event="not_yet", reason=self.entry["not_yet"], **self._step(CHAIR))
            return False
        self._decide("approve")
        return self.entry.get("until") != "shadow"

    def _decide(self, event: str) -> None:
        words = {name: self.entry.get(name, "") for name in ("conditions", "because")}
        decide_review(event=event, **words, **self._step(CHAIR))

    def _speak(self) -> None:
        for login in told()["members"]:
            seat = told()["seats"][login]
            said = self.entry.get("votes", {}).get(login, {})
            vote(
                opinion=Opinion(said.get("opinion", "YES")),
                seat=Seat(seat["seat"]),
                group=seat.get("group", ""),
                text=said.get("text", ""),
                **self._step(login),
            )

    def _retire(self) -> None:
        texts = {name: self.entry[name] for name in ("post_mortem", "post_mortem_en")}
        retire(**texts, **self._step(OWNER))


def _metric(row: list[Any]) -> dict[str, Any]:
    found = dict(zip(("name", "value", "low", "high", "n"), row, strict=False))
    return found | ({"group": row[5]} if row[5:] else {})
