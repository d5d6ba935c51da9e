"""The story of a case: which sentence a fact asks for, and what of it a resident reads."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from gongzhi.cases.facts import CameWith
from gongzhi.cases.queries import OFFICE_WORDS, RESIDENT_READS
from gongzhi.cases.sentences import MOVES, OTHERS, TONES
from gongzhi.cases.sentences_fair import WITHOUT_WORDS
from gongzhi.cases.sentences_fair import key_of as fair_key
from gongzhi.cases.sentences_fair import words_of as fair_words
from gongzhi.cases.together import ALONE
from gongzhi.cases.whistle_facts import READ_BY_RESIDENT
from gongzhi.cases.whistle_sentences import key as whistle_key
from gongzhi.ledger.facts import Recorded
from gongzhi.loops.public import Sentences

_PHOTO = "cases.photo_added"


def _marked(facts: Sequence[Recorded]) -> Mapping[int, str]:
    """Return which moves say more than their event: a lead against the duty table, a problem that came back."""
    found, last = {}, None
    for index, fact in enumerate(facts):
        if fact.kind == "loops.moved":
            last = index
            if fact.data["party"] == "above" and fact.data["event"] != "end_above":
                found[index] = "above"
            if fact.data["event"] == "reopen" and fact.data["party"] == "intake":
                found[index] = "again:arbitration" if fact.data["to_state"] == "arbitration" else "again"
        elif fact.kind == "cases.lead_named" and fact.data["overruled"] and last is not None:
            found[last] = "overruled"
    return found


def folded(facts: Sequence[Recorded]) -> list[Recorded]:
    """Return a story in which photos that came at once are one fact, with all their ids under ``photos``."""
    found: list[Recorded] = []
    for fact in facts:
        if fact.kind != _PHOTO:
            found.append(fact)
            continue
        last = found[-1] if found else None
        if last and last.kind == _PHOTO and (last.at, last.actor) == (fact.at, fact.actor):
            photos = (*last.data["photos"], fact.data["photo_id"])
            found[-1] = replace(last, data={**last.data, "photos": photos})
        else:
            found.append(replace(fact, data={**fact.data, "photos": (fact.data["photo_id"],)}))
    return found


def photos_by_fact(facts: Sequence[Recorded]) -> Mapping[UUID, Sequence[str]]:
    """Return the ids of the photos each fact of a folded story brought; those of the report stand with its words."""
    return {
        fact.id: fact.data["photos"]
        for fact in facts
        if fact.kind == _PHOTO and fact.data.get("came_with", CameWith.FILING) != CameWith.FILING
    }


def _key(fact: Recorded) -> str | None:
    data = fact.data
    match fact.kind:
        case "cases.photo_added":
            office = "" if data.get("came_with", "FILING") in ("FILING", "ADDED") else "office:"
            return f"{_PHOTO}:{office}{'one' if len(data.get('photos', ())) < 2 else 'several'}"
        case "cases.filed":
            return f"cases.filed:{data['channel']}"
        case "cases.confidentiality_set":
            return f"cases.confidentiality_set:{'on' if data['confidential'] else 'off'}"
        case "diagnosis.proposed":
            return f"{fact.kind}:{_about(data)}"
        case "diagnosis.decided":
            return f"{fact.kind}:{'other' if data['agreed'] is False else 'agreed'}"
        case "diagnosis.danger_said":
            return f"{fact.kind}:{'yes' if data['danger'] else 'no'}"
        case "diagnosis.proposed_again":
            return f"{fact.kind}:{'some' if data['matter'] else 'none'}"
        case "cases.judged":
            return f"cases.judged:{data['satisfied'] or 'NOT_SAID'}"
        case "cases.lead_named":
            if data["overruled"]:
                return "cases.lead_named:overruled"
            return f"cases.lead_named:{'proposed' if data['as_proposed'] else 'other'}"
        case "cases.callback_drawn":
            return f"cases.callback_drawn:{data['ground'] or 'none'}"
        case "cases.joined":
            return "cases.joined:along" if data["before"] else "cases.joined"
        case "cases.said_same":
            return f"cases.said_same:{'resident' if data['by_resident'] else 'desk'}"
        case "cases.left":
            return f"cases.left:{'own' if data['why'] in ALONE else data['why']}"
        case "cases.above_said":
            return f"cases.above_said:{data['what']}"
        case "cases.along":
            return f"cases.along:{data['event']}"
    return fair_key(fact) or whistle_key(fact)


def _about(data: Mapping[str, Any]) -> str:
    """Return whether something was proposed, and whether a person was to decide."""
    if not data["matter"]:
        return "none"
    return "desk" if data["why_not"] else "acts"


def _words(fact: Recorded) -> str | None:
    if fact.data.get("event") not in ("refuse", "transfer"):
        return fair_words(fact)
    texts = fact.texts or {}
    return "\n".join(
        (
            _("Reason: %(reason)s") % {"reason": texts.get("reason", "")},
            _("Where to go: %(place)s") % {"place": texts.get("text", "")},
        )
    )


SENTENCES = Sentences(
    moves=MOVES,
    others=OTHERS,
    tones=TONES,
    key=_key,
    marked=_marked,
    reads=RESIDENT_READS,
    office=OFFICE_WORDS,
    # The page shows it as what the resident wrote; needs stand beside the facts, for those who may get in touch.
    silent=frozenset({"cases.filed", "cases.needs_said"}),
    hidden=frozenset({"cases.lead_named", "cases.left"})
    | {"people.contact_shown", "people.identity_revealed", "people.reveal_reviewed", "people.call_relayed"}
    | WITHOUT_WORDS
    | READ_BY_RESIDENT,
    internal=frozenset({"cases.noted"}),
    parties={"cases.classified": "intake", "cases.lead_named": "intake"},
    words=_words,
)
