"""Pages of topics: the list by heat, one topic with its curve and map, and what people say of it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongzhi.algorithms.public import in_force
from gongzhi.insight.actions.keep_topics import merge_topics, name_topic, split_topic
from gongzhi.insight.card_rules import WRITE
from gongzhi.insight.drawing import map_of
from gongzhi.insight.evidence import topic_key
from gongzhi.insight.showing import division_pairs, matter_names
from gongzhi.insight.topic_facts import CLUSTER, TopicLine, TopicView
from gongzhi.insight.topic_forms import MergeForm, NameForm, SplitForm
from gongzhi.insight.topic_queries import standing, topic, topic_settings, topics_now
from gongzhi.insight.topic_rules import READ, keep_refusal
from gongzhi.insight.topic_words import KINDS, TERMS, TRENDS
from gongzhi.insight.views.cards import reader
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.loops.public import loops_by_id
from gongzhi.organization.public import within
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import needs

SHOWN = 100  # messages on a page
_SAID: Mapping[str, Any] = {
    "name": gettext_lazy("The topic has its name."),
    "merge": gettext_lazy("The two topics are one now."),
    "split": gettext_lazy("The messages are a topic of their own now."),
}


@never_cache
@needs(READ)
@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """List the topics of the reader's area, or of a part of it, the hottest first."""
    actor, at = reader(request), now()
    areas = division_pairs(actor, at=at)
    wanted = request.GET.get("area", "")
    area = wanted if wanted in dict(areas) else actor.division
    matters = matter_names(at=at)
    context = {
        "areas": areas,
        "area": area,
        "rows": [_row(line, matters) for line in topics_now(actor, area, at)],
        "runs": in_force(CLUSTER, at=at),
        "days": topic_settings()["window_days"],
        "least": topic_settings()["least"],
        "weights": topic_settings()["heat"],
    }
    return render(request, "insight/topics.html", context)


@never_cache
@needs(READ)
@require_safe
def one(request: HttpRequest, topic_id: UUID) -> HttpResponse:
    """Show one topic; what went into another topic leads there."""
    if (there := standing(topic_id)) != topic_id:
        return redirect("topics-one", there)
    return _page(request, topic_id)


@never_cache
@needs(READ)
@require_POST
def act(request: HttpRequest, topic_id: UUID, step: str) -> HttpResponse:
    """Name a topic, put another one into it, or take messages out of it."""
    actor, at = reader(request), now()
    view = topic(topic_id, actor, at)
    if view is None or step not in _FORMS:
        raise Http404
    if step == "merge" and _joined(request.POST.get("merge-other", ""), topic_id):
        return redirect("topics-one", topic_id)  # a retry
    form = _FORMS[step](actor, view, at, request.POST)
    if not form.is_valid():
        return _page(request, topic_id, {step: form}, status=422)
    data = form.cleaned_data
    try:
        if step == "name":
            name_topic(topic_id=topic_id, name=data["name"], by=actor, at=at)
        elif step == "merge":
            merge_topics(topic_id=topic_id, other_id=data["other"], by=actor, at=at)
        else:
            split_topic(topic_id=topic_id, case_ids=data["cases"], new_id=data["topic"], by=actor, at=at)
    except Refused as refused:
        return _page(request, topic_id, {step: form}, refused.refusal, status=409)
    messages.success(request, _SAID[step])
    return redirect("topics-one", standing(topic_id))


def _name_form(_actor: Actor, view: TopicView, _at: datetime, data: Any = None) -> NameForm:
    return NameForm(data, initial={"name": view.line.title if view.line.named else ""})


def _merge_form(actor: Actor, view: TopicView, at: datetime, data: Any = None) -> MergeForm:
    others = topics_now(actor, actor.division, at)
    pairs = [(str(line.id), line.title) for line in others if line.id != view.line.id]
    return MergeForm(data, topics=pairs)


def _split_form(_actor: Actor, _view: TopicView, _at: datetime, data: Any = None) -> SplitForm:
    return SplitForm(data)


def _joined(other: str, topic_id: UUID) -> bool:
    try:
        return UUID(other) != topic_id and standing(UUID(other)) == topic_id
    except ValueError:
        return False


_FORMS: Mapping[str, Callable[..., forms.Form]] = {
    "name": _name_form,
    "merge": _merge_form,
    "split": _split_form,
}


def _row(line: TopicLine, matters: Mapping[str, str]) -> dict[str, Any]:
    change = _("new") if line.growth is None else f"{100 * line.growth:+.0f} %"
    return {
        "line": line,
        "matter": matters.get(line.matter, line.matter),
        "kind": KINDS[line.kind],
        "trend": TRENDS[line.trend],
        "growth": change,
    }


def _page(
    request: HttpRequest,
    topic_id: UUID,
    sent: Mapping[str, forms.Form] | None = None,
    refusal: Refusal | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    actor, at = reader(request), now()
    view = topic(topic_id, actor, at)
    if view is None:
        raise Http404
    keeps = keep_refusal(actor) is None
    made = (
        {step: (sent or {}).get(step) or make(actor, view, at) for step, make in _FORMS.items()}
        if keeps
        else {}
    )
    counts = {(spot.division, spot.grid): spot.count for spot in view.spots}
    context = {
        "view": view,
        "row": _row(view.line, matter_names(at=at)),
        "terms": [{"term": term, "label": TERMS[term.code]} for term in view.line.heat.terms],
        "weights": topic_settings()["heat"],
        "messages_in_it": _messages(actor, view, sent or {}),
        "more": max(0, len(view.case_ids) - SHOWN),
        "keeps": keeps,
        "forms": made,
        "refusal": refusal,
        "key": topic_key(topic_id, at=at)
        if actor.may(WRITE) and view.line.size >= topic_settings()["least"]
        else "",
        "runs": in_force(CLUSTER, at=at),
        **map_of(counts, view.line.division or actor.division, at=at),
    }
    return render(request, "insight/topic.html", context, status=status)


def _messages(actor: Actor, view: TopicView, sent: Mapping[str, forms.Form]) -> list[dict[str, Any]]:
    """Return the messages of a topic, the newest first; a link for whoever reads cases of its place."""
    marked = set(sent["split"]["cases"].value() or ()) if "split" in sent else set()
    newest = list(reversed(view.case_ids))[:SHOWN]
    loops = loops_by_id(newest)
    return [
        {
            "id": case_id,
            "number": loops[case_id].number,
            "title": loops[case_id].title,
            "at": loops[case_id].opened_at,
            "open": actor.may("case.read") and within(actor.division, loops[case_id].division),
            "marked": str(case_id) in marked,
        }
        for case_id in newest
        if case_id in loops
    ]
