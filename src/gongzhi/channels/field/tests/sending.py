"""A telephone in the tests: entries as the script of the page sends them."""

import json
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client


def me(client: Client, **ask: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/field/hello", ask).json()
    return found


def entry(client: Client, what: str, data: dict[str, Any], **more: Any) -> dict[str, Any]:
    who = me(client)
    return {
        "key": str(uuid4()),
        "account": who["account"],
        "post": who["post"],
        "what": what,
        "data": data,
        **more,
    }


def send(client: Client, what: dict[str, Any], *photos: bytes, **more: Any) -> Any:
    files = [
        SimpleUploadedFile(f"photo-{n}.jpg", photo, content_type="image/jpeg")
        for n, photo in enumerate(photos)
    ]
    return client.post("/field/send", {"entry": json.dumps(what), "photos": files}, **more)


def a_case(client: Client, text: str = "西街口路灯坏了。", **more: Any) -> dict[str, Any]:
    from tests.small_county import WEST

    data = {"text": text, "channel": "GRID", "division": WEST, "filer": "ANONYMOUS", "address": "西街口"}
    return entry(client, "case", {**data, **more})
