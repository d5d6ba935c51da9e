"""The checking page as a file: what stands in it, who wrote the foreign part, and that its policy fits."""

import gzip
import hashlib
import json
import re
from base64 import b64encode

from gongzhi.ledger.standalone.verify import KINDS, SAID, WRONG
from gongzhi.ledger.static_verifier import HERE, SCRIPTS, page, policy


def test_vendored_files_are_the_ones_the_manifest_names() -> None:
    manifest = json.loads((HERE / "vendor" / "VENDOR.json").read_text())
    named = {name: digest for entry in manifest for name, digest in entry["sha256"].items()}
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (HERE / "vendor").iterdir()
        if path.name != "VENDOR.json"
    }
    assert found == named
    assert all(entry["version"] and entry["licence"] for entry in manifest)
    assert "MIT License (c) 2019 Paul Miller" in page()


def test_the_policy_names_this_script_and_this_style_and_nothing_else() -> None:
    html = page()
    for tag, rule in (("script", "script-src"), ("style", "style-src")):
        (text,) = re.findall(f"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        digest = b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{rule} 'sha256-{digest}'" in policy()
    assert policy() in html
    assert not re.search(r"unsafe|https?:|\*", policy())
    assert not re.search(
        r"\son\w+=|\sstyle=|<script [^>]*src|\{\{", re.sub(r"<script>.*</script>", "", html, flags=re.DOTALL)
    )


def test_every_code_the_page_can_say_has_its_sentence() -> None:
    own = "".join((HERE / name).read_text() for name in SCRIPTS)
    said = set(re.findall(r'"((?:file|key|policy|note|witness|proof|entry|opening|fact)\.[a-z_]+)"', own))
    assert said - set(WRONG) == set()
    assert len(said) > 20
    assert set(re.findall(r"SAID\.(\w+)", own)) <= set(SAID)


def test_page_and_program_call_a_record_by_the_same_words() -> None:
    (table,) = re.findall(r"^const KINDS = (\{.*\});$", page(), re.MULTILINE)
    assert json.loads(table) == {kind: list(words) for kind, words in KINDS.items()}
    assert "people.data_used" in KINDS
    assert "const KINDS" not in "".join((HERE / name).read_text() for name in SCRIPTS), "one table only"


def test_it_is_small_enough_for_a_telephone() -> None:
    assert len(gzip.compress(page().encode())) < 32 * 1024
