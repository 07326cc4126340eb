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

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Words = Callable[[dict[str, Any]], Mapping[str, Any]]


@dataclass(frozen=True)
class Kind:
    code: str
    label: Any
    """What the preference is called, lazily translated."""
    text: Any
    icon: str = "bell"
    in_app: bool = True
    mail: bool = False
    words: Words | None = None

    def say(self, params: Mapping[str, Any]) -> str:
        """The sentence in the active language. Raises KeyError when a parameter is missing."""
        given = dict(params)
        return str(self.text % (given | dict(self.words(given)) if self.words else given))


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
    mail: bool = False,
    words: Words | None = None,
) -> None:
    """Makes a kind known. `in_app` and `mail` are where it goes unless a member chose otherwise."""
    _KINDS[code] = Kind(code, label, text, icon, in_app, mail, words)


def kind(code: str) -> Kind:
    try:
        return _KINDS[code]
    except KeyError:
        raise UnknownKind(f"{code!r} is not registered; see coe.notices.kinds.register") from None


def kinds() -> list[Kind]:
    """Every kind, by its group and in the order of registration within it."""
    return sorted(_KINDS.values(), key=lambda one: one.code.split(".")[0])


def sentence(code: str, params: Mapping[str, Any]) -> str:
    """What a stored notice says now. An old row must stay readable when its kind or the words have changed."""
    known = _KINDS.get(code)
    if known is None:
        return code
    try:
        return known.say(params)
    except (KeyError, ValueError, TypeError):
        return str(known.label)


def icon_of(code: str) -> str:
    known = _KINDS.get(code)
    return known.icon if known else "bell"
