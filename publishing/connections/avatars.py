"""The picture of an account, as its network shows it."""

from django.core.exceptions import ValidationError

from coe.web.outbound import client
from publishing.channels.base import Connected, Failure
from publishing.library.pictures import Picture, reencode, small

MOST_BYTES = 2 * 1024 * 1024
SECONDS = 8.0
SIDE = 192
"""Pixels: what previews show, on dense screens."""


def avatar_of(connected: Connected) -> Picture | None:
    """Fetches and encodes it anew, small; None when there is none or it cannot be had: a login is not refused for it.

    Call outside any transaction. The address is the network's word, so it is asked like any foreign address: never
    inside our own net, and with a limit on bytes and time.
    """
    if not connected.avatar_url.startswith(("https://", "http://")):
        return None
    answer = client().request(
        "GET", connected.avatar_url[:2000], timeout=SECONDS, max_bytes=MOST_BYTES, follow_redirects=True
    )
    if isinstance(answer, Failure) or answer.status != 200:
        return None
    try:
        return small(reencode(answer.body, "avatar").content, SIDE)
    except ValidationError:
        return None
