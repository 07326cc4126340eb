"""How often a token, and a member over all their tokens, may ask. Counted per minute in the cache, by its own atomic
increment, so that processes share one count.

Without the cache reads go on, writes do not: a program that runs wild can do harm only by writing, and its retries
are safe (see docs/adr/0007).
"""

import logging
import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import ngettext

from coe.api.problems import Problem

log = logging.getLogger(__name__)
MINUTE = 60


@dataclass(frozen=True)
class Budget:
    """What is left of the tightest limit after this request."""

    kind: str
    limit: int
    left: int
    reset: int
    """Seconds."""

    @property
    def headers(self) -> dict[str, str]:
        return {
            "RateLimit-Policy": f'"{self.kind}";q={self.limit};w={MINUTE}',
            "RateLimit": f'"{self.kind}";r={max(self.left, 0)};t={self.reset}',
        }


def spend(*, token: UUID, member: UUID, writes: bool) -> Budget | None:
    """Counts one request. Raises Problem when there were too many; None when nobody can count and it is a read."""
    kind = "write" if writes else "read"
    rates: dict[str, int] = settings.API_RATES
    now = time.time()
    minute, reset = int(now // MINUTE), MINUTE - int(now % MINUTE)
    try:
        budgets = [
            Budget(f"{who}-{kind}", rates[f"{who}-{kind}"],
                   rates[f"{who}-{kind}"] - _count(f"api-rate:{who}:{id_}:{kind}:{minute}"), reset)
            for who, id_ in (("token", token), ("member", member))
        ]  # fmt: skip
    except Exception as error:  # Redis raises its own family of errors; none of them may stop a read.
        log.warning("requests cannot be counted: %s", type(error).__name__)
        if writes:
            raise Problem("unavailable", headers={"Retry-After": "5"}) from None
        return None
    tightest = min(budgets, key=lambda one: one.left)
    if tightest.left < 0:
        raise too_many(tightest)
    return tightest


def too_many(budget: Budget) -> Problem:
    said = ngettext(
        "At most %(limit)d request a minute. The next one is possible in %(reset)d s.",
        "At most %(limit)d requests a minute. The next one is possible in %(reset)d s.",
        budget.limit,
    )
    return Problem(
        "throttled",
        said % {"limit": budget.limit, "reset": budget.reset},
        headers={"Retry-After": str(budget.reset), **budget.headers},
    )


def _count(key: str) -> int:
    cache.add(key, 0, MINUTE * 2)
    found: Any = cache.incr(key)
    return int(found)
