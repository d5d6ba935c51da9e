"""Tags and filters of the design system. Load with ``{% load ui %}``."""

from datetime import date, datetime
from typing import Any

from django import template
from django.forms import BaseForm
from django.template import Context
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from gongzhi.kernel.refusals import Refusal
from gongzhi.ui import icons, words
from gongzhi.ui.facts import Remaining

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon; unknown names raise KeyError."""
    return mark_safe(icons.svg(name))  # noqa: S308 - a constant of ui.icons


@register.simple_tag
def refusal(value: Refusal) -> str:
    """Say a refusal in a sentence with the next step."""
    return words.refusal_sentence(value)


@register.filter
def refusal_sentence(value: Refusal) -> str:
    """Say a refusal in a sentence, as a filter for ``with``."""
    return words.refusal_sentence(value)


def _say(moment: datetime, now: datetime) -> str:
    days = (moment.date() - now.date()).days
    clock = date_format(moment, "H:i")
    if days == 0:
        return _("today %(time)s") % {"time": clock}
    if days == -1:
        return _("yesterday %(time)s") % {"time": clock}
    if days == 1:
        return _("tomorrow %(time)s") % {"time": clock}
    if moment.year == now.year:
        # Translators: a date format of Django, day and month, then the time.
        return date_format(moment, _("j M, H:i"))
    # Translators: a date format of Django for another year, then the time.
    return date_format(moment, _("j M Y, H:i"))


@register.simple_tag(takes_context=True)
def when(context: Context, instant: datetime | None) -> str:
    """Say an instant as people do (today 15:20), with the exact one in ``title`` and ``datetime``.

    Read in the current time zone against ``now`` of the context (see ui.context). None gives nothing.
    """
    if instant is None:
        return ""
    moment, now = timezone.localtime(instant), timezone.localtime(context["now"])
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        moment.isoformat(timespec="seconds"),
        moment.strftime("%Y-%m-%d %H:%M:%S"),
        _say(moment, now),
    )


@register.filter
def day(on: date | datetime | None) -> str:
    """Say a day as people do, with the year; an instant's day is the local one. None gives nothing."""
    if on is None:
        return ""
    # Translators: a date format of Django, with the year.
    return date_format(timezone.localtime(on) if isinstance(on, datetime) else on, _("j F Y"))


@register.filter
def meaning(remaining: Remaining) -> str:
    """Return the meaning of a clock: overdue, paused, amber or ontime."""
    for name in ("overdue", "paused", "amber"):
        if getattr(remaining, name):
            return name
    return "ontime"


@register.filter
def remaining_sentence(remaining: Remaining) -> str:
    """Say how much time is left, or how much is over."""
    return words.remaining_sentence(remaining)


@register.filter
def office_sentence(remaining: Remaining) -> str:
    """Say the office's clock to a resident."""
    return words.office_sentence(remaining)


@register.filter
def waited_sentence(days: int) -> str:
    """Say the resident's clock."""
    return words.waited_sentence(days)


@register.filter
def under_way_sentence(days: int) -> str:
    """Say how long something between offices has been under way."""
    return words.under_way_sentence(days)


@register.filter
def resident_waited_sentence(days: int) -> str:
    """Say the resident's clock to staff."""
    return words.resident_waited_sentence(days)


@register.filter
def share_left(remaining: Remaining) -> int:
    """Return what is left of the limit in percent, 0 to 100; overdue is a full bar."""
    if remaining.overdue or not remaining.total:
        return 100
    return min(100, round(100 * remaining.amount / remaining.total))


@register.inclusion_tag("ui/_time_left.html")
def time_left(remaining: Remaining) -> dict[str, Any]:
    """Show what is left of a clock with its shape and word."""
    return {"remaining": remaining}


@register.simple_tag
def bar(share: float, meaning: str = "accent") -> str:
    """Draw a plain bar filled to `share` percent (SVG: a width in a style attribute would break the CSP)."""
    return format_html(
        '<svg class="meter meter--{}" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="meter__fill" width="{}" height="1"/></svg>',
        meaning,
        max(0, min(100, round(float(share), 1))),
    )


@register.simple_tag
def num_link(number: int | str, url: str = "", label: str = "") -> str:
    """Show a number as a link to what it counts; `label` completes it for screen readers."""
    if not url:
        return format_html('<span class="num">{}</span>', number)
    unseen = format_html(' <span class="unseen">{}</span>', label) if label else ""
    return format_html('<a class="num" href="{}">{}{}</a>', url, number, unseen)


@register.simple_tag
def filter_sentence(sentence: str, form: BaseForm) -> SafeString:
    """Put a form's fields into a translated sentence: ``Show {state} cases in {town}``.

    Fields the sentence does not name are left out; each select keeps its label for screen readers.
    """
    out: str = conditional_escape(sentence)
    for name in form.fields:
        field = form[name]
        control = format_html(
            '<label class="unseen" for="{}">{}</label>{}', field.id_for_label, field.label or name, field
        )
        out = out.replace("{" + name + "}", control)
    return mark_safe(out)  # noqa: S308 - escaped above, fields render themselves


@register.filter
def get(mapping: dict[str, Any], key: str) -> Any:
    """Return what a mapping holds under a key that is known only at run time; None when it holds nothing."""
    return mapping.get(key)


@register.filter
def peak(series: list[dict[str, Any]]) -> int:
    """Return the largest value of all small multiples, so that they share one scale; at least 1."""
    return max((point["value"] for one in series for point in one["points"]), default=0) or 1


@register.simple_tag
def columns(points: list[dict[str, Any]], top: int) -> str:
    """Draw points as plain columns on a scale from 0 to `top`; the table twin carries the numbers."""
    bars = []
    for index, point in enumerate(points):
        height = round(30 * point["value"] / top, 2)
        bars.append(
            format_html(
                '<rect class="columns__bar columns__bar--{}" x="{}" y="{}" width="8" height="{}">'
                "<title>{}</title></rect>",
                point.get("meaning", "accent"),
                index * 10 + 1,
                30 - height,
                height,
                f"{point['label']}: {point['value']}",
            )
        )
    body = mark_safe("".join(bars))  # noqa: S308 - each part came out of format_html
    return format_html(
        '<svg class="columns" viewBox="0 0 {} 31" preserveAspectRatio="none" aria-hidden="true">{}'
        '<path class="columns__base" d="M0 30.5H{}"/></svg>',
        len(points) * 10,
        body,
        len(points) * 10,
    )
