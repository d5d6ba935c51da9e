"""A worker that stands still: reports are taken in, evidence gets late, and it is told; then it catches up."""

import json
import os
import signal
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.small_county import WEST, write_files

from gongzhi.web.tests.conftest import gongzhi
from gongzhi.web.tests.running import SECONDS, Run, free_port, running
from gongzhi.web.tests.visitors import Visitor


def health(run: Run) -> dict[str, Any]:
    with urllib.request.urlopen(f"{run.url}/readyz", timeout=30) as answer:  # noqa: S310 - our own address
        told: dict[str, Any] = json.load(answer)
        return told


def wait_for(happened: Callable[[], object]) -> None:
    deadline = time.monotonic() + SECONDS
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.2)


@pytest.mark.slow
def test_with_a_stopped_worker_evidence_is_late_until_it_goes_on(home: Path) -> None:
    files, port = home.parent / "county", free_port()
    write_files(files)
    with running(home, port, {"GONGZHI_EVIDENCE_LIMIT": "3"}) as run:
        gongzhi("organization", "import", files)
        wait_for(lambda: not health(run)["evidence_age"])
        (worker,) = run.children("gongzhi.web.command worker")
        os.kill(worker, signal.SIGSTOP)
        try:
            Visitor(port).file("西街口的垃圾桶满了。", WEST)
            wait_for(lambda: health(run)["evidence_late"])
            told = health(run)
            assert told["ready"], "reports are taken in as always"
            assert told["evidence_age"] >= 3
            receipt = Visitor(port).file("西街口的路灯不亮了。", WEST)
        finally:
            os.kill(worker, signal.SIGCONT)
        wait_for(lambda: not health(run)["evidence_late"])
        assert health(run)["facts_waiting"] == 0
        assert receipt.text in Visitor(port).follow(receipt)
        assert '"event": "evidence is late"' in run.said()
    with running(home, port):
        assert "✓ Every entry, hash, signature and text" in gongzhi("ledger", "verify")
