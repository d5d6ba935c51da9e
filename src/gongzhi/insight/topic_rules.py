"""Decisions about topics: how hot one is, where it goes, who may keep topics, what people's word changes. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from gongzhi.insight.card_rules import READ as READ
from gongzhi.insight.topic_facts import Heat, HeatTerm, TopicKind, Trend
from gongzhi.kernel.refusals import Refusal
from gongzhi.people.facts import Actor

KEEP = "case.dispatch"  # the desk that makes one case of several keeps topics as well

WEEK = timedelta(days=7)
NAME_LIMIT = 60
SPLIT_AT_MOST = 200
# A merge by people makes the machine a little bolder in that matter, a split a little shyer.
NUDGE, NUDGE_LIMIT = 0.02, 0.2
ONE_PLACE_SHARE = 0.6


def keep_refusal(by: Actor) -> Refusal | None:
    """Whoever keeps topics may put them together, take them apart and name them."""
    return None if by.may(KEEP) else Refusal("insight.topic_not_entitled")


def name_refusal(name: str, *, personal: bool) -> Refusal | None:
    """A name is one short line, and of nobody."""
    if len(name) > NAME_LIMIT:
        return Refusal("insight.topic_name_long", {"limit": NAME_LIMIT})
    return Refusal("insight.topic_name_of_a_person") if personal else None


def merge_refusal(*, itself: bool, gone: bool) -> Refusal | None:
    """Two topics that both stand are put together."""
    if itself:
        return Refusal("insight.topic_itself")
    return Refusal("insight.topic_gone") if gone else None


def split_refusal(*, chosen: int, size: int) -> Refusal | None:
    """Something goes and something stays."""
    if chosen == 0:
        return Refusal("insight.topic_nothing")
    if chosen > SPLIT_AT_MOST:
        return Refusal("insight.topic_many", {"limit": SPLIT_AT_MOST})
    return Refusal("insight.topic_all") if chosen >= size else None


def growth(recent: int, before: int) -> float | None:
    """Return by which share the last week is above the one before; None where there was nothing before."""
    return None if before == 0 else (recent - before) / before


def trend(*, recent: int, before: int, first_at: datetime, at: datetime) -> Trend:
    """Return where a topic goes. A change of fewer than two messages or less than a third says nothing."""
    if at - first_at < WEEK:
        return Trend.NEW
    apart = recent - before
    if abs(apart) < 2 or abs(apart) * 3 < max(recent, before):
        return Trend.STEADY
    return Trend.RISING if apart > 0 else Trend.FALLING


def heat(
    *, recent: int, before: int, active_days: int, divisions: int, weights: Mapping[str, int], days: int = 28
) -> Heat:
    """Return how hot a topic is: four shares from 0 to 1, each times its weight; the weights make 100.

    lately r/(r+10) of the last week's messages; growth (r−b)/max(5, r+b), never below 0; lasting: days with a message,
    of the last 28; spread 1−1/d over divisions.
    """
    apart = max(0, recent - before)
    shares = {
        "lately": (recent, recent / (recent + 10)),
        "growth": (apart, min(1.0, apart / max(5, recent + before))),
        "lasting": (active_days, min(1.0, active_days / days)),
        "spread": (divisions, 1 - 1 / max(1, divisions)),
    }
    terms = tuple(
        HeatTerm(code, counted, round(share, 3), round(weights[code] * share))
        for code, (counted, share) in shares.items()
    )
    return Heat(sum(each.degrees for each in terms), terms)


def kind_of(places: Sequence[int], messages: int) -> TopicKind:
    """Return whether a topic is at one place. `places`: how many of its messages name each place."""
    most = max(places, default=0)
    return TopicKind.ONE_PLACE if most >= 2 and most >= ONE_PLACE_SHARE * messages else TopicKind.MANY_PLACES


def floor_of(floor: float, *, merges: int, splits: int) -> float:
    """Return from where on messages are put together in a matter, after what people said of its topics in a year."""
    bent = max(-NUDGE_LIMIT, min(NUDGE_LIMIT, NUDGE * (splits - merges)))
    return floor * (1 + bent)


def days_between(first: date, last: date, *, at_most: int) -> list[date]:
    """Return every day from the first to the last, the last ones where there are too many."""
    number = min((last - first).days + 1, at_most)
    return [last - timedelta(days=number - 1 - each) for each in range(max(0, number))]


def common_division(codes: Sequence[str]) -> str:
    """Return the smallest division that holds all of some divisions, by the levels of their 12-digit codes."""
    for length in (12, 9, 6, 4, 2):
        heads = {code[:length] for code in codes if code}
        if len(heads) == 1:
            return heads.pop().ljust(12, "0")
    return ""
