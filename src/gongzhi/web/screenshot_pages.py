"""The pages pictures are taken of, and the way to each, as a visitor of the demo walks it."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Locator, Page

REPORT = "小区门口的路灯坏了三天，晚上看不见路，老人孩子出门不安全。希望尽快修好。"
STREET = "文昌街与桂花巷路口"
OBJECTION = "我说的是楼下的水管，它当成了下水道，晚了两天才有人来。"
FOUND = "粮食局宿舍2号楼，二楼拐角停着一辆电动车，下楼要侧着身子过。敲门问了，主人下班来推。"
ITEM = "old-age-allowance"
ESCAPE_WAYS, GRID = "060101", "990121001001004"  # where the estate of FOUND lies
STAIRWELLS = "安全楼道"
KINDS = {
    "case": ("诉求", "case"),
    "directive": ("指令", "directive"),
    "patrol": ("网格事件", "event"),
    "round": ("巡查任务", "round"),
    "application": ("办件", "application"),
}
# What stretches a page: 2,000 characters in one breath, and a place whose name does not end.
LONG = ("楼道里的灯、门口的路、院子里的树、地下室的水，一样一样说，说完了请一样一样看。" * 60)[:2000]
LONG_PLACE = "望澄街道文昌社区粮食局宿舍二号楼三单元西侧围墙外梧桐巷老院与桂花巷路口之间的第二根电线杆旁边"
GO_ON = "form .button--primary"

Go = Callable[[Page], None]


@dataclass(frozen=True)
class Picture:
    """A page to take a picture of, on a phone or at a desk; `shown` in the documentation.

    `role` signs in first; `go` walks from `path` to what is to be seen. `whole`: the documentation shows
    all of the page, not only the first screen.
    """

    name: str
    path: str
    device: str = "desk"
    role: str = ""
    go: Go | None = None
    shown: bool = False
    whole: bool = False


def report(text: str, place: str) -> Go:
    """Return what reports something without a name, and opens the page on which its resident follows it."""

    def go(page: Page) -> None:
        page.fill("textarea[name=text]", text)
        page.click(GO_ON)
        page.fill("input[name=address]", place)
        page.click(GO_ON)
        page.check("input[name=filer][value=ANONYMOUS]")
        page.click(GO_ON)
        page.click(".receipt ~ .buttons a.button--primary")

    return go


def follow_then(path: str) -> Go:
    """Return what reports something, and opens another page of who follows it."""

    def go(page: Page) -> None:
        report(REPORT, STREET)(page)
        page.goto(path)

    return go


def open_link(begins: str) -> Go:
    """Return what opens the first link of the content that leads below an address."""
    return lambda page: page.locator(f"main a[href^='{begins}']:not([href='{begins}'])").first.click()


def follow_uses(page: Page) -> None:
    """Report something, and open the page that says who used its data."""
    report(REPORT, STREET)(page)
    page.click("a[href='/case/uses']")


def apply_and_follow(page: Page) -> None:
    """Apply for the allowance with one paper missing, and open the page on which the applicant follows it."""
    page.fill("[name=field-applicant-name]", "王小满")
    page.fill("[name=field-born-on]", "1941-03-08")
    page.check("[name=field-living][value=home]")
    page.locator("[name=division]").select_option(index=2)
    page.click(GO_ON)
    page.check("[name=how-id-card][value=COUNTER]")
    page.check("[name=how-bank-card][value=NOTHING]")
    page.click(GO_ON)
    page.fill("[name=phone]", "13800000001")
    page.fill("[name=name]", "王小满")
    page.click(GO_ON)
    page.click(".receipt ~ .buttons a.button--primary")


def open_first(kind: str) -> Go:
    """Return what opens the first line of one kind in the inbox, as the line says it in either language."""
    return lambda page: _of_kind(page, kind).first.click()


def open_last(kind: str) -> Go:
    """Return what opens the last line of one kind."""
    return lambda page: _of_kind(page, kind).last.click()


def _of_kind(page: Page, kind: str) -> Locator:
    mark = re.compile(f"^({'|'.join(KINDS[kind])})$")
    return page.locator("main a[data-row]").filter(has=page.locator(".rows__kind", has_text=mark))


def open_row(words: str) -> Go:
    """Return what opens the line of a list that holds these words."""
    return lambda page: page.locator("main a[data-row]").filter(has_text=words).first.click()


def open_first_dispatch(page: Page) -> None:
    """Open the first case of the dispatch desk."""
    page.locator("main a[href^='/desk/']").first.click()


def open_first_card(page: Page) -> None:
    """Open the first hypothesis card of the list."""
    page.locator("main a[data-row]").first.click()


def fill_report(page: Page) -> None:
    """Write what a grid worker has seen."""
    page.fill("textarea[name=text]", FOUND)
    page.locator("textarea[name=text]").blur()


def object_to_it(page: Page) -> None:
    """Object to a program, and see the code under which the answer is read."""
    page.fill("textarea[name=text]", OBJECTION)
    page.click(GO_ON)


def send_nothing(page: Page) -> None:
    """Press the button without having written anything."""
    page.eval_on_selector_all("form", "all => all.forEach(form => form.noValidate = true)")
    page.locator(GO_ON).first.click()


PICTURES: tuple[Picture, ...] = (
    Picture("start", "/", "phone", shown=True),
    Picture("report", "/report", "phone", shown=True),
    Picture("follow", "/report", "phone", go=report(REPORT, STREET), shown=True),
    Picture("follow-by-code", "/follow", "phone"),
    Picture("follow-phone", "/follow/phone", "phone"),
    Picture("matters", "/report", "phone", go=follow_then("/matters/")),
    Picture("helped", "/report", "phone", go=follow_then("/helped/")),
    Picture("answers", "/answers/", "phone"),
    Picture("answer", "/answers/", "phone", go=open_link("/answers/")),
    Picture("forms", "/forms/", "phone"),
    Picture("foreseen", "/foreseen/", "phone"),
    Picture("algorithms", "/algorithms/", "phone"),
    Picture("algorithm", "/algorithms/topics.cluster/", "phone"),
    Picture("algorithm-retired", "/algorithms/limit.guess/", "phone"),
    Picture("algorithm-object", "/algorithms/triage.words/object/", "phone"),
    Picture("algorithm-objected", "/algorithms/triage.words/object/", "phone", go=object_to_it),
    Picture("algorithm-answer", "/algorithms/object/answer/", "phone"),
    Picture("accessibility", "/accessibility", "phone"),
    Picture("my-uses", "/report", "phone", go=follow_uses),
    Picture("check-a-proof", "/evidence/check", "phone"),
    Picture("services", "/services/", "phone"),
    Picture("service", f"/services/{ITEM}/", "phone", shown=True),
    Picture("my-application", f"/services/{ITEM}/first/", "phone", go=apply_and_follow),
    Picture("how", "/how/", "phone"),
    Picture("how-case", "/how/case/", "phone"),
    Picture("how-directive", "/how/directive/", "phone"),
    Picture("how-application", "/how/application/", "phone"),
    Picture("sign-in", "/sign-in/", shown=True),
    Picture("inbox", "/work/", role="HANDLER", shown=True),
    Picture("dispatch", "/desk/", role="DISPATCHER", go=open_first_dispatch, shown=True),
    Picture("sheet", "/work/", role="HANDLER", go=open_first("case"), shown=True),
    Picture("board", "/board/", role="LEADER", shown=True),
    Picture("topics", "/topics/", role="LEADER"),
    Picture("forecasts", "/forecasts/", role="LEADER"),
    Picture("forecasts-season", "/forecasts/season/", role="LEADER"),
    Picture("forecasts-alarms", "/forecasts/alarms/", role="LEADER"),
    Picture("register", "/register/", role="ALGORITHM_OWNER"),
    Picture("register-entry", "/register/triage.words/", role="ALGORITHM_OWNER"),
    Picture("register-new", "/register/new/", role="ALGORITHM_OWNER"),
    Picture("register-version", "/register/triage.words/version/", role="ALGORITHM_OWNER"),
    Picture("register-switch", "/register/triage.words/switch/", role="ETHICS_REVIEWER"),
    Picture("register-sheet", "/register/topics.cluster/", role="ETHICS_REVIEWER", go=open_link("/loop/")),
    Picture("cards", "/cards/", role="LEADER"),
    Picture("cards-new", "/cards/new/", role="LEADER"),
    Picture("cards-one", "/cards/", role="LEADER", go=open_first_card),
    Picture("board-map", "/board/map/", role="LEADER"),
    Picture("callback", "/callback/", role="CALLBACK"),
    Picture("parked", "/parked/", role="LEADER"),
    Picture("scores", "/left-out/", role="LEADER"),
    Picture("uses", "/uses/", role="SUPERVISOR"),
    Picture("triage-fairness", "/triage/fairness/", role="SUPERVISOR"),
    Picture("inbox-head", "/work/", role="UNIT_HEAD"),
    Picture("inbox-arbiter", "/work/", role="ARBITER"),
    Picture("inbox-verifier", "/work/", role="VERIFIER"),
    Picture("inbox-leader", "/work/", role="LEADER"),
    Picture("inbox-supervisor", "/work/", role="SUPERVISOR"),
    Picture("directive-objected", "/work/", role="LEADER", go=open_first("directive")),
    Picture(
        "directive-sheet", f"/find/?q={STAIRWELLS}", role="LEADER", go=open_last("directive"), shown=True
    ),
    Picture("directive-new", "/directives/new/", role="LEADER"),
    Picture(
        "patrol",
        f"/patrol/report/?matter={ESCAPE_WAYS}&grid={GRID}",
        "phone",
        role="GRID_WORKER",
        go=fill_report,
        shown=True,
    ),
    Picture("inbox-grid", "/work/", "phone", role="GRID_WORKER"),
    Picture("round", "/work/", "phone", role="GRID_WORKER", go=open_first("round")),
    Picture("round-plan", "/rounds/new/", role="UNIT_HEAD"),
    Picture("event", "/work/", role="VERIFIER", go=open_first("patrol")),
    Picture("inbox-clerk", "/work/", role="WINDOW_CLERK"),
    Picture("application-file", "/applications/file/", role="WINDOW_CLERK"),
    Picture("application-sheet", "/work/", role="ARBITER", go=open_first("application")),
    Picture("file", "/file/", role="OPERATOR"),
    Picture("find", "/find/?q=电梯", role="LEADER"),
    Picture("list", "/list/", role="LEADER"),
    Picture("list-overdue", "/list/?overdue=1", role="LEADER"),
    Picture("sensors", "/sensors/", role="ADMIN"),
    Picture("notices", "/notices/", role="HANDLER"),
    Picture("how-staff", "/how/case/staff/", role="LEADER"),
    Picture("organization", "/organization/", role="ADMIN"),
    Picture("organization-units", "/organization/units", role="ADMIN"),
    Picture("organization-duties", "/organization/duties", role="ADMIN"),
    Picture("organization-files", "/organization/files", role="ADMIN"),
    Picture("accounts", "/accounts/", role="ADMIN"),
    Picture("account", "/account/", role="HANDLER"),
    Picture("second-factor", "/account/second/", role="HANDLER"),
    Picture("security", "/security/", role="SECURITY_ADMIN"),
    Picture("audit", "/audit/", role="AUDIT_ADMIN"),
    Picture("keys", "/keys/", role="SECURITY_ADMIN"),
    Picture("keys-new", "/keys/new/", role="SECURITY_ADMIN"),
    Picture("hooks", "/hooks/", role="SECURITY_ADMIN"),
    Picture("api-docs", "/api/v1/docs"),
    Picture("hotline", "/hotline/", role="OPERATOR"),
    Picture("hotline-service", "/hotline/service/", role="OPERATOR"),
    Picture("knowledge", "/knowledge/", role="OPERATOR"),
    Picture("knowledge-new", "/knowledge/new/", role="DISPATCHER"),
    Picture("outages", "/outages/", role="OPERATOR"),
    Picture("help", "/help/", role="OPERATOR"),
    Picture("mandates", "/help/mandates/", role="OPERATOR"),
    Picture("paper", "/paper/", role="OPERATOR"),
    Picture("paper-enter", "/paper/enter/", role="OPERATOR"),
    Picture("sms", "/sms/", role="OPERATOR"),
    Picture("bulk", "/bulk/", role="DISPATCHER"),
    Picture("upper", "/upper/", role="DISPATCHER"),
    Picture("undelivered", "/notices/undelivered/", role="DISPATCHER"),
    Picture("letters", "/notices/letters/", role="DISPATCHER"),
    Picture("telling-costs", "/notices/costs/", role="LEADER"),
    Picture("telling-texts", "/notices/texts/", role="STEWARD"),
    Picture("notices-unit", "/notices/unit/", role="UNIT_HEAD"),
    Picture("reveals", "/reveals/", role="LEADER"),
    Picture("federation", "/federation/", role="ADMIN"),
    Picture("ways-in", "/ways-in/", role="LEADER"),
    Picture("field", "/field/", "phone", role="GRID_WORKER"),
    Picture("rules", "/rules/", role="STEWARD"),
    Picture("rules-case", "/rules/procedures/case/", role="STEWARD"),
    Picture("rules-limits", "/rules/limits/", role="STEWARD"),
    Picture("rules-calendar", "/rules/calendar/", role="STEWARD"),
)
# What `docs/how-to/tour.md` shows: the story, its words in the list, and who opens it.
TOUR: tuple[Picture, ...] = (
    Picture("tour-pipe", "/find/?q=早点铺门前", role="DISPATCHER", go=open_row("早点铺门前"), shown=True),
    Picture(
        "tour-whistle",
        "/find/?q=金桥公寓1号楼后面",
        role="TOWN_CADRE",
        go=open_row("金桥公寓1号楼"),
        shown=True,
    ),
    Picture("tour-gate", "/find/?q=帆影小区北门", role="ARBITER", go=open_row("帆影小区北门"), shown=True),
    Picture("tour-lift", "/find/?q=丽景名都7号楼", role="LEADER", go=open_row("丽景名都7号楼"), shown=True),
    Picture("tour-glass-room", "/find/?q=阳光房", role="ARBITER", go=open_row("望江花园8号楼"), shown=True),
)
# What pages look like when there is nothing, too much, something wrong, or nothing there yet.
STATES: tuple[Picture, ...] = (
    Picture("state-report-nothing-written", "/report", "phone", go=send_nothing),
    Picture("state-follow-wrong-code", "/follow", "phone", go=send_nothing),
    Picture("state-long-message", "/report", "phone", go=report(LONG, LONG_PLACE)),
    Picture("state-long-message-staff", f"/find/?q={LONG[:10]}", role="DISPATCHER", go=open_row(LONG[:10])),
    Picture("state-file-nothing-written", "/file/", role="OPERATOR", go=send_nothing),
    Picture("state-list-empty", "/list/?q=这里什么也没有", role="LEADER"),
    Picture("state-find-empty", "/find/?q=这里什么也没有", role="LEADER"),
    Picture("state-inbox-empty", "/work/", role="STEWARD"),
    Picture("state-not-found", "/nowhere/"),
    Picture("state-not-allowed", "/organization/units", role="HANDLER"),
    *(
        Picture(f"state-guide-{page}-{state}", f"/ui/guide/{page}?state={state}")
        for page in ("inbox", "sheet", "dispatch", "board", "list", "report")
        for state in ("", "empty", "loading", "error")
    ),
    Picture("state-guide-components", "/ui/guide/components"),
)
EVERY = (*PICTURES, *TOUR, *STATES)
