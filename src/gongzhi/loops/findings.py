"""What the verifier found, said in English and Chinese. Data for the command line and the editor."""

from collections.abc import Iterable, Mapping

from gongzhi.loops.rules.definition import Finding

# The number of a check and its title. 1-16 are the checks of the documentation, in its order.
TITLES: Mapping[int, tuple[str, str]] = {
    0: ("form", "写法"),
    1: ("names", "名称"),
    2: ("owner", "责任人"),
    3: ("deadline", "时限"),
    4: ("consequence", "逾期后果"),
    5: ("reachable, no trap", "可到达、无死路"),
    6: ("assessed before closed", "先评价后办结"),
    7: ("reopen", "重开"),
    8: ("clock kept", "不重置时钟"),
    9: ("human channel", "人工渠道"),
    10: ("join rule", "协办合并规则"),
    11: ("bounded return", "退回有限次"),
    12: ("a real end", "真正的结果"),
    13: ("a way forward", "有路可走"),
    14: ("two-sided assessment", "双向评价"),
    15: ("right to return", "退回的权利"),
    16: ("right to whistle", "吹哨的权利"),
    17: ("a holder for every duty", "有人承办"),
    18: ("kinds fit", "种类相符"),
    19: ("withdrawal checked", "撤回须核实"),
}

