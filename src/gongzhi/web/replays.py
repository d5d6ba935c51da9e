"""Every check that the tables say what the facts say, in one place: a package with tables of its own adds its line."""

from collections.abc import Callable, Iterator
from typing import Any

from gongzhi.accounts import public as accounts
from gongzhi.algorithms import public as algorithms
from gongzhi.applications import public as applications
from gongzhi.cases import public as cases
from gongzhi.catalogue import public as catalogue
from gongzhi.channels import public as channels
from gongzhi.diagnosis import public as diagnosis
from gongzhi.directives import public as directives
from gongzhi.insight import public as insight
from gongzhi.knowledge import public as knowledge
from gongzhi.ledger import public as ledger
from gongzhi.loops import public as loops
from gongzhi.notices import public as notices
from gongzhi.patrol import public as patrol
from gongzhi.people import public as people

REPLAYS: dict[str, Callable[[], Iterator[Any]]] = {
    "ledger": ledger.unreadable,
    "loops": loops.check_replay,
    "cases": cases.check_replay,
    "whistles": cases.check_whistles,
    "cases.fairness": cases.check_fair_replay,
    "patrol": patrol.check_replay,
    "directives": directives.check_replay,
    "catalogue": catalogue.check_replay,
    "knowledge": knowledge.check_replay,
    "algorithms": algorithms.check_replay,
    "applications": applications.check_replay,
    "accounts": accounts.check_accounts,
    "upper": channels.check_orders,
    "notices": notices.check_told,
    "uses": people.check_uses,
    "reveals": people.check_reveals,
    "mandates": people.check_mandates,
    "sms": channels.check_sms,
    "papers": channels.check_papers,
    "bulk": channels.check_bulk,
    "topics": insight.check_links,
    "counts": insight.check_counts,
    "cards": insight.check_card_replay,
    "proposals": diagnosis.check_proposals,
}


def all_differences() -> Iterator[Any]:
    """Fold the facts of everything there is and yield each value in which a table differs from them.

    Costs what was ever recorded: for tests, and for the command an operator runs after a restore.
    """
    for check in REPLAYS.values():
        yield from check()
