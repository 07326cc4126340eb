"""The clock of a person's own pages, which stand outside any organisation."""

import functools
from typing import Any

from django.http import HttpResponseBase
from django.utils import timezone

from coe.access.gate import View
from coe.accounts import selectors


def in_own_zone(view: View) -> View:
    """Shows times as the application does to this person: without a zone of their own, in that of the organisation
    entered last in this browser. Asks one query, and none of people with a zone."""

    @functools.wraps(view)
    def run(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = request.user
        if user.is_authenticated and not user.zone:
            timezone.activate(selectors.zone_used_last(user, request.session.get("org", "")))
        return view(request, *args, **kwargs)

    return run
