"""What panels and story of a post's page both ask of it; read once for a request, whoever asks."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from coe.access.api import Act
from publishing import api as publishing
from reporting.attribution import selectors
from reporting.attribution.models import Cost


def facts(request: Any, post_id: UUID) -> publishing.PostFacts | None:
    """The post, for who may see its brand's results."""
    found = _once(request, "facts", post_id, lambda: publishing.post_facts([post_id]).get(post_id))
    return found if found and request.rights.may(Act.REPORT_SEE, brand=found.brand_id) else None


def versions(request: Any, post_id: UUID) -> list[publishing.VersionFacts]:
    return _once(request, "versions", post_id, lambda: publishing.versions_of(post_id))


def costs(request: Any, post_id: UUID) -> list[Cost]:
    """What was entered for it, cancelled entries among them."""
    return _once(request, "costs", post_id, lambda: list(selectors.costs(request.rights, post_id=post_id)))


T = TypeVar("T")


def _once(request: Any, what: str, post_id: UUID, read: Callable[[], T]) -> T:
    known = request.__dict__.setdefault("_of_post", {})
    if (what, post_id) not in known:
        known[what, post_id] = read()
    found: T = known[what, post_id]
    return found
