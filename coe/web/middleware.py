"""Gives every request an id, and remembers who asks, for the logs."""

import logging
import time
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.http import HttpRequest, HttpResponse

log = logging.getLogger("coe.request")
# What the log lines of this request or task carry.
CURRENT: ContextVar[Any] = ContextVar("coe.current", default=None)


class RequestContext:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.request_id = uuid.uuid4().hex[:16]
        request.org = request.member = request.rights = request.brand_filter = request.market_filter = None
        token = CURRENT.set(request)
        began = time.monotonic()
        try:
            response = self.get_response(request)
            log.info(
                "%s %s", request.method, request.path,
                extra={"status": response.status_code, "ms": round((time.monotonic() - began) * 1000)},
            )  # fmt: skip
        finally:
            CURRENT.reset(token)
        response["X-Request-Id"] = request.request_id
        return response
