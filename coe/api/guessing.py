"""Tokens that do not stand, counted by the address they come from, as failed sign-ins are.

An address that sent too many is refused before anything is looked up. Programs behind the same address go on: a token
that stood within the last hour is let through. Without the cache nobody is counted; a token cannot be guessed anyway
(256 bits), this keeps the noise and its load away.
"""

import logging
import time
from typing import Any

from django.conf import settings
from django.core.cache import cache

from coe.api.problems import Problem
from coe.api.secrets import fingerprint
from coe.api.throttles import MINUTE, Budget, too_many
from coe.web.visitors import client_network

log = logging.getLogger(__name__)
KIND = "address-refused"
REFUSALS = frozenset({"token-unknown", "token-expired", "token-revoked"})
STOOD = 3600


def before(request: Any, header: str) -> None:
    """Raises Problem for an address that sent too many tokens that do not stand."""
    try:
        sent = int(cache.get(_counter(request)) or 0)
        if sent < settings.API_RATES[KIND] or _stood(header):
            return
    except Exception as error:  # Redis raises its own family of errors; without it nobody is counted.
        log.warning("refused tokens cannot be counted: %s", type(error).__name__)
        return
    raise _refusal(sent)


def refused(request: Any, problem: Problem) -> Problem:
    """Counts a token that does not stand; what to answer."""
    if problem.code not in REFUSALS:
        return problem
    try:
        key = _counter(request)
        cache.add(key, 0, MINUTE * 2)
        sent = int(cache.incr(key))
    except Exception as error:
        log.warning("refused tokens cannot be counted: %s", type(error).__name__)
        return problem
    return _refusal(sent) if sent > settings.API_RATES[KIND] else problem


def stood(secret_hash: str) -> None:
    """Remembers for an hour that this token stood."""
    try:
        cache.set(f"api-stood:{secret_hash}", 1, STOOD)
    except Exception as error:
        log.warning("a token that stood cannot be noted: %s", type(error).__name__)


def _refusal(sent: int) -> Problem:
    limit = settings.API_RATES[KIND]
    return too_many(Budget(KIND, limit, limit - sent, MINUTE - int(time.time() % MINUTE)))


def _counter(request: Any) -> str:
    return f"api-refused:{client_network(request)}:{int(time.time() // MINUTE)}"


def _stood(header: str) -> bool:
    return bool(cache.get(f"api-stood:{fingerprint(header.partition(' ')[2].strip())}"))
