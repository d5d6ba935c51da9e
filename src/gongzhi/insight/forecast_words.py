"""Words of forecasts: what the rungs of the ladder of methods are called."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

RUNGS: Mapping[str, Any] = {
    "window": _("the plain mean of the last weeks"),
    "smoothing": _("exponential smoothing"),
    "theta": _("theta"),
    "boosting": _("boosted trees"),
}
