"""The story of a case in sentences: one for each fact that means something to the reader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gongzhi.cases.queries import OFFICE_WORDS, RESIDENT_READS
from gongzhi.cases.sentences import MOVES, NO_LINE, OTHERS, TONES
from gongzhi.kernel.instants import from_text
from gongzhi.ledger.facts import Recorded

Audience = Literal["resident", "staff"]
Tone = Literal["", "good", "warn", "bad"]


@dataclass(frozen=True)
class StoryLine:
    """One line of a story. `text` are the words of the person who acted, `citation` the legal ground.

    `who` is the unit, or the person where the reader may know the name; "" for the clock. `internal` marks
    what residents never read.
    """

    at: datetime
    sentence: str
    text: str
    citation: str
    who: str
    tone: Tone
    kind: str
    internal: bool = False


@dataclass(frozen=True)
class Mentioned:
    """Whom and what a story names: what `tell` needs names for."""

    units: frozenset[UUID]
    matters: frozenset[str]
    accounts: frozenset[UUID]


def mentioned(facts: Sequence[Recorded]) -> Mentioned:
    """Return the units, matters and accounts that occur in a story."""
    units, matters, accounts = set(), set(), set()
    for fact in facts:
        data = fact.data
        held = ",".join(data.get("holders", {}).values()).split(",")
        opened = [str(o["unit_id"] or "") for o in data.get("changes", {}).get("opened", ())]
        units |= {*held, *opened, str(data.get("unit_id") or "")}
        matters.add(str(data.get("matter") or ""))
        accounts |= {fact.actor.removeprefix("staff:").partition("@")[0], str(data.get("account_id") or "")}
    return Mentioned(
        units=frozenset(map(UUID, units - {""})),
        matters=frozenset(matters - {""}),
        accounts=frozenset(map(UUID, accounts - {"", "resident", "system"})),
    )


def tell(
    facts: Sequence[Recorded],
    audience: Audience,
    unit_names: Mapping[UUID, str],
    matter_names: Mapping[str, str],
    people: Mapping[UUID, str] | None = None,
) -> list[StoryLine]:
    """Return the lines of a story in the order of its facts, in the reader's language.

    A resident gets nothing internal, whatever facts are passed. Facts that only repeat another one
    (the opening of the loop beside the filing) give no line.
    """
    teller = _Teller(audience, unit_names, matter_names, people or {})
    overruled = _overruled(facts)
    lines = []
    for index, fact in enumerate(facts):
        teller.follow(fact)
        if audience == "resident" and fact.kind not in RESIDENT_READS:
            continue
        line = teller.line(fact, overruled=index in overruled)
        if line is not None:
            lines.append(line)
    return lines


def _overruled(facts: Sequence[Recorded]) -> frozenset[int]:
    """Return which moves gave the lead against the duty table: the fact after them says so."""
    named = {i for i, f in enumerate(facts) if f.kind == "cases.lead_named" and f.data["overruled"]}
    return frozenset(
        max(i for i in range(index) if facts[i].kind == "loops.moved")
        for index in named
        if any(facts[i].kind == "loops.moved" for i in range(index))
    )


@dataclass
class _Teller:
    audience: Audience
    unit_names: Mapping[UUID, str]
    matter_names: Mapping[str, str]
    people: Mapping[UUID, str]
    holders: Mapping[str, str] = field(default_factory=dict)
    obligations: dict[str, str] = field(default_factory=dict)

    def follow(self, fact: Recorded) -> None:
        """Keep in mind who holds which party and owes which obligation at this point of the story."""
        if fact.kind in ("loops.opened", "loops.moved"):
            self.holders = fact.data["holders"]
        for opened in fact.data.get("changes", {}).get("opened", ()):
            self.obligations[str(opened["id"])] = str(opened["unit_id"] or "")

    def line(self, fact: Recorded, *, overruled: bool) -> StoryLine | None:
        key = _key(fact, overruled)
        if key in NO_LINE:
            return None
        pair = MOVES.get(key) or OTHERS.get(key)
        if pair is None:
            raise KeyError(f"no sentence for {fact.kind} {key}")
        sentence = pair[0 if self.audience == "resident" else 1]
        if sentence is None:
            return None
        return StoryLine(
            at=fact.at,
            sentence=str(sentence) % self._details(fact),
            text=self._text(fact),
            citation="" if overruled else str(fact.data.get("citation") or ""),
            who=self._who(fact),
            tone=TONES.get(key, ""),
            kind=fact.kind,
            internal=fact.kind == "cases.noted",
        )

    def _details(self, fact: Recorded) -> dict[str, str | int]:
        data = fact.data
        return {
            "unit": self._unit_of(fact),
            "matter": self.matter_names.get(str(data.get("matter", "")), str(data.get("matter", ""))),
            "until": _day(_until(data)),
            "times": int(data.get("times") or data.get("attempt") or 0),
            "person": self._person(str(data.get("account_id") or "")) or self._actor(fact),
        }

    def _unit_of(self, fact: Recorded) -> str:
        """Return the unit a sentence is about: named by the fact, owing what it settles, or in the lead."""
        data = fact.data
        obligation = self.obligations.get(str(data.get("obligation_id")))
        return self._unit(str(data.get("unit_id") or obligation or self.holders.get("lead", "")))

    def _unit(self, ids: str) -> str:
        first = ids.split(",")[0]
        known = self.unit_names.get(UUID(first)) if first else None
        return known or _("The office")

    def _who(self, fact: Recorded) -> str:
        if fact.actor == "resident":
            return _("You") if self.audience == "resident" else _("The resident")
        if not fact.actor.startswith("staff:"):
            return ""
        if self.audience == "staff" and (person := self._actor(fact)):
            return person
        party = str(fact.data.get("party") or ("lead" if fact.kind == "loops.deadline_met" else ""))
        if fact.kind in ("cases.classified", "cases.lead_named"):
            party = "intake"
        return self._unit(self.holders.get(party, "")) if self.holders.get(party) else ""

    def _actor(self, fact: Recorded) -> str:
        account, found, _post = fact.actor.removeprefix("staff:").partition("@")
        return self._person(account) if found else ""

    def _person(self, account: str) -> str:
        return self.people.get(UUID(account), "") if account and account != "None" else ""

    def _text(self, fact: Recorded) -> str:
        if fact.kind == "cases.filed":
            return ""  # the page shows it as what the resident wrote
        texts = fact.texts or {}
        office_words = fact.data.get("event") in OFFICE_WORDS or fact.kind == "people.contact_shown"
        if self.audience == "resident" and (office_words or fact.kind == "cases.lead_named"):
            return ""
        reason, text = texts.get("reason", ""), texts.get("text", "")
        if fact.data.get("event") in ("refuse", "transfer"):
            return "\n".join(
                (_("Reason: %(reason)s") % {"reason": reason}, _("Where to go: %(place)s") % {"place": text})
            )
        return "\n".join(filter(None, (reason, text)))


def _key(fact: Recorded, overruled: bool) -> str:
    """Return which sentence a fact asks for: its kind, refined by what it says."""
    data = fact.data
    match fact.kind:
        case "loops.moved":
            event, to = str(data["event"]), str(data["to_state"])
            if overruled:
                return f"{event}:overruled"
            return next((k for k in (f"{event}:{to}", f"{event}:{data['party']}") if k in MOVES), event)
        case "cases.filed":
            return f"cases.filed:{data['channel']}"
        case "cases.judged":
            return f"cases.judged:{data['satisfied'] or 'NOT_SAID'}"
        case "cases.lead_named":
            if data["overruled"]:
                return "cases.lead_named:overruled"
            return f"cases.lead_named:{'proposed' if data['as_proposed'] else 'other'}"
        case "cases.callback_drawn":
            return f"cases.callback_drawn:{data['ground'] or 'none'}"
        case "loops.deadline_fired":
            return f"loops.deadline_fired:{data['threshold']}"
        case "loops.obligation_settled":
            return f"loops.obligation_settled:{data['status']}"
        case "loops.obligation_taken":
            return f"loops.obligation_taken:{'taken' if data['account_id'] else 'freed'}"
        case "loops.clock_paused":
            return f"loops.clock_paused:{data['reason_code']}"
        case "loops.clock_resumed":
            return f"loops.clock_resumed:{'reply' if fact.actor == 'resident' else 'time'}"
        case _other:
            return fact.kind


def _until(data: Mapping[str, Any]) -> datetime | None:
    """Return the instant a sentence may name: the end of a pause, a moved deadline, or the new one."""
    if found := data.get("review_at") or data.get("ends_at"):
        return from_text(str(found))
    changes = data.get("changes", {})
    for deadline in (*changes.get("moved", ()), *(o["deadlines"][0] for o in changes.get("opened", ()))):
        return from_text(str(deadline["due_at"]))
    return None


def _day(instant: datetime | None) -> str:
    if instant is None:
        return ""
    # Translators: a date format of Django: day and month.
    return date_format(timezone.localtime(instant), _("j F"))
