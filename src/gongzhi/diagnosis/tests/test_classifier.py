"""The classifier: what it reads, learns, says, and how it says why. No database."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from gongzhi.diagnosis.classifier import training
from gongzhi.diagnosis.classifier.artefact import (
    ArtefactError,
    digest_of,
    loaded,
    read,
    seconds_to_load,
    written,
)
from gongzhi.diagnosis.classifier.calibration import calibrated, softmax
from gongzhi.diagnosis.classifier.evaluating import by_folds, evaluate
from gongzhi.diagnosis.classifier.folds import folds_of
from gongzhi.diagnosis.classifier.lexicon import cut, learn_words
from gongzhi.diagnosis.classifier.measuring import Judged, beside, ece, figures, lower, macro_f1, sure_from
from gongzhi.diagnosis.classifier.reading import LONGEST, opening_of, signs_of
from gongzhi.diagnosis.classifier.reasons import account, reasons_of
from gongzhi.diagnosis.classifier.running import reading_by
from gongzhi.diagnosis.classifier.solving import gram, solve_exactly, solve_slowly
from gongzhi.diagnosis.classifier.training import Candidate, TooLittleError, train
from gongzhi.diagnosis.facts import Labelled, Message, Side
from gongzhi.diagnosis.tests.small_messages import small_messages

DATA = Path(__file__).parents[5] / "shared" / "data" / "taidi_c" / "train.csv"
MESSAGES = (
    ("", "村口的路灯又不亮了，\n老人晚上不敢出门。"),
    ("垃圾没人收", "三天了，垃圾堆在楼下，很臭！路面也有坑。"),
    ("", "the street lamp by the gate is dark，路灯坏了"),
    ("坑", "  １２３４５６ 路面\u200b有 个\u3000大坑 \x07"),
    ("", "噪音" * 5000),
)


@cache
def candidate() -> Candidate:
    """Return a model of the small messages."""
    return train(small_messages())


def test_digits_blanks_and_unseen_signs_are_read_as_nothing_that_tells_who() -> None:
    read_ = signs_of("电 话１3８\u200b０000\nＡb")
    assert read_.signs == "电话0000000ab"
    assert "电 话１3８\u200b０000\nＡb"[read_.places[1]] == "话"
    assert len(signs_of("长" * 50_000).signs) == LONGEST


def test_the_opening_stands_where_it_stood_in_the_text() -> None:
    text = "\n  路灯不亮，很黑。请来修。"
    opening = opening_of(text)
    assert opening.signs == "路灯不亮,很黑"
    assert [text[place] for place in opening.places[:4]] == list("路灯不亮")
    assert opening_of(" " * 30_000 + "字").signs == ""


def test_words_are_learnt_from_texts_alone() -> None:
    before, behind = "东西南北上下前后", "亮坏修换装拆多少"
    texts = [f"{one}路灯{other}" for one in before for other in behind]
    texts += [f"{other}水井{one}" for one in before for other in behind]
    lexicon = learn_words(texts, 5)
    assert cut("南水井坏路灯", lexicon) == ["南", "水井", "坏", "路灯"]
    assert cut("没见过,abc00路灯", lexicon) == ["没", "见", "过", "abc00", "路灯"]
    assert "路灯" not in learn_words(texts, 65)


def test_what_a_message_would_get_without_itself_is_exact() -> None:
    chance = np.random.default_rng(1)
    rows = csr_matrix(chance.random((30, 40)).astype(np.float32))
    wanted = np.where(chance.random((30, 2)) > 0.5, 1, -1).astype(np.float32)
    _weights, left = solve_exactly(gram(rows), wanted, 0.5)
    others = np.arange(30) != 7
    weights, _left = solve_exactly(gram(rows[others]), wanted[others], 0.5)
    alone = (rows[7] @ rows[others].T).toarray() @ weights + weights.sum(0)
    assert left[7] == pytest.approx(alone[0], abs=1e-3)


def test_many_messages_are_solved_to_the_same() -> None:
    chance = np.random.default_rng(2)
    rows = csr_matrix(chance.random((60, 90)).astype(np.float32))
    wanted = np.where(chance.random((60, 3)) > 0.5, 1, -1).astype(np.float32)
    exactly, _left = solve_exactly(gram(rows), wanted, 0.5)
    assert solve_slowly(rows, wanted, 0.5) == pytest.approx(exactly, abs=1e-2)


def test_more_messages_than_are_solved_at_once_give_a_model_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "EXACT", 50)
    found = train(small_messages())
    assert macro_f1(found.judged.right, found.judged.said) > 0.9


def test_confidences_come_to_be_true() -> None:
    chance = np.random.default_rng(3)
    right = chance.integers(4, size=3000)
    margins = np.where(right[:, None] == np.arange(4), 0.4, 0) + chance.normal(0, 0.4, (3000, 4))
    shares = softmax(calibrated(margins[:1500], right[:1500]).scores(margins[1500:]))
    hit = shares.argmax(1) == right[1500:]
    assert ece(shares.max(1), hit) < 0.05 < ece(softmax(20 * margins[1500:]).max(1), hit)


def test_it_learns_and_says_a_class_at_every_level() -> None:
    verdict = candidate().model.verdict("", "老街的路灯全坏了，晚上黑")
    assert verdict is not None
    assert [step.path for step in verdict.steps] == [("道路",), ("道路", "路灯")]
    assert 0 < verdict.steps[1].confidence <= verdict.steps[0].confidence <= 1
    assert sum(guess.confidence for guess in (verdict.steps[0], *verdict.others[0])) == pytest.approx(1)
    assert {guess.path[0] for guess in verdict.others[1]} == {"道路"}


def test_a_rare_leaf_stays_with_its_parent() -> None:
    rows = small_messages() + [Labelled("", f"河边井盖丢了{n}次", ("道路", "井盖")) for n in "一二三"]
    model = train(rows).model
    assert ("道路", "井盖") not in model.levels[1].paths
    assert model.levels[1].covered[("道路",)] == pytest.approx(66 / 69)


def test_the_same_rows_give_the_same_bytes() -> None:
    assert train(small_messages()).digest == candidate().digest == digest_of(candidate().data)


def test_fewer_than_two_classes_are_refused() -> None:
    with pytest.raises(TooLittleError):
        train([row for row in small_messages() if row.path[0] == "道路"])
    with pytest.raises(TooLittleError):
        train([])


def test_no_name_or_number_of_one_person_is_kept() -> None:
    rows = small_messages()
    rows = [replace(rows[0], text="我叫欧阳鑫淼，电话13800138000，路灯不亮"), *rows]
    rows += [replace(rows[0], text="司徒垚森三次来信，同一件事，路灯不亮")] * 9  # one letter, sent nine times
    text = train(rows).data.decode("utf-8", "ignore")
    for secret in ("鑫", "淼", "垚", "欧阳", "司徒", "1380", "8001"):
        assert secret not in text
    assert "路灯" in text


@pytest.mark.parametrize(("title", "text"), MESSAGES)
def test_words_sum_to_the_score(title: str, text: str) -> None:
    model = candidate().model
    verdict = model.verdict(title, text)
    assert verdict is not None
    for number, step in enumerate(verdict.steps):
        for beside_ in (None, verdict.others[number][0].path):
            told = account(model, title, text, step.path, beside=beside_)
            assert told.base + sum(word.added for word in told.words) == pytest.approx(told.total, abs=1e-9)


def test_reasons_name_words_where_they_stand() -> None:
    text = "桥头的 路灯 坏了，垃圾也多"
    told = reasons_of(False, account(candidate().model, "", text, ("道路",)))
    first = max(
        (reason for reason in told if reason.for_or_against is Side.FOR), key=lambda each: each.weight
    )
    assert "灯" in first.words
    assert all(text[start:end] == reason.words for reason in told for start, end in reason.places)
    assert any("垃圾" in each.words for each in told if each.for_or_against is Side.AGAINST)
    assert min(each.weight for each in told) >= 0


def test_the_runner_reads_every_level_and_says_when_it_knows_nothing() -> None:
    model = candidate().model
    found = reading_by(model, Message("", "菜场旁半夜施工噪音太大"))
    assert found is not None
    assert [(each.code, each.level) for each in found.levels] == [("环境", 1), ("噪音", 2)]
    assert found.levels[1].reasons
    assert found.others[0].code == "垃圾"
    for nothing in ("", " \n", "\u200b", "龘"):
        assert reading_by(model, Message("", nothing)) is None


def test_a_file_gives_the_model_back() -> None:
    again = read(candidate().data)
    for title, text in MESSAGES:
        assert again.confidences(title, text) == pytest.approx(
            candidate().model.confidences(title, text), abs=1e-6
        )
    assert written(again) == candidate().data
    assert again.cards["model"]["evaluation"]["n"] == len(small_messages())
    assert again.cards["data"]["classes"] == {"环境": 66, "道路": 66}


def test_no_text_of_a_message_stands_in_the_file() -> None:
    text = candidate().data.decode("utf-8", "ignore")
    assert not any(row.text[:8] in text for row in small_messages())


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"\x80\x04N.", b"\xff" * 64, b"\x10\0\0\0\0\0\0\0" + b'{"a":[1]}       '],
    ids=["empty", "json", "pickle", "noise", "foreign"],
)
def test_a_foreign_file_is_refused(data: bytes) -> None:
    with pytest.raises(ArtefactError):
        read(data)


def test_a_damaged_file_is_refused() -> None:
    whole = candidate().data
    for cut_ in (7, 200, len(whole) // 2, len(whole) - 1):
        with pytest.raises(ArtefactError):
            read(whole[:cut_])
    chance = np.random.default_rng(4)
    for place in chance.integers(len(whole), size=60):
        broken = whole[:place] + bytes([whole[place] ^ 255]) + whole[place + 1 :]
        try:  # a flipped weight may still be a number: then it is a model, of another digest
            read(broken)
        except ArtefactError:
            continue
        with pytest.raises(ArtefactError):
            loaded(digest_of(whole)[::-1], lambda _digest, data=broken: data)


def test_a_model_is_loaded_once_and_only_under_its_own_digest() -> None:
    whole, digest = candidate().data, candidate().digest
    asked: list[str] = []

    def fetch(name: str) -> bytes:
        asked.append(name)
        return whole

    assert loaded(digest, fetch) is loaded(digest, fetch)
    assert asked == [digest]
    assert (seconds_to_load(digest) or 0) > 0
    with pytest.raises(ArtefactError):
        loaded("0" * 64, fetch)


def test_parts_hold_every_message_once_and_every_class() -> None:
    right = np.repeat([0, 1, 2], [50, 23, 7])
    held = [left for _learnt, left in folds_of(right, 5)]
    assert sorted(np.concatenate(held).tolist()) == list(range(80))
    assert all(len(set(right[left])) == 3 for left in held)


def test_figures_are_those_of_the_textbook() -> None:
    from sklearn.metrics import f1_score

    chance = np.random.default_rng(5)
    right, said = chance.integers(4, size=200), chance.integers(4, size=200)
    assert macro_f1(right, said) == pytest.approx(f1_score(right, said, average="macro"))
    assert ece(np.array([0.95, 0.95, 0.55]), np.array([True, False, True])) == pytest.approx((0.9 + 0.45) / 3)
    assert lower(0, 0) == 0
    assert lower(97, 100) == pytest.approx(0.9155, abs=1e-4)


def test_the_threshold_rests_on_the_lower_bound() -> None:
    sure = np.linspace(1, 0.5, 400)
    shares = np.stack([sure, 1 - sure], 1)
    right = np.zeros(400, dtype=int)
    right[300:] = 1
    threshold = sure_from(Judged(("a", "b"), right, shares))
    assert threshold is not None
    over = sure >= threshold
    hits, number = int((right[over] == 0).sum()), int(over.sum())
    assert lower(hits, number) >= 0.97 > lower(hits, number + 1)
    assert sure_from(Judged(("a", "b"), 1 - right, shares)) is None


def test_a_difference_is_told_with_its_interval() -> None:
    right = np.tile([0, 1], 200)
    worse = right.copy()
    worse[:40] = 1 - worse[:40]
    found = beside(right, right, worse)
    assert found["macro_f1_difference"] == pytest.approx(0.1)
    assert 0.05 < found["interval"][0] < 0.1 < found["interval"][1] < 0.15


def test_a_group_of_few_is_no_evidence() -> None:
    rows = small_messages()
    rows = [replace(row, groups={"channel": "paper"}) if place < 5 else row for place, row in enumerate(rows)]
    found = evaluate(candidate().model, rows, range(len(rows)))
    assert found["per_group"]["channel"]["paper"] == {"n": 5, "evidence": "insufficient"}
    assert found["per_group"]["channel"]["web"]["n"] >= 50
    assert [level["level"] for level in found["levels"]] == [1, 2]


def test_a_label_the_model_does_not_know_counts_as_wrong() -> None:
    rows = [*small_messages()[:20], Labelled("", "鱼塘的水发绿", ("水利",))]
    found = evaluate(candidate().model, rows, range(21))
    assert found["unknown_labels"] == 1
    assert found["accuracy"] <= 20 / 21 + 1e-4


def test_folds_judge_the_way_of_training_beside_the_plain_model() -> None:
    rows = small_messages()
    found = by_folds(rows, range(len(rows)), folds=3, against_baseline=True)
    assert found["n"] == len(rows)
    assert len(found["per_fold"]) == 3
    assert {"baseline_macro_f1", "macro_f1_difference", "interval"} <= found["against_baseline"].keys()


def test_figures_need_no_threshold() -> None:
    judged = Judged(("a", "b"), np.array([0, 1]), np.array([[0.6, 0.4], [0.3, 0.7]]))
    found = figures(judged, None)
    assert (found["coverage_at_97"], found["precision_there"], found["macro_f1"]) == (0, None, 1)


@pytest.mark.slow
def test_on_public_messages_it_holds_its_bounds() -> None:
    from gongzhi.diagnosis.classifier.rows import table_of

    if not DATA.is_file():
        pytest.skip("../shared/data is not beside the checkout")
    table = table_of(DATA.read_bytes())
    found = by_folds(table.rows, table.numbers, folds=5)
    assert found["macro_f1"] > 0.927
    assert found["ece"] <= 0.03
    assert found["precision_there"] >= 0.965
    assert found["coverage_at_97"] > 0.75
    assert found["ms_per_message"] <= 5
    assert len(train(table.rows).data) <= 50 * 1024 * 1024
