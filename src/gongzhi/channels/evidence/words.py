"""What the ledger's refusals say; it stands below the words itself."""

from django.utils.translation import gettext_lazy as _

from gongzhi.ui.words import register_refusals

register_refusals(
    {
        "ledger.evidence_late": _(
            "What happens here has not been put under seal for a while, so no personal data are given out."
            " Tell the administrator, and try again in a few minutes."
        ),
    }
)
