"""What the dispatch desk can do with cases that are one problem."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from gongzhi.cases.actions.join import join
from gongzhi.cases.actions.recur import recur
from gongzhi.cases.actions.say import say_apart
from gongzhi.cases.actions.separate import separate
from gongzhi.cases.views.together_forms import ApartForm, CameBackForm, JoinForm, TogetherForm
from gongzhi.cases.words import EVENTS
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.loops.public import Act, Do, ReasonForm, loop_by_number


def _join(do: Do) -> Any:
    return join(case_ids=[do.loop_id], parent_id=_parent(do), **do.common)


def _parent(do: Do) -> UUID:
    if chosen := do.data.get("parent"):
        return UUID(str(chosen))
    found = loop_by_number(do.data["number"].strip())
    if found is None:
        raise Refused(Refusal("cases.no_such_case"))
    return found.id


def _together(do: Do) -> Any:
    """Make one case of those that were chosen and the one at the desk."""
    parent_id = do.data["parent"]
    children = {do.loop_id, *do.data["cases"]} - {parent_id}
    return join(case_ids=children, parent_id=parent_id, **do.common)


TOGETHER_ACTS: Mapping[str, Act] = {
    "join": Act(EVENTS["join"], JoinForm, _join, _("It goes along with the other case now.")),
    "separate": Act(
        EVENTS["separate"],
        ReasonForm,
        lambda do: separate(case_id=do.loop_id, reason=do.data["reason"], **do.common),
        _("It is back at the dispatch desk, by itself."),
    ),
    "together": Act(
        _("Make one case of them"),
        TogetherForm,
        _together,
        _("They are one case now. Everybody who reported it is told."),
    ),
    "recur": Act(
        _("It is the same problem: open the first case again"),
        CameBackForm,
        lambda do: recur(case_id=do.loop_id, first_id=do.data["first"], **do.common),
        _("The first case is open again, and this one goes along with it."),
    ),
    "apart": Act(
        _("Not the same"),
        ApartForm,
        lambda do: say_apart(case_id=do.loop_id, other_id=do.data["other"], **do.common),
        _("It is not proposed again that these two are one problem."),
    ),
}
