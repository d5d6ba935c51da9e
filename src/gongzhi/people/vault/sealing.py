"""Seal and unseal bytes under a key: AES-256-GCM (NIST SP 800-38D), or SM4-GCM (GB/T 32907) where one chooses it."""

import os
from enum import IntEnum

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

KEY_BYTES = 32
_NONCE_BYTES, _TAG_BYTES = 12, 16


class CipherKind(IntEnum):
    """The first byte of what is sealed says with which cipher, so that a change leaves the old readable."""

    AES_256_GCM = 1
    SM4_GCM = 2


class SealBroken(ValueError):
    """The bytes were not sealed with this key for this purpose, or somebody changed them."""


def new_key() -> bytes:
    """Return 32 random bytes."""
    return os.urandom(KEY_BYTES)


def seal(plain: bytes, key: bytes, *, about: bytes, cipher: CipherKind = CipherKind.AES_256_GCM) -> bytes:
    """Return ``cipher | nonce(12) | ciphertext | tag(16)``. `about` binds it to its place and is not in it.

    A nonce is random: a key seals a handful of texts in its life, far below the 2**32 of SP 800-38D, 8.3.
    """
    nonce = os.urandom(_NONCE_BYTES)
    worker = Cipher(algorithm(key, cipher), modes.GCM(nonce)).encryptor()
    worker.authenticate_additional_data(bytes([cipher]) + about)
    return bytes([cipher]) + nonce + worker.update(plain) + worker.finalize() + worker.tag


def unseal(sealed: bytes, key: bytes, *, about: bytes) -> bytes:
    """Return what was sealed. Raises SealBroken for another key, another `about`, or changed bytes."""
    if len(sealed) < 1 + _NONCE_BYTES + _TAG_BYTES:
        raise SealBroken("too short to be sealed")
    try:
        cipher = CipherKind(sealed[0])
        nonce, tag = sealed[1 : 1 + _NONCE_BYTES], sealed[-_TAG_BYTES:]
        worker = Cipher(algorithm(key, cipher), modes.GCM(nonce, tag)).decryptor()
        worker.authenticate_additional_data(sealed[:1] + about)
        return worker.update(sealed[1 + _NONCE_BYTES : -_TAG_BYTES]) + worker.finalize()
    except (InvalidTag, ValueError) as error:
        raise SealBroken("another key, another place, or changed bytes") from error


def algorithm(key: bytes, cipher: CipherKind) -> algorithms.AES | algorithms.SM4:
    """Return the block cipher of a kind under a key of 32 bytes."""
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key has {KEY_BYTES} bytes")
    # SM4 knows 128-bit keys only; the first half of a random key is one.
    return algorithms.SM4(key[:16]) if cipher is CipherKind.SM4_GCM else algorithms.AES(key)
