"""Is it a question, and what does an article share with it."""

import pytest

from gongzhi.diagnosis.facts import Side
from gongzhi.diagnosis.readings.answers import asks, shared

QUESTIONS = [
    "身份证丢了怎么补办，需要什么材料",
    "请问社保卡在哪里办",
    "办事大厅周末上班吗",
    "低保申请要什么条件",
    "公积金多久能到账",
    "How do I renew my identity card?",
    "What are the opening hours of the service hall",
    "您好，想咨询一下新生儿医保怎么交",
]
REPORTS = [
    "楼下饭店油烟太大没人管",
    "停水两天了，请尽快处理",
    "投诉物业不作为，电梯坏了一个月",
    "路灯坏了",
    "拖欠工资三个月，老板失联，请问这合法吗，举报多次一直没解决",
    "The street lamp is broken and nobody comes",
    "",
    "。",
]


@pytest.mark.parametrize("text", QUESTIONS)
def test_a_question_is_one_and_its_words_are_shown(text: str) -> None:
    asked = asks(text)
    assert asked.asks
    (start, end) = asked.reasons[0].places[0]
    assert text[start:end] == asked.reasons[0].words
    assert asked.reasons[0].for_or_against is Side.FOR


@pytest.mark.parametrize("text", REPORTS)
def test_a_report_is_none(text: str) -> None:
    assert not asks(text).asks


def test_words_in_common_are_named_where_they_stand() -> None:
    question = "请问身份证丢了怎么补办"
    common = shared(question, "补办身份证：居民身份证遗失的，到户籍窗口申请补领。")
    assert common is not None
    assert {"身份", "份证", "补办"} <= {each.words for each in common.reasons}
    for reason in common.reasons:
        for start, end in reason.places:
            assert question[start:end] == reason.words


def test_empty_words_are_nothing_in_common() -> None:
    assert shared("请问怎么办理需要什么材料", "垃圾分类怎么办理，需要什么材料请看公告") is None
    assert shared("请问身份证怎么补办", "公园的开放时间") is None


@pytest.mark.parametrize(
    "question", ["请问怎样申请低保", "家里老人病了，低保怎么办理", "How do I apply for the allowance?"]
)
def test_one_telling_word_is_enough_where_it_is_the_name(question: str) -> None:
    assert asks(question).asks
    common = shared(question, "向户籍所在地的乡镇提出。", name="怎样申请低保\nThe allowance")
    assert common is not None
    assert common.named == 1.0


def test_words_any_two_texts_share_point_to_nothing() -> None:
    body = "从受理到答复三十个工作日，自己写不了的可以请人代写。"
    question = "几十个人都退不了钱，自己找也找不到，请问怎么办"
    assert shared(question, body) is not None
    assert shared(question, body, name="怎样申请低保") is None
    assert shared("家里的低保怎么没有了", "停水的公告，家里没有水先看公告。", name="家里停水了怎么办") is None
