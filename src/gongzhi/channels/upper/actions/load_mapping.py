"""Load what a platform above is and what its codes mean; what waited for a code is classified by it."""

import hashlib
from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.cases.public import classify_above
from gongzhi.channels.upper.facts import Code, MappingLoaded
from gongzhi.channels.upper.models import UpperCode, UpperMapping, UpperOrder, UpperPlatform
from gongzhi.channels.upper.queries import forget
from gongzhi.channels.upper.rules.mapping import Meaning, read_meaning
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.ledger.public import record
from gongzhi.organization.public import division, matter, unit_by_code
from gongzhi.people.facts import Actor


def load_mapping(*, text: str, by: Actor, at: datetime) -> Meaning:
    """Keep a mapping from its day on; a new platform is known from now on, the same text again changes nothing.

    Raises Refused ``loops.not_entitled``, ``upper.mapping_wrong``.
    """
    if not by.may("organization.manage"):
        raise Refused(Refusal("loops.not_entitled"))
    meaning = read_meaning(text)
    _ensure_known(meaning, at)
    digest = hashlib.sha256(text.encode()).hexdigest()
    with transaction.atomic(durable=True):
        row, _made = UpperPlatform.objects.get_or_create(code=meaning.platform)
        last = row.mappings.filter(valid_from=meaning.valid_from).order_by("-id").first()
        if last is None or last.text != text:
            UpperMapping.objects.create(platform=row, valid_from=meaning.valid_from, text=text, loaded_at=at)
            fact = MappingLoaded(
                platform=meaning.platform, valid_from=meaning.valid_from.isoformat(), digest=digest
            )
            record(fact, subject=None, by=by.name(), at=at)
    forget()
    return meaning


def _ensure_known(meaning: Meaning, at: datetime) -> None:
    if division(meaning.division) is None:
        raise Refused(Refusal("upper.mapping_wrong", {"where": "division"}))
    for theirs, ours in meaning.categories.items():
        if matter(ours, at=at) is None:
            raise Refused(Refusal("upper.mapping_wrong", {"where": f"categories.{theirs}"}))
    for theirs, code in meaning.units.items():
        if unit_by_code(code) is None:
            raise Refused(Refusal("upper.mapping_wrong", {"where": f"units.{theirs}"}))


def use_new_codes(*, meaning: Meaning, by: Actor, at: datetime) -> int:
    """Classify what came with a code that is mapped by now and still waits at the desk; return how many.

    Nobody types anything again. What the desk has set itself stays.
    """
    rows = UpperCode.objects.filter(platform=meaning.platform)
    known = {(row.what, row.value) for row in rows if meaning.knows(Code(row.what), row.value)}
    if not known:
        return 0
    values = [value for what, value in known if what == Code.CATEGORY]
    waiting = UpperOrder.objects.filter(
        platform=meaning.platform,
        over_at=None,
        category__in=values,
        loop__state="registered",
        loop__matter="",
    ).order_by("loop")
    done = sum(
        _classify(loop_id, meaning.categories[code], by, at)
        for loop_id, code in waiting.values_list("loop", "category")
    )
    with transaction.atomic(durable=True):
        for what, value in known:
            UpperCode.objects.filter(platform=meaning.platform, what=what, value=value).delete()
    return done


def _classify(loop_id: UUID, code: str, by: Actor, at: datetime) -> bool:
    try:
        with transaction.atomic(durable=True):
            classify_above(case_id=loop_id, matter=code, by=by, at=at)
    except Refused:  # somebody dispatched it in the meantime
        return False
    return True
