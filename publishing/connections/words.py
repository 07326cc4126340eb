"""Connecting in plain words: what to type, and what is missing when a network says no."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from publishing.channels.base import Again, Code, Refused, Trouble

LABELS: dict[str, Any] = {
    "handle": _("Handle"),
    "app_password": _("App password"),
    "service_address": _("Server"),
    "server_address": _("Server"),
    "access_token": _("Access token"),
}
HELP: dict[str, Any] = {
    "handle": _("As on the network, for example name.bsky.social."),
    "app_password": _("Made on Bluesky under Settings → Privacy and security → App passwords. Not your own password."),
    "service_address": _("Leave it unless the account lives on a server of its own."),
    "server_address": _("Where the account lives, for example https://mastodon.social."),
    "access_token": _("Made on the server under Preferences → Development, with the rights read and write."),
}
ABOUT: dict[str, Any] = {
    "newsroom": _("A public page and feed of the brand that this application serves. Needs no login."),
    "mastodon": _("Any server that speaks Mastodon’s language."),
    "bluesky": _("An account on Bluesky, or on a server of your own."),
}

_REFUSED: dict[str, Any] = {
    Code.RECONNECT: _("The network does not accept this login. Check what you typed, or make a new one there."),
    Code.SCOPE: _("The login works but may not publish. Make one that may read and write, and enter it here."),
    Code.FORBIDDEN: _("The network has switched this account off, or keeps it from publishing."),
    Code.NOT_FOUND: _("There is no such account on this server."),
    Code.INVALID: _("This server does not answer like one of this network. Check the address."),
    Code.NETWORK_RULE: _("The network refuses this account for a rule of its own."),
}
_LATER = _("The server does not answer, or asks to wait. Nothing was changed: try again in a few minutes.")

# Which field of the form a refusal is about.
_AT: dict[str, tuple[str, ...]] = {
    Code.RECONNECT: ("password", "token"),
    Code.SCOPE: ("password", "token"),
    Code.NOT_FOUND: ("identifier", "server"),
    Code.INVALID: ("server", "service"),
}


def missing(trouble: Trouble) -> Any:
    """What is missing, in a sentence."""
    if isinstance(trouble, Refused):
        return _REFUSED.get(trouble.code, _REFUSED[Code.RECONNECT])
    return _LATER


def field_of(trouble: Trouble, fields: list[str]) -> str | None:
    """The field the sentence belongs to; None for the whole form."""
    wanted = _AT.get(trouble.code, ()) if isinstance(trouble, Refused) else ()
    if isinstance(trouble, Again):
        wanted = ("server", "service")
    return next((name for name in wanted if name in fields), None)


PROBLEMS: dict[str, Any] = {
    Code.RECONNECT: _("The login no longer works."),
    Code.SCOPE: _("The login may not publish."),
}


def problem(code: str) -> Any:
    """Why a channel needs attention."""
    return PROBLEMS.get(code, _("The network refuses this channel.")) if code else ""
