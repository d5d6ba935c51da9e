"""Under which name a visitor's network address is counted."""

import ipaddress


def line_of(host: str) -> str:
    """Return the line an address belongs to: of IPv6 its network of 64 bits, any address of which one line may take.

    What is no address is cut off at 64 signs and counted as it is.
    """
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host[:64]
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
