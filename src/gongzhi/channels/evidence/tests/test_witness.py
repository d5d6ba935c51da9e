"""This node as a witness over HTTP: a log that is shown to it grows, and both come to rest."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from gongzhi.kernel.instants import now
from gongzhi.ledger.actions.collect import note_refusal
from gongzhi.ledger.facts import Heartbeat
from gongzhi.ledger.models import Checkpoint, Fact
from gongzhi.ledger.note_keys import CosignatureSigner
from gongzhi.ledger.public import (
    Collector,
    keys_in_force,
    last_checkpoint,
    own_policy,
    quorum_view,
    record,
    sequence,
    trust_log,
)
from gongzhi.ledger.witness_facts import TimesDiffer


@pytest.mark.django_db(transaction=True)
def test_two_that_cosign_each_other_come_to_rest(tmp_path: Path, settings: Any, live_server: Any) -> None:
    """Here one node stands for both: the log's operator, and the witness it shows its checkpoints to.

    If a cosignature were an entry, the log would grow by it, be shown anew, and so on for ever.
    """
    settings.GONGZHI_KEYS = tmp_path
    at = now()
    with transaction.atomic():
        record(Heartbeat(), subject=None, by="system", at=at)
    sequence()
    trust_log(vkey=keys_in_force()[0], by="system", at=at)
    sequence()
    own = CosignatureSigner.generate("county.example/witness")
    (tmp_path / "witness.key").write_text(own.skey())
    (tmp_path / "policy").write_text(
        f"witness own {own.verifier.vkey()} {live_server.url}/witness\nquorum own\n"
    )

    collector, facts, rested = Collector(by="system"), Fact.objects.count(), 0
    for number in range(12):
        collector.turn(at=at + timedelta(seconds=3 * number))
        collector.wait(30)
        rested = 0 if sequence() else rested + 1
    policy, newest = own_policy(), last_checkpoint()
    assert policy is not None
    assert newest is not None
    assert quorum_view(policy).size == newest.size
    assert policy.open(newest.text)
    assert (Fact.objects.count(), Checkpoint.objects.count(), rested) == (facts, 2, 12)


@pytest.mark.django_db(transaction=True)
def test_the_page_says_what_is_wrong_with_witnesses(tmp_path: Path, settings: Any, client: Client) -> None:
    settings.GONGZHI_KEYS, settings.GONGZHI_WITNESS_LIMIT = tmp_path, 300
    at, own = now(), CosignatureSigner.generate("county.example/witness")
    note = {"by": "system", "at": at}
    with transaction.atomic():
        record(Heartbeat(), subject=None, **note)
        record(TimesDiffer(count=3, first=7, size=12, seconds=86_400), subject=None, **note)
    sequence()

    def page(language: str = "en") -> str:
        return client.get("/evidence/", headers={"Accept-Language": language}).content.decode()

    assert "named no witnesses yet" in page()
    (tmp_path / "policy").write_text(
        f"witness audit {own.verifier.vkey()} http://127.0.0.1:1\nquorum audit\n"
    )
    assert "3 entries, from number 7 on, that give times more than 5 minutes" in page()
    assert "从第 7 号起" in page("zh-hans")
    assert "No witness has seen yet" not in page()
    settings.GONGZHI_WITNESS_LIMIT = -1
    assert "No witness has seen yet what was put under seal since" in page()
    for code, said in [
        ("inconsistent", "another history"),
        ("ahead", "more entries"),
        ("unknown_log", "at present"),
    ]:
        note_refusal(witness=own.verifier, name="audit", size=2, code=code, **note)
        assert said in page()
