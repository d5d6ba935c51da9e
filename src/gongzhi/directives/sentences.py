"""What each fact of a directive says to staff; residents read none of it (their own page asks them one question)."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from gongzhi.ledger.facts import Recorded
from gongzhi.loops.public import Pair, Sentences, Tone


def _staff(sentence: object) -> Pair:
    return (None, sentence)


MOVES: Mapping[str, Pair] = {
    "send": _staff(_("Sent to %(unit)s.")),
    "call_back": _staff(_("Not sent after all.")),
    "accept": _staff(_("%(unit)s accepted it.")),
    "cannot": _staff(_("%(unit)s answered: we cannot. The issuer owes a reply by %(until)s.")),
    "conflicts": _staff(
        _("%(unit)s answered: it conflicts with another rule. The issuer owes a reply by %(until)s.")
    ),
    "already_done": _staff(_("%(unit)s answered: it is done already. The issuer owes a reply by %(until)s.")),
    "better_way": _staff(_("%(unit)s proposed a better way. The issuer owes a reply by %(until)s.")),
    **{
        f"{event}:arbitration": _staff(_("%(unit)s objected once more. The superior office decides."))
        for event in ("cannot", "conflicts", "already_done", "better_way")
    },
    "insist": _staff(_("The issuer replied: it stays as it is.")),
    "insist:arbitration": _staff(_("The issuer insisted once more. The superior office decides.")),
    "amend": _staff(_("The issuer changed it and sent it to %(unit)s again.")),
    "release": _staff(_("The issuer released %(unit)s.")),
    "agree_done": _staff(_("The issuer agrees that it is done. Somebody independent looks at it.")),
    "extend": _staff(_("The limit was extended until %(until)s.")),
    "park": _staff(_("%(unit)s parked it until a review by %(until)s.")),
    "take_up_again": _staff(_("%(unit)s took it up again.")),
    "ask_up": _staff(_("%(unit)s asked the superior office to decide.")),
    "decide": _staff(_("The superior office decided: %(unit)s carries it out.")),
    "stop": _staff(_("The superior office stopped it.")),
    "report": _staff(_("%(unit)s reported it done.")),
    "confirm:concluded": _staff(_("The issuer accepted the result.")),
    "confirm:assessing": _staff(
        _("The issuer accepted the result. The lot fell on it for an independent look.")
    ),
    "look": _staff(_("The issuer accepts the result, after an independent look.")),
    "not_enough": _staff(_("The issuer says it is not enough. Back to work.")),
    "not_enough:arbitration": _staff(
        _("The issuer says again that it is not enough. The superior office decides.")
    ),
    "assess_ok": _staff(_("The independent look confirmed the result.")),
    "assess_bad": _staff(_("The independent look found it otherwise. Back to work.")),
    "reopen": _staff(_("It was opened again.")),
    "reopen:arbitration": _staff(_("It was opened again. The superior office decides.")),
}
OTHERS: Mapping[str, Pair] = {
    "directives.issued:whole": _staff(_("The directive was issued.")),
    "directives.issued:draft": _staff(_("A draft was written. It has not been sent yet.")),
    "directives.issued:part": _staff(_("This part of a directive was issued.")),
    "directives.issued:overruled": _staff(_("It was issued against the duty table; this is counted.")),
    "directives.terms_amended": (None, None),  # the step itself tells the words
    "directives.lead_given:plain": (None, None),
    "directives.lead_given:overruled": _staff(_("The duty table was overruled; this is counted.")),
    "directives.sent_out": (None, None),
    "directives.work_tied": (None, None),
    "directives.assessed_by_addressee": _staff(_("The addressee said what it thinks of it.")),
    "directives.assessed_by_resident": _staff(_("A resident concerned said what became of it.")),
    "directives.look_drawn": _staff(_("The places for the independent look were drawn by lot.")),
    "directives.place_looked_at:as_asked": _staff(_("A place was looked at: it is as asked.")),
    "directives.place_looked_at:otherwise": _staff(_("A place was looked at: it is not as asked.")),
    "directives.concluded": _staff(_("The issuer wrote down what was learned.")),
    "federation.loop_shared": _staff(_("From now on another node takes part.")),
    "federation.erased_there": _staff(_("The other node has erased the words it held.")),
    "federation.loop_mirrored": _staff(_("It came from another node.")),
    "federation.fact_received": (None, None),
}
# Parts and work stand in lists of their own, by the thousand where it goes to many.
UNTOLD = ("loops.linked", "directives.work_tied")
TONES: Mapping[str, Tone] = {
    **dict.fromkeys(("cannot", "conflicts", "already_done", "better_way"), "warn"),
    **dict.fromkeys(("assess_ok", "confirm:concluded"), "good"),
    **dict.fromkeys(("assess_bad", "not_enough", "reopen"), "warn"),
    "stop": "bad",
}


def _key(fact: Recorded) -> str | None:
    data = fact.data
    match fact.kind:
        case "directives.issued":
            if data["overruled"]:
                return "directives.issued:overruled"
            if data["lead_unit_id"] is None:
                return "directives.issued:draft"
            return f"directives.issued:{'part' if data['parent'] else 'whole'}"
        case "directives.lead_given":
            return f"directives.lead_given:{'overruled' if data['overruled'] else 'plain'}"
        case "directives.place_looked_at":
            return f"directives.place_looked_at:{'as_asked' if data['as_asked'] else 'otherwise'}"
    return None


def _words(fact: Recorded) -> str | None:
    """What is asked stands on the page; of the issue only the reason against the duty table is told."""
    if fact.kind == "directives.issued":
        return (fact.texts or {}).get("overrule_reason", "")
    return None


SENTENCES = Sentences(
    moves=MOVES,
    others=OTHERS,
    tones=TONES,
    key=_key,
    words=_words,
)
