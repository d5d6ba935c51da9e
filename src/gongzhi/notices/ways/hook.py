"""Webhooks of groups: DingTalk, WeCom, or plain JSON signed by us; to hosts the installation names only.

DingTalk signs by HMAC-SHA256 over timestamp and secret, in the address; WeCom has its key in the address. Of words only
number and sentence go there: a group's server is somebody else's.
"""

import base64
import hashlib
import hmac
import json
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import requests
from django.conf import settings

from gongzhi.notices.facts import HookKind
from gongzhi.notices.rules import hook_refusal
from gongzhi.notices.ways.journal import ACCEPTED, BEGUN, REFUSED, journal
from gongzhi.notices.ways.way import NotAccepted, Parcel, Unsure

_SECONDS = 10
_LONGEST_ANSWER = 64 * 1024


class Hook:
    """A post into one group."""

    def send(self, parcel: Parcel) -> str:
        """Post the words. An answer is read up to 64 KiB; a redirect is a refusal."""
        if hook_refusal(parcel.to, settings.GONGZHI_HOOK_HOSTS):
            raise NotAccepted("hook_host", permanent=True)
        address, body, headers = _request(parcel)
        journal().note(parcel.key, BEGUN, at=parcel.at)
        try:
            with requests.post(
                address, data=body, headers=headers, timeout=_SECONDS, allow_redirects=False, stream=True
            ) as answer:
                status, said = answer.status_code, answer.raw.read(_LONGEST_ANSWER, decode_content=True)
        except requests.exceptions.ConnectTimeout as error:
            self._no(parcel, "no_server", error)
        except requests.exceptions.RequestException as error:
            if _never_connected(error):
                self._no(parcel, "no_server", error)
            raise Unsure from error
        if not _taken(parcel.kind, status, said):
            self._no(parcel, "server_refused", None)
        journal().note(parcel.key, ACCEPTED, at=parcel.at)
        return ""

    def went_out(self, key: UUID) -> bool | None:
        """Tell what the journal says."""
        return journal().went_out(key)

    def _no(self, parcel: Parcel, code: str, error: Exception | None) -> None:
        journal().note(parcel.key, REFUSED, at=parcel.at)
        raise NotAccepted(code) from error


def _request(parcel: Parcel) -> tuple[str, bytes, dict[str, str]]:
    """Return address, body and headers of a kind."""
    headers = {"Content-Type": "application/json; charset=utf-8"}
    if parcel.kind is HookKind.PLAIN:
        body = json.dumps({"id": str(parcel.key), "text": parcel.text}, ensure_ascii=False).encode()
        digest = hmac.new(parcel.secret.encode(), body, hashlib.sha256).hexdigest()
        return parcel.to, body, headers | {"X-Gongzhi-Signature": f"sha256={digest}"}
    body = json.dumps({"msgtype": "text", "text": {"content": parcel.text}}, ensure_ascii=False).encode()
    if parcel.kind is HookKind.DINGTALK and parcel.secret:
        return (
            f"{parcel.to}&{dingtalk_signature(parcel.secret, int(parcel.at.timestamp() * 1000))}",
            body,
            headers,
        )
    return parcel.to, body, headers


def dingtalk_signature(secret: str, milliseconds: int) -> str:
    """Return what DingTalk wants in the address: the instant, and its signature with the secret."""
    digest = hmac.new(secret.encode(), f"{milliseconds}\n{secret}".encode(), hashlib.sha256).digest()
    return urlencode({"timestamp": milliseconds, "sign": base64.b64encode(digest).decode()})


def _taken(kind: HookKind, status: int, said: bytes) -> bool:
    """Tell whether the group has it: both services answer 200 with an error code in the body."""
    if not 200 <= status < 300:
        return False
    if kind is HookKind.PLAIN:
        return True
    try:
        answer: Any = json.loads(said)
        return bool(answer["errcode"] == 0)
    except (ValueError, KeyError, TypeError):
        return False


def _never_connected(error: Exception) -> bool:
    """Tell whether nothing was sent: the connection itself was refused."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return type(reason).__name__ in ("NewConnectionError", "NameResolutionError", "ConnectTimeoutError")
