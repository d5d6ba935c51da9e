"""Words of topics."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongzhi.insight.topic_facts import TopicKind, Trend

KINDS: Mapping[TopicKind, Any] = {
    TopicKind.ONE_PLACE: _("one problem at one place"),
    TopicKind.MANY_PLACES: _("one problem at many places"),
}
TRENDS: Mapping[Trend, Any] = {
    Trend.NEW: pgettext_lazy("trend", "new"),
    Trend.RISING: pgettext_lazy("trend", "rising"),
    Trend.STEADY: pgettext_lazy("trend", "steady"),
    Trend.FALLING: pgettext_lazy("trend", "falling"),
}
# The terms of the heat, by their code.
TERMS: Mapping[str, Any] = {
    "lately": _("messages of the last seven days"),
    "growth": _("more than in the seven days before"),
    "lasting": _("days with a message, of the last 28"),
    "spread": _("divisions it reaches"),
}
