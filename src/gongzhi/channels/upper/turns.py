"""What the worker does with platforms above: pull, tell, compare. The clock comes from the worker."""

import logging
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from django.utils import timezone

from gongzhi.channels.upper.actions.deliver import claim, note_not_sent, note_sent
from gongzhi.channels.upper.actions.follow_event import follow_event
from gongzhi.channels.upper.actions.load_mapping import use_new_codes
from gongzhi.channels.upper.actions.note_difference import note_gap
from gongzhi.channels.upper.actions.note_link import note_answered, note_asked, note_trouble
from gongzhi.channels.upper.actions.reconcile import reconcile
from gongzhi.channels.upper.actions.take_order import take_order
from gongzhi.channels.upper.facts import Event, Order
from gongzhi.channels.upper.platform import NotAccepted, Platform, Unreachable
from gongzhi.channels.upper.queries import (
    PlatformView,
    due_messages,
    has_run,
    message_of,
    order_numbered,
    platforms,
)
from gongzhi.channels.upper.reached import reach
from gongzhi.channels.upper.rules.mapping import Meaning
from gongzhi.channels.upper.rules.tidy import tidy
from gongzhi.kernel.refusals import Refused
from gongzhi.people.facts import SYSTEM
from gongzhi.ui.photos import clean_photo

Clock = Callable[[], datetime]
PAGES_A_TURN, MESSAGES_A_TURN = 3, 50  # other platforms wait meanwhile
LONGEST_TURN = timedelta(seconds=20)  # a slow platform goes on next time
MOST_PHOTOS = 6

_log = logging.getLogger(__name__)


def pull_all(clock: Clock) -> int:
    """Take in what is new of every platform; return how much came. One that is silent keeps nobody else waiting."""
    return sum(_quietly(pull, each, clock) for each in _known(clock))


def send_all(clock: Clock) -> int:
    """Tell every platform what waits; return how much was sent."""
    return sum(_quietly(send, each, clock) for each in _known(clock))


def reconcile_all(clock: Clock) -> int:
    """Compare yesterday with every platform, once; return how many lists were compared."""
    day = timezone.localtime(clock()).date() - timedelta(days=1)
    return sum(
        _quietly(lambda each, at: int(compare_day(each, day, at) is not None), each, clock)
        for each in _known(clock)
        if not has_run(each.code, day)
    )


def _known(clock: Clock) -> list[PlatformView]:
    return platforms(timezone.localtime(clock()).date())


def _quietly(step: Callable[[PlatformView, Clock], int], view: PlatformView, clock: Clock) -> int:
    try:
        return step(view, clock)
    except Unreachable as error:
        note_trouble(platform=view.code, code=error.code, by=SYSTEM, at=clock())
    except Refused as refused:
        note_trouble(platform=view.code, code=refused.refusal.code, by=SYSTEM, at=clock())
    return 0


def pull(view: PlatformView, clock: Clock) -> int:
    """Take in the next pages of one platform; return how many orders and events were new.

    The cursor moves when a whole page is taken in: after a crash, or where it took too long, it is read again, and
    what was taken in changes nothing. Raises `Unreachable`, and Refused where an order cannot be filed at all.
    """
    until = clock() + LONGEST_TURN
    note_asked(platform=view.code, by=SYSTEM, at=clock())
    use_new_codes(meaning=view.meaning, by=SYSTEM, at=clock())
    platform, cursor, new = reach(view.meaning, clock), view.cursor, 0
    for _page in range(PAGES_A_TURN):
        page = platform.pull(cursor)
        taken, whole = _take_in(platform, view.meaning, page.orders, page.events, clock, until=until)
        new += taken
        if not whole:
            note_answered(platform=view.code, cursor=cursor, by=SYSTEM, at=clock())
            break
        cursor = page.cursor
        note_answered(platform=view.code, cursor=cursor, by=SYSTEM, at=clock())
        platform.taken()
        if not page.more or clock() > until:
            break
    return new


def ask_for(view: PlatformView, number: str, clock: Clock) -> int:
    """Ask for one order again and take in what is new; return how much. Raises `Unreachable`, Refused."""
    platform = reach(view.meaning, clock)
    page = platform.order(number)
    new, _whole = _take_in(platform, view.meaning, page.orders, page.events, clock)
    return new


