"""Codes from an app (RFC 6238): six digits, thirty seconds, one step of tolerance either way."""

import hmac
from datetime import datetime

import pyotp
import segno

STEP = 30
_TOLERANCE = (0, -1, 1)


def new_secret() -> str:
    """Return a new secret: 160 bits in Base32."""
    return pyotp.random_base32()


def step_of(secret: str, code: str, *, at: datetime) -> int | None:
    """Return the time step a code belongs to, or None when it is none of those around now."""
    plain = "".join(sign for sign in code if not sign.isspace())
    now, totp = int(at.timestamp()) // STEP, pyotp.TOTP(secret)
    found = None
    for away in _TOLERANCE:
        if hmac.compare_digest(totp.generate_otp(now + away).encode(), plain.encode()):
            found = now + away
    return found


def address_of(secret: str, *, login: str, issuer: str) -> str:
    """Return the otpauth address that apps read."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=issuer)


def picture_of(address: str) -> str:
    """Return the address as a QR code, an SVG for an `img`."""
    return segno.make(address, error="m").svg_data_uri(scale=4, border=4)
