"""From which address somebody asks: one answer for rate limits, for who is signed in where, and for counting readers.

Every proxy appends who asked it to X-Forwarded-For, so only the entries our own proxies wrote can be believed: as many,
counted from the right, as `COE_PROXIES` says. Whatever stands further left was typed by the visitor.
"""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """An IP address; empty when nothing usable is known."""
    direct = request.META.get("REMOTE_ADDR", "")
    proxies: int = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    if proxies:
        named = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        # Fewer entries than proxies: it came around them, and its header is its own.
        if len(named) >= proxies and (told := _clean(named[-proxies])):
            return told
    return _clean(direct)


def client_network(request: HttpRequest) -> str:
    """The address; of IPv6 the /64, because whoever has one address of it has all of them. Empty when not told."""
    told = client_address(request)
    return str(ipaddress.ip_network((told, 64), strict=False)) if ":" in told else told


def _clean(given: str) -> str:
    """Without a port; empty when it is no address."""
    said = given.strip()
    if said.startswith("["):
        said = said[1:].partition("]")[0]
    elif said.count(":") == 1:
        said = said.partition(":")[0]
    try:
        return str(ipaddress.ip_address(said))
    except ValueError:
        return ""
