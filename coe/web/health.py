"""Is the process alive, and can it do its work?"""

from typing import Any

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from coe.access.gate import Audience, open_to
from coe.celery import QUEUES
from coe.outbox.models import Heartbeat

LATE = 120
"""Seconds after which a silent queue counts as stopped; heartbeats come every 30."""


@open_to(Audience.PUBLIC, reason="load balancers ask; says nothing about anybody")
def alive(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"alive": True})


@open_to(Audience.PUBLIC, reason="load balancers ask; says nothing about anybody", own_transaction=True)
def ready(request: HttpRequest) -> JsonResponse:
    """200 when the database (migrated) and Redis answer; 503 with the failing part otherwise."""
    parts = {"database": _asks(_database), "redis": _asks(_redis)}
    return JsonResponse({"ready": all(parts.values()), **parts}, status=200 if all(parts.values()) else 503)


@open_to(Audience.PUBLIC, reason="monitoring asks; names queues only", own_transaction=True)
def queues(request: HttpRequest) -> JsonResponse:
    """Seconds since each queue's workers last did something; 503 when one is silent."""
    beats = dict(Heartbeat.objects.values_list("queue", "at"))
    now = timezone.now()
    silent_for = {queue: int((now - beats[queue]).total_seconds()) if queue in beats else None for queue in QUEUES}
    moving = all(age is not None and age < LATE for age in silent_for.values())
    return JsonResponse({"moving": moving, "silent_for": silent_for}, status=200 if moving else 503)


def _asks(part: Any) -> bool:
    try:
        part()
    except (DatabaseError, OSError, RuntimeError):
        return False
    except Exception:  # Redis raises its own family; any failure to answer means not ready.
        return False
    return True


def _database() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise RuntimeError("migrations are waiting")


def _redis() -> None:
    cache.set("ready", 1, 5)
