"""An import of thousands of rows is on record whole, in facts that each fit into an entry."""

import pytest
from django.db import transaction
from tests.small_county import START

from gongzhi.kernel.ids import new_id
from gongzhi.ledger import public as ledger
from gongzhi.organization.actions.imports.judged import _record
from gongzhi.people.facts import SYSTEM


@pytest.mark.django_db
def test_every_name_of_a_long_import_is_on_record() -> None:
    added, changed = [str(new_id()) for _ in range(5_000)], [str(new_id()) for _ in range(1_000)]
    with transaction.atomic():
        _record("duties", "digest", added, changed, 7, SYSTEM, START)
    ledger.sequence()
    told = [fact.data for fact in ledger.all_entries() if fact.kind == "organization.table_imported"]
    assert [name for data in told for name in data["added"]] == added
    assert [name for data in told for name in data["changed"]] == changed
    assert sum(data["rejected"] for data in told) == 7
    assert len(told) == 17
