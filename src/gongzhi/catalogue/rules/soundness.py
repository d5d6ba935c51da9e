"""What an item must be: lawful in its limits, with a person to ask, and asking no more than it may."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gongzhi.catalogue.facts import (
    HUMAN_CHANNELS,
    ChannelKind,
    Item,
    Limit,
    Need,
    Obligation,
    Route,
    Situation,
    Source,
)
from gongzhi.catalogue.rules.nodes import Part

# A certificate of the list may come from the authority or institution that has the facts, from nobody else.
_ELSEWHERE = frozenset({Source.AUTHORITY, Source.INSTITUTION})


@dataclass(frozen=True)
class Certificate:
    """One of the certificates no community may be asked for; any of `signs` in a name tells it."""

    number: int
    name: str
    signs: tuple[str, ...]


@dataclass(frozen=True)
class Refused:
    """What no item may ask for: certificates of a community, and catch-alls such as "other materials".

    `committees` are the words by which a residents' or villagers' committee is known as an issuer.
    """

    certificates: tuple[Certificate, ...]
    catch_alls: tuple[str, ...]
    committees: tuple[str, ...]


def check_need(part: Part, need: Need, refused: Refused) -> None:
    """Note what speaks against asking for a material.

    The certificates are those of Minfa [2020] 20 of the Ministry of Civil Affairs and five others, first list.
    """
    named = f"{need.said.name} {need.said.name_en} {need.type}".lower()
    if any(sign in named for sign in refused.catch_alls):
        part.note("catalogue.catch_all", "name", name=need.said.name)
    issuer = f"{need.issuer.name} {need.issuer.name_en}" if need.issuer else ""
    by_community = need.source is Source.COMMUNITY or any(sign in issuer for sign in refused.committees)
    found = _certificate(named, refused.certificates)
    if found and (by_community or need.source not in _ELSEWHERE):
        part.note("catalogue.community_certificate", "name", name=found.name, number=found.number)
    if need.source in _ELSEWHERE and need.issuer is None:
        part.note("catalogue.issuer_missing", "source")
    if (need.obligation is Obligation.CONDITIONAL) != (need.condition is not None):
        part.note("catalogue.condition", "obligation")


def _certificate(named: str, certificates: Sequence[Certificate]) -> Certificate | None:
    return next((each for each in certificates if any(sign in named for sign in each.signs)), None)


def check_limit(part: Part, limit: Limit) -> None:
    """A promise is at most what the law allows."""
    if limit.promised > limit.legal:
        part.note("catalogue.promise_too_long", "promised", legal=limit.legal)


def check_period(part: Part, item: Item) -> None:
    """A version that ends, ends after it began."""
    if item.effective_to is not None and item.effective_to <= item.effective_from:
        part.note("catalogue.period", "effective_to")


def check_channels(part: Part, item: Item) -> None:
    """Somebody can be spoken to about every item; one that can be applied for online says so."""
    kinds = {channel.kind for channel in item.channels}
    if not kinds & HUMAN_CHANNELS:
        part.note("catalogue.no_human_channel", "channels")
    if item.depth > 1 and ChannelKind.WEB not in kinds:
        part.note("catalogue.depth_without_web", "online_depth")


def check_remedies(part: Part, item: Item) -> None:
    """Whoever is refused can ask for a reconsideration or go to court: both stand in the file."""
    routes = {remedy.route for remedy in item.remedies}
    for route in (Route.RECONSIDERATION, Route.LAWSUIT):
        if route not in routes:
            part.note("catalogue.remedy_missing", "remedies", route=route.value)


def check_once(part: Part, key: str, values: Iterable[str]) -> None:
    """A key names one thing in its list."""
    seen: set[str] = set()
    for value in values:
        if value and value in seen:
            part.note("catalogue.twice_in_list", key, value=value)
        seen.add(value)


def check_fields(part: Part, situation: Situation, *, most: int) -> None:
    """A form asks for little."""
    if len(situation.fields) > most:
        part.note("catalogue.too_many_fields", "fields", most=most)
