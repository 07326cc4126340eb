"""What is wrong with a source, in plain words. `problem` on a source is a key of PROBLEMS."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PROBLEMS: dict[str, str | Promise] = {
    # Channels
    "reconnect": _("The login no longer works. Connect the channel again."),
    "scope": _("The login may not read notifications. Connect the channel again and allow it."),
    "network_said_no": _("The network refused to say what is new."),
    "again": _("The network asked to wait. It is tried again by itself."),
    "unknown": _("The network did not answer. It is tried again by itself."),
    # Feeds
    "unreachable": _("The server cannot be reached. Check the address, or try later."),
    "no_answer": _("The server began to answer and then stopped. It is tried again by itself."),
    "forbidden": _("This address is not on the public internet, so it is not opened."),
    "too_large": _("The feed is larger than 2 MB. Look for a shorter one on the same site."),
    "not_feed": _("This is not an RSS or Atom feed."),
    "unsafe": _("This feed declares entities, which feeds do not need and attackers use, so it is not read."),
    "not_found": _("The server says that there is nothing at this address."),
    "gone": _("The server says that this feed ended for good."),
    "denied": _("The server asks for a login. Only public feeds can be read."),
    "busy": _("The server asked to wait. It is tried again by itself."),
    "broken": _("The server has a problem of its own. It is tried again by itself."),
}
# What a person has to look at; the others pass by themselves.
LASTING = frozenset(
    {"reconnect", "scope", "forbidden", "too_large", "not_feed", "unsafe", "not_found", "gone", "denied"}
)


def problem_words(code: str) -> str | Promise:
    return PROBLEMS.get(code, PROBLEMS["unknown"])
