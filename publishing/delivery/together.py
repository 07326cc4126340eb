"""One act on several picked deliveries: what was done, and what was not and why, in words."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coe.access.api import Denied, Request
from coe.states import Stale
from coe.web.joining import flowing
from publishing.delivery import selectors
from publishing.delivery.schedule import Sending

AT_ONCE = 200
NAMED = 5
"""Names one sentence gives; of more it says how many."""


@dataclass
class Outcome:
    """`stayed`: why → the deliveries that stayed for it. `beyond`: how many more were picked than are taken at once."""

    done: int = 0
    stayed: dict[str, list[UUID]] = field(default_factory=dict)
    beyond: int = 0


def each(request: Request, act: Callable[[UUID], Any], *, whole: bool = False) -> Outcome:
    """Does it to each picked id, in a savepoint of its own. With `whole` a ValidationError ends all of it.

    By id, because the locks stay until the end: two people picking the same in another order would block each other.
    """
    picked = sorted({one for value in request.POST.getlist("pick") if (one := id_of(value))})
    outcome = Outcome(beyond=max(0, len(picked) - AT_ONCE))
    for one in picked[:AT_ONCE]:
        try:
            with transaction.atomic():
                act(one)
        except ValidationError as error:
            if whole:
                raise
            outcome.stayed.setdefault(flowing(error.messages), []).append(one)
        except (Stale, Denied, Sending, Http404) as why:
            outcome.stayed.setdefault(_why(why), []).append(one)
        else:
            outcome.done += 1
    return outcome


def id_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _why(why: Exception) -> str:
    if isinstance(why, Denied):
        return _("You may not do this there.")
    if isinstance(why, Http404):
        return _("It is not there any more.")
    return _("It moved on meanwhile.")


def say(request: Request, outcome: Outcome, said: str) -> None:
    """SAID for what was done, if anything was; then what stayed as it is, and why."""
    if outcome.done:
        messages.success(request, said)
    for why, ids in outcome.stayed.items():
        messages.warning(request, _("Not done: %(which)s. %(why)s") % {"which": _named(request, ids), "why": why})
    if outcome.beyond:
        left = ngettext(
            "%(count)d more was picked than is done at once; it stays as it is.",
            "%(count)d more were picked than is done at once; they stay as they are.",
            outcome.beyond,
        )
        messages.warning(request, left % {"count": outcome.beyond})
    if not (outcome.done or outcome.stayed):
        messages.warning(request, _("Pick at least one row."))


def _named(request: Request, ids: list[UUID]) -> str:
    """The deliveries by post and channel; those that are not the person's to see are only counted."""
    rows = selectors.seen(request.rights).filter(pk__in=ids).order_by("slot", "pk")[:NAMED]
    names = [f"{one.version.post} → {one.channel}" for one in rows]
    if more := len(ids) - len(names):
        names.append(ngettext("%(count)d other", "%(count)d others", more) % {"count": more})
    return _(", ").join(names)
