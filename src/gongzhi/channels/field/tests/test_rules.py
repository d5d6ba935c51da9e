"""What a telephone sends is read strictly, and belongs to one account in one post."""

import json
from uuid import UUID, uuid4

import pytest

from gongzhi.channels.field.rules import once_of, read_entry, whose_refusal
from gongzhi.kernel.refusals import Refused

KEY, ACCOUNT, POST, LOOP = (str(uuid4()) for _ in range(4))
PLAIN = {"key": KEY, "account": ACCOUNT, "post": POST, "what": "case", "data": {"text": "灯坏了。"}}


def test_an_entry_is_read() -> None:
    entry = read_entry(
        json.dumps({**PLAIN, "data": {"text": "灯坏了。", "confidential": True, "needs": ["LARGE"]}})
    )
    assert entry.key == UUID(KEY)
    assert entry.data == {"text": ["灯坏了。"], "confidential": ["on"], "needs": ["LARGE"]}
    assert read_entry(json.dumps({**PLAIN, "data": {"confidential": False}})).data == {"confidential": []}
    step = read_entry(json.dumps({**PLAIN, "what": "act", "loop": LOOP, "step": "sign", "version": 3}))
    assert (step.loop, step.step, step.version) == (UUID(LOOP), "sign", 3)


def test_half_a_sign_does_not_keep_the_rest_from_arriving() -> None:
    """A field of limited length may cut an emoji in two; no database takes the half."""
    entry = read_entry(json.dumps({**PLAIN, "data": {"text": "灯\ud83d", "needs": ["\ude00\ud83d\ude00"]}}))
    assert entry.data == {"text": ["灯\ufffd"], "needs": ["\ufffd😀"]}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "null",
        '"x"',
        "[" * 100_000,
        json.dumps({**PLAIN, "key": "7"}),
        json.dumps({**PLAIN, "what": "erase"}),
        json.dumps({**PLAIN, "what": "act"}),
        json.dumps({**PLAIN, "loop": LOOP}),
        json.dumps({**PLAIN, "data": "text"}),
        json.dumps({**PLAIN, "data": {"text": {"a": 1}}}),
        json.dumps({**PLAIN, "data": {"text": [1]}}),
        json.dumps({**PLAIN, "data": {"text": None}}),
        json.dumps({**PLAIN, "data": {str(n): "" for n in range(61)}}),
        json.dumps({**PLAIN, "version": "many"}),
        json.dumps({**PLAIN, "version": float("inf")}),
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(Refused) as found:
        read_entry(text)
    assert found.value.refusal.code == "field.unreadable"


def test_nobody_sends_for_another_nor_for_another_post() -> None:
    entry = read_entry(json.dumps(PLAIN))
    assert whose_refusal(entry, account=UUID(ACCOUNT), post=UUID(POST)) is None
    for account, post, code in (
        (uuid4(), UUID(POST), "field.other_account"),
        (None, None, "field.other_account"),
        (UUID(ACCOUNT), uuid4(), "field.other_post"),
        (UUID(ACCOUNT), None, "field.other_post"),
    ):
        refusal = whose_refusal(entry, account=account, post=post)
        assert refusal
        assert refusal.code == code


def test_the_key_the_actions_remember_is_of_one_account() -> None:
    entry = read_entry(json.dumps(PLAIN))
    other = read_entry(json.dumps({**PLAIN, "account": str(uuid4())}))
    assert once_of(entry) == once_of(read_entry(json.dumps(PLAIN)))
    assert once_of(entry) != once_of(other)
