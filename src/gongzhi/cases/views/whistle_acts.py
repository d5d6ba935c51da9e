"""What staff can do with a case on which several offices work: for each step its form and the action behind it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from gongzhi.cases.actions.arrive import arrive
from gongzhi.cases.actions.call_help import call_help, urge_helper
from gongzhi.cases.actions.close_whistle import conclude_whistle
from gongzhi.cases.actions.part import finish_part, refuse_part
from gongzhi.cases.actions.propose_whistle import decline_whistle, propose_whistle
from gongzhi.cases.actions.rate import decide_rating, object_to_rating, rate
from gongzhi.cases.actions.supervise import end_supervision, reply_to_supervision, supervise
from gongzhi.cases.actions.whistle import Task, add_department
from gongzhi.cases.views import whistle_forms as forms
from gongzhi.loops.public import Act, Do, OnceForm, ReasonForm, RemarkForm


def _of(do: Do) -> dict[str, Any]:
    return {"case_id": do.loop_id, **do.common}


def _add(do: Do) -> None:
    add_department(task=Task(do.data["unit_id"], do.data["text"]), **_of(do))


def _rate(do: Do) -> None:
    rate(unit_id=do.data["unit_id"], rating=do.data["rating"], words=do.data["text"], **_of(do))


def _decide(do: Do) -> None:
    data = do.data
    decide_rating(unit_id=data["unit_id"], upheld=data["upheld"], reason=data["reason"], **_of(do))


HELPING_ACTS: Mapping[str, Act] = {
    "arrive": Act(
        _("We are on the place"), OnceForm, lambda do: arrive(**_of(do)), _("Your arrival is on record.")
    ),
    "part_done": Act(
        _("Our part is done"),
        forms.PartDoneForm,
        lambda do: finish_part(text=do.data["text"], **_of(do)),
        _("Your part is done. The unit in charge is told."),
    ),
    "reply_supervision": Act(
        _("Reply to whoever supervises"),
        forms.SupervisionReplyForm,
        lambda do: reply_to_supervision(text=do.data["text"], **_of(do)),
        _("The reply has gone to whoever supervises."),
    ),
    "part_refused": Act(
        _("This is not ours"),
        forms.PartRefusedForm,
        lambda do: refuse_part(reason=do.data["reason"], citation=do.data["citation"], **_of(do)),
        _("It is on record. The unit in charge is told and decides how to go on."),
    ),
    "conclude_whistle": Act(
        _("Conclude the whistle"),
        forms.ConclusionForm,
        lambda do: conclude_whistle(text=do.data["text"], **_of(do)),
        _("The whistle is concluded. The departments can be rated now."),
    ),
    "rate_department": Act(
        _("Rate a department"), forms.RatingForm, _rate, _("Rated. The department may object.")
    ),
    "object_rating": Act(
        _("Object to our rating"),
        forms.ObjectionForm,
        lambda do: object_to_rating(text=do.data["text"], **_of(do)),
        _("The arbiter has your objection and decides."),
    ),
    "decide_rating": Act(
        _("Decide on the objection to a rating"),
        forms.RatingDecisionForm,
        _decide,
        _("Decided. Both sides are told."),
    ),
    "call_help": Act(
        _("Call a unit in to help"),
        forms.TaskForm,
        lambda do: call_help(unit_id=do.data["unit_id"], text=do.data["text"], **_of(do)),
        _("The unit has its task. You stay in charge."),
    ),
    "add_department": Act(
        _("Call one more department"), forms.TaskForm, _add, _("The department is called to the place.")
    ),
    "urge_helper": Act(
        _("Urge a unit that helps"),
        forms.UrgeForm,
        lambda do: urge_helper(unit_id=do.data["unit_id"], **_of(do)),
        _("The unit is told that you wait for it."),
    ),
    "propose_whistle": Act(
        _("Propose to whistle"),
        forms.ProposalForm,
        lambda do: propose_whistle(text=do.data["text"], **_of(do)),
        _("The town has your proposal."),
    ),
    "decline_whistle": Act(
        _("Do not whistle"),
        ReasonForm,
        lambda do: decline_whistle(reason=do.data["reason"], **_of(do)),
        _("It is on record why not."),
    ),
    "supervise": Act(
        _("Put it under supervision"),
        forms.SuperviseForm,
        lambda do: supervise(text=do.data["text"], **_of(do)),
        _("A reply is owed to you now."),
    ),
    "end_supervision": Act(
        _("End the supervision"),
        RemarkForm,
        lambda do: end_supervision(text=do.data["text"], **_of(do)),
        _("The supervision is over."),
    ),
}

# Before the steps of the case itself: whoever was called in has come for this.
MAIN_BEFORE = ("arrive", "part_done", "reply_supervision", "conclude_whistle", "decide_rating")
