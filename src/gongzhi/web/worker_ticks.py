"""What the worker does, as a table."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone

from gongzhi.accounts import public as accounts
from gongzhi.algorithms import public as algorithms
from gongzhi.cases import public as cases
from gongzhi.channels import public as channels
from gongzhi.diagnosis import public as diagnosis
from gongzhi.federation import public as federation
from gongzhi.insight import public as insight
from gongzhi.kernel.instants import now
from gongzhi.ledger import public as ledger
from gongzhi.loops import public as loops
from gongzhi.notices import public as notices
from gongzhi.people import public as people
from gongzhi.people.facts import SYSTEM
from gongzhi.web.erasures import erase_due
from gongzhi.web.reactions import react

MAIN = "main"


@dataclass(frozen=True)
class Tick:
    """Something to do again and again: `run` returns how much it did.

    After work it has its turn again in `busy_seconds`, after none in `idle_seconds`. Those of a `lane` take turns with
    each other only: whatever waits for other people's servers has one.
    """

    name: str
    run: Callable[[], int]
    busy_seconds: float
    idle_seconds: float
    lane: str = MAIN


# Readers get a fact a fifth of a second after it was recorded; checkpoints are signed once a second at most, unless
# a batch is full: five a second for facts that come one by one would fill a table and tell nobody more.
PAUSE = timedelta(seconds=1)


def place_facts() -> int:
    """Give waiting facts their place in the order and the tree; looks first, since most of the time none waits."""
    return ledger.sequence(pause=PAUSE) if ledger.behind() else 0


def keep_log_growing() -> int:
    """Let the log grow once an hour, so that one that stands still is noticed."""
    every = timedelta(seconds=settings.GONGZHI_BEAT)
    return int(ledger.keep_growing(every=every, by=SYSTEM.name(), at=now()))


_collector = ledger.Collector(by=SYSTEM.name())


def ask_witnesses() -> int:
    """Show the newest checkpoint to the witnesses and keep what they say; waits for nobody."""
    return _collector.turn(at=now()) or int(_collector.waits)


def look_over_log() -> int:
    """Hold some entries against what was hashed of them, in turn: who edits the database is found unasked."""
    return ledger.look_over(by=SYSTEM.name(), at=now())


def fire_due() -> int:
    """Let due timers go off."""
    return loops.fire_due(at=now(), limit=200)


def end_pauses() -> int:
    """Let clocks run again whose pause is over."""
    return loops.end_overdue_pauses(at=now())


def run_reactions() -> int:
    """Do what follows from new facts."""
    return ledger.follow("reactions", react)


def send_notices() -> int:
    """Send what people are to be told outside these pages."""
    return notices.send_due(at=now(), clock=now, limit=20)


def read_bounces() -> int:
    """Read what came back of e-mails, and let old files of messages go with the numbers in them."""
    return notices.read_bounces(at=now()) + notices.forget_sent(now())


def pull_orders_above() -> int:
    """Take in the orders of the platforms above."""
    return channels.pull_orders(now)


def put_up_above() -> int:
    """Make messages for the platforms above of new facts."""
    return channels.put_up_above(now)


def tell_above() -> int:
    """Tell the platforms above what happened to their orders."""
    return channels.tell_above(now)


def warn_of_limits_above() -> int:
    """Tell whoever owes a case that the limit of the platform above is near, or over."""
    return channels.warn_of_limits_above(now)


def compare_with_above() -> int:
    """Compare the lists of yesterday with the platforms above."""
    return channels.compare_with_above(now)


def put_up_for_neighbours() -> int:
    """Put new facts up for the nodes they concern."""
    return ledger.follow("federation", lambda facts: federation.put_up(facts=facts, by=SYSTEM, at=now()))


def ask_neighbours() -> int:
    """Ask the other nodes for what is new."""
    return federation.pull_all(now)


def put_up_events() -> int:
    """Put new facts up for the systems that are told of them."""
    return channels.put_up_events(now())


def send_events() -> int:
    """Tell other systems."""
    return channels.send_events(now)


def forget_events() -> int:
    """Forget, a week later, that they were told."""
    return channels.forget_events(now())


def open_effect_checks() -> int:
    """Ask for the second looks whose day has come."""
    return cases.open_effect_checks(by=SYSTEM, at=now(), limit=50)


def tell_of_cards() -> int:
    """Draft cards of what programs found, and tell units that the day of one has come, or has passed."""
    at = now()
    drafted = insight.draft_cards(by=SYSTEM, at=at, withheld=channels.withheld_matters(at=at))
    return drafted + insight.tell_of_cards(by=SYSTEM, at=at)


def keep_topics() -> int:
    """Let old messages leave the window of topics."""
    return insight.leave_window(by=SYSTEM, at=now())


def watch_algorithms() -> int:
    """Look at an algorithm that was not looked at today; one beyond its limits stops."""
    return algorithms.watch_due(by=SYSTEM, at=now())


def state_uses() -> int:
    """Once a month, state on record how often each person's data have been used."""
    return people.state_uses(by=SYSTEM, at=now())


