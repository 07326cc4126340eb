"""Help: every page of an organisation has its sentence, and the page of the documentation it points to is there."""

from pathlib import Path
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from coe.web.guide_pages import NO_PAGE, PAGES

SITE = Path(__file__).parents[2] / "docs" / "site"


def names() -> set[str]:
    """The URL names inside an organisation."""

    def walk(patterns: Any, prefix: str = "") -> Any:
        for one in patterns:
            route = prefix + str(one.pattern)
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, route)
            elif isinstance(one, URLPattern) and route.startswith("o/<slug:org>/"):
                yield one.name

    return set(walk(get_resolver().url_patterns))


def test_every_page_has_help_and_no_entry_is_stale() -> None:
    assert set(PAGES) & NO_PAGE == set()
    assert names() - set(PAGES) - NO_PAGE == set(), "add them to coe/web/guide_pages.py"
    assert (set(PAGES) | NO_PAGE) - names() == set()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_of_the_documentation_that_help_points_to_is_there(language: str) -> None:
    for name, (text, doc) in PAGES.items():
        page, _hash, part = doc.partition("#")
        source = SITE / language / f"{page}.md"
        assert source.is_file(), (name, doc)
        assert not part or f"({part})=" in source.read_text(), (name, doc)
        assert 20 <= len(str(text)) <= 120, (name, len(str(text)))


def test_both_languages_have_the_same_pages() -> None:
    found = {one: {path.name for path in (SITE / one).glob("*.md")} for one in ("en", "zh-hans")}
    assert found["en"] == found["zh-hans"]
    assert len(found["en"]) >= 20
