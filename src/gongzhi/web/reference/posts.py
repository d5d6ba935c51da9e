"""The page of posts: which type of post carries which powers."""

from pathlib import Path
from typing import Any

import yaml

import gongzhi.organization
from gongzhi.web.reference.markdown import code, codes, table

FILE = Path(gongzhi.organization.__file__).parent / "data" / "post_types.yaml"


def page() -> str:
    """Return the page."""
    types: dict[str, dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    rows = [
        [code(name), each["name_en"], each["name"], codes(each["powers"])] for name, each in types.items()
    ]
    return "\n\n".join(
        [
            "# Posts and powers",
            "A power says what a post may ever do; whether the state of a case allows it now, and whether the unit has"
            " a part in it, is asked as well.",
            table(["type", "post", "岗位", "powers"], rows),
        ]
    )
