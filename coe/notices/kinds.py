"""The kinds of notices. Each package registers its own in AppConfig.ready().

    register(
        "approval.waiting",
        label=_("A post waits for your decision"),
        text=_("“%(post)s” waits for your decision until %(until)s."),
        icon="hourglass",
        mail=True,
    )

`text` may be `ngettext_lazy("%(count)d post …", "%(count)d posts …", "count")`. `words` turns stored params (ids,
codes) into words in the reader's language just before they are put in.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from coe.web.joining import filled

Words = Callable[[dict[str, Any]], Mapping[str, Any]]
By = Literal[False, True, "digest"]

GROUPS: dict[str, Any] = {
    "approval": _("Approvals"),
    "delivery": _("Deliveries"),
    "freeze": _("Freezes"),
    "rule": _("Rules"),
    "channel": _("Channels"),
    "access": _("Rights"),
    "member": _("Members"),
    "mention": _("Listening"),
    "webhook": _("Webhooks"),
    "chat": _("Group chats"),
}


@dataclass(frozen=True)
class Picture:
    """An encoded picture and what is on it, shown inside the mail: nothing is fetched when it is read."""

    content: bytes
    mime: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True)
class Letter:
    """What a mail says beside the sentence: lines of label and value, the words it is about, and its button."""

    facts: Sequence[tuple[Any, Any]] = ()
    quote: str = ""
    language: str = ""
    """Of the quote."""
    button: Any = ""
    picture: Picture | None = None
    """Stands above the quote."""
    more: Sequence[tuple[str, str, str]] = ()
    """Further quotes: (whose, words, language)."""


Letters = Callable[[str, dict[str, Any]], Letter | None]
"""Asked inside the organisation with subject id and params, in the reader's language, when the mail is made."""


@dataclass(frozen=True)
class Kind:
    code: str
    label: Any
    """What the preference is called, lazily translated."""
    text: Any
    icon: str = "bell"
    in_app: bool = True
    mail: bool = False
    digest: bool = False
    """Whether its mail comes with the digest, unless a member chose otherwise."""
    urgent: bool = False
    """Whether its mail may pass quiet hours."""
    chat: Any = ""
    """The sentence as a group reads it; empty: not for groups."""
    to_group: Any = ""
    """What the preference is called when a group is told, where `label` speaks of one person."""
    words: Words | None = None
    letter: Letters | None = field(default=None, compare=False)

    @property
    def group(self) -> str:
        return self.code.split(".")[0]

    def say(self, params: Mapping[str, Any]) -> str:
        """The sentence in the active language. Raises KeyError when a parameter is missing."""
        return filled(self.text, self._given(params))

    def say_to_group(self, params: Mapping[str, Any]) -> str:
        """Likewise, for a group chat."""
        return filled(self.chat, self._given(params))

    @property
    def group_title(self) -> str:
        """What the preference is called when a group is told."""
        return str(self.to_group or self.label)

    def _given(self, params: Mapping[str, Any]) -> dict[str, Any]:
        given = dict(params)
        return given | dict(self.words(given)) if self.words else given


_KINDS: dict[str, Kind] = {}


class UnknownKind(LookupError):
    """Nobody registered this kind of notice."""


def register(
    code: str,
    *,
    label: Any,
    text: Any,
    icon: str = "bell",
    in_app: bool = True,
    mail: By = False,
    urgent: bool = False,
    chat: Any = "",
    to_group: Any = "",
    words: Words | None = None,
    letter: Letters | None = None,
) -> None:
    """Makes a kind known. `in_app` and `mail` are where it goes unless a member chose otherwise."""
    _KINDS[code] = Kind(
        code, label, text, icon, in_app, bool(mail), mail == "digest", urgent, chat, to_group, words, letter
    )  # fmt: skip


def kind(code: str) -> Kind:
    try:
        return _KINDS[code]
    except KeyError:
        raise UnknownKind(f"{code!r} is not registered; see coe.notices.kinds.register") from None


def known(code: str) -> Kind | None:
    return _KINDS.get(code)


def kinds() -> list[Kind]:
    """Every kind, by its group and in the order of registration within it."""
    order = list(GROUPS)
    return sorted(
        _KINDS.values(), key=lambda one: (order.index(one.group) if one.group in order else len(order), one.group)
    )


def group_label(code: str) -> str:
    group = code.split(".")[0]
    return str(GROUPS.get(group, group))


def sentence(code: str, params: Mapping[str, Any]) -> str:
    """What a stored notice says now. An old row must stay readable when its kind or the words have changed."""
    found = _KINDS.get(code)
    if found is None:
        return code
    try:
        return found.say(params)
    except (KeyError, ValueError, TypeError):
        return str(found.label)


def icon_of(code: str) -> str:
    found = _KINDS.get(code)
    return found.icon if found else "bell"
