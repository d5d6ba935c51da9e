"""Put an entry into force the real way: registered, tested, reviewed, tried, and through its last gate."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from tests.small_county import COUNTY, DIVISIONS, install_rules

from gongzhi.algorithms.facts import EntryView, Opinion, Seat, Stage, Tier
from gongzhi.algorithms.gates import gates
from gongzhi.algorithms.public import (
    begin_version,
    decide_review,
    entry,
    name_tester,
    pass_gate,
    register,
    retire,
    start_pilot,
    version_by_id,
    vote,
    write_section,
)
from gongzhi.algorithms.rules.board import is_short, one_is_enough
from gongzhi.algorithms.rules.entry import DIMENSIONS
from gongzhi.loops.models import LoopDefinition
from gongzhi.organization.models import Division
from gongzhi.organization.public import actor_for, import_files, unit_by_code
from gongzhi.people.facts import SYSTEM, Actor
from gongzhi.people.public import account_by_login

UNITS = f"""code,kind,division,name,name_en,approves_answers,valid_from
gate-owner,GOVERNANCE_CENTRE,{COUNTY},算法使用单位,Unit that uses algorithms,0,2020-01-01
gate-tester,DATA_BUREAU,{COUNTY},算法测试单位,Unit that tests algorithms,0,2020-01-01
gate-board,DATA_BUREAU,{COUNTY},伦理审查委员会,Ethics board,0,2020-01-01
gate-expert,PETITION_BUREAU,{COUNTY},外部专家,Experts outside,0,2020-01-01
gate-arbiter,COUNTY_GOVERNMENT,{COUNTY},裁定单位,Arbiter,0,2020-01-01
"""
POSTS = {
    "gate-owner": ("gate-owner", "ALGORITHM_OWNER"),
    "gate-tester": ("gate-tester", "ALGORITHM_OWNER"),
    "gate-board-1": ("gate-board", "ETHICS_REVIEWER"),
    "gate-board-2": ("gate-board", "ETHICS_REVIEWER"),
    "gate-board-3": ("gate-board", "ETHICS_REVIEWER"),
    "gate-resident-1": ("gate-board", "RESIDENT_REVIEWER"),
    "gate-resident-2": ("gate-board", "RESIDENT_REVIEWER"),
    "gate-expert": ("gate-expert", "ETHICS_REVIEWER"),
    "gate-arbiter": ("gate-arbiter", "ARBITER"),
}
MEMBERS = ("gate-board-1", "gate-board-2", "gate-board-3", "gate-resident-1", "gate-resident-2")
PURPOSES = ("triage", "test")
FEW = "件数虽少，逐件核对无误。"  # why a pilot with few matters is enough


def open_office(*, at: datetime) -> None:
    """Import who uses, tests and reviews algorithms, beside whatever county is there; harmless when repeated."""
    if unit_by_code("gate-owner") is not None:
        return
    posts = "code,unit,type,title,valid_from\n" + "".join(
        f"{code},{unit},{kind},{code},2020-01-01\n" for code, (unit, kind) in POSTS.items()
    )
    staff = "login,name,post,valid_from\n" + "".join(f"{code},{code},{code},2020-01-01\n" for code in POSTS)
    desks = f"office,division,unit,valid_from\nETHICS,{COUNTY},gate-board,2020-01-01\n"
    files = {"units": UNITS, "posts": posts, "staff": staff, "desks": desks}
    if not Division.objects.filter(code=COUNTY).exists():
        files["divisions"] = DIVISIONS
        files["desks"] += f"ARBITRATION,{COUNTY},gate-arbiter,2020-01-01\n"
    reports = import_files(files={name: text.encode() for name, text in files.items()}, by=SYSTEM, at=at)
    assert not [report.rejected for report in reports if report.rejected]
    if not LoopDefinition.objects.filter(name="algorithm").exists():
        install_rules(at=at)


def who(login: str, *, at: datetime) -> Actor:
    """Return somebody of `POSTS` as an actor."""
    account = account_by_login(login)
    assert account is not None, login
    actor = actor_for(account.id, at=at)
    assert actor is not None, login
    return actor


def both(**texts: str) -> dict[str, str]:
    """Return texts for readers of both languages."""
    return {key: text for name, text in texts.items() for key in (name, f"{name}_en")}


IDENTITY = {
    **both(
        name="分派建议", description="根据文字建议由谁办理。", accountable="派单中心负责人", supplier="自建"
    ),
    "contact": "算法办公室",
    "phone": "12345",
}
USE = both(
    seen_by="派单员",
    human_decision="派单员决定。",
    override="改选即可。",
    appeal="在案件页面提出。",
    explanation="显示依据的词语。",
    training="半天培训。",
)
DATA = {
    **both(legal_basis="条例第五条", retention="三年", representativeness="各乡镇均有。"),
    "sources": ["历史诉求"],
    "sources_en": ["Earlier cases"],
    "personal": [],
    "personal_en": [],
}


def sections(
    *, level: int = 2, purposes: tuple[str, ...] = PURPOSES, on: date, listed: tuple[str, ...] = ()
) -> dict[str, dict[str, Any]]:
    """Return an entry that says all it has to."""
    return {
        "identity": {**IDENTITY},
        "purpose": {
            **both(
                need="减少等待分派的时间。",
                decisions="由谁办理一件诉求。",
                alternatives="增加派单员。",
                baseline_metric="一次派准率",
            ),
            "baseline_value": "0.80",
            "purposes": list(purposes),
            "listed": list(listed),
            "not_for": ["不用于评价个人。"],
            "not_for_en": ["Not for judging a person."],
        },
        "use": {**USE},
        "data": {**DATA},
        "impact": {
            **dict.fromkeys(DIMENSIONS, 1),
            "rights": level,
            **both(grounds="只提建议。", mitigation="人工决定。"),
        },
        "evaluation": {
            **both(dataset="保留的诉求"),
            "held_on": on.isoformat(),
            "expires_on": (on + timedelta(days=300)).isoformat(),
            "groups": {"电话": 300, "网页": 200},
            "metrics": [{"name": "accuracy", "value": "0.91", "low": "0.88", "high": "0.94", "n": 500}],
        },
    }


def put_in_force(
    code: str,
    tier: Tier,
    version: str = "",
    *,
    at: datetime,
    purposes: tuple[str, ...] = PURPOSES,
    level: int = 2,
    limit_ms: int | None = None,
    until: Stage = Stage.PRODUCTION,
) -> EntryView:
    """Walk a version of `code` through its gates so that it came into force just before `at`; return its entry.

    `version` is the digest of its artefact, `purposes` what callers may ask it for. Plain rules (T0) up to level 3, and
    what finds (T1) with impact level 1, go the short way. With `until` it stops there: ``Stage.SHADOW``,
    ``Stage.PILOT``.
    """
    open_office(at=at)
    start = at - timedelta(days=30)
    owner = who("gate-owner", at=at)
    known = entry(code)
    title = f"{code} {version[:8]}"
    if known is None:
        begun = register(
            code=code, title=title, tier=tier, digest=version, limit_ms=limit_ms, by=owner, at=start
        )
    else:
        begun = begin_version(
            code=code, title=title, tier=tier, digest=version, limit_ms=limit_ms, by=owner, at=start
        )
    text = sections(level=level, purposes=purposes, on=start.date())
    if is_short(gates(), tier=tier, level=level):
        _simply(begun.version, text, at=at)
    else:
        _all_gates(begun.version, text, at=at, start=start, until=until, compared=known is not None)
    found = entry(code)
    assert found is not None
    return found


def _write(
    version_id: UUID, text: Mapping[str, Any], names: tuple[str, ...], login: str, at: datetime
) -> None:
    for name in names:
        write_section(version_id=version_id, section=name, values=text[name], by=who(login, at=at), at=at)


def _simply(version_id: UUID, text: Mapping[str, Any], *, at: datetime) -> None:
    _write(version_id, text, tuple(text), "gate-owner", at)
    pass_gate(version_id=version_id, event="ask_simple", by=who("gate-owner", at=at), at=at)
    version = version_by_id(version_id)
    assert version is not None
    if not one_is_enough(gates(), tier=version.tier, level=version.impact_level):
        approve(version_id, at=at, event="approve_simple")
        return
    reviewer = who("gate-board-1", at=at)
    vote(version_id=version_id, opinion=Opinion.YES, by=reviewer, at=at)
    decide_review(version_id=version_id, event="approve_simple", by=reviewer, at=at)


def approve(version_id: UUID, *, at: datetime, event: str = "approve") -> None:
    """Let the whole board say yes, and decide."""
    for login in MEMBERS:
        member = who(login, at=at)
        resident = login.startswith("gate-resident")
        vote(
            version_id=version_id,
            opinion=Opinion.YES,
            seat=Seat.AFFECTED if resident else Seat.EXPERT,
            group="老年居民" if resident else "",
            by=member,
            at=at,
        )
    decide_review(version_id=version_id, event=event, by=who("gate-board-1", at=at), at=at)


def to_review(version_id: UUID, text: Mapping[str, Any], *, at: datetime) -> None:
    """State the need, the impact, and test: up to the board."""
    owner, tester = who("gate-owner", at=at), who("gate-tester", at=at)
    unit = unit_by_code("gate-tester")
    assert unit is not None
    _write(version_id, text, ("identity", "purpose", "use", "data"), "gate-owner", at)
    name_tester(version_id=version_id, event="state_need", unit_id=unit.id, by=owner, at=at)
    _write(version_id, text, ("impact",), "gate-tester", at)
    pass_gate(version_id=version_id, event="state_impact", by=tester, at=at)
    _write(version_id, text, ("evaluation",), "gate-tester", at)
    pass_gate(version_id=version_id, event="report_test", by=tester, at=at)
    pass_gate(version_id=version_id, event="submit", by=owner, at=at)


def _all_gates(
    version_id: UUID,
    text: Mapping[str, Any],
    *,
    at: datetime,
    start: datetime,
    until: Stage,
    compared: bool,
) -> None:
    to_review(version_id, text, at=start)
    approve(version_id, at=start)
    if until is Stage.SHADOW:
        return
    owner, board = who("gate-owner", at=at), who("gate-board-1", at=at)
    tried = start + timedelta(days=8)
    if compared:
        pass_gate(version_id=version_id, event="ask_comparison", by=owner, at=tried)
        pass_gate(version_id=version_id, event="better", reason=FEW, by=board, at=at)
        return
    start_pilot(version_id=version_id, share=20, by=owner, at=tried)
    if until is Stage.PILOT:
        return
    pass_gate(version_id=version_id, event="pilot_ok", reason=FEW, by=board, at=at)


def take_out_of_force(code: str, *, at: datetime) -> None:
    """Retire the version in production, with what was learned."""
    found = entry(code)
    assert found is not None
    assert found.running is not None
    view = version_by_id(found.running.id)
    assert view is not None
    retire(version_id=view.id, post_mortem="有用，也有教训。", by=who("gate-owner", at=at), at=at)
