"""ETags: what was read is named by two parts, the state of the thing and the bytes it was told in.

``"<state>.<bytes>"``: a change asks whether the state is still the one that was read, whichever fields and language
it was read in; a reader asks whether the bytes are still the same.
"""

from hashlib import sha256

from gongzhi.kernel.refusals import Refusal, Refused

_LENGTH = 16


def state_of(*parts: object) -> str:
    """Return the name of a state."""
    return sha256("/".join(map(str, parts)).encode()).hexdigest()[:_LENGTH]


def tag(state: str, body: bytes) -> str:
    """Return the ETag of a thing as it was told."""
    return f'"{state}.{sha256(body).hexdigest()[:_LENGTH]}"'


def matches(header: str, etag: str) -> bool:
    """Tell whether If-None-Match names this ETag."""
    named = {each.strip().removeprefix("W/") for each in header.split(",")}
    return "*" in named or etag in named


def ensure_named(header: str | None) -> None:
    """Raise Refused ``channels.tag_missing`` where If-Match is not sent."""
    if not header or not header.strip():
        raise Refused(Refusal("channels.tag_missing"))


def ensure_unchanged(header: str | None, state: str) -> None:
    """Raise Refused ``channels.tag_stale`` unless If-Match names this state.

    ``*`` names none: whoever changes something has read it. A weak tag never matches.
    """
    for each in (header or "").split(","):
        named = each.strip()
        if not named.startswith("W/") and named.strip('"').partition(".")[0] == state:
            return
    raise Refused(Refusal("channels.tag_stale"))
