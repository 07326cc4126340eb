"""What panels and story of a post's page both ask of it; read once for a request, whoever asks."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet

from coe.access.api import Act
from publishing import api as publishing
from reporting.attribution import selectors
from reporting.attribution.models import Cost
from reporting.metrics.models import Observation
from reporting.metrics.registry import REACTIONS

READ = ("views", *REACTIONS, "replies")


def facts(request: Any, post_id: UUID) -> publishing.PostFacts | None:
    """The post, for who may see its brand's results."""
    found = _once(request, "facts", post_id, lambda: publishing.post_facts([post_id]).get(post_id))
    return found if found and request.rights.may(Act.REPORT_SEE, brand=found.brand_id) else None


def versions(request: Any, post_id: UUID) -> list[publishing.VersionFacts]:
    return _once(request, "versions", post_id, lambda: publishing.versions_of(post_id))


def costs(request: Any, post_id: UUID) -> list[Cost]:
    """What was entered for it, cancelled entries among them."""
    return _once(request, "costs", post_id, lambda: list(_costs(request, post_id)))


def observed(request: Any, post_id: UUID) -> list[Observation]:
    """What networks said of its published versions, in the order it was heard."""
    return _once(request, "observed", post_id, lambda: list(_observed(published(request, post_id))))


def published(request: Any, post_id: UUID) -> list[publishing.VersionFacts]:
    return [version for version in versions(request, post_id) if version.published]


def _costs(request: Any, post_id: UUID) -> QuerySet[Cost]:
    return selectors.costs(request.rights, post_id=post_id).select_related(None).select_related("entered_by")


def _observed(out: Sequence[publishing.VersionFacts]) -> QuerySet[Observation]:
    rows = Observation.objects.filter(metric__in=READ, object_id__in=[version.id for version in out])
    return rows.only("metric", "object_id", "value", "period_end", "fetched_at").order_by("fetched_at", "period_end")


T = TypeVar("T")


def _once(request: Any, what: str, post_id: UUID, read: Callable[[], T]) -> T:
    known = request.__dict__.setdefault("_of_post", {})
    if (what, post_id) not in known:
        known[what, post_id] = read()
    found: T = known[what, post_id]
    return found
