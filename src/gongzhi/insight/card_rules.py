"""Decisions about hypothesis cards. Pure; the texts a card may not say are found elsewhere and come as a yes or no."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from math import sqrt

from gongzhi.insight.card_facts import CardState, CardText, CardView, HitRate, Outcome, Tally
from gongzhi.kernel.refusals import Refusal
from gongzhi.people.facts import Actor, ActorKind

READ, WRITE, CHECK = "insight.read", "card.write", "card.check"
Z95 = 1.959964


def may_see(by: Actor, *, in_tree: bool, is_owner: bool) -> bool:
    """Staff who read analyses see the cards of their tree; a unit always sees its own."""
    if by.kind is ActorKind.SYSTEM:
        return True
    if by.third_party or by.kind is not ActorKind.STAFF:
        return False
    powers = (READ, WRITE, CHECK)
    return (in_tree or is_owner) and any(by.may(power) for power in powers)


def text_refusal(text: CardText, *, personal: bool, limit: int) -> Refusal | None:
    """A card says all four things, in few words, and none of them is about a person."""
    said = asdict(text)
    if missing := next((name for name, words in said.items() if not words.strip()), ""):
        return Refusal("insight.card_text_missing", {"field": missing})
    if long := next((name for name, words in said.items() if len(words) > limit), ""):
        return Refusal("insight.card_text_too_long", {"field": long, "limit": limit})
    if personal:
        return Refusal("insight.card_about_a_person")
    return None


def day_refusal(check_on: date, *, today: date, longest: int) -> Refusal | None:
    """The day of the check lies ahead, and not too far."""
    if not 1 <= (check_on - today).days <= longest:
        return Refusal("insight.card_day", {"longest": longest})
    return None


def write_refusal(by: Actor, *, in_tree: bool) -> Refusal | None:
    """Cards are written by who carries the power, for the own tree of divisions; never by a third party."""
    if by.kind is ActorKind.SYSTEM:
        return None
    if by.third_party or not by.may(WRITE):
        return Refusal("insight.card_not_entitled")
    return None if in_tree else Refusal("insight.card_not_your_tree")


def draft_refusal(state: CardState) -> Refusal | None:
    """Only a draft is taken up or dismissed."""
    return None if state is CardState.DRAFT else Refusal("insight.card_no_draft")


def reason_refusal(reason: str, *, personal: bool, limit: int) -> Refusal | None:
    """Whoever dismisses a draft says why, and says it of places and things."""
    if not reason.strip():
        return Refusal("insight.card_reason_missing")
    if len(reason) > limit:
        return Refusal("insight.card_text_too_long", {"field": "reason", "limit": limit})
    return Refusal("insight.card_about_a_person") if personal else None


def checker_refusal(by: Actor, card: CardView, *, in_tree: bool) -> Refusal | None:
    """A card is checked in its unit, or from above; never by whoever wrote it or took it up."""
    if by.third_party or not by.may(CHECK):
        return Refusal("insight.card_not_entitled")
    if by.unit_id != card.unit_id and not in_tree:
        return Refusal("insight.card_not_your_tree")
    if by.account_id is not None and by.account_id in (card.proposer, card.taker):
        return Refusal("insight.card_own")
    if card.state is CardState.DRAFT:
        return Refusal("insight.card_not_open")
    return None if card.state is CardState.OPEN else Refusal("insight.card_over")


def outcome_refusal(
    card: CardView, *, outcome: Outcome, seen: str, done: str, on: date, personal: bool, limit: int
) -> Refusal | None:
    """What is seen before the day can only be that it came: false and unclear wait for the day."""
    if outcome is not Outcome.TRUE and on < card.check_on:
        return Refusal("insight.card_too_early", {"day": card.check_on.isoformat()})
    if not seen.strip():
        return Refusal("insight.card_seen_missing")
    if max(len(seen), len(done)) > limit:
        return Refusal(
            "insight.card_text_too_long", {"field": "seen" if len(seen) > limit else "done", "limit": limit}
        )
    return Refusal("insight.card_about_a_person") if personal else None


def is_late(check_on: date, on: date) -> bool:
    """A check on the day itself is in time."""
    return on > check_on


def hit_rate(tally: Tally, *, least: int) -> HitRate | None:
    """Return the share of true ones with its interval; None where there are too few to say."""
    of = tally.told
    if of < max(least, 1):
        return None
    share, z2 = tally.true / of, Z95 * Z95
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = Z95 * sqrt(share * (1 - share) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return HitRate(tally.true, of, 100 * share, 100 * low, 100 * high)


def stands_out(expected: float, usual: float, *, above: int, least: int) -> bool:
    """Tell whether a week that is expected is so far above a usual one, in per cent, that somebody should look."""
    return expected >= least and 100 * expected >= above * usual


def figures_refused(figures: Mapping[str, str]) -> bool:
    """Figures of evidence are numbers, days and codes: nothing a name would fit into."""
    return any(len(value) > 64 or " " in value for value in figures.values())
