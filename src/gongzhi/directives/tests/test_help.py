"""Who helps with a part does not judge it."""

from dataclasses import replace

import pytest
from tests.small_county import County

from gongzhi.directives.public import ask_for_help, finish_task
from gongzhi.directives.tests.steps import accepted, days, refused

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("judge", ["recheck", "government"])
def test_who_is_to_judge_the_result_is_not_asked_to_help(county: County, judge: str) -> None:
    """The unit that looks independently, and the one that accepts what is reported."""
    _root, part = accepted(county)
    help_from = {"directive_id": part, "text": "请协助", "by": county.actor("town-head"), "at": days(1)}
    with refused("loops.judges_it"):
        ask_for_help(unit_id=county.unit(judge), **help_from)  # type: ignore[arg-type]
    ask_for_help(unit_id=county.unit("housing"), **help_from)  # type: ignore[arg-type]


def test_only_a_post_that_answers_directives_asks_for_help_or_finishes_a_task(county: County) -> None:
    _root, part = accepted(county)
    head, helper = county.actor("town-head"), county.actor("housing-head")
    reads = frozenset({"directive.read"})
    asking = {"directive_id": part, "unit_id": county.unit("housing"), "text": "请协助", "at": days(1)}
    with refused("loops.not_entitled"):
        ask_for_help(**asking, by=replace(head, powers=reads))  # type: ignore[arg-type]
    ask_for_help(**asking, by=head)  # type: ignore[arg-type]
    with refused("loops.not_entitled"):
        finish_task(directive_id=part, done=True, text="好了", by=replace(helper, powers=reads), at=days(2))
    finish_task(directive_id=part, done=True, text="好了", by=helper, at=days(2))
