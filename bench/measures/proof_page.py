"""How long the browser takes to check a proof: with its own Ed25519, and with the vendored one. No database."""

import statistics
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright
from tests.journeys.conftest import ARGUMENTS

from bench.installation import Installation
from bench.results import Result
from gongzhi.ledger.checkpoints import Checkpoint
from gongzhi.ledger.notes import add_signature, sign_note, signature_line
from gongzhi.ledger.proof_file import ProofFact, compose
from gongzhi.ledger.static_verifier import page as static_page
from gongzhi.ledger.tests import proofs
from gongzhi.ledger.tlog_proof import TlogProof, write
from gongzhi.ledger.tree import leaf_hash, node_hash

# A case of twelve steps, each under a checkpoint of its own with the two lines its quorum needs, of 2**20 entries.
RECORDS, LEVELS, WITNESSES = 12, 20, 2
REPEAT = 15
TARGET = 200  # ms
# The crypto of the browser is taken away; nothing else is.
VENDORED = "Object.defineProperty(globalThis, 'crypto', {value: {}, configurable: true})"
CHECK = """async ([content, now, times]) => {
    const raw = Uint8Array.from(atob(content), (each) => each.charCodeAt(0));
    const took = [];
    for (let turn = 0; turn < times; turn++) {
        const began = performance.now();
        const found = await proof.check(raw, {given: "", now});
        took.push(performance.now() - began);
        if (!found.facts.length) throw new Error("nothing was checked");
    }
    return took;
}"""


def measure(_installation: Installation) -> Iterator[Result]:
    """Check one file over and over; the first time counts apart, since a person checks once."""
    content = file_of(RECORDS)
    with TemporaryDirectory() as folder, sync_playwright() as play:
        path = Path(folder) / "check.html"
        path.write_text(static_page(), encoding="utf-8")
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        for name, script in (("own", ""), ("vendored", VENDORED)):
            first, others = _times(browser, path.as_uri(), script, content)
            yield Result(f"proof_page.{name}.first", "ms", first, n=1, at_size=RECORDS, target=TARGET)
            yield Result(f"proof_page.{name}", "ms", others, n=REPEAT, at_size=RECORDS, target=TARGET)
        browser.close()


def _times(browser: Browser, address: str, script: str, content: bytes) -> tuple[float, float]:
    page = browser.new_page()
    if script:
        page.add_init_script(script)
    page.goto(address)
    took = page.evaluate(CHECK, [b64encode(content).decode(), proofs.NOW, REPEAT + 1])
    page.close()
    return took[0], statistics.median(took[1:])


def file_of(records: int) -> bytes:
    """Return a file of records from a log of a million entries: what is beside the path stands for whole trees."""
    facts = []
    for number in range(records):
        log = proofs.Log()
        fact = proofs.Moved("step", proofs.Private("第一步：已派给承办单位。" * 10))
        at = log.add(proofs.Opened("202611-0000012") if number == 0 else fact)
        entry = log.entries[at].replace(b'"id":"', b'"id":"%04d' % number)
        root, path = leaf_hash(entry), []
        for level in range(LEVELS):
            neighbour = leaf_hash(b"%d %d" % (number, level))
            path.append(neighbour)
            root = node_hash(neighbour, root) if number >> level & 1 else node_hash(root, neighbour)
        note = _note(root)
        facts.append(ProofFact(entry, log.openings[at], write(TlogProof(number, tuple(path), note))))
    return compose(
        facts,
        number="202611-0000012",
        origin=proofs.ORIGIN,
        keys=[proofs.LOG.verifier.vkey()],
        policy=proofs.POLICY,
        checkpoint=note,
        at=proofs.AT,
    )


def _note(root: bytes) -> str:
    body = Checkpoint(proofs.ORIGIN, 2**LEVELS, root).body()
    note = sign_note(body, [proofs.LOG])
    for witness in list(proofs.WITNESSES.values())[:WITNESSES]:
        note = add_signature(note, signature_line(body, witness.at(proofs.WITNESSED)))
    return note
