"""The frame of staff pages: which pages a post has, and as whom one acts."""

from collections.abc import Set
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from gongzhi.kernel.instants import now
from gongzhi.loops.public import decisions_waiting
from gongzhi.organization.facts import PostView, Tenure
from gongzhi.ui.names import name_of, title_of

# Powers with which a post acts for a party of some kind of loop: it has an inbox.
_TAKES_IN = frozenset(("case.intake", "application.intake"))
_WORKS = frozenset(
    (
        "case.dispatch",
        "case.handle",
        "case.arbitrate",
        "case.supervise",  # replies it asked for wait to be read
        "case.callback",
        "case.recheck",
        "application.handle",
        "application.decide",
        "application.callback",
        "directive.reply",
        "directive.answer",
        "directive.arbitrate",
        "directive.review",
        "patrol.report",
        "patrol.dispatch",
        "patrol.handle",
        "patrol.plan",
        "patrol.arbitrate",
        "patrol.verify",
        "algorithms.manage",
        "algorithms.review",
        "algorithms.arbitrate",
    )
)
_READS = frozenset(("case.read", "application.read", "directive.read", "patrol.read", "algorithms.read"))
# What opens to whom, in the order of the navigation: (name of the page, powers, any of which opens it).
PAGES: tuple[tuple[str, frozenset[str]], ...] = (
    ("inbox", _TAKES_IN | _WORKS),
    ("notices", _WORKS),
    ("desk", frozenset(("case.dispatch",))),
    ("callback", frozenset(("case.callback",))),
    ("reveals", frozenset(("contact.approve",))),
    ("undelivered", frozenset(("contact.relay",))),
    ("hotline", frozenset(("hotline.take",))),
    ("file", frozenset(("case.intake",))),
    ("bulk", frozenset(("case.dispatch",))),
    ("paper", frozenset(("case.intake",))),
    ("sms", frozenset(("hotline.take", "case.dispatch"))),
    ("help", frozenset(("case.intake", "application.intake"))),
    ("knowledge", frozenset(("knowledge.write", "hotline.take"))),
    ("patrol-report", frozenset(("patrol.report",))),
    ("field", frozenset(("patrol.report",))),
    ("round-plan", frozenset(("patrol.plan",))),
    ("application-file", frozenset(("application.intake",))),
    ("directive-new", frozenset(("directive.issue",))),
    ("list", _READS),
    ("parked", frozenset(("case.read",))),
    ("left-out", frozenset(("case.exclude", "supervise.read"))),
    ("triage-fairness", frozenset(("supervise.read", "case.supervise"))),
    ("board", frozenset(("board.read",))),
    ("topics", frozenset(("insight.read",))),
    ("forecasts", frozenset(("insight.read",))),
    ("cards", frozenset(("insight.read", "card.write", "card.check"))),
    ("ways-in", frozenset(("board.read",))),
    ("uses", frozenset(("supervise.read", "data.seal"))),
    (
        "register",
        frozenset(("algorithms.read", "algorithms.manage", "algorithms.review", "algorithms.switch")),
    ),
    ("telling-costs", frozenset(("board.read",))),
    ("rules", frozenset(("loops.manage",))),
    ("telling-texts", frozenset(("loops.manage",))),
    ("accounts", frozenset(("organization.manage",))),
    ("security", frozenset(("security.manage",))),
    ("audit", frozenset(("audit.read",))),
    ("organization-divisions", frozenset(("organization.manage",))),
    ("keys", frozenset(("security.manage",))),
    ("hooks", frozenset(("security.manage",))),
    ("sensors", frozenset(("organization.manage",))),
    ("federation", frozenset(("organization.manage",))),
    ("upper", frozenset(("case.dispatch", "organization.manage"))),
)
# Read by offices alone: a company or an association has no part in them, whatever its posts carry.
_FOR_AUTHORITIES = frozenset(("cards", "topics", "forecasts"))
# The page a post starts its day on: the first whose power it carries.
_FIRST = (
    ("case.dispatch", "desk"),
    ("case.handle", "inbox"),
    ("hotline.take", "hotline"),
    ("case.intake", "file"),
    ("case.arbitrate", "inbox"),
    ("case.callback", "callback"),
    ("case.recheck", "inbox"),
    ("application.intake", "application-file"),
    ("board.read", "board"),
    *((power, "inbox") for power in sorted(_WORKS)),
    *((power, "list") for power in sorted(_READS)),
    ("organization.manage", "accounts"),
    ("security.manage", "security"),
    ("audit.read", "audit"),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return nav and me for a page of staff; nothing for visitors."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    if not actor:
        return {}
    here = request.resolver_match.view_name if request.resolver_match else ""
    titles = _titles()
    nav = [
        {
            "label": titles[name],
            "url": reverse(name),
            "active": _area(here) == _area(name),
            "count": decisions_waiting(actor, at=now()) if name == "reveals" else 0,
        }
        for name, powers in PAGES
        if any(actor.may(power) for power in powers) and not (actor.third_party and name in _FOR_AUTHORITIES)
    ]
    views: list[PostView] = list(request.posts)  # type: ignore[attr-defined]
    view = next(view for view in views if view.id == actor.post_id)
    me = {
        "name": request.user.name,  # type: ignore[union-attr]
        "post": post_line(view),
        "home": reverse(home_of(actor.powers)),
        "search_url": reverse("find"),
        "moves_url": reverse("moves"),
        "account_url": reverse("account"),
        "posts_url": reverse("posts") if len(views) > 1 else "",
        "sign_out_url": reverse("sign-out"),
    }
    return {"nav": nav, "me": me}


def _area(page: str) -> str:
    """Return what the pages of one place in the navigation share in their names."""
    return page.partition("-")[0]


def home_of(powers: Set[str]) -> str:
    """Return the name of the page a post starts on."""
    return next((page for power, page in _FIRST if power in powers), "posts")


def post_line(view: PostView) -> str:
    """Say a post in one line: unit and title, and whether somebody only stands in."""
    names = {"unit": name_of(view.unit), "title": title_of(view)}
    if view.tenure is Tenure.STANDING_IN:
        return _("%(unit)s · %(title)s (standing in)") % names
    if view.tenure is Tenure.ACTING:
        return _("%(unit)s · %(title)s (acting)") % names
    return _("%(unit)s · %(title)s") % names


def _titles() -> dict[str, str]:
    return {
        "inbox": _("Inbox"),
        "notices": _("Notices"),
        "desk": _("Dispatch desk"),
        "callback": _("Callback desk"),
        "reveals": _("Second person"),
        "hotline": _("Hotline"),
        "file": _("File for someone"),
        "help": _("Act for somebody"),
        "sms": _("Text messages"),
        "paper": _("Paper"),
        "bulk": _("Bring files in"),
        "knowledge": _("Articles"),
        "application-file": _("Apply for someone"),
        "patrol-report": _("Report an event"),
        "field": _("On the way"),
        "round-plan": _("Plan rounds"),
        "directive-new": _("New directive"),
        "list": _("All work"),
        "parked": _("Parked"),
        "left-out": _("Left out of scores"),
        "triage-fairness": _("Alike for all?"),
        "board": _("Board"),
        "topics": _("Topics"),
        "forecasts": _("Forecasts"),
        "cards": _("Hypothesis cards"),
        "uses": _("Uses of data"),
        "register": _("Algorithms"),
        "rules": _("Procedures and limits"),
        "undelivered": _("Notices not delivered"),
        "telling-costs": _("Cost of notices"),
        "telling-texts": _("What people are told"),
        "accounts": _("Accounts"),
        "security": _("Sign-ins"),
        "keys": _("Keys of other systems"),
        "audit": _("Record of the administration"),
        "organization-divisions": _("Organization"),
        "hooks": _("Webhooks"),
        "ways-in": _("Ways in"),
        "sensors": _("Sensors"),
        "federation": _("Links to other nodes"),
        "upper": _("Platforms above"),
    }