SENTENCES: Mapping[str, tuple[str, str]] = {
    # 0 form
    "not_yaml": ("this is not YAML", "这不是有效的 YAML"),
    "too_long": ("the file has more than {limit} characters", "文件超过 {limit} 个字符"),
    "duplicate_key": ("the same key stands twice", "同一个键出现了两次"),
    "key_not_text": (
        "a key is not text; put words such as yes, no, on and off in quotes",
        "键不是文本；yes、no、on、off 这类词请加引号",
    ),
    "unknown_key": ("this key is unknown", "不认识这个键"),
    "not_a_mapping": ("keys with values are expected here", "这里应当是“键: 值”的形式"),
    "not_a_list": ("a list with at least one item is expected here", "这里应当是至少有一项的列表"),
    "not_text": ("text is expected here", "这里应当是文本"),
    "not_texts": ("text, or a list of texts, is expected here", "这里应当是文本或文本列表"),
    "not_whole": ("a whole number is expected here", "这里应当是整数"),
    "not_a_flag": ("true or false is expected here", "这里应当是 true 或 false"),
    "empty": ("at least one entry is needed", "至少要有一项"),
    "bad_name": (
        "a name has 1 to 40 small letters, digits, - and _, and begins with a letter",
        "名称由 1 至 40 个小写字母、数字、- 和 _ 组成，以字母开头",
    ),
    "version_missing": ("the version is a whole number from 1", "版本号应当是从 1 开始的整数"),
    "kind_missing": ("the kind is missing", "缺少种类（kind）"),
    "kind_unknown": ("this kind is unknown; known: {known}", "不认识这个种类；可用的有：{known}"),
    "open_and_ended": (
        "a state is open or an end; it cannot have the keys of both",
        "一个状态要么未结、要么已结，不能兼有两者的键",
    ),
    "reason_word": ('the only word here is "required"', "这里只能写 required"),
    # 1 names
    "state_unknown": ('there is no state "{name}"', "没有名为“{name}”的状态"),
    "party_unknown": ('there is no party "{name}"', "没有名为“{name}”的参与方"),
    "from_missing": ('it is not said from where "{event}" leads', "没有写明“{event}”从哪个状态出发"),
    "by_missing": ('it is not said who causes "{event}"', "没有写明“{event}”由谁发起"),
    "leaves_an_end": (
        '"{state}" is an end, and an end is left by reopening only',
        "“{state}”是终点，只能通过重开离开",
    ),
    "event_twice": (
        '"{event}" leads two ways from "{state}"',
        "从“{state}”出发的“{event}”有两个去向",
    ),
    "start_unfit": (
        'a loop begins at a desk: "{state}" is not of kind intake',
        "流程从受理台开始，而“{state}”的种类不是 intake",
    ),
    "calendar_unknown": ("this calendar is unknown; known: {known}", "不认识这个日历；可用的有：{known}"),
    # 2 owner
    "owner_missing": ('"{state}" belongs to nobody', "“{state}”没有责任人"),
    "owner_unfit": (
        'a state of kind {kind} cannot belong to "{name}"',
        "种类为 {kind} 的状态不能由“{name}”负责",
    ),
    # 3 deadline
    "due_missing": ('"{state}" has no deadline', "“{state}”没有时限"),
    "duration_unknown": (
        "this is neither a duration such as 4wh, 1WD or 7d of at most a year, nor a fitting key of the time profile",
        "这既不是 4wh、1WD、7d 这样的时长（不超过一年），也不是时限表中可用于此处的键",
    ),
    "first_contact_missing": (
        'somebody waits for an answer: "{state}" needs a deadline for the first contact',
        "有人在等答复：“{state}”需要规定首次联系的时限",
    ),
    # 4 consequence
    "on_due_missing": (
        'when the deadline of "{state}" passes, either someone is told (escalate) or the loop moves (go)',
        "“{state}”逾期时，要么上报（escalate），要么转入下一状态（go），二者取一",
    ),
    "escalate_not_upward": (
        '"{name}" is not above: tell a party that decides in a state of kind arbitrate',
        "“{name}”不是上级：应当报给负责裁决（arbitrate）的一方",
    ),
    "duty_named_like_state": (
        '"{name}" is the name of a state: call the duty differently',
        "“{name}”是状态名，请为附加责任另起名称",
    ),
    "duty_unfit": (
        '"{party}" cannot owe "{name}": name one unit\'s party, not a person and not several',
        "“{party}”不能承担“{name}”：请指定单一承担方，不能是个人，也不能是多方",
    ),
    "silence_stays": (
        'a silent resident would leave the loop lying in "{state}" for ever',
        "群众不回应时，流程会一直停在“{state}”",
    ),
    # 5 reachable
    "unreachable": ('"{state}" cannot be reached from the start', "从起点到不了“{state}”"),
    "trap": ('no end can be reached from "{state}"', "从“{state}”到不了任何终点"),
    # 6 assessed before closed
    "not_theirs": (
        '"{event}" in "{state}" is not for "{name}" to decide',
        "“{state}”中的“{event}”轮不到“{name}”决定",
    ),
    "silence_decides": (
        'silence in "{state}" may not lead to "{to}": an answer not given goes to the callback desk, '
        "and from there to an end of kind unconfirmed",
        "“{state}”中的沉默不能导向“{to}”：未答复的转回访台，回访不到的只能以“未确认”结束",
    ),
    "closes_own_work": (
        '"{name}" works on the matter and may not end or reopen it by "{event}"',
        "“{name}”承办此事，不能用“{event}”自行办结或重开",
    ),
    "not_judged": (
        'after "{event}" the loop can be called solved before the resident or an independent party judged it',
        "“{event}”之后，未经群众或独立一方评价就可能算作已解决",
    ),
    "over_the_head": (
        '"{event}" does not lead to the person who waits for the answer',
        "“{event}”没有把答复交给等候答复的人",
    ),
    "not_independent": (
        '"{name}" is called independent, but works on the matter',
        "“{name}”标为独立方，却承办此事",
    ),
    "sample_missing": (
        'a share of what is solved is rechecked, but "{event}" here escapes it',
        "已解决的要抽查一部分，而这里的“{event}”避开了抽查",
    ),
    "sample_elsewhere": (
        'only a confirmation that closes is sampled, not "{event}"',
        "只有导致办结的确认才抽查，“{event}”不抽查",
    ),
    "share_unknown": ("this share is unknown; known: {known}", "不认识这个比例；可用的有：{known}"),
    "sample_not_independent": (
        'the recheck of "{event}" must be in a state of kind assess, by someone who did not say "solved"',
        "“{event}”的抽查应当在 assess 类状态中进行，且不能由确认“已解决”的人来做",
    ),
    # 7 reopen, 8 clock
    "not_one_claimant": (
        "exactly one party is the one the loop runs for (kind person or claimant), not {number}",
        "应当有且只有一方是当事人（person 或 claimant），现有 {number} 个",
    ),
    "reopen_missing": ('"{state}" cannot be opened again', "“{state}”不能重开"),
    "reopen_not_by_claimant": ("whoever it runs for cannot reopen it", "当事人不能重开"),
    "reopen_nowhere": (
        '"{name}" is no state in which something is done about it',
        "“{name}”不是能继续处理的状态",
    ),
    "within_unfit": (
        "the time for reopening is {least}d to {most}d, or the key reopen",
        "重开期限应为 {least}d 至 {most}d，或写 reopen",
    ),
    "clock_not_kept": (
        "keep_clock must be true, or closing early would pay",
        "keep_clock 必须为 true，否则提前办结反而占便宜",
    ),
    "pause_missing": (
        '"{event}" is a question to the person: name the reason for which the clock pauses',
        "“{event}”是向群众提问，须写明暂停计时的理由",
    ),
    "pause_elsewhere": ('"{event}" may not stop the clock', "“{event}”不能暂停计时"),
    "pause_unknown": ("this reason is unknown; known: {known}", "不认识这个理由；可用的有：{known}"),
    # 9 human channel, 10 join rule
    "human_channel_missing": (
        '"{state}" waits for a person and needs human_channel: true',
        "“{state}”在等群众回应，需要 human_channel: true",
    ),
    "joint_missing": ('"{state}" has no place for co-handlers', "“{state}”没有协办方的位置"),
    "joint_elsewhere": (
        '"{state}" is no state of work: co-handlers have no place there',
        "“{state}”不是办理状态，不能有协办方",
    ),
    "joint_parties": (
        "name the lead with 1 and the co-handlers with many, for example {{lead: 1, co: many}}",
        "主办写 1、协办写 many，例如 {{lead: 1, co: many}}",
    ),
    "join_missing": (
        "it is not said when joint work is done (join: all, quorum or lead_decides)",
        "没有写明联办何时算完成（join: all、quorum 或 lead_decides）",
    ),
    "lead_not_owner": (
        'the lead of the joint work must be the owner of "{state}", not "{name}"',
        "联办的主办方应当是“{state}”的责任人，而不是“{name}”",
    ),
    "helper_not_many": (
        'co-handlers, and only they, are a party of kind any_org with many: true; check "{name}"',
        "协办方（也只有协办方）是 any_org 且 many: true，请检查“{name}”",
    ),
    "co_due_missing": (
        "co-handlers need a deadline of their own, such as 3WD",
        "协办方需要自己的时限，例如 3WD",
    ),
    "quorum_unfit": (
        "a quorum of 1 to {limit} is given with join: quorum, and only there",
        "join: quorum 时（且仅此时）要给出 1 至 {limit} 的法定数",
    ),
    # 11 bounded return
    "reason_missing": ('"{event}" needs reason: required', "“{event}”需要 reason: required"),
    "max_unfit": ('"{event}" is possible 1 to {limit} times', "“{event}”只能 1 至 {limit} 次"),
    "max_elsewhere": ('"{event}" is not counted', "“{event}”不计次数"),
    "else_missing": (
        "`max` and `else` go together (an extension has no else)",
        "max 与 else 要成对出现（延期没有 else）",
    ),
    "else_not_arbitration": (
        'when "{event}" is used up, someone above decides: `else` leads to a state of kind arbitrate',
        "“{event}”次数用完后由上级裁决：else 应当指向 arbitrate 类状态",
    ),
    "unbounded": ('"{event}" could go round for ever: it needs a max', "“{event}”可以无限循环，需要 max"),
    "window_missing": (
        'after work has begun "{event}" is possible for a while only: it needs a window',
        "开始办理后，“{event}”只在一段时间内可用，需要 window",
    ),
    "window_elsewhere": ('"{event}" is no return and has no window', "“{event}”不是退回，没有期限窗口"),
    "return_not_decided": (
        '"{event}" leads to "{state}", whose owner has no choice there: it must be able to decide either way',
        "“{event}”转到“{state}”，而其责任人在那里没有选择；应当既能同意、也能不同意",
    ),
    "decision_not_final": (
        'after "{event}" the matter could be returned again: it needs final: true',
        "“{event}”之后还能再次退回，需要 final: true",
    ),
    # 12-16
    "no_real_end": (
        '"{state}" is not on a way to an end of kind fulfilled or denied (reopening and withdrawal apart)',
        "不靠重开和撤回，“{state}”不在通往“已解决”或“不予支持”的路上",
    ),
    "no_way_forward": (
        'the owner of "{state}" cannot move it on: it needs an event of kind {kinds} to an open state',
        "“{state}”的责任人无法继续推进：需要种类为 {kinds}、转入未结状态的事件",
    ),
    "one_sided": (
        '"{name}" cannot say both yes and no in "{state}"',
        "“{name}”在“{state}”中不能既说“是”也说“否”",
    ),
    "no_return": ('the owner of "{state}" cannot return it', "“{state}”的责任人不能退回"),
    "final_elsewhere": (
        '"{event}" may not take away the right to return: only an arbiter\'s decision that sends the matter out',
        "“{event}”不能取消退回的权利，只有裁决后重新派出时才可以",
    ),
    "no_whistle": ('the owner of "{state}" cannot ask upward', "“{state}”的责任人不能向上吹哨"),
    # 17-19
    "naming_unfit": (
        '"{event}" cannot name "{name}": a name is given where a matter is sent to a party that can return it',
        "“{event}”不能指定“{name}”：只有把事项派给可以退回的一方时才指定",
    ),
    "names_missing": ('"{event}" does not say who is to be "{name}"', "“{event}”没有指定“{name}”是谁"),
    "no_holder": (
        'the loop can come from "{from}" to "{state}" while nobody has been named as "{name}"',
        "流程可以从“{from}”进入“{state}”，而此时还没有人担任“{name}”",
    ),
    "fallback_unfit": (
        '"{state}" is no desk: where nobody is named, the loop goes to a state of kind intake',
        "“{state}”不是受理台：无人承办时应当转到 intake 类状态",
    ),
    "fallback_idle": (
        '"{state}" belongs to nobody who must be named first: no `unassigned` is needed',
        "“{state}”的责任人无须先指定，用不着 unassigned",
    ),
    "kind_from": (
        'an event of kind {kind} cannot leave "{state}"',
        "种类为 {kind} 的事件不能从“{state}”出发",
    ),
    "kind_to": (
        'an event of kind {kind} cannot lead to "{state}"',
        "种类为 {kind} 的事件不能导向“{state}”",
    ),
    "end_decided_elsewhere": (
        'an end of kind {end} is not decided in "{state}"',
        "种类为 {end} 的终点不能在“{state}”作出决定",
    ),
    "not_in_place": (
        "an event of kind {kind} stays in the one state it comes from",
        "种类为 {kind} 的事件只能停留在它出发的那一个状态",
    ),
    "withdrawal_unchecked": (
        '"{event}": a withdrawal goes to a callback state entered in no other way, and ends only from there',
        "“{event}”：撤回要先转到专门核实撤回的回访状态，只能从那里结束",
    ),
}

_LINE = (
    "check {number} ({title}): {sentence}, at {where}",
    "第 {number} 项检查（{title}）：{sentence}。位置：{where}",
)
_WHOLE_FILE = ("the file", "整个文件")


def render(findings: Iterable[Finding], language: str) -> str:
    """Return one line per finding; Chinese for a language that begins with "zh", otherwise English."""
    chosen = 1 if language.startswith("zh") else 0
    return "\n".join(
        _LINE[chosen].format(
            number=each.check,
            title=TITLES[each.check][chosen],
            sentence=SENTENCES[each.code][chosen].format(**each.details),
            where=each.where or _WHOLE_FILE[chosen],
        )
        for each in findings
    )
