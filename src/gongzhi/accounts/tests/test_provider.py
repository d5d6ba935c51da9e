"""What is not taken from a provider, where a real one cannot be made to misbehave: each word by itself."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from gongzhi.accounts import provider
from gongzhi.accounts.provider import ProviderError, check_answer, read_id_token

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
ISSUER, CLIENT, NONCE = "https://sso.example", "gongzhi", "n-0S6_WzA2Mj"
KEY = RSAKey.generate_key(2048, {"kid": "k1"}, auto_kid=False)
OTHER = RSAKey.generate_key(2048, {"kid": "k1"}, auto_kid=False)
KEPT = {
    "state": "st-1",
    "nonce": NONCE,
    "verifier": "v",
    "issuer": ISSUER,
    "until": (AT + timedelta(minutes=10)).isoformat(),
}
RIGHT = {"state": "st-1", "code": "c-1", "iss": ISSUER}


@pytest.fixture(autouse=True)
def _chosen(settings: Any) -> None:
    settings.GONGZHI_OIDC_ISSUER, settings.GONGZHI_OIDC_CLIENT = ISSUER, CLIENT


def token(*, key: RSAKey = KEY, alg: str = "RS256", **claims: Any) -> dict[str, Any]:
    seconds = int(AT.timestamp())
    whole = {"iss": ISSUER, "aud": CLIENT, "sub": "p-1", "iat": seconds, "exp": seconds + 300, "nonce": NONCE}
    whole = {name: value for name, value in (whole | claims).items() if value is not None}
    return {"id_token": jwt.encode({"alg": alg, "kid": "k1"}, whole, key), "access_token": "a"}


def read(found: Mapping[str, Any]) -> dict[str, Any]:
    return read_id_token(found, issuer=ISSUER, nonce=NONCE, keys=KeySet([KEY]), at=AT)


def test_a_right_token_says_whom_the_provider_vouches_for() -> None:
    assert read(token())["sub"] == "p-1"


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"iss": "https://other.example"},
        {"iss": None},
        {"aud": "somebody-else"},
        {"aud": [CLIENT, "somebody-else"], "azp": "somebody-else"},
        {"exp": int(AT.timestamp()) - 3600},
        {"iat": int(AT.timestamp()) + 3600},
        {"exp": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
    ],
    ids=str,
)
def test_a_token_of_others_or_of_another_request_is_not_taken(claims: dict[str, Any]) -> None:
    with pytest.raises(ProviderError) as refused:
        read(token(**claims))
    assert refused.value.code == "not_valid"


def test_a_token_signed_by_nobody_or_by_others_is_not_taken() -> None:
    head, body, _sign = token()["id_token"].split(".")
    unsigned = "eyJhbGciOiJub25lIn0." + body + "."
    for text in (unsigned, f"{head}.{body}.", "", "a.b.c", token(key=OTHER)["id_token"]):
        with pytest.raises(ProviderError):
            read({"id_token": text, "access_token": "a"})


@pytest.mark.parametrize(
    ("answer", "kept", "code"),
    [
        (RIGHT, None, "not_begun"),
        (RIGHT | {"state": "st-2"}, KEPT, "not_begun"),
        ({"code": "c-1"}, KEPT, "not_begun"),
        (RIGHT, KEPT | {"until": AT.isoformat()}, "not_begun"),
        (RIGHT | {"iss": "https://other.example"}, KEPT, "mixed_up"),
        (RIGHT | {"error": "access_denied"}, KEPT, "declined"),
        (RIGHT | {"code": ""}, KEPT, "declined"),
    ],
    ids=lambda each: str(each)[:40],
)
def test_an_answer_that_was_not_asked_for_is_not_taken(answer: Any, kept: Any, code: str) -> None:
    check_answer(RIGHT, KEPT, at=AT)
    with pytest.raises(ProviderError) as refused:
        check_answer(answer, kept, at=AT)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("found", "code"),
    [
        ({"issuer": "https://other.example"}, "mixed_up"),
        (
            {"issuer": ISSUER, "token_endpoint": "http://sso.example/t", "jwks_uri": f"{ISSUER}/j"},
            "not_valid",
        ),
    ],
)
def test_what_a_provider_says_of_itself_is_held_against_its_name(
    found: Any, code: str, monkeypatch: Any
) -> None:
    monkeypatch.setattr(provider, "_remembered", lambda address: found)
    with pytest.raises(ProviderError) as refused:
        provider.metadata()
    assert refused.value.code == code


def test_an_unsealed_way_is_taken_on_this_machine_only(settings: Any) -> None:
    settings.GONGZHI_OIDC_ISSUER = "http://sso.example"
    with pytest.raises(ProviderError):
        provider.metadata()
    assert provider._is_safe("http://localhost:9000")
    assert not provider._is_safe("ftp://localhost")


def test_the_secret_may_stand_in_a_file(settings: Any, tmp_path: Any) -> None:
    (tmp_path / "secret").write_text("from a file\n")
    settings.GONGZHI_OIDC_SECRET, settings.GONGZHI_OIDC_SECRET_FILE = "x", str(tmp_path / "secret")
    assert provider._secret() == "from a file"
