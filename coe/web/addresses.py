"""Which addresses an outgoing call may reach. Pure: text in, yes or no out."""

from ipaddress import IPv6Address, ip_address, ip_network

# Globally routable on paper, yet a way back into a private network: translation and tunnel
# prefixes carry an IPv4 address inside, and relays answer for whatever is behind them.
_DISGUISES = tuple(
    ip_network(net)
    for net in (
        "64:ff9b::/96",  # NAT64
        "64:ff9b:1::/48",  # NAT64, local use
        "2002::/16",  # 6to4
        "2001::/32",  # Teredo
        "::/96",  # IPv4-compatible, abandoned
        "fec0::/10",  # site-local, abandoned
        "192.0.0.0/24",  # protocol assignments, among them NAT64 discovery
        "192.88.99.0/24",  # 6to4 relay
        "100.64.0.0/10",  # carrier-grade NAT
    )
)


def is_public(address: str) -> bool:
    """Whether `address` (an IP literal, a zone such as %eth0 is ignored) is plainly on the internet.

    IPv4-mapped IPv6 addresses are refused as such: no honest name resolves to one.
    """
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped is not None:
        return False
    if ip.is_multicast or not ip.is_global:
        return False
    return not any(ip.version == net.version and ip in net for net in _DISGUISES)
