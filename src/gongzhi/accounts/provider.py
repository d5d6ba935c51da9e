"""Sign-in at a provider outside: OpenID Connect by the code flow, with PKCE, state and nonce (RFC 9700).

What goes wrong raises `ProviderError` with a code; nothing of what the provider sent is shown or logged.
"""

import hmac
import logging
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from django.conf import settings
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from requests import RequestException
from requests import get as http_get

_log = logging.getLogger("gongzhi.accounts")
ALGORITHMS = [
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
    "Ed25519",
]
TIMEOUT = (3.05, 8)
REMEMBERED_SECONDS = 600.0
STARTED_FOR = timedelta(minutes=10)
LEEWAY = 60
SCOPE = "openid profile"
_known: dict[str, tuple[float, Any]] = {}


class ProviderError(Exception):
    """Why the provider's word was not taken: ``down``, ``declined``, ``mixed_up``, ``not_begun``, ``not_valid``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Begun:
    """What is kept in the session of somebody on the way to the provider."""

    address: str
    kept: dict[str, str]


@dataclass(frozen=True)
class Arrived:
    """Whom the provider vouches for, and its word for it."""

    issuer: str
    subject: str
    id_token: str


def is_chosen() -> bool:
    """Tell whether the installation has a provider."""
    return bool(settings.GONGZHI_OIDC_ISSUER and settings.GONGZHI_OIDC_CLIENT)


def begin(*, back: str, at: datetime) -> Begun:
    """Return the provider's address to go to, and what to keep until somebody comes `back`."""
    found = metadata()
    verifier, nonce = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
    with _client(found, back) as client:
        address, state = client.create_authorization_url(
            found["authorization_endpoint"], code_verifier=verifier, nonce=nonce
        )
    kept = {"state": state, "nonce": nonce, "verifier": verifier, "issuer": found["issuer"]}
    return Begun(address, kept | {"until": (at + STARTED_FOR).isoformat()})


def finish(answer: Mapping[str, str], kept: Mapping[str, str] | None, *, back: str, at: datetime) -> Arrived:
    """Return whom the provider vouches for. `kept` is used once: the caller has taken it out of the session."""
    check_answer(answer, kept, at=at)
    assert kept is not None
    found = metadata()
    if found["issuer"] != kept["issuer"]:
        raise ProviderError("mixed_up")
    if found.get("authorization_response_iss_parameter_supported") and "iss" not in answer:
        raise ProviderError("mixed_up")
    with _client(found, back) as client:
        try:
            token = client.fetch_token(
                found["token_endpoint"],
                code=answer["code"],
                grant_type="authorization_code",
                code_verifier=kept["verifier"],
                timeout=TIMEOUT,
            )
        except (RequestException, ValueError) as error:
            raise _failed("down", error) from None
        except (AuthlibBaseError, JoseError) as error:
            raise _failed("not_valid", error) from None
    read = read_id_token(token, issuer=found["issuer"], nonce=kept["nonce"], keys=_keys(found), at=at)
    # The administrator's page knows the address of the installation, which has no stroke at its end.
    return Arrived(found["issuer"].rstrip("/"), str(read["sub"]), str(token["id_token"]))


def check_answer(answer: Mapping[str, str], kept: Mapping[str, str] | None, *, at: datetime) -> None:
    """Hold what came back against what was kept: the state, its time, and which provider speaks (RFC 9207)."""
    if kept is None or at >= datetime.fromisoformat(kept["until"]):
        raise ProviderError("not_begun")
    if not hmac.compare_digest(answer.get("state", "").encode(), kept["state"].encode()):
        raise ProviderError("not_begun")
    if "iss" in answer and answer["iss"] != kept["issuer"]:
        raise ProviderError("mixed_up")
    if "error" in answer or not answer.get("code"):
        raise ProviderError("declined")


def read_id_token(
    token: Mapping[str, Any], *, issuer: str, nonce: str, keys: KeySet, at: datetime
) -> dict[str, Any]:
    """Return the claims of an ID token that is this provider's, for us, of now, and for this very request."""
    client = settings.GONGZHI_OIDC_CLIENT
    options = {"iss": {"essential": True, "value": issuer}, "aud": {"essential": True, "value": client}}
    try:
        decoded = jwt.decode(str(token.get("id_token", "")), keys, algorithms=ALGORITHMS)
        params = {"nonce": nonce, "client_id": client, "access_token": token.get("access_token")}
        claims = CodeIDToken(decoded.claims, decoded.header, options, params)
        claims.validate(now=int(at.timestamp()), leeway=LEEWAY)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise _failed("not_valid", error) from None
    if not claims.get("nonce") or not isinstance(claims["sub"], str) or not claims["sub"]:
        raise ProviderError("not_valid")
    return dict(claims)


def sign_out_address(id_token: str, *, back: str) -> str:
    """Return where to sign out at the provider as well, "" where that is not wanted or not offered."""
    if not (settings.GONGZHI_OIDC_SIGN_OUT and is_chosen()):
        return ""
    try:
        endpoint = metadata().get("end_session_endpoint", "")
    except ProviderError:
        return ""
    words = {
        "id_token_hint": id_token,
        "client_id": settings.GONGZHI_OIDC_CLIENT,
        "post_logout_redirect_uri": back,
    }
    return f"{endpoint}?{urlencode(words)}" if endpoint else ""


def metadata() -> dict[str, Any]:
    """Return what the provider says of itself, remembered for some minutes."""
    issuer: str = settings.GONGZHI_OIDC_ISSUER.rstrip("/")
    if not _is_safe(issuer):
        raise ProviderError("down")
    found: dict[str, Any] = _remembered(f"{issuer}/.well-known/openid-configuration")
    if str(found.get("issuer", "")).rstrip("/") != issuer:
        raise ProviderError("mixed_up")
    if not all(_is_safe(str(found.get(each, ""))) for each in ("token_endpoint", "jwks_uri")):
        raise ProviderError("not_valid")
    return found


def forget() -> None:
    """Ask the provider anew."""
    _known.clear()


def _client(found: Mapping[str, Any], back: str) -> OAuth2Session:
    methods = found.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    way = "client_secret_basic" if "client_secret_basic" in methods else "client_secret_post"
    return OAuth2Session(
        settings.GONGZHI_OIDC_CLIENT,
        _secret(),
        token_endpoint_auth_method=way,
        scope=SCOPE,
        redirect_uri=back,
        code_challenge_method="S256",
    )


def _secret() -> str:
    if path := settings.GONGZHI_OIDC_SECRET_FILE:
        return Path(path).read_text(encoding="utf-8").strip()
    return str(settings.GONGZHI_OIDC_SECRET)


def _keys(found: Mapping[str, Any]) -> KeySet:
    return KeySet.import_key_set(_remembered(found["jwks_uri"]))


def _remembered(address: str) -> Any:
    known = _known.get(address)
    if known and known[0] > time.monotonic():
        return known[1]
    try:
        said = http_get(address, timeout=TIMEOUT, allow_redirects=False)
        said.raise_for_status()
        read = said.json()
    except (RequestException, ValueError) as error:
        raise _failed("down", error) from None
    if not isinstance(read, dict):
        raise ProviderError("not_valid")
    _known[address] = (time.monotonic() + REMEMBERED_SECONDS, read)
    return read


def _is_safe(address: str) -> bool:
    """Tell whether an address is sealed on its way; on this machine it need not be."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (
        parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1", "::1"}
    )


def _failed(code: str, error: Exception) -> ProviderError:
    # The kind only: what the provider says may name a person.
    _log.warning("provider", extra={"code": code, "error": type(error).__name__})
    return ProviderError(code)
