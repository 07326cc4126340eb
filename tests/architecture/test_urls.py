"""The URL ring: every view says who may open it."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from coe.access.acts import Act
from coe.access.gate import Audience
from coe.access.middleware import KNOWN, is_gated


def walk(patterns: Any = None, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route, pattern.callback


def ungated() -> list[str]:
    return [route for route, view in walk() if not is_gated(view)]


def test_every_url_is_gated() -> None:
    assert ungated() == []


def test_no_stale_exemption() -> None:
    modules = {getattr(view, "view_class", view).__module__ for _route, view in walk()}
    # These three serve assets or language outside the URLconf of production.
    optional = {"django.views.i18n", "django.contrib.staticfiles.views", "django.views.static"}
    assert set(KNOWN) - optional - modules == set()


def test_every_organisation_page_enters_its_organisation() -> None:
    """Nothing under /o/<organisation>/ is open to people who are not members of it."""
    loose = []
    for route, view in walk():
        gate = getattr(view, "coe_gate", None)
        inside = isinstance(gate, Act) or (isinstance(gate, tuple) and gate[0] is Audience.MEMBER)
        if route.startswith("o/<slug:org>/") and not inside:
            loose.append(route)
    assert loose == []


def test_open_views_say_why() -> None:
    reasons = [view.coe_gate[1] for _route, view in walk() if isinstance(getattr(view, "coe_gate", None), tuple)]
    assert reasons
    assert all(len(reason) > 15 for reason in reasons)


def test_the_guard_sees_an_unmarked_view() -> None:
    def forgotten(request: Any) -> None: ...

    assert not is_gated(forgotten)