_turner = people.Turner()


def turn_keys() -> int:
    """Let live keys go on to this month's generation, some at a time; destroy the generations whose time is over."""
    return _turner.turn(by=SYSTEM, at=now())


def bring_files_in() -> int:
    """File some rows of what the dispatch desk brings in."""
    return channels.bring_in_some(at=now())


def take_in_sms() -> int:
    """Take in the text messages that came, and answer each."""
    return channels.take_in_sms(at=now())


def erase_what_is_over() -> int:
    """Erase, a few at a time, what was kept long enough; and the numbers of calls that are over."""
    people.forget_calls(now())
    return people.forget_mandates(by=SYSTEM, at=now()) + erase_due(at=now(), limit=20)


def forget_sign_ins() -> int:
    """Forget counted tries and sessions that are long over."""
    return accounts.sweep(by=SYSTEM, at=now())


def tidy_calls() -> int:
    """Forget who talked with whom on the telephone, as soon as it does not matter any more."""
    return channels.tidy_calls(at=now(), limit=500)


def count_days() -> int:
    """Take new facts into the counts by matter, place and day."""
    return ledger.follow("insight.counts", lambda facts: insight.count_days(facts=facts, by=SYSTEM, at=now()))


_nightly = insight.Nightly()


def work_at_night() -> int:
    """Have topics put together anew and today's forecasts and alarms made, in a process of their own."""
    return _nightly.turn(now())


_seconds = cases.SecondOpinions()
_fixed = diagnosis.FixedQuestions()


def ask_second() -> int:
    """Ask an outside language model, where one is set and in force, about new cases; waits for nobody."""
    return _seconds.turn(at=now())


def ask_fixed_questions() -> int:
    """Once a week ask it the fixed questions, and tell the register what became of them; waits for nobody."""
    return _fixed.turn(by=SYSTEM, at=now())


def warm_up() -> int:
    """Make ready what reads messages, after a start and when it changes: the first message does not wait for it."""
    return diagnosis.warm(at=now())


_drifted: set[date] = set()


def watch_drift() -> int:
    """Once a day, tell the register how far what comes in has moved from what its algorithms know."""
    at = now()
    if timezone.localdate(at) in _drifted:
        return 0
    _drifted.clear()
    _drifted.add(timezone.localdate(at))
    since, middle = diagnosis.drift_windows(at=at)
    earlier = list(cases.messages_filed(since=since, until=middle))
    recent = list(cases.messages_filed(since=middle, until=at))
    return len(diagnosis.watch_drift(earlier=earlier, recent=recent, by=SYSTEM, at=at))


_recomputed: set[str] = set()


def recompute() -> int:
    """After a calendar file was loaded, and once after each start, recompute the deadlines it touches."""
    changed = 0
    for digest, since in loops.calendar_files():
        if digest not in _recomputed:
            changed += loops.recompute_deadlines(since=since, because="calendar", at=now())
            _recomputed.add(digest)
    return changed


