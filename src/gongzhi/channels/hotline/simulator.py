"""A SIMULATOR of a telephony system: made-up calls over the real interface of a running server.

It is no exchange and connects nobody. The numbers are of a range nobody has been given (1990000....).
"""

import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urljoin

import requests

from gongzhi.channels.hotline.facts import Told
from gongzhi.channels.hotline.reading import read_event

PATH = "hotline/calls"
Said = dict[str, str]


@dataclass(frozen=True)
class Played:
    """What became of the events that were sent. `doubled` were sent twice on purpose."""

    calls: int
    sent: int
    doubled: int
    refused: int


def made_up_calls(
    draw: random.Random, number: int, *, begin: datetime, agents: Sequence[str], queue: str
) -> list[Said]:
    """Return the events of one made-up call: most are answered soon, some late, some given up, a few passed on."""
    call, caller = f"sim-{begin:%H%M%S}-{number}", f"1990000{draw.randrange(10_000):04d}"
    agent = draw.choice(list(agents)) if agents else ""
    moment = begin

    def say(event: str, seconds: float, **more: str) -> Said:
        nonlocal moment
        moment += timedelta(seconds=seconds)
        return {"call": call, "event": event, "at": moment.isoformat(), "queue": queue, **more}

    events = [say("ringing", 0, agent=agent, caller=caller)]
    if draw.random() < 0.06:
        return [*events, say("abandoned", draw.uniform(15, 60))]
    events.append(
        say("answered", draw.uniform(2, 12) if draw.random() < 0.9 else draw.uniform(16, 40), agent=agent)
    )
    if draw.random() < 0.05:
        events.append(say("transferred", draw.uniform(30, 120)))
    return [*events, say("ended", draw.uniform(40, 300))]


def read_call_event(said: Said) -> Told:
    """Return an event as the interface would read it."""
    return read_event(json.dumps(said).encode())


def simulate_calls(
    *,
    base: str,
    key: str,
    calls: int,
    agents: Sequence[str],
    clock: Callable[[], datetime],
    seed: int = 1,
    queue: str = "12345",
    hold: float = 0.0,
    tell: Callable[[str], None] = lambda _line: None,
) -> Played:
    """Play made-up calls against a running server and return what became of their events.

    Some events come twice and some out of order, as from real exchanges. With `hold` the calls ring now and each
    event waits so many seconds, so that somebody can take them; without it they lie in the last hour.
    """
    draw, session = random.Random(seed), requests.Session()  # noqa: S311 - made-up calls
    session.headers["Authorization"] = f"Bearer {key}"
    sent = doubled = refused = 0
    for number in range(calls):
        begin = clock() - timedelta(minutes=0 if hold else draw.uniform(6, 60))
        for event in _as_they_come(
            draw, made_up_calls(draw, number, begin=begin, agents=agents, queue=queue), bool(hold)
        ):
            twice = draw.random() < 0.1
            for _time in range(1 + twice):
                said = event | {"at": clock().isoformat()} if hold and not _time else event
                answer = session.post(urljoin(base.rstrip("/") + "/", PATH), json=said, timeout=10)
                sent += 1
                refused += not answer.ok
                tell(f"{event['event']:<12}{event['call']}  {answer.status_code}")
            doubled += twice
            if hold:
                time.sleep(hold)
    return Played(calls, sent, doubled, refused)


def _as_they_come(draw: random.Random, events: list[Said], live: bool) -> Iterator[Said]:
    """Yield events as an exchange sends them: of calls that are over, now and then in a wrong order."""
    if not live and draw.random() < 0.15:
        draw.shuffle(events)
    yield from events
