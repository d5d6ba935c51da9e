"""What the resident's pages say when they refuse."""

from django.utils.translation import gettext_lazy as _

from gongzhi.ui.words import register_refusals

register_refusals(
    {
        "portal.wrong_code": _(
            "We find nothing with this number and code. Check both on your receipt. If it is lost, call us: "
            "we find it with you."
        ),
        "portal.too_many_tries": _(
            "Too many wrong tries from this connection. Wait 15 minutes, or call us: we find it with you."
        ),
    }
)
