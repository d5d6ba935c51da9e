"""What each fact of a case says: a sentence for the resident, and one for staff (None: no line for them).

Keys: the event of the case definition, where needed with the state it led to or the party; for other
facts their kind. `story` picks the sentence and fills in ``unit``, ``matter``, ``until``, ``times``, ``person``.
"""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from gongzhi.cases.look_words import LOOKED
from gongzhi.cases.sentences_above import ABOVE
from gongzhi.cases.sentences_above import TONES as TONES_ABOVE
from gongzhi.cases.sentences_fair import FAIR
from gongzhi.cases.sentences_fair import TONES as TONES_FAIR
from gongzhi.cases.sentences_together import TOGETHER
from gongzhi.cases.sentences_together import TONES as TONES_TOGETHER
from gongzhi.cases.whistle_sentences import OTHERS as HELPING
from gongzhi.cases.whistle_sentences import TONES as TONES_HELPING
from gongzhi.loops.public import Pair, Tone

_GIVEN = _("The case was given to %(unit)s.")
_ORDERED = _(
    "A superior office ordered %(unit)s to handle the case, although the duty table does not name it."
)

MOVES: Mapping[str, Pair] = {
    "dispatch": (_GIVEN, _GIVEN),
    "dispatch:overruled": (_ORDERED, _ORDERED),
    "redispatch": (_("The case was given anew, to %(unit)s."),) * 2,
    "redispatch:overruled": (_ORDERED, _ORDERED),
    "decide": (_("The arbiter decided: %(unit)s handles the case."),) * 2,
    "decide:overruled": (_ORDERED, _ORDERED),
    "refuse": (
        _("The case was not taken up. Why, and where you can go, stands below."),
        _("The case was not taken up."),
    ),
    "transfer": (
        _("The case belongs to another procedure. Where you can go stands below."),
        _("The case was referred to another procedure."),
    ),
    "answer_at_once": (
        _("You got an answer at once. Please say whether it solves the matter."),
        _("The operator answered at once."),
    ),
    "undo": (
        _("The dispatch desk took the case back. It now goes to another office."),
        _("The desk took the case back before anybody signed for it."),
    ),
    "sign": (_("%(unit)s took the case on and works on it."), _("%(unit)s signed for the case.")),
    "return": (
        _("%(unit)s says it is not in charge. The dispatch desk checks this."),
        _("%(unit)s returned the case to the dispatch desk."),
    ),
    "return:arbitration": (
        _("%(unit)s says it is not in charge. The arbiter now decides who is."),
        _("%(unit)s returned the case once more, so it went to the arbiter."),
    ),
    "deny_return": (
        _("The dispatch desk decided that %(unit)s stays in charge."),
        _("The dispatch desk did not accept the return by %(unit)s."),
    ),
    "deny_return:arbitration": (
        _("Who is in charge is disputed. The arbiter now decides."),
        _("The return was not accepted again, so the case went to the arbiter."),
    ),
    "ask": (
        _("%(unit)s has a question for you."),
        _("%(unit)s asked the resident. Its clock stands still meanwhile."),
    ),
    "extend": (
        _("%(unit)s needs longer. It now has until %(until)s."),
        _("The limit was extended until %(until)s."),
    ),
    "park": (
        _("%(unit)s cannot solve this now. It looks at it again by %(until)s."),
        _("%(unit)s parked the case until a review by %(until)s."),
    ),
    "take_up_again": (_("%(unit)s took the case up again."),) * 2,
    "ask_up": (
        _("%(unit)s asked the arbiter to decide how this goes on."),
        _("%(unit)s asked the arbiter to decide."),
    ),
    "answer": (
        _("%(unit)s answered. Please say whether the matter is solved."),
        _("%(unit)s answered the resident."),
    ),
    "conclude": (
        _("The arbiter looked at the case and ended it with a decision."),
        _("The arbiter ended the case with a decision."),
    ),
    "solved:closed": (
        _("You said it is solved. The case is closed."),
        _("The resident says it is solved. Closed."),
    ),
    "solved:rechecking": (
        _("You said it is solved. By lot, somebody independent checks the result before the case is closed."),
        _("The resident says it is solved. The lot fell on it for a recheck."),
    ),
    "not_solved": (
        _("You said it is not solved. The work goes on."),
        _("The resident says it is not solved. Back to work."),
    ),
    "not_solved:arbitration": (
        _("You said again that it is not solved. The arbiter now decides."),
        _("The resident says again that it is not solved. To the arbiter."),
    ),
    "recheck_ok": (
        _("An independent check confirmed the result. The case is closed."),
        _("The recheck confirmed the result. Closed."),
    ),
    "recheck_bad": (
        _("An independent check found that it is not solved. The work goes on."),
        _("The recheck found that it is not solved. Back to work."),
    ),
    "withdraw": (
        _("You asked to withdraw the case. The callback desk will ask whether you mean it."),
        _("The resident asked to withdraw the case."),
    ),
    "withdrawal_confirmed": (
        _("You confirmed that you withdraw the case. It is closed."),
        _("The resident confirmed the withdrawal. Closed."),
    ),
    "withdrawal_not_meant": (
        _("You said that you do not want to withdraw the case. The work goes on."),
        _("The resident does not want to withdraw. Back to work."),
    ),
    "silence:calling": (
        _("We did not hear from you in time. The callback desk may call you."),
        _("The resident did not answer in time. Over to the callback desk."),
    ),
    "silence:unconfirmed": (
        _("We could not ask you whether it is solved. The case ended as unconfirmed, not as solved."),
        _("Nobody could be reached. Ended as unconfirmed, not as solved."),
    ),
    "reopen": (_("You opened the case again. The work goes on."), _("The resident opened the case again.")),
    "reopen:arbitration": (
        _("You opened the case again. The arbiter now decides."),
        _("The resident opened the case again. To the arbiter."),
    ),
    "reopen:verifier": (
        _("An independent check opened the case again."),
        _("The recheck desk opened the case again."),
    ),
    "reopen:again": (
        _(
            "The problem has come back: it was reported anew, and your case was opened again. The work goes on."
        ),
        _("The same problem was reported anew. The dispatch desk opened the case again."),
    ),
    "reopen:again:arbitration": (
        _(
            "The problem has come back: it was reported anew, and your case was opened again. The arbiter decides."
        ),
        _(
            "The same problem was reported anew. The dispatch desk opened the case again; it went to the arbiter."
        ),
    ),
    "solved:above": (
        _("You told the hotline that it is solved."),
        _("The platform above asked the resident: solved."),
    ),
    "not_solved:above": (
        _("You told the hotline that it is not solved. The work goes on."),
        _("The platform above asked the resident: not solved. Back to work."),
    ),
    "reopen:above": (
        _("The platform that sent us your case opened it again."),
        _("The platform above opened the case again."),
    ),
    "end_above": (
        _("The platform that sent us your case ended it. If it is not solved, you can open it again."),
        _("The platform above ended the case."),
    ),
    "join": (None, None),  # the facts beside these two say it
    "separate": (None, None),
    "answer_together": (
        _("%(unit)s answered, for all who reported it. Please say whether the matter is solved for you."),
        _("%(unit)s answered it together with the others."),
    ),
}

