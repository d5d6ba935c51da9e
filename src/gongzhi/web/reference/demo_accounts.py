"""The page of the demo's accounts: who signs in as whom, and what to try there."""

from pathlib import Path

import yaml

import gongzhi.web.demo
from gongzhi.web.reference.markdown import code, table

FILE = Path(gongzhi.web.demo.__file__).with_name("roles.yaml")


def page() -> str:
    """Return the page."""
    roles: list[dict[str, str]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    rows = [
        [code(each["login"]), each["title_en"], each["sentence_en"], each["title"], each["sentence"]]
        for each in roles
    ]
    return "\n\n".join(
        [
            "# Accounts of the demo",
            "One for each role; the sign-in page of the demo offers them by one click. Residents need no account.",
            table(["login", "role", "what to try", "角色", "可以试试"], rows),
        ]
    )
