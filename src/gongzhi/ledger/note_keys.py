"""Keys of signed notes: how they are written, and how they sign (C2SP signed-note and tlog-cosignature).

A key is known by its name and a four-byte id together. Nothing here reads a clock: who cosigns says when.
"""

import unicodedata
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from gongzhi.ledger import sm2

MAX_TIME = 2**63 - 1
ID_BYTES, TIME_BYTES, ED25519_KEY, ED25519_SIGNATURE = 4, 8, 32, 64


class NoteError(ValueError):
    """A note, a key or a signature that is not as it must be; `code` says what is wrong first."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Algorithm(StrEnum):
    """The kinds of signature this software knows."""

    ED25519 = "ed25519"
    COSIGNATURE = "cosignature/v1"
    SM2 = "sm2-sm3"

    @property
    def prefix(self) -> bytes:
        """The bytes that stand before the public key, in a key and in what its id is made of."""
        return _PREFIXES[self]

    @property
    def key_bytes(self) -> int:
        """How long a public key of this kind is."""
        return sm2.PUBLIC_BYTES if self is Algorithm.SM2 else ED25519_KEY


# 0xff is the type of whoever has no byte of his own; a longer identifier follows it.
_PREFIXES = {
    Algorithm.ED25519: b"\x01",
    Algorithm.COSIGNATURE: b"\x04",
    Algorithm.SM2: b"\xffsm2-sm3",
}


@dataclass(frozen=True)
class Verifier:
    """A public key with the name it signs under."""

    name: str
    key_id: bytes
    algorithm: Algorithm
    public: bytes

    @classmethod
    def of(cls, name: str, algorithm: Algorithm, public: bytes) -> "Verifier":
        """Return the verifier of a public key, its id worked out."""
        return cls(ensure_name(name), key_id(name, algorithm, public), algorithm, public)

    def vkey(self) -> str:
        """Return the key as text: name, id and key, joined by plus signs."""
        return _key_text(self.name, self.key_id, self.algorithm.prefix + self.public)

    def verify(self, body: str, signature: bytes) -> bool:
        """Whether `signature` (without the key id before it) is this key's under `body`."""
        message = body.encode()
        if self.algorithm is Algorithm.SM2:
            return sm2.verify(self.public, message, signature)
        if self.algorithm is Algorithm.COSIGNATURE:
            if len(signature) != TIME_BYTES + ED25519_SIGNATURE:
                return False
            at, signature = cosigned_at(signature), signature[TIME_BYTES:]
            if at > MAX_TIME:
                return False
            message = cosigned_message(body, at)
        if len(signature) != ED25519_SIGNATURE:
            return False
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


class Signer(Protocol):
    """Who can sign: a key in a file, or a device that never gives its key away."""

    @property
    def verifier(self) -> Verifier:
        """The public half."""

    def sign(self, body: str) -> bytes:
        """Return the signature of `body`, without the key id."""


