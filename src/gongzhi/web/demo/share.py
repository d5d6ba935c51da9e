"""One process's share of the demo. No Django at import: the new process sets it up first."""

from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection


@dataclass(frozen=True)
class Plan:
    """What is played: from when to when, and how many generated cases."""

    begin: datetime
    end: datetime
    cases: int


def play_share(pipe: Connection, plan: Plan, share: int, shares: int) -> None:
    """Play up to each instant that comes through the pipe and send it back; None ends the play."""
    import django

    django.setup()

    from gongzhi.web.demo.ensemble import hasten
    from gongzhi.web.demo.loading import make_stage
    from gongzhi.web.launch.pool import leave_database

    hasten()
    stage = make_stage(plan, share, shares)
    while (clock := pipe.recv()) is not None:
        stage.play_until(clock)
        pipe.send(clock)
    leave_database()
