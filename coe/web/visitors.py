"""Where a request comes from, past the proxies this installation trusts (COE_PROXIES)."""

from ipaddress import ip_address, ip_network
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied


def client_address(request: Any) -> str | None:
    try:
        found: str = get_adapter().get_client_ip(request)
    except PermissionDenied:  # allauth's way to say that the request does not tell.
        return None
    return found


def client_network(request: Any) -> str:
    """The address; of IPv6 the /64, because whoever has one address of it has all of them. Empty when not told."""
    try:
        address = ip_address(client_address(request) or "")
    except ValueError:
        return ""
    return str(ip_network((address, 64), strict=False)) if address.version == 6 else str(address)
