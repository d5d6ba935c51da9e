"""Words of forecasts: what the rungs of the ladder of methods are called."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

RUNGS: Mapping[str, Any] = {
    "middle": _("the same weekday in the last weeks"),
    "smoothing": _("exponential smoothing"),
    "boosting": _("boosted trees"),
}
