"""Check that the words in the tables of applications are those on record: answers, and the reasons of decisions."""

from collections.abc import Collection, Iterator
from uuid import UUID

from django.db import transaction

from gongzhi.applications.facts import ApplicationFiled, Decided
from gongzhi.applications.models import Application, ApplicationAnswer, Decision
from gongzhi.kernel.canonical import encode
from gongzhi.ledger.public import Fault, KeptWords, words_faults
from gongzhi.loops.public import ERASED, hold

_NO_ANSWERS = frozenset({"", encode({}).decode()})


def check_words(*, batch: int = 500) -> Iterator[Fault]:
    """Hold every application against what filing and deciding committed to, and yield what differs.

    Works beside others: an application that seems to differ is looked at again under the lock of its loop.
    """
    ids = Application.objects.order_by("loop").values_list("loop", flat=True)
    some = list(ids[:batch])
    while some:
        for application_id in sorted({fault.subject for fault in _compare(some) if fault.subject}):
            with transaction.atomic(durable=True):
                hold(application_id)
                found = _compare([application_id])
            yield from found
        some = list(ids.filter(loop__gt=some[-1])[:batch])


def _compare(application_ids: Collection[UUID]) -> list[Fault]:
    answers: dict[UUID, dict[str, str]] = {each: {} for each in application_ids}
    rows = ApplicationAnswer.objects.filter(application__in=application_ids)
    for application_id, key, value in rows.values_list("application", "key", "value"):
        answers[application_id][key] = value
    words = [
        KeptWords(each, ApplicationFiled.kind, {"answers": _answers(said)}, nothing=_NO_ANSWERS)
        for each, said in sorted(answers.items())
    ]
    decided = Decision.objects.filter(application__in=application_ids).order_by("id")
    words += [
        KeptWords(
            each, Decided.kind, {"reasons": reasons}, ("decision_id", str(decision_id)), frozenset({ERASED})
        )
        for each, decision_id, reasons in decided.values_list("application", "id", "reasons")
    ]
    return list(words_faults(words))


def _answers(said: dict[str, str]) -> str:
    """Return answers as the fact committed to them; nothing where all of them were erased."""
    return "" if said and not any(said.values()) else encode(dict(said)).decode()