def _take_in(
    platform: Platform,
    meaning: Meaning,
    orders: Iterable[Order],
    events: Iterable[Event],
    clock: Clock,
    *,
    until: datetime | None = None,
) -> tuple[int, bool]:
    """Return how much was new, and whether that is all: after `until` the rest waits, but something is always taken."""
    new, refused = 0, None
    for order in (tidy(each, at=clock()) for each in orders):
        if until and new and clock() > until:
            return new, False
        try:
            new += take_order(
                meaning=meaning, order=order, photos=_photos(platform, meaning, order), by=SYSTEM, at=clock()
            )
        except Refused as error:  # the others are taken in all the same; the page comes again
            refused = error
    for event in sorted(events, key=lambda each: (each.number, each.seq)):
        if until and new and clock() > until:
            return new, False
        new += _follow(platform, meaning, tidy(event, at=clock()), clock)
    if refused:
        raise refused
    return new, True


def _follow(platform: Platform, meaning: Meaning, event: Event, clock: Clock) -> int:
    """Take in an event; what is missing before it is asked for first. Where that cannot be asked it is passed over."""
    order = order_numbered(meaning.platform, event.number)
    new = 0
    if order is None or event.seq > order.seen + 1:
        page = platform.order(event.number)
        for each in (tidy(found, at=clock()) for found in page.orders):
            new += take_order(
                meaning=meaning, order=each, photos=_photos(platform, meaning, each), by=SYSTEM, at=clock()
            )
        for earlier in sorted(page.events, key=lambda each: each.seq):
            new += follow_event(meaning=meaning, event=tidy(earlier, at=clock()), by=SYSTEM, at=clock())
        order = order_numbered(meaning.platform, event.number)
        if order is None or event.seq > order.seen + 1:
            note_gap(
                meaning=meaning, event=event, expected=order.seen + 1 if order else 0, by=SYSTEM, at=clock()
            )
    return new + follow_event(meaning=meaning, event=event, by=SYSTEM, at=clock())


def _photos(platform: Platform, meaning: Meaning, order: Order) -> list[bytes]:
    """Return the pictures of a new order, drawn anew; one that cannot be had or is none is left out."""
    if not order.photos or order_numbered(meaning.platform, order.number) is not None:
        return []
    found = []
    for name in order.photos[:MOST_PHOTOS]:
        data = platform.photo(name)
        if data is not None:
            try:
                found.append(clean_photo(data))
            except Refused as refused:
                _log.warning("upper.photo_left_out", extra={"code": refused.refusal.code})
    return found


def send(view: PlatformView, clock: Clock) -> int:
    """Tell one platform what waits, of each order in its order; return how much was sent.

    The first silence ends the turn: what waits is not tried one by one against a platform that is away.
    """
    sent, until, waiting = 0, clock() + LONGEST_TURN, due_messages(view.code, at=clock())
    platform = reach(view.meaning, clock) if waiting else None
    while waiting and platform is not None and sent < MESSAGES_A_TURN:
        for message_id in waiting:
            if sent and clock() > until:
                return sent
            if not claim(message_id=message_id, by=SYSTEM, at=clock()):
                continue
            try:
                platform.tell(message_of(message_id, view.meaning))
            except NotAccepted as refused:
                note_not_sent(message_id=message_id, code=refused.code, refused=True, by=SYSTEM, at=clock())
            except Unreachable as error:
                note_not_sent(message_id=message_id, code=error.code, refused=False, by=SYSTEM, at=clock())
                raise
            else:
                note_sent(message_id=message_id, by=SYSTEM, at=clock())
                sent += 1
        before, waiting = waiting, due_messages(view.code, at=clock())
        if waiting == before:
            break
    return sent


def compare_day(view: PlatformView, day: date, clock: Clock) -> int | None:
    """Compare the lists of a day; return how many differences there are, None where there is no list yet."""
    platform = reach(view.meaning, clock)
    states = platform.list_open(day)
    if states is None:
        return None
    found = reconcile(meaning=view.meaning, day=day, states=list(states), by=SYSTEM, at=clock())
    platform.taken()
    return found
