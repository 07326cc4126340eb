"""Addresses of organisation pages, which live under /o/<organisation>/."""

from typing import Any

from django.urls import reverse


def to(where: Any, name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a page in an organisation; `where` is a request, an organisation or a slug."""
    org = getattr(where, "org", where)
    slug = getattr(org, "slug", org)
    if args:
        return reverse(name, args=(slug, *args))
    return reverse(name, kwargs={"org": slug, **kwargs})
