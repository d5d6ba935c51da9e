"""What the refusals of the links say."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from gongzhi.directives.public import register_hosting
from gongzhi.federation.queries import host_of
from gongzhi.kernel.refusals import Refusal
from gongzhi.ui.words import refusal_sentence, register_refusals

register_hosting(host_of)
register_refusals(
    {
        "federation.unknown_node": _("No node named %(node)s is known here. Add it first."),
        "federation.own_node": _("%(node)s is this node itself. Name the other one."),
        "federation.bad_address": _("%(address)s is no address. Write it like https://node.example."),
        "federation.no_key": _(
            "The key of the link to %(node)s is missing. Put its file into the data folder."
        ),
        "federation.unit_unknown": _("No unit has the code %(code)s here. Import it first."),
        "federation.too_old": _(
            "The clocks of the two nodes are too far apart. Set them right, then try again."
        ),
        "federation.bad_signature": _(
            "The signature does not hold. Compare the keys of the link on both sides."
        ),
        "federation.used_nonce": _("This request was answered before. Ask anew."),
        "federation.malformed": _("The other node sent something that cannot be read. Compare the versions."),
        "federation.not_canonical": _(
            "A fact of the other node is not written as it must be. Ask its operator."
        ),
        "federation.wrong_node": _(
            "A fact came from %(node)s, which is not the node of this link. Ask its operator."
        ),
        "federation.wrong_text": _(
            "The text in %(field)s is not the one the fact stands for. Somebody changed it on the way."
        ),
        "federation.gap": _(
            "Number %(expected)s was expected, number %(got)s came. Something is missing: ask its operator."
        ),
        "federation.went_back": _(
            "The other node has %(head)s facts for us, and we have received %(received)s. Its history was set back."
        ),
        "federation.out_of_step": _(
            "A step of the other node does not fit what stands here. Compare the two sheets."
        ),
        "federation.not_its_unit": _(
            "The other node acted for a unit that does not work there. Compare which units work where on both sides."
        ),
        "federation.not_stopped": _("This link does not stand still: nothing has to be done."),
        "federation.not_this_number": _(
            "Number %(seq)s is not what the link stands at; that is number %(next)s. Look at that one first."
        ),
        "federation.never_aside": _(
            "Going on would hide that the other node lost its history. Restore its newest backup first."
        ),
    }
)

# Why a link stands still or is silent, where the refusal of the moment is gone.
STANDS: Mapping[str, Any] = {
    "federation.gap": _("A number is missing in between. Ask the operator of the other node why."),
    "federation.went_back": _(
        "The other node has fewer facts for us than we have received: its history was set back. "
        "Its newest backup has to be restored there."
    ),
    "federation.wrong_text": _(
        "A text is not the one its fact stands for: somebody changed it, there or on the way."
    ),
    "federation.wrong_node": _("A fact or an answer came from a node that is not the one of this link."),
    "federation.unreachable": _("Nobody answers at this address. It is asked again every few seconds."),
    "federation.not_accepted": _(
        "The other node does not accept our request. Compare key, names and clocks on both sides."
    ),
    "federation.wrong_answer": _(
        "What answers at this address is not the other node, or another proxy changes its answers."
    ),
    "federation.no_key": _("The key of this link is missing. Put its file into the data folder."),
}


def why(code: str) -> str:
    """Say why a link stands still or is silent, by the code that was kept."""
    return str(STANDS[code]) if code in STANDS else refusal_sentence(Refusal(code))