TICKS = (
    Tick("diagnosis.warm", warm_up, busy_seconds=10.0, idle_seconds=10.0),
    Tick("ledger.sequence", place_facts, busy_seconds=0.0, idle_seconds=0.2),
    Tick("ledger.grow", keep_log_growing, busy_seconds=60.0, idle_seconds=60.0),
    Tick("ledger.witnesses", ask_witnesses, busy_seconds=0.5, idle_seconds=3.0),
    Tick("ledger.look", look_over_log, busy_seconds=30.0, idle_seconds=30.0),
    Tick("loops.due", fire_due, busy_seconds=0.0, idle_seconds=1.0),
    Tick("loops.pauses", end_pauses, busy_seconds=0.0, idle_seconds=5.0),
    Tick("cases.effect", open_effect_checks, busy_seconds=1.0, idle_seconds=60.0),
    Tick("insight.counts", count_days, busy_seconds=0.0, idle_seconds=2.0),
    Tick("insight.nightly", work_at_night, busy_seconds=60.0, idle_seconds=60.0),
    Tick("insight.cards", tell_of_cards, busy_seconds=1.0, idle_seconds=600.0),
    Tick("bulk.rows", bring_files_in, busy_seconds=0.0, idle_seconds=5.0),
    Tick("sms.in", take_in_sms, busy_seconds=0.0, idle_seconds=3.0),
    Tick("reactions", run_reactions, busy_seconds=0.0, idle_seconds=0.3),
    Tick("notices.send", send_notices, busy_seconds=0.0, idle_seconds=1.0, lane="notices"),
    Tick("notices.bounces", read_bounces, busy_seconds=60.0, idle_seconds=60.0, lane="notices"),
    Tick("upper.pull", pull_orders_above, busy_seconds=0.5, idle_seconds=20.0, lane="upper"),
    Tick("upper.put_up", put_up_above, busy_seconds=0.0, idle_seconds=1.0),
    Tick("upper.tell", tell_above, busy_seconds=0.2, idle_seconds=3.0, lane="upper"),
    Tick("upper.limits", warn_of_limits_above, busy_seconds=1.0, idle_seconds=30.0),
    Tick("upper.compare", compare_with_above, busy_seconds=60.0, idle_seconds=600.0, lane="upper"),
    Tick("federation.put_up", put_up_for_neighbours, busy_seconds=0.0, idle_seconds=1.0),
    Tick("federation.ask", ask_neighbours, busy_seconds=0.2, idle_seconds=5.0, lane="federation"),
    Tick("hotline.tidy", tidy_calls, busy_seconds=1.0, idle_seconds=60.0),
    Tick("events.put_up", put_up_events, busy_seconds=0.0, idle_seconds=0.5),
    Tick("events.send", send_events, busy_seconds=0.0, idle_seconds=1.0, lane="events"),
    Tick("events.forget", forget_events, busy_seconds=5.0, idle_seconds=3600.0),
    Tick("diagnosis.second", ask_second, busy_seconds=0.3, idle_seconds=2.0, lane="endpoint"),
    Tick("diagnosis.questions", ask_fixed_questions, busy_seconds=60.0, idle_seconds=600.0, lane="endpoint"),
    Tick("diagnosis.drift", watch_drift, busy_seconds=3600.0, idle_seconds=3600.0),
    Tick("people.erase", erase_what_is_over, busy_seconds=2.0, idle_seconds=900.0),
    Tick("people.uses", state_uses, busy_seconds=1.0, idle_seconds=900.0),
    Tick("people.keys", turn_keys, busy_seconds=1.0, idle_seconds=3600.0),
    Tick("algorithms.watch", watch_algorithms, busy_seconds=0.0, idle_seconds=600.0),
    Tick("accounts.sweep", forget_sign_ins, busy_seconds=3600.0, idle_seconds=3600.0),
    Tick("insight.topics", keep_topics, busy_seconds=1.0, idle_seconds=600.0),
    Tick("loops.calendar", recompute, busy_seconds=10.0, idle_seconds=10.0),
)
