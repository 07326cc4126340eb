"""The act ring: one transaction holding the policy check, the change and the audit row.

    @action(Act.POST_DRAFT)
    def rename(do: Doing, *, post_id: UUID, title: str) -> Post:
        post = locks.post(post_id)
        do.require(brand=post.brand_id)
        ...
        do.record(post, before={"title": old}, after={"title": title})

is called as `rename(actor, post_id=…, title=…)`. An action that returns without having asked the policy, or without
a record, is a programming error and rolls back. `do.nothing()` says that there was nothing to change.
"""

import functools
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar, cast
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models
from django.utils.translation import gettext as _

from coe.access.actor import Actor
from coe.access.acts import Act
from coe.access.rights import EVERYWHERE, Denied, Place
from coe.audit.chain import Fact, append
from coe.tenancy.context import inside
from coe.tenancy.models import Brand

P = ParamSpec("P")
R = TypeVar("R")


def brand_of(subject: Any) -> UUID | None:
    """The brand a row belongs to, through its channel if it has none itself; None for the organisation's."""
    if isinstance(subject, Brand):
        return subject.pk
    found: UUID | None = getattr(subject, "brand_id", None)
    if found is None and getattr(subject, "channel_id", None):
        found = getattr(subject.channel, "brand_id", None)
    return found


class Doing:
    """One act under way."""

    def __init__(self, actor: Actor, act: Act) -> None:
        self.actor, self.act = actor, act
        self.asked = False
        self.place = EVERYWHERE
        self.facts: list[Fact] = []
        self.idle = False

    @property
    def org_id(self) -> Any:
        return self.actor.org_id

    def require(self, *, brand: Any = None, market: Any = None, channel: Any = None) -> None:
        """Raises Denied unless the actor may do this act here (objects or ids; nothing: organisation-wide)."""
        place = Place(*(getattr(thing, "pk", thing) for thing in (brand, market, channel)))
        self.actor.require(self.act, place)
        self.asked, self.place = True, place

    def require_somewhere(self) -> None:
        """Raises Denied unless the actor may do this act at one place at least: for what is only a beginning, and
        asks again for each thing it leads to."""
        if not self.actor.rights.may(self.act, anywhere=True):
            raise Denied(self.act)
        self.asked = True

    def record(
        self,
        subject: models.Model,
        *,
        before: dict[str, Any] | None = None,
        after: dict[str, Any] | None = None,
        reason: str = "",
        label: str = "",
        detail: str = "",
        brand: UUID | None = None,
    ) -> None:
        """The audit row: what it was done to, what it was before and after, and why.

        `detail` tells apart several things one act may do (for decisions: approved, rejected …). `brand` says whose
        lead may read it, where neither the subject nor the place that was asked about tells.
        """
        self.facts.append(
            Fact(
                act=self.act.value,
                subject_type=subject._meta.label_lower,
                subject_id=str(subject.pk),
                subject_label=(label or str(subject))[:200],
                before=before or {},
                after=after or {},
                reason=reason[:500],
                detail=detail,
                brand=brand or brand_of(subject) or self.place.brand,
            )
        )

    def nothing(self) -> None:
        """There was nothing to change; no audit row is owed."""
        self.idle = True


def action(act: Act) -> Callable[[Callable[Concatenate[Doing, P], R]], Callable[Concatenate[Actor, P], R]]:
    def wrap(function: Callable[Concatenate[Doing, P], R]) -> Callable[Concatenate[Actor, P], R]:
        @functools.wraps(function)
        def run(actor: Actor, *args: P.args, **kwargs: P.kwargs) -> R:
            try:
                with inside(actor.org_id, user=actor.user_id):
                    do = Doing(actor, act)
                    result = function(do, *args, **kwargs)
                    if not do.asked:
                        raise AssertionError(f"{function.__qualname__} did not ask whether it may")
                    if not do.facts and not do.idle:
                        raise AssertionError(f"{function.__qualname__} left no audit row")
                    append(actor, do.facts)
                    return result
            except IntegrityError as error:
                if getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") == "onboarding_apart":
                    raise ValidationError(
                        _("Sample content stays apart from your own. Choose something else.")
                    ) from None
                raise

        run.act = act  # type: ignore[attr-defined]
        return cast(Callable[Concatenate[Actor, P], R], run)

    return wrap
