"""Decisions about directives. The moves are decided by the loop's definition; here is what a directive adds."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from gongzhi.directives.facts import OBJECTIONS, Goal, PartSpec, Terms
from gongzhi.kernel.refusals import Refusal
from gongzhi.loops.facts import Entitlements
from gongzhi.people.facts import Actor

TEXT_LIMIT = 20_000
TITLE_LIMIT = 120
MOST_DAYS = 365  # what has no end within a year is no instruction but a rule; a default of this project
MOST_PARTS = 5_000
LOOK_SHARE, LOOK_LEAST, LOOK_MOST = (
    5,
    3,
    30,
)  # per cent of the places, at least, at most: defaults of this project

# With fewer answers the one resident of a small place could be told by it; a default of this project.
RESIDENTS_LEAST = 3

ENTITLED = Entitlements(
    read="directive.read",
    events={
        "send": ("directive.issue",),
        "call_back": ("directive.issue",),
        "accept": ("directive.answer",),
        **dict.fromkeys(OBJECTIONS, ("directive.answer",)),
        "insist": ("directive.reply",),
        "amend": ("directive.reply",),
        "release": ("directive.reply",),
        "agree_done": ("directive.reply",),
        "extend": ("directive.answer",),
        "park": ("directive.answer",),
        "take_up_again": ("directive.answer",),
        "ask_up": ("directive.answer",),
        "report": ("directive.answer",),
        "confirm": ("directive.reply",),
        "look": ("directive.reply",),
        "not_enough": ("directive.reply",),
        "assess_ok": ("directive.review",),
        "assess_bad": ("directive.review",),
        "decide": ("directive.arbitrate",),
        "stop": ("directive.arbitrate",),
        "reopen": ("directive.reply", "directive.review"),
    },
    parties={
        "issuer": "directive.reply",
        "lead": "directive.answer",
        "co": "directive.answer",
        "superior": "directive.arbitrate",
        "reviewer": "directive.review",
    },
)
power_refusal = ENTITLED.refusal
parties_for = ENTITLED.parties_for
may_see = ENTITLED.may_see


def issue_refusal(by: Actor, terms: Terms, *, today: date, in_scope: bool) -> Refusal | None:
    """Whoever issues has the power for it in that tree, and says what, on what ground and by when."""
    if not by.may("directive.issue"):
        return Refusal("loops.not_entitled")
    if not in_scope:
        return Refusal("directives.not_your_tree")
    return words_refusal(terms) or due_refusal(terms.due_on, today=today) or goal_refusal(terms.goal)


def words_refusal(terms: Terms) -> Refusal | None:
    """Title, text and legal basis are there, and no longer than they may be."""
    if not terms.title.strip():
        return Refusal("directives.title_missing")
    if len(terms.title) > TITLE_LIMIT:
        return Refusal("directives.title_too_long", {"limit": TITLE_LIMIT, "length": len(terms.title)})
    if not terms.legal_basis.strip():
        return Refusal("directives.basis_missing")
    return text_refusal(terms.text)


def text_refusal(text: str) -> Refusal | None:
    """A text says something, in at most 20,000 characters (a limit of this project)."""
    if not text.strip():
        return Refusal("directives.text_missing")
    if len(text) > TEXT_LIMIT:
        return Refusal("directives.text_too_long", {"limit": TEXT_LIMIT, "length": len(text)})
    return None


def due_refusal(due_on: date, *, today: date) -> Refusal | None:
    """The last day lies ahead, and within a year."""
    if due_on <= today:
        return Refusal("directives.due_passed")
    if (due_on - today).days > MOST_DAYS:
        return Refusal("directives.due_too_far", {"days": MOST_DAYS})
    return None


def goal_refusal(goal: Goal | None) -> Refusal | None:
    """A goal is a band, not a cliff: from and to, in this order (bands, not ratchets)."""
    if goal is None:
        return None
    if goal.target_from > goal.target_to:
        return Refusal("directives.band_upside_down")
    return None


def parts_refusal(
    issuer: UUID | None,
    lead: UUID | None,
    parts: Sequence[PartSpec],
    *,
    scope: str,
    under: Collection[str],
    given: Collection[tuple[UUID | None, str, str]] = (),
) -> Refusal | None:
    """Nobody instructs itself; each addressee once per place, inside the tree that is meant.

    `under` are the scopes of the parts that lie in the tree of `scope`. `lead` is None where parts are passed on.
    `given` are addressees and places of parts that are open already.
    """
    if issuer is None or lead == issuer:
        return Refusal("directives.own_addressee")
    if len(parts) > MOST_PARTS:
        return Refusal("directives.too_many_parts", {"limit": MOST_PARTS, "parts": len(parts)})
    seen = set()
    for part in parts:
        if part.unit_id == issuer:
            return Refusal("directives.own_addressee")
        key = (part.unit_id, part.scope, part.grid)
        if key in seen:
            return Refusal("directives.addressee_twice")
        if key in given:
            return Refusal("directives.part_open")
        seen.add(key)
        if part.scope not in under:
            return Refusal("directives.outside_scope", {"scope": scope})
    return None


@dataclass(frozen=True)
class Held:
    """An open directive of the same issuer, as far as it matters for asking twice."""

    number: str
    measure: str
    matter: str
    scope: str


def asked_twice_refusal(
    terms: Terms, *, computed: Mapping[str, str], open_: Collection[Held]
) -> Refusal | None:
    """What the platform computes is not asked of people (国办 rules against repeated demands for figures).

    `computed`: measures and where each is shown. An open directive with the same goal for the same matter
    and place counts as asked already.
    """
    if terms.asks_for and terms.asks_for in computed:
        return Refusal("directives.figures_held", {"where": computed[terms.asks_for]})
    for each in open_:
        same = terms.goal is not None and each.measure == terms.goal.measure
        if same and each.matter == terms.matter and each.scope == terms.scope:
            return Refusal("directives.asked_already", {"number": each.number})
    return None


def has_part_in(ground: object) -> bool:
    """Tell whether a duty makes a unit an addressee: it leads the matter, or is to cooperate in it.

    `ground` is what `organization.check_duty` returned. What a department took back, and what is on no
    list, is nobody's to be told (履职事项清单).
    """
    return not isinstance(ground, Refusal) or ground.code == "organization.duty_cooperates"


def overrule_refusal(by: Actor, *, reason: str) -> Refusal | None:
    """A named superior may instruct against the duty table 指定管辖, with a reason that is counted."""
    if not by.may("directive.overrule"):
        return Refusal("directives.overrule_not_entitled")
    return None if reason.strip() else Refusal("loops.reason_missing")


def report_refusal(*, open_parts: int) -> Refusal | None:
    """Work is reported done when every part below has come to an end."""
    return Refusal("directives.parts_open", {"open": open_parts}) if open_parts else None


def decompose_refusal(by: Actor, *, lead: UUID | None, state: str) -> Refusal | None:
    """Whoever works on a node may pass parts of it on, and stays responsible for the whole."""
    if by.unit_id != lead or not by.may("directive.answer"):
        return Refusal("loops.not_owner")
    return None if state == "working" else Refusal("loops.not_now")


def answer_refusal(by: Actor) -> Refusal | None:
    """Tasks within a node are given and finished by a post that answers directives."""
    return None if by.may("directive.answer") else Refusal("loops.not_entitled")


def link_refusal(*, same_matter: bool, ended_at: datetime | None, opened_at: datetime) -> Refusal | None:
    """What is about something else, or ended before the node was there, is no work on it and moves no progress."""
    before = ended_at is not None and ended_at <= opened_at
    return None if same_matter and not before else Refusal("directives.not_its_work")


def next_refusal(*, ended: bool, number: str) -> Refusal | None:
    """A next version is drafted once, when this one has ended; `number` is that of the one there is, "" for none."""
    if not ended:
        return Refusal("directives.not_ended")
    return Refusal("directives.next_exists", {"number": number}) if number else None


def look_size(places: int) -> int:
    """Return at how many of some places somebody independent looks: 5 %, at least 3, at most 30."""
    return min(places, LOOK_MOST, max(LOOK_LEAST, -(-places * LOOK_SHARE // 100)))


@dataclass(frozen=True)
class Progress:
    """How far a node is, by place: never typed in, always computed from loops.

    `done`, `at_work` and `unknown` add up to `total`. Unknown is what nothing on the platform tells of.
    """

    total: int
    done: int
    at_work: int

    @property
    def unknown(self) -> int:
        return self.total - self.done - self.at_work

    def share(self, number: int) -> int:
        """Return a number as a share of all, in per cent, rounded down: 99.9 % is not all."""
        return 100 * number // self.total if self.total else 0


def progress(total: int, *, works: Mapping[str, tuple[int, int]], troubled: Collection[str]) -> Progress:
    """Return the progress over `total` places.

    `works`: for each place how many pieces of work are open and how many ended as fulfilled. `troubled`:
    places in the tree where something of the matter is open, whoever found it. A place is done when work on
    it ended well and nothing is open there; it is at work when something is open there.
    """
    at_work = {grid for grid, (open_, _done) in works.items() if open_} | set(troubled)
    done = {grid for grid, (_open, fulfilled) in works.items() if fulfilled} - at_work
    return Progress(total=max(total, len(done) + len(at_work)), done=len(done), at_work=len(at_work))
