"""The story of a loop in sentences: one for each fact that means something to the reader.

A kind brings the sentences of its own moves and facts; those of the engine stand in `sentences`.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from gongzhi.kernel.instants import from_text
from gongzhi.ledger.facts import UNREADABLE, Recorded
from gongzhi.loops.sentences import NO_LINE, OTHERS, TONES, Pair, Tone
from gongzhi.organization.public import matter_tree, units
from gongzhi.people.public import basis_name, names_of, purpose_name
from gongzhi.ui.names import name_of

_log = logging.getLogger("gongzhi.ledger")

# What a fact raises whose data are not those it was recorded with.
_DAMAGED = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)

Audience = Literal["resident", "staff"]


@dataclass(frozen=True)
class StoryLine:
    """One line of a story. `text` are the words of the person who acted, `citation` the legal ground.

    `who` is the unit, or the person where the reader may know the name; "" for the clock. `internal` marks
    what residents never read. `fact` is the one it tells of.
    """

    at: datetime
    sentence: str
    text: str
    citation: str
    who: str
    tone: Tone
    kind: str
    internal: bool = False
    fact: UUID | None = None


@dataclass(frozen=True)
class Mentioned:
    """Whom and what a story names: what `tell` needs names for."""

    units: frozenset[UUID]
    matters: frozenset[str]
    accounts: frozenset[UUID]


@dataclass(frozen=True)
class Sentences:
    """What a kind says of its facts; each pair is for the person concerned and for staff (None: no line).

    moves       by event, where needed with the state it led to or the party: ``answer``, ``solved:closed``
    others      by the kind of a fact, or by what `key` makes of it; they go before the engine's own
    key         refines which sentence a fact asks for; None leaves it to the engine
    marked      facts that change the sentence of another one: index in the story -> suffix ("overruled")
    reads       kinds of facts the person concerned may read, whatever else is passed
    office      events whose words are said by staff to staff
    silent      kinds of facts whose words the page shows elsewhere, or the person does not read
    internal    kinds of facts marked as internal
    parties     who acted, where a fact does not name the party
    words       makes the words of a fact where they are more than its reason and text
    person      whom staff read of as the person concerned, where it is not a resident
    """

    moves: Mapping[str, Pair]
    others: Mapping[str, Pair] = field(default_factory=dict)
    tones: Mapping[str, Tone] = field(default_factory=dict)
    key: Callable[[Recorded], str | None] = lambda _fact: None
    marked: Callable[[Sequence[Recorded]], Mapping[int, str]] = lambda _facts: {}
    reads: frozenset[str] = frozenset()
    office: frozenset[str] = frozenset()
    silent: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    internal: frozenset[str] = frozenset()
    parties: Mapping[str, str] = field(default_factory=dict)
    words: Callable[[Recorded], str | None] = lambda _fact: None
    person: Any = ""


def mentioned(facts: Sequence[Recorded]) -> Mentioned:
    """Return the units, matters and accounts that occur in a story."""
    unit_ids, matters, accounts = set[UUID](), set[str](), set[UUID]()
    for fact in facts:
        with suppress(*_DAMAGED):  # damaged: its line says so
            data = fact.data
            held = ",".join(data.get("holders", {}).values()).split(",")
            opened = [str(o["unit_id"] or "") for o in data.get("changes", {}).get("opened", ())]
            unit_ids |= set(map(UUID, {*held, *opened, str(data.get("unit_id") or "")} - {""}))
            actor, found, _post = fact.actor.removeprefix("staff:").partition("@")
            accounts |= set(map(UUID, {actor if found else "", str(data.get("account_id") or "")} - {""}))
            matters.add(str(data.get("matter") or ""))
    return Mentioned(frozenset(unit_ids), frozenset(matters - {""}), frozenset(accounts))


def staff_story(facts: Sequence[Recorded], sentences: Sentences) -> list[dict[str, Any]]:
    """Return a story as `ui/_story.html` shows it to staff, oldest first, with everybody's names."""
    named = mentioned(facts)
    lines = tell(
        facts,
        "staff",
        sentences,
        {id_: name_of(view) for id_, view in units(named.units).items()},
        {view.code: name_of(view) for view in matter_tree(at=facts[-1].at)} if named.matters else {},
        names_of(set(named.accounts)),
    )
    return [
        {
            "at": line.at,
            "text": line.sentence,
            "who": line.who,
            "body": line.text,
            "cite": line.citation,
            "internal": line.internal,
            "fact": line.fact,
            "unread": line.kind == UNREADABLE,
        }
        for line in lines
    ]


