"""The living style guide: every component with its states, and one page of each kind. Demo and development only."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from gongzhi.ui import guide_samples as samples
from gongzhi.ui.guide_samples import Say
from gongzhi.ui.views import guide_open
from gongzhi.ui.words import register_refusals

PAGES = ("components", "report", "followup", "receipt", "inbox", "sheet", "dispatch", "board", "list")

register_refusals(
    {"ui.guide_example": _("The %(days)d working day for a return is over. Ask the arbiter instead.")}
)


def _say() -> Say:
    english = (get_language() or "").startswith("en")
    return lambda chinese, in_english: in_english if english else chinese


class ReportForm(forms.Form):
    """Fields of each kind, as a report page would hold them. The guide keeps nothing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        say = _say()
        super().__init__(*args, **kwargs)
        self.fields["text"] = forms.CharField(
            label=say("发生了什么？", "What happened?"),
            help_text=say("写清时间、地点和您希望的结果。", "Say when, where, and what you wish for."),
            widget=forms.Textarea(attrs={"rows": 6}),
            error_messages={
                "required": say("请写几句发生了什么。", "Write a few words about what happened.")
            },
        )
        self.fields["place"] = forms.CharField(
            label=say("在哪里？", "Where?"),
            required=False,
            help_text=say("小区、路名或附近的店铺都可以。", "An estate, a street or a shop near by will do."),
        )
        self.fields["urgent"] = forms.ChoiceField(
            label=say("现在有危险吗？", "Is there danger now?"),
            choices=[
                ("no", say("没有", "No")),
                ("yes", say("有，可能伤到人", "Yes, someone may get hurt")),
                ("unsure", say("说不准", "I am not sure")),
            ],
            widget=forms.RadioSelect,
            error_messages={"required": say("请选一项。", "Choose one.")},
        )
        self.fields["phone"] = forms.RegexField(
            r"^\d{11}$",
            label=say("联系电话", "Phone"),
            required=False,
            error_messages={
                "invalid": say(
                    "手机号是 11 位数字，请再核对一遍。", "A mobile number has 11 digits. Check it."
                )
            },
        )
        self.fields["phone"].personal = {  # type: ignore[attr-defined]
            "purpose": say(
                "经办人向您核实情况、告知结果", "So that the handler can ask you and tell you the result"
            ),
            "basis": say("《个人信息保护法》第十三条", "Personal Information Protection Law, art. 13"),
            "retention": say("办结后 1 年", "One year after the case ends"),
        }
        self.fields["photo"] = forms.FileField(label=say("照片", "Photo"), required=False)
        self.fields["follow"] = forms.BooleanField(
            label=say("有进展时发短信告诉我", "Text me when something happens"), required=False
        )


class AnswerForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        say = _say()
        super().__init__(*args, **kwargs)
        self.fields["answer"] = forms.CharField(
            label=say("给居民的答复", "Answer to the resident"),
            widget=forms.Textarea(attrs={"rows": 5}),
            help_text=say("居民会看到全文。", "The resident reads all of it."),
        )


class CasesFilter(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        say = _say()
        super().__init__(*args, **kwargs)
        self.fields["state"] = forms.ChoiceField(
            label=say("状态", "State"), choices=[("", say("办理中", "open")), ("all", say("全部", "all"))]
        )
        self.fields["town"] = forms.ChoiceField(
            label=say("乡镇", "Town"),
            choices=[("", say("全县", "the whole county")), ("1", say("青石镇", "Qingshi"))],
        )
        self.fields["due"] = forms.ChoiceField(
            label=say("期限", "Due"),
            choices=[("", say("不限", "any time")), ("week", say("本周", "this week"))],
        )


def guide(request: HttpRequest, page: str = "components") -> HttpResponse:
    """Show one page of the guide.

    Query: ``base`` staff or resident (components only), ``theme`` dark or light, ``elder`` 1 or 0, and
    ``state`` empty, loading or error where the page has one.
    """
    if not guide_open() or page not in PAGES:
        raise Http404
    say = _say()
    wrong = request.GET.get("state") == "error"
    context = samples.frame(say, page) | {
        "now": samples.NOW,
        "theme": request.GET.get("theme", ""),
        "state": request.GET.get("state", ""),
        "audience": request.GET.get("base", "resident"),
        "base": f"ui/base_{'staff' if request.GET.get('base') == 'staff' else 'resident'}.html",
        "form": ReportForm({"phone": "138", "text": "", "place": say("青石路口", "Qingshi Road")})
        if wrong
        else ReportForm(),
        "wrong_form": ReportForm({"phone": "138"}),
        "filter": CasesFilter(),
        "filter_sentence": say(
            "显示{town}{state}的工单，期限{due}", "Show {state} cases in {town}, due {due}"
        ),
        "grids_url": reverse("ui-guide-grids"),
        **_page(page, say, request),
    }
    if "elder" in request.GET:
        context["elder"] = request.GET["elder"] == "1"
    return render(request, f"ui/guide/{page}.html", context)


def _page(page: str, say: Say, request: HttpRequest) -> dict[str, Any]:
    empty = request.GET.get("state") == "empty"
    match page:
        case "inbox":
            return {"groups": [] if empty else samples.inbox(say)}
        case "sheet":
            form = AnswerForm({"answer": ""} if request.GET.get("state") == "error" else None)
            return samples.sheet(say) | {"actions": samples.actions(say, form)}
        case "dispatch":
            return samples.dispatch(say)
        case "board":
            return samples.board(say)
        case "list":
            rows = [] if empty else samples.many(say, 200)
            return {"page": Paginator(rows, 50).get_page(request.GET.get("page"))}
        case "components":
            everything = samples.sheet(say) | samples.board(say) | samples.clocks()
            return everything | {
                "groups": samples.inbox(say),
                "actions": samples.actions(say, AnswerForm()),
                "page": Paginator(samples.many(say, 213), 50).get_page(2),
                "guide_pages": PAGES[1:],
                "meanings": ("ontime", "amber", "overdue", "person"),
            }
        case _other:
            shown = samples.sheet(say) | samples.clocks()
            return shown | {"entries": [entry for entry in shown["entries"] if "internal" not in entry]}


def grids(request: HttpRequest) -> JsonResponse:
    """Return a made-up village of grids for the guide's maps."""
    if not guide_open():
        raise Http404
    return JsonResponse(samples.grids(_say()))
