"""The platform above the demo county: a folder its made-up city drops orders into, three of them today."""

import csv
from datetime import datetime, timedelta
from pathlib import Path

import yaml
from django.conf import settings

from gongzhi.channels.public import load_mapping_above, pull_orders
from gongzhi.people.facts import SYSTEM
from gongzhi.web.demo.county import read_yaml
from gongzhi.web.demo.staffing import COUNTY

_COLUMNS = ("number", "given_at", "due_at", "category", "deadline_class", "status", "name", "phone", "text")


def seed_upper(*, end: datetime) -> None:
    """Load the mapping, drop today's orders, and take them in; what is told above then lies in ``out``."""
    told = read_yaml("upper.yaml")
    folder = Path(settings.GONGZHI_LINKS).parent / "demo-12345"
    (folder / "in").mkdir(parents=True, exist_ok=True)
    mapping = told["mapping"] | {
        "valid_from": (end - timedelta(days=90)).date(),
        "division": COUNTY,
        "connection": {"kind": "folder", "path": str(folder)},
    }
    load_mapping_above(text=yaml.safe_dump(mapping, allow_unicode=True), by=SYSTEM, at=end)
    with (folder / "in" / "orders-today.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, _COLUMNS)
        writer.writeheader()
        for order in told["orders"]:
            given = end - timedelta(hours=order.pop("hours_ago"))
            due = end + timedelta(hours=order.pop("due_in_hours"))
            times = {"given_at": given.isoformat(), "due_at": due.isoformat()}
            writer.writerow(order | times | {"status": "办理中"})
    pull_orders(lambda: end)
