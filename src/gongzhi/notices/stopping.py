"""The link in an e-mail that stops it: signed, so that nobody stops what is somebody else's; it opens no matter."""

from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer

from gongzhi.notices.facts import Way

_SALT = "gongzhi.notices.stop"


def stop_token(subject: UUID, way: Way) -> str:
    """Return what stands in the link."""
    return Signer(salt=_SALT).sign(f"{subject.hex}.{way.value}").replace(":", ".")


def read_token(token: str) -> tuple[UUID, Way] | None:
    """Return matter and way of a link, or None for one that was not made here."""
    try:
        plain = Signer(salt=_SALT).unsign(":".join(token.rsplit(".", 1)))
        subject, way = plain.split(".")
        return UUID(hex=subject), Way(way)
    except (BadSignature, ValueError):
        return None


def stop_link(subject: UUID, way: Way) -> str:
    """Return the whole link, or "" where the installation has no address to open."""
    return (
        f"{settings.GONGZHI_ADDRESS}/notices/stop/{stop_token(subject, way)}"
        if settings.GONGZHI_ADDRESS
        else ""
    )
