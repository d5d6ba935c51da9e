"""SM2 with SM3, for the second line under a checkpoint: needs the optional package of `gongzhi[sm]`.

Signatures are the DER form of GM/T 0009 under the usual distinguishing id 1234567812345678, so that other
tools (OpenSSL with `-sigopt distid:1234567812345678`) verify the same bytes.
"""

from importlib import import_module
from typing import Any

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

PRIVATE_BYTES, PUBLIC_BYTES = 32, 65


class Sm2Missing(RuntimeError):
    """The optional package for SM2 is not installed."""

    def __init__(self) -> None:
        super().__init__("SM2 signatures need the optional package: pip install 'gongzhi[sm]'")


def installed() -> bool:
    """Whether this installation can make and check SM2 signatures."""
    try:
        _curves()
    except Sm2Missing:
        return False
    return True


def generate() -> bytes:
    """Return a new private key: 32 bytes."""
    curves = _curves()
    key = curves.generate_private_key(curves.SM2())
    return int(key.private_numbers().private_value).to_bytes(PRIVATE_BYTES, "big")


def public_of(private: bytes) -> bytes:
    """Return the public key of a private one: the uncompressed point, 65 bytes."""
    numbers = _private(private).public_key().public_numbers()
    return b"\x04" + int(numbers.x).to_bytes(32, "big") + int(numbers.y).to_bytes(32, "big")


def sign(private: bytes, message: bytes) -> bytes:
    """Return the signature of `message`, in DER."""
    return bytes(_private(private).sign(message, _scheme()))


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `signature` is one of `public` over `message`."""
    curves = _curves()
    invalid = import_module("tongsuopy.crypto.exceptions").InvalidSignature
    if not _is_der(signature):
        return False
    try:
        key = curves.EllipticCurvePublicKey.from_encoded_point(curves.SM2(), public)
        key.verify(signature, message, _scheme())
    except (invalid, ValueError):
        return False
    return True


def _is_der(signature: bytes) -> bool:
    """Whether these are two numbers in their one spelling; the library below takes anything else for a fault."""
    try:
        numbers = decode_dss_signature(signature)
    except ValueError:
        return False
    return min(numbers) > 0 and encode_dss_signature(*numbers) == signature


def _private(private: bytes) -> Any:
    curves = _curves()
    return curves.derive_private_key(int.from_bytes(private, "big"), curves.SM2())


def _scheme() -> Any:
    return _curves().ECDSA(import_module("tongsuopy.crypto.hashes").SM3())


def _curves() -> Any:
    try:
        return import_module("tongsuopy.crypto.asymciphers.ec")
    except ImportError as error:
        raise Sm2Missing from error
