"""What the pages of this package show, and the lists their forms choose from."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from gongzhi.insight.card_facts import CardPlace, CardState, CardView, Evidence, Ground, HitRate, Tally
from gongzhi.insight.card_rules import hit_rate
from gongzhi.insight.card_words import GROUNDS, OUTCOME_LOOKS, OUTCOMES, SAID, STATES
from gongzhi.organization.public import (
    divisions,
    divisions_under,
    grids,
    grids_under,
    matter_tree,
    unit,
    units,
    units_under,
)
from gongzhi.people.facts import Actor
from gongzhi.ui.names import name_of
from gongzhi.ui.templatetags.ui import day

Pairs = list[tuple[str, str]]


def matter_pairs(*, at: datetime) -> Pairs:
    """Return all matters with their paths, groups included."""
    tree = {each.code: each for each in matter_tree(at=at)}
    return [(code, " › ".join(name_of(tree[up]) for up in each.path)) for code, each in tree.items()]


def matter_names(*, at: datetime) -> Mapping[str, str]:
    """Return what each matter is called, without what stands above it."""
    return {each.code: name_of(each) for each in matter_tree(at=at)}


def division_pairs(actor: Actor, *, at: datetime) -> Pairs:
    """Return the divisions of the actor's tree."""
    return [(each.code, name_of(each)) for each in divisions_under(actor.division, at=at)]


def grid_groups(actor: Actor, *, at: datetime) -> list[tuple[str, Pairs]]:
    """Return the grids of the actor's tree by community."""
    names = {each.code: name_of(each) for each in divisions_under(actor.division, at=at)}
    found: dict[str, Pairs] = {}
    for grid in grids_under(actor.division, at=at):
        found.setdefault(names.get(grid.division, grid.division), []).append((grid.code, name_of(grid)))
    return list(found.items())


def unit_pairs(actor: Actor, *, at: datetime) -> Pairs:
    """Return the units that could own a card: the own one first."""
    own = unit(actor.unit_id) if actor.unit_id else None
    found = [own] if own else []
    found += [each for each in units_under(actor.division, at=at) if own is None or each.id != own.id]
    return [(str(each.id), name_of(each)) for each in found]


def place_names(places: Iterable[CardPlace]) -> dict[CardPlace, str]:
    """Return what each place is called: its division, and the grid where it is one."""
    found = list(places)
    names = divisions({place.division for place in found})
    drawn = grids({place.grid for place in found if place.grid})
    return {
        place: _once(
            name_of(names[place.division]) if place.division in names else place.division,
            name_of(drawn[place.grid]) if place.grid in drawn else "",
        )
        for place in found
    }


def _once(division: str, grid: str) -> str:
    """Return both names; the grid's alone where it begins with that of the division."""
    return grid if grid.startswith(division) else f"{division} {grid}".strip()


def evidence_said(evidence: Evidence) -> str:
    """Say what a card rests on, in a sentence; nothing for what somebody knows."""
    sentence = SAID.get(evidence.ground)
    if sentence is None or not evidence.figures:
        return ""
    try:
        return str(sentence) % {name: _as_day(value) for name, value in evidence.figures.items()}
    except KeyError:
        return ""


def _as_day(value: str) -> str:
    """Say a day as people do; any other figure stays as it is."""
    try:
        return day(date.fromisoformat(value))
    except ValueError:
        return value


def card_rows(cards: Sequence[CardView], *, at: datetime, on: date) -> list[dict[str, Any]]:
    """Return what lists and pages show of cards."""
    places = place_names(card.place for card in cards)
    owners = units([card.unit_id for card in cards if card.unit_id])
    matters = matter_names(at=at)
    return [
        {
            "card": card,
            "id": card.id,
            "title": card.text.expected or evidence_said(card.evidence) or matters.get(card.place.matter, ""),
            "matter": matters.get(card.place.matter, card.place.matter),
            "place": places[card.place],
            "unit": name_of(owners[card.unit_id]) if card.unit_id in owners else "",
            "ground": GROUNDS[card.evidence.ground],
            "said": evidence_said(card.evidence),
            "state": STATES[card.state],
            "outcome": OUTCOMES[card.outcome] if card.outcome else "",
            "look": OUTCOME_LOOKS[card.outcome] if card.outcome else "",
            "overdue": card.state is CardState.OPEN and card.check_on < on,
            "due": card.state is CardState.OPEN and card.check_on == on,
        }
        for card in cards
    ]


def rate_of(tally: Tally, *, least: int) -> dict[str, Any]:
    """Return a tally with the share of true ones, or that there are too few to say."""
    rate: HitRate | None = hit_rate(tally, least=least)
    return {
        "tally": tally,
        "few": rate is None,
        "share": f"{rate.share:.0f}" if rate else "",
        "low": f"{rate.low:.0f}" if rate else "",
        "high": f"{rate.high:.0f}" if rate else "",
    }


def ground_rows(tallies: Mapping[Ground, Tally], *, least: int) -> list[dict[str, Any]]:
    """Return the tally of each ground, in the order of the codes."""
    return [{"ground": GROUNDS[ground], **rate_of(tally, least=least)} for ground, tally in tallies.items()]
