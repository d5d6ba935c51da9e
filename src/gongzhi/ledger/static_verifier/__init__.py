"""The page that checks a proof in the browser: one file without any address, put together from the sources here."""

import hashlib
import json
import re
from base64 import b64encode
from functools import cache
from pathlib import Path

from gongzhi.ledger.standalone.verify import KINDS, SAID, WRONG

HERE = Path(__file__).parent
SCRIPTS = ("hashes.js", "reading.js", "proof.js", "words.js", "page.js")


@cache
def page() -> str:
    """Return the page. It names its own policy as well, so that a copy on a stick is held to it too."""
    style, script = _style(), _script()
    html = (HERE / "page.html").read_text(encoding="utf-8")
    # The policy is put in last: it is made of the other two.
    for name, text in (("style", style), ("script", script), ("policy", policy())):
        html = html.replace(f"{{{{{name}}}}}", text)
    return html


@cache
def policy() -> str:
    """Return the content security policy of the page: this script, this style, and no way out."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src '{_digest(_script())}'",
            f"style-src '{_digest(_style())}'",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _style() -> str:
    return (HERE / "page.css").read_text(encoding="utf-8")


@cache
def _script() -> str:
    parts = ['"use strict";', _vendored(), _words()]
    parts += [(HERE / name).read_text(encoding="utf-8") for name in SCRIPTS]
    script = "\n".join(parts)
    assert "</script" not in script.lower(), "the page would end there"
    assert "<!--" not in script, "the page would end there"
    return script


def _vendored() -> str:
    """Return the vendored Ed25519 as a value called `noble`, its manual left out."""
    code = (HERE / "vendor" / "noble-ed25519.js").read_text(encoding="utf-8")
    licence, code = code.split("\n", 1)
    code = re.sub(r"^[ \t]*/\*\*.*?\*/\n", "", code, flags=re.DOTALL | re.MULTILINE)
    code = re.sub(r"^[ \t]*//.*\n", "", code, flags=re.MULTILINE)
    code, exports = re.subn(r"^export \{[^}]*\};$", "return { hashes, verify };", code, flags=re.MULTILINE)
    assert exports == 1, "another version exports in another way"
    return f"{licence}\nconst noble = (() => {{\n{code}}})();"


def _words() -> str:
    """Return the sentences all checkers share, so that they cannot come to differ."""
    shared = {"WRONG": WRONG, "SAID": SAID, "KINDS": KINDS}
    return "\n".join(
        f"const {name} = {json.dumps(words, ensure_ascii=False).replace('<', chr(92) + 'u003c')};"
        for name, words in shared.items()
    )


def _digest(text: str) -> str:
    return f"sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
