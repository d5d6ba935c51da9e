"""Passkeys (WebAuthn level 2): what the browser is asked, and whether its answer is right."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from gongzhi.accounts.actions.factors import set_passkey, use_passkey
from gongzhi.accounts.queries import passkey, passkeys_of
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.people.facts import SYSTEM, Actor

_CHALLENGE = "accounts.challenge"
_FOR = timedelta(minutes=5)
LONGEST = 20_000
_WRONG = (WebAuthnException, ValueError, KeyError, TypeError, AttributeError, RecursionError)


def options_to_make(request: HttpRequest, account_id: UUID, *, login: str, name: str, at: datetime) -> str:
    """Return what the browser is asked for a new passkey, as JSON. The account's id is its handle there."""
    options = generate_registration_options(
        rp_id=_host(request),
        rp_name=_("Gongzhi"),
        user_id=account_id.bytes,
        user_name=login,
        user_display_name=name,
        exclude_credentials=_known(account_id),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
    )
    _keep(request, options.challenge, at)
    return options_to_json(options)


def keep_new(
    request: HttpRequest, account_id: UUID, answer: str, *, name: str, by: Actor, at: datetime
) -> UUID:
    """Keep the passkey the browser made.

    Raises Refused ``accounts.passkey_wrong``, ``accounts.passkey_known``, ``accounts.too_many_factors``.
    """
    challenge = _kept(request, at)
    try:
        found = verify_registration_response(
            credential=_read(answer),
            expected_challenge=challenge,
            expected_rp_id=_host(request),
            expected_origin=_origin(request),
        )
    except _WRONG:
        raise Refused(Refusal("accounts.passkey_wrong")) from None
    return set_passkey(
        account_id=account_id,
        credential=bytes_to_base64url(found.credential_id),
        public_key=found.credential_public_key,
        counter=found.sign_count,
        name=name,
        by=by,
        at=at,
    )


def options_to_show(request: HttpRequest, account_id: UUID | None, *, at: datetime) -> str:
    """Return what the browser is asked for a passkey that is there: of this account, or any without one."""
    options = generate_authentication_options(
        rp_id=_host(request),
        allow_credentials=_known(account_id) if account_id else [],
        # By itself a passkey is both factors only if the device asked for a finger, a face or a code.
        user_verification=UserVerificationRequirement.PREFERRED
        if account_id
        else UserVerificationRequirement.REQUIRED,
    )
    _keep(request, options.challenge, at)
    return options_to_json(options)


def shown_by(request: HttpRequest, account_id: UUID | None, answer: str, *, at: datetime) -> UUID:
    """Return the account whose passkey was shown: `account_id` itself, or any where none is given.

    Raises Refused ``accounts.passkey_wrong``, and ``accounts.passkey_copied`` when its counter went back.
    """
    challenge = _kept(request, at)
    try:
        read = _read(answer)
        known = passkey(str(read["id"]))
        if known is None or (account_id is not None and known[1] != account_id):
            raise ValueError("no passkey of this account")
        factor, owner, key, _counter = known
        found = verify_authentication_response(
            credential=read,
            expected_challenge=challenge,
            expected_rp_id=_host(request),
            expected_origin=_origin(request),
            credential_public_key=key,
            credential_current_sign_count=0,  # `use_passkey` compares, under a lock
            require_user_verification=account_id is None,
        )
    except _WRONG:
        raise Refused(Refusal("accounts.passkey_wrong")) from None
    use_passkey(factor_id=factor, counter=found.new_sign_count, by=SYSTEM, at=at)
    return owner


def _known(account_id: UUID) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(each)) for each in passkeys_of(account_id)]


def _read(answer: str) -> dict[str, Any]:
    if len(answer) > LONGEST:
        raise ValueError("too long")
    read = json.loads(answer)
    if not isinstance(read, dict):
        raise TypeError("no object")
    if "\0" in str(read.get("id")):
        raise ValueError("a NUL, which no credential has and no table takes")
    return read


def _keep(request: HttpRequest, challenge: bytes, at: datetime) -> None:
    request.session[_CHALLENGE] = [bytes_to_base64url(challenge), (at + _FOR).isoformat()]


def _kept(request: HttpRequest, at: datetime) -> bytes:
    """Return the challenge that was given out, once."""
    kept = request.session.pop(_CHALLENGE, None)
    if not kept or at >= datetime.fromisoformat(kept[1]):
        raise Refused(Refusal("accounts.passkey_wrong"))
    return base64url_to_bytes(kept[0])


def _host(request: HttpRequest) -> str:
    host, _colon, _port = request.get_host().rpartition(":")
    return host or request.get_host()


def _origin(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"
