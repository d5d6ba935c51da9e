"""The page of personal data: each kind with purpose, legal basis and retention, and where it stands."""

from pathlib import Path
from typing import Any

import yaml

import gongzhi.people
from gongzhi.people.public import shipped_periods
from gongzhi.web.reference.markdown import code, codes, table

FILE = Path(gongzhi.people.__file__).with_name("personal_data.yaml")


def page() -> str:
    """Return the page."""
    register: dict[str, dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    places = [*register["tables"].items(), *register["forms"].items()]
    shipped = shipped_periods()
    rows = [
        [
            code(key),
            each["purpose_en"],
            each["basis_en"],
            shipped.in_words(each["retention_en"], english=True),
            codes(place for place, kind in places if kind == key),
        ]
        for key, each in register["fields"].items()
    ]
    return "\n\n".join(
        [
            "# Personal data",
            "The registry `people/personal_data.yaml` in English. Each field of a table or form that holds personal"
            ' data has one of these grounds; people read it beside the field under "Why we ask". Periods are those'
            " shipped in `people/data/retention.yaml`; a jurisdiction may set its own"
            " ([how](../how-to/forget-and-keep.md)).",
            table(["kind", "purpose", "legal basis", "kept", "stands in"], rows),
        ]
    )
