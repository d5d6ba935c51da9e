"""What the refusals of the links say."""

from django.utils.translation import gettext_lazy as _

from gongzhi.ui.words import register_refusals

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
        "federation.elsewhere": _("This step belongs to the other node. It is taken there."),
    }
)
