"""Who helps with a part does not judge it."""

import pytest
from tests.small_county import County

from gongzhi.directives.public import ask_for_help
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
