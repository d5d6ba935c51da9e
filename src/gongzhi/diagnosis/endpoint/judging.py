"""How good an endpoint is on messages with labels: the same figures as of the classifier, by the same code."""

from collections import Counter
from collections.abc import Callable, Sequence
from time import perf_counter
from typing import Any

from gongzhi.diagnosis.endpoint.prompt import MOST_TEXT, Choice, Question
from gongzhi.diagnosis.endpoint.reply import WrongReplyError, reply_of
from gongzhi.diagnosis.endpoint.speaking import Endpoint, UnansweredError, speak
from gongzhi.diagnosis.facts import Labelled
from gongzhi.people.facts import without_personal_data


def judged_endpoint(
    where: Endpoint, rows: Sequence[Labelled], *, tick: Callable[[float, str], None] | None = None
) -> dict[str, Any]:
    """Ask about every row, masked, with the labels of the file to choose from; what is no answer counts as wrong.

    The threshold of the coverage is found on the same rows, so it is too good by a little; `n` says on how many.
    """
    import numpy as np

    from gongzhi.diagnosis.classifier.measuring import Judged, figures, sure_from

    labels = (*sorted({row.path[0] for row in rows}), "")
    index = {label: place for place, label in enumerate(labels)}
    choices = tuple(Choice(label, label) for label in labels[:-1])
    shares = np.zeros((len(rows), len(labels)))
    failed, began = Counter[str](), perf_counter()
    for place, row in enumerate(rows):
        try:
            question = Question(_masked(row.title), _masked(row.text)[:MOST_TEXT], choices)
            reply = reply_of(speak(where, question), question)
            rest = (1 - reply.confidence) / (len(labels) - 1)
            shares[place] = rest
            shares[place, index[reply.code]] = max(reply.confidence, rest * 1.001)
            failed["ABSTAINED"] += not reply.code
        except (UnansweredError, WrongReplyError) as error:
            failed[error.code] += 1
            shares[place, index[""]] = 1e-6
        if tick:
            tick((place + 1) / len(rows), "asked")
    judged = Judged(
        labels,
        np.array([index[row.path[0]] for row in rows]),
        shares,
        tuple(row.groups for row in rows),
        np.array([len(row.text) for row in rows]),
    )
    found = figures(judged, sure_from(judged))
    found["top2_accuracy"] = None  # it names one
    found["unanswered"] = {code: number for code, number in sorted(failed.items()) if number}
    found["ms_per_message"] = round((perf_counter() - began) * 1000 / max(1, len(rows)), 3)
    return found


def _masked(text: str) -> str:
    return without_personal_data(text[: MOST_TEXT + 1_000])