@dataclass(frozen=True)
class Ed25519Signer:
    """An Ed25519 key as Go's note package writes it."""

    name: str
    seed: bytes = field(repr=False)

    @classmethod
    def generate(cls, name: str) -> "Ed25519Signer":
        """Return a new key under `name`."""
        return cls(ensure_name(name), Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def from_skey(cls, text: str) -> "Ed25519Signer":
        """Read a key of the form ``PRIVATE+KEY+name+id+base64``."""
        name, seed = _read_skey(text, Algorithm.ED25519, ED25519_KEY)
        signer = cls(name, seed)
        if not text.strip().startswith(f"PRIVATE+KEY+{name}+{signer.verifier.key_id.hex()}+"):
            raise NoteError("key_id")
        return signer

    def skey(self) -> str:
        """Return the key as text. Whoever reads it can sign."""
        key = Algorithm.ED25519.prefix + self.seed
        return "PRIVATE+KEY+" + _key_text(self.name, self.verifier.key_id, key)

    @property
    def verifier(self) -> Verifier:
        return Verifier.of(self.name, Algorithm.ED25519, _public(self.seed))

    def sign(self, body: str) -> bytes:
        return Ed25519PrivateKey.from_private_bytes(self.seed).sign(body.encode())


@dataclass(frozen=True)
class CosignatureSigner:
    """A witness's key. Its file is an Ed25519 key of Go's format, as other witnesses keep theirs."""

    key: Ed25519Signer
    seconds: int | None = None

    @classmethod
    def generate(cls, name: str) -> "CosignatureSigner":
        """Return a new key under `name`."""
        return cls(Ed25519Signer.generate(name))

    @classmethod
    def from_skey(cls, text: str) -> "CosignatureSigner":
        """Read an Ed25519 key and cosign with it."""
        return cls(Ed25519Signer.from_skey(text))

    def skey(self) -> str:
        """Return the key as text. Whoever reads it can cosign."""
        return self.key.skey()

    @property
    def verifier(self) -> Verifier:
        return Verifier.of(self.key.name, Algorithm.COSIGNATURE, _public(self.key.seed))

    def at(self, seconds: int) -> "CosignatureSigner":
        """Return the signer that cosigns as of `seconds` after 1970 began."""
        return CosignatureSigner(self.key, seconds)

    def sign(self, body: str) -> bytes:
        if self.seconds is None:
            raise NoteError("time_missing")
        message = cosigned_message(body, self.seconds)
        signature = Ed25519PrivateKey.from_private_bytes(self.key.seed).sign(message)
        return self.seconds.to_bytes(TIME_BYTES, "big") + signature


@dataclass(frozen=True)
class Sm2Signer:
    """An SM2 key, for the second line. Raises `Sm2Missing` where the optional package is not installed."""

    name: str
    private: bytes = field(repr=False)

    @classmethod
    def generate(cls, name: str) -> "Sm2Signer":
        """Return a new key under `name`."""
        return cls(ensure_name(name), sm2.generate())

    @classmethod
    def from_skey(cls, text: str) -> "Sm2Signer":
        """Read a key of the form ``PRIVATE+KEY+name+id+base64``."""
        name, private = _read_skey(text, Algorithm.SM2, sm2.PRIVATE_BYTES)
        signer = cls(name, private)
        if not text.strip().startswith(f"PRIVATE+KEY+{name}+{signer.verifier.key_id.hex()}+"):
            raise NoteError("key_id")
        return signer

    def skey(self) -> str:
        """Return the key as text. Whoever reads it can sign."""
        key = Algorithm.SM2.prefix + self.private
        return "PRIVATE+KEY+" + _key_text(self.name, self.verifier.key_id, key)

    @property
    def verifier(self) -> Verifier:
        return Verifier.of(self.name, Algorithm.SM2, sm2.public_of(self.private))

    def sign(self, body: str) -> bytes:
        return sm2.sign(self.private, body.encode())


def key_id(name: str, algorithm: Algorithm, public: bytes) -> bytes:
    """Return the four bytes by which lines find their key. They identify; they protect nothing."""
    return sha256(name.encode() + b"\n" + algorithm.prefix + public).digest()[:ID_BYTES]


def ensure_name(name: str) -> str:
    """Return `name` when a key may be called so; invisible letters could make two names look alike."""
    if not is_name(name) or any(unicodedata.category(letter)[0] == "C" for letter in name):
        raise NoteError("key_name")
    return name


def parse_vkey(text: str) -> Verifier:
    """Read a verifier key; raises NoteError when it is malformed, of an unknown kind, or its id is wrong."""
    parts = text.strip().split("+", 2)
    if len(parts) != 3:
        raise NoteError("vkey")
    name, id_text, key = ensure_name(parts[0]), parts[1], unbase64(parts[2], "vkey")
    for algorithm in Algorithm:
        if key.startswith(algorithm.prefix):
            public = key[len(algorithm.prefix) :]
            if len(public) != algorithm.key_bytes:
                raise NoteError("vkey")
            verifier = Verifier.of(name, algorithm, public)
            if verifier.key_id.hex() != id_text:
                raise NoteError("key_id")
            return verifier
    raise NoteError("key_kind")


def cosigned_message(body: str, seconds: int) -> bytes:
    """Return what a cosignature of version 1 signs. The name of who cosigns is not in it."""
    if not 0 <= seconds <= MAX_TIME:
        raise NoteError("time")
    return f"cosignature/v1\ntime {seconds}\n{body}".encode()


def cosigned_at(signature: bytes) -> int:
    """Return the time a cosignature states, in seconds after 1970 began."""
    return int.from_bytes(signature[:TIME_BYTES], "big")


def unbase64(text: str, code: str) -> bytes:
    """Return the bytes of `text`; one value has one spelling, so that no line can be altered and stay the same."""
    try:
        value = b64decode(text, validate=True)
    except ValueError as error:
        raise NoteError(code) from error
    if b64encode(value).decode() != text:
        raise NoteError(code)
    return value


def is_name(name: str) -> bool:
    """Whether a key can be called so at all."""
    return bool(name) and "+" not in name and not any(letter.isspace() for letter in name)


def _public(seed: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def _key_text(name: str, identity: bytes, key: bytes) -> str:
    return f"{name}+{identity.hex()}+{b64encode(key).decode()}"


def _read_skey(text: str, algorithm: Algorithm, length: int) -> tuple[str, bytes]:
    parts = text.strip().split("+", 4)
    if len(parts) != 5 or parts[:2] != ["PRIVATE", "KEY"]:
        raise NoteError("skey")
    name, key = ensure_name(parts[2]), unbase64(parts[4], "skey")
    if not key.startswith(algorithm.prefix):
        raise NoteError("key_kind")
    private = key[len(algorithm.prefix) :]
    if len(private) != length:
        raise NoteError("skey")
    return name, private
