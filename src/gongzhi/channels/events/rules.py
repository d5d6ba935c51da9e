"""Decisions about webhooks: where one may lead, what goes there, and when it is tried again."""

import ipaddress
from collections.abc import Collection, Iterable
from datetime import timedelta
from urllib.parse import urlsplit

from gongzhi.kernel.refusals import Refusal
from gongzhi.organization.public import within
from gongzhi.people.facts import Actor, ActorKind

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# Facts other systems hear of: those about matters. Whose data was read and who signed in is not theirs.
PACKAGES = ("applications.", "cases.", "directives.", "loops.", "patrol.")
LONGEST_URL = 500
_WITH_IPV4 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("::/96"))
# Minutes until a message is tried again, a default of this project; after the last one, some three days on, it is dead.
BACK_OFF = (1, 5, 15, 60, 180, 360, 720, 1440, 1440)


def url_refusal(url: str) -> Refusal | None:
    """An address is https or http, with a host, without a password in it."""
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return Refusal("channels.hook_url")
    printable = url.isascii() and url.isprintable() and " " not in url
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc or not printable:
        return Refusal("channels.hook_url")
    return Refusal("channels.hook_url") if len(url) > LONGEST_URL or parts.fragment else None


def is_outside(by: Actor, division: str) -> bool:
    """Tell whether a key of `division` lies outside the area of staff who manage security."""
    return by.kind is ActorKind.STAFF and not within(by.division, division)


def kinds_refusal(kinds: Iterable[str]) -> Refusal | None:
    """Kinds are beginnings of what other systems may hear of."""
    for kind in kinds:
        if not kind.startswith(PACKAGES) or len(kind) > 64 or "," in kind:
            return Refusal("channels.hook_kinds", {"kinds": ", ".join(PACKAGES)})
    return None


def may_reach(address: Address, *, secure: bool, inside: Collection[Network]) -> bool:
    """Tell whether a message may go to an address: in public ones by https only, elsewhere only in networks named.

    Whoever enters an address must not reach by it what listens on this machine or in this house.
    """
    if any(address.version == each.version and address in each for each in inside):
        return True
    meant = _embedded(address) or address
    return secure and meant.is_global and not meant.is_multicast


def _embedded(address: Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address an IPv6 one stands for: mapped, 6to4, or at a gateway of NAT64; else None."""
    if not isinstance(address, ipaddress.IPv6Address):
        return None
    if any(address in each for each in _WITH_IPV4):
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour


def is_told(kind: str, kinds: Collection[str]) -> bool:
    """Tell whether a hook that asked for `kinds` hears of a fact."""
    return kind.startswith(PACKAGES) and (not kinds or kind.startswith(tuple(kinds)))


def again_after(attempts: int) -> timedelta | None:
    """Return how long to wait after so many attempts that failed, or None: the message is dead."""
    return timedelta(minutes=BACK_OFF[attempts - 1]) if attempts <= len(BACK_OFF) else None