_FILED: Mapping[str, Pair] = {
    "PORTAL": (_("You reported this online."), _("Reported online.")),
    "HOTLINE": (_("You reported this by telephone."), _("Reported by telephone.")),
    "COUNTER": (_("You reported this at the counter."), _("Reported at the counter.")),
    "PAPER": (_("You reported this by letter."), _("Reported by letter.")),
    "GRID": (_("A grid worker took this down."), _("Taken down by a grid worker.")),
    "SMS": (_("You reported this by text message."), _("Reported by text message.")),
    "IMPORT": (_("This was taken over from another system."), _("Taken over from another system.")),
    "ABOVE": (
        _("The hotline of the platform above took this down and sent it to us."),
        _("Sent by the platform above."),
    ),
}

OTHERS: Mapping[str, Pair] = {
    **{f"cases.filed:{channel}": pair for channel, pair in _FILED.items()},
    "cases.classified": (
        _("The dispatch desk filed it under: %(matter)s."),
        _("The matter was set to: %(matter)s."),
    ),
    "cases.filing_corrected": (
        _("What was typed from your paper was put right: a second person typed it as well."),
        _("What was typed from paper was put right after the second entry."),
    ),
    "cases.lead_named:proposed": (None, None),
    "cases.lead_named:other": (None, _("This is another unit than the rules proposed.")),
    "cases.lead_named:overruled": (None, _("The duty table was overruled; this is counted.")),
    "diagnosis.proposed:desk": (
        _("A computer program proposed what your report is about: %(matter)s. A person decides."),
        _("An algorithm proposed the matter: %(matter)s."),
    ),
    "diagnosis.proposed:acts": (
        _("A computer program found that your report is about: %(matter)s."),
        _("An algorithm proposed the matter: %(matter)s."),
    ),
    "diagnosis.proposed:none": (None, None),
    "diagnosis.second_proposed": (
        _("A second computer program proposed what your report is about: %(matter)s. A person decides."),
        _("As a second opinion an algorithm proposed the matter: %(matter)s."),
    ),
    "diagnosis.dispatched": (
        _("The program gave your case to %(unit)s by itself. A person can change that."),
        _(
            "The algorithm dispatched it to %(unit)s by itself. The desk can take it back until it is signed for."
        ),
    ),
    "diagnosis.decided:agreed": (None, None),
    "diagnosis.decided:other": (None, _("It was decided otherwise than the algorithm proposed.")),
    "diagnosis.verified": (None, None),
    "diagnosis.danger_said:yes": (
        _("A person looked at your report: life may be in danger. It goes before all others."),
        _("The desk confirmed that life is in danger."),
    ),
    "diagnosis.danger_said:no": (
        _("A person looked at your report and found nobody in danger."),
        _("The desk found nobody in danger."),
    ),
    "diagnosis.proposed_again:some": (
        None,
        _("After the return an algorithm proposed anew, without the unit that returned it: %(matter)s."),
    ),
    "diagnosis.proposed_again:none": (None, None),
    "cases.answer_drafted": (None, _("An answer was drafted. It waits for the approval of the head.")),
    "cases.answer_sent_back": (None, _("The head sent the draft back.")),
    "cases.added": (_("You added something."), _("The resident added something.")),
    "cases.photo_added:one": (_("A photo came with it."),) * 2,
    "cases.photo_added:several": (_("Photos came with it."),) * 2,
    "cases.photo_added:office:one": (_("%(unit)s took a photo of how it looks."),) * 2,
    "cases.photo_added:office:several": (_("%(unit)s took photos of how it looks."),) * 2,
    "cases.confidentiality_set:on": (
        _(
            "This is handled confidentially: who you are and what you wrote is shown only to those who handle it."
        ),
        _("The case is handled confidentially from here on."),
    ),
    "cases.confidentiality_set:off": (
        _("You lifted the confidential handling."),
        _("The resident lifted the confidential handling."),
    ),
    "cases.needs_said": (
        _("You said how we can talk with you best."),
        _("It was said how the resident can be talked with."),
    ),
    "channels.paper_entered": (None, _("Typed from paper.")),
    "channels.paper_typed_again": (None, _("Typed from paper a second time, by somebody else.")),
    "channels.sms_taken": (None, _("A text message was taken in.")),
    "channels.sms_settled": (None, _("A person looked at the text message.")),
    "cases.noted": (None, _("A note inside the office.")),
    "cases.judged:SATISFIED": (
        _("You are satisfied with how it was handled."),
        _("The resident is satisfied with the handling."),
    ),
    "cases.judged:BASICALLY": (
        _("You are mostly satisfied with how it was handled."),
        _("The resident is mostly satisfied with the handling."),
    ),
    "cases.judged:DISSATISFIED": (
        _("You are not satisfied with how it was handled."),
        _("The resident is not satisfied with the handling."),
    ),
    "cases.judged:NOT_SAID": (None, None),
    "cases.callback_drawn:life_safety": (None, _("The callback desk calls: life and limb are concerned.")),
    "cases.callback_drawn:reopened": (None, _("The callback desk calls: the case was opened again before.")),
    "cases.callback_drawn:lot": (None, _("The callback desk calls: the lot fell on this case.")),
    "cases.callback_drawn:none": (None, _("No call: neither risk nor lot fell on this case.")),
    **LOOKED,
    **TOGETHER,
    **FAIR,
    **ABOVE,
    **HELPING,
    "loops.urged": (_("You urged the office."), _("The resident urged, %(times)s times by now.")),
    "loops.deadline_met": (
        _("%(unit)s got in touch with you."),
        _("%(unit)s got in touch with the resident."),
    ),
    "loops.deadlines_recomputed": (
        _("The days off of a year were announced. The date for the answer was counted anew."),
        _("The calendar changed. Time limits were counted anew; old and new are on record."),
    ),
    "loops.clock_paused:waiting_resident": (
        _("The office's time stands still until you answer, at the latest until %(until)s."),
        _("The clock waits for the resident, at the latest until %(until)s."),
    ),
    "loops.clock_paused:external_ruling": (
        _("The office waits for a ruling of others, at the latest until %(until)s."),
        _("The clock waits for a ruling of others, at the latest until %(until)s."),
    ),
    "loops.clock_paused:force_majeure": (
        _("The office cannot work on it for reasons beyond its power, at the latest until %(until)s."),
        _("The clock pauses for reasons beyond our power, at the latest until %(until)s."),
    ),
    "loops.clock_resumed:reply": (
        _("You answered the question. The office's time runs again."),
        _("The resident answered the question. The clock runs again."),
    ),
    "loops.clock_resumed:time": (_("The office's time runs again."), _("The clock runs again.")),
    "people.contact_shown": (
        _("Somebody who works on the case looked at how to reach you. This is on record."),
        _("The contact data were looked at."),
    ),
}

TONES: Mapping[str, Tone] = {
    "answer": "good",
    "answer_at_once": "good",
    "solved:closed": "good",
    "recheck_ok": "good",
    "ask": "warn",
    "extend": "warn",
    "park": "warn",
    "not_solved": "warn",
    "not_solved:arbitration": "warn",
    "recheck_bad": "warn",
    "reopen": "warn",
    "reopen:arbitration": "warn",
    "reopen:verifier": "warn",
    "reopen:again": "warn",
    "reopen:again:arbitration": "warn",
    "answer_together": "good",
    **TONES_TOGETHER,
    **TONES_FAIR,
    **TONES_ABOVE,
    **TONES_HELPING,
    "silence:calling": "warn",
    "silence:unconfirmed": "warn",
    "refuse": "bad",
    "transfer": "bad",
    "conclude": "bad",
    "dispatch:overruled": "warn",
    "redispatch:overruled": "warn",
    "decide:overruled": "warn",
}