def tell(
    facts: Sequence[Recorded],
    audience: Audience,
    sentences: Sentences,
    unit_names: Mapping[UUID, str],
    matter_names: Mapping[str, str],
    people: Mapping[UUID, str] | None = None,
) -> list[StoryLine]:
    """Return the lines of a story in the order of its facts, in the reader's language.

    A resident gets nothing internal, whatever facts are passed. Facts that only repeat another one
    (the opening of the loop beside the filing) give no line. One that cannot be read, or asks for a sentence that
    there is none of, gives a line that says so (`UNREADABLE`): the rest is told all the same.
    """
    teller = _Teller(audience, sentences, unit_names, matter_names, people or {})
    marks = _marks(facts, sentences)
    lines = []
    for index, fact in enumerate(facts):
        with suppress(*_DAMAGED):  # its line says so
            teller.follow(fact)
        if audience == "resident" and fact.shelved_as not in sentences.reads:
            continue
        line = teller.line_or_gap(fact, mark=marks.get(index, ""))
        if line is not None:
            lines.append(line)
    return lines


def _marks(facts: Sequence[Recorded], sentences: Sentences) -> Mapping[int, str]:
    try:
        return sentences.marked(facts)
    except _DAMAGED:
        return {}


def untold(lines: Sequence[StoryLine]) -> tuple[UUID, ...]:
    """Return the facts of a story of which no sentence could be made."""
    return tuple(line.fact for line in lines if line.kind == UNREADABLE and line.fact)


