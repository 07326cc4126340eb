"""Addresses of organisation pages, which live under /o/<organisation>/."""

from functools import lru_cache
from typing import Any

from django.urls import get_script_prefix, reverse


def to(where: Any, name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a page in an organisation; `where` is a request, an organisation or a slug."""
    org = getattr(where, "org", where)
    slug = getattr(org, "slug", org)
    if args:
        return _address(get_script_prefix(), name, slug, *args)
    return _address(get_script_prefix(), name, org=slug, **kwargs)


@lru_cache(maxsize=16384)
def _address(_prefix: str, name: str, /, *args: Any, **kwargs: Any) -> str:
    """A list leads to a hundred places, mostly the same as the last time."""
    return reverse(name, args=args, kwargs=kwargs)
