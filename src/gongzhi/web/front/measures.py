"""What one web process lets in. Every number is a default of this project and can be chosen by the environment."""

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass

from gongzhi.kernel.networks import line_of

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True)
class Measures:
    """Limits of one process.

    threads           how many requests are worked on at once
    waiting           how many more may wait for a thread; whoever comes then is asked to come again
    patience          seconds somebody waits for a thread at most
    rate, burst       requests a second, and at once, from one address; 0: not counted
    largest           bytes of a body
    room              bytes of all bodies that arrive; one address gets a quarter of it. Small ones always have room
    silence           seconds without a byte of a body after which the connection is closed
    slowest, grace    bytes a second a body arrives with on average, once it has had `grace` seconds
    trusted           networks whose addresses are not counted: many people behind one, or systems of the office
    behind_proxy      the address of the visitor is the last one of X-Forwarded-For
    """

    threads: int = 4
    waiting: int = 64
    patience: float = 2.0
    rate: float = 10.0
    burst: float = 40.0
    largest: int = 52 * 1_048_576
    room: int = 512 * 1_048_576
    silence: float = 10.0
    slowest: float = 2_048.0
    grace: float = 20.0
    trusted: tuple[Network, ...] = ()
    behind_proxy: bool = False


def chosen(environment: Mapping[str, str] = os.environ) -> Measures:
    """Return what the environment chooses. ``GONGZHI_ADDRESS_RATE`` and ``_BURST`` are of the whole installation.

    Raises ValueError for what is no number or no network.
    """
    processes = max(1, int(environment.get("GONGZHI_WORKERS", "2")))
    plain = Measures()
    rate = float(environment.get("GONGZHI_ADDRESS_RATE", plain.rate * 2)) / processes
    burst = float(environment.get("GONGZHI_ADDRESS_BURST", plain.burst * 2)) / processes
    networks = [each.strip() for each in environment.get("GONGZHI_TRUSTED_NETWORKS", "").split(",")]
    return Measures(
        threads=max(1, int(environment.get("GONGZHI_THREADS", plain.threads))),
        waiting=max(1, int(environment.get("GONGZHI_WAITING", plain.waiting))),
        patience=float(environment.get("GONGZHI_PATIENCE", plain.patience)),
        room=int(environment.get("GONGZHI_BODIES", plain.room // 1_048_576)) * 1_048_576,
        rate=rate,
        burst=max(1.0, burst),
        silence=float(environment.get("GONGZHI_BODY_SILENCE", plain.silence)),
        grace=float(environment.get("GONGZHI_BODY_GRACE", plain.grace)),
        trusted=tuple(ipaddress.ip_network(each) for each in networks if each),
        behind_proxy=environment.get("GONGZHI_HTTPS", "0") not in {"0", "no", "false", ""},
    )


def address_of(client: str, forwarded: str, *, behind_proxy: bool) -> str:
    """Return the address a request is counted under: of an IPv6 visitor its network of 64 bits, which one line has.

    `client` is ``host:port``. Behind a proxy of ours the last entry of X-Forwarded-For is the one it wrote itself; a
    program on this very machine that sends one is taken for such a proxy, or all its visitors would be one.
    """
    host = client.rpartition(":")[0].strip("[]")
    if forwarded and (behind_proxy or host in ("127.0.0.1", "::1")):
        host = forwarded.rpartition(",")[2].strip()
    return line_of(host)


def is_trusted(address: str, networks: tuple[Network, ...]) -> bool:
    """Tell whether an address, or the network it is counted under, lies in one of `networks`."""
    if not networks:
        return False
    try:
        found = ipaddress.ip_network(address)
    except ValueError:
        return False
    return any(found.version == each.version and found.subnet_of(each) for each in networks)  # type: ignore[arg-type]