@dataclass
class _Teller:
    audience: Audience
    sentences: Sentences
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

    def line_or_gap(self, fact: Recorded, *, mark: str) -> StoryLine | None:
        """Return the line of a fact, or the one that says that it cannot be read; the log gets which fact it is."""
        if fact.kind != UNREADABLE:
            try:
                return self.line(fact, mark=mark)
            except _DAMAGED:
                _log.error("a fact cannot be told", extra={"fact": str(fact.id), "kind": fact.kind})
        return StoryLine(
            at=fact.at,
            sentence=_("This record cannot be read."),
            text="",
            citation="",
            who="",
            tone="bad",
            kind=UNREADABLE,
            internal=fact.shelved_as in self.sentences.internal,
            fact=fact.id,
        )

    def line(self, fact: Recorded, *, mark: str) -> StoryLine | None:
        key = self._key(fact, mark)
        own = self.sentences
        pair = own.moves.get(key) or own.others.get(key) or OTHERS.get(key)
        if pair is None:
            if key in NO_LINE:
                return None
            raise KeyError(f"no sentence for {fact.kind} {key}")
        sentence = pair[0 if self.audience == "resident" else 1]
        if sentence is None:
            return None
        return StoryLine(
            at=fact.at,
            sentence=str(sentence) % self._details(fact),
            text=self._text(fact),
            citation="" if mark else str(fact.data.get("citation") or ""),
            who=self._who(fact),
            tone=own.tones.get(key) or TONES.get(key, ""),
            kind=fact.kind,
            internal=fact.kind in own.internal,
            fact=fact.id,
        )

    def _key(self, fact: Recorded, mark: str) -> str:
        """Return which sentence a fact asks for: its kind, refined by what it says."""
        if own := self.sentences.key(fact):
            return own
        data = fact.data
        match fact.kind:
            case "loops.moved":
                event, to = str(data["event"]), str(data["to_state"])
                refined = (f"{event}:{mark}",) if mark else (f"{event}:{to}", f"{event}:{data['party']}")
                return next((key for key in refined if key in self.sentences.moves), event)
            case "loops.deadline_fired":
                return f"loops.deadline_fired:{data['threshold']}"
            case "loops.obligation_settled":
                return f"loops.obligation_settled:{data['status']}"
            case "loops.obligation_taken":
                return f"loops.obligation_taken:{'taken' if data['account_id'] else 'freed'}"
            case "people.mandate_made":
                return f"people.mandate_made:{data['proof']}"
            case "people.acted_for":
                return f"people.acted_for:{data['act']}"
            case "people.act_disputed":
                return f"people.act_disputed:{'undone' if data['undone'] else 'desk'}"
            case "people.matters_joined" if data.get("unit_id"):
                return "people.matters_joined:desk"
            case "notices.way_ended":
                return f"notices.way_ended:{data['state']}"
            case "notices.letter":
                return f"notices.letter:{'returned' if data['returned'] else 'posted'}"
            case "people.identity_revealed" if data["second"]:
                return "people.identity_revealed:second"
            case "people.reveal_reviewed":
                return f"people.reveal_reviewed:{'needed' if data['needed'] else 'not_needed'}"
            case "loops.clock_paused":
                return f"loops.clock_paused:{data['reason_code']}"
            case "loops.clock_resumed":
                return f"loops.clock_resumed:{'reply' if _by_person(fact) else 'time'}"
            case _other:
                return fact.kind

    def _details(self, fact: Recorded) -> dict[str, str | int]:
        data = fact.data
        return {
            "unit": self._unit_of(fact),
            "matter": self.matter_names.get(str(data.get("matter", "")), str(data.get("matter", ""))),
            "until": _day(_until(data)),
            "times": int(data.get("times") or data.get("attempt") or data.get("called") or 0),
            "purpose": purpose_name(str(data.get("purpose") or "")),
            "basis": basis_name(str(data.get("basis") or "")),
            "clock": _clock(data.get("until")),
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
        if fact.actor.startswith("mandate:"):
            return _("A helper, for you") if self.audience == "resident" else _("A helper, for the person")
        if fact.actor == "resident":
            return (
                _("You") if self.audience == "resident" else str(self.sentences.person or _("The resident"))
            )
        if not fact.actor.startswith(("staff:", "node:")):
            return ""
        if self.audience == "staff" and (person := self._actor(fact)):
            return person
        party = str(
            self.sentences.parties.get(fact.kind)
            or fact.data.get("party")
            or ("lead" if fact.kind == "loops.deadline_met" else "")
        )
        return self._unit(self.holders.get(party, "")) if self.holders.get(party) else ""

    def _actor(self, fact: Recorded) -> str:
        account, found, _post = fact.actor.removeprefix("staff:").partition("@")
        return self._person(account) if found else ""

    def _person(self, account: str) -> str:
        return self.people.get(UUID(account), "") if account and account != "None" else ""

    def _text(self, fact: Recorded) -> str:
        if fact.kind in self.sentences.silent:
            return ""
        between_offices = fact.data.get("event") in self.sentences.office
        if self.audience == "resident" and (between_offices or fact.kind in self.sentences.hidden):
            return ""
        made = self.sentences.words(fact)
        if made is not None:
            return made
        texts = fact.texts or {}
        return "\n".join(filter(None, (texts.get("reason", ""), texts.get("text", ""))))


def _by_person(fact: Recorded) -> bool:
    """Tell whether the person concerned did it, or a helper for them."""
    return fact.actor == "resident" or fact.actor.startswith("mandate:")


def _until(data: Mapping[str, Any]) -> datetime | None:
    """Return the instant a sentence may name: the end of a pause, a moved deadline, or the new one."""
    if found := data.get("review_at") or data.get("ends_at"):
        return from_text(str(found))
    changes = data.get("changes", {})
    for deadline in (*changes.get("moved", ()), *(o["deadlines"][0] for o in changes.get("opened", ()))):
        return from_text(str(deadline["due_at"]))
    return None


def _clock(until: Any) -> str:
    """Return when a time box ends, to the minute."""
    if not isinstance(until, str):
        return ""
    # Translators: a date format of Django: day, month, hour and minute.
    return date_format(timezone.localtime(from_text(until)), _("j F H:i"))


def _day(instant: datetime | None) -> str:
    if instant is None:
        return ""
    # Translators: a date format of Django: day and month.
    return date_format(timezone.localtime(instant), _("j F"))
