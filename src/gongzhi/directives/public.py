"""The door of directives."""

from gongzhi.directives.actions.assess import (
    answer_residents_question,
    assess_as_addressee,
    draw_look,
    look_at,
)
from gongzhi.directives.actions.check_replay import check_replay
from gongzhi.directives.actions.conclude import conclude, draft_next
from gongzhi.directives.actions.decompose import decompose
from gongzhi.directives.actions.erase import erase_told, erase_words
from gongzhi.directives.actions.give import give
from gongzhi.directives.actions.handle import amend, handle
from gongzhi.directives.actions.issue import Issued, Overrule, issue
from gongzhi.directives.actions.receive import apply_remote, receive_directive
from gongzhi.directives.actions.work import (
    ask_for_help,
    finish_task,
    link_work,
    open_work,
    send_rounds,
)
from gongzhi.directives.hosting import register_hosting
from gongzhi.directives.queries import (
    DirectiveView,
    directive,
    directive_for,
    parts_of,
    progress_of,
    residents_question,
    said_by,
)
from gongzhi.directives.words import VERDICTS

__all__ = [
    "VERDICTS",
    "DirectiveView",
    "Issued",
    "Overrule",
    "amend",
    "answer_residents_question",
    "apply_remote",
    "ask_for_help",
    "assess_as_addressee",
    "check_replay",
    "conclude",
    "decompose",
    "directive",
    "directive_for",
    "draft_next",
    "draw_look",
    "erase_told",
    "erase_words",
    "finish_task",
    "give",
    "handle",
    "issue",
    "link_work",
    "look_at",
    "open_work",
    "parts_of",
    "progress_of",
    "receive_directive",
    "register_hosting",
    "residents_question",
    "said_by",
    "send_rounds",
]
