"""An empty list offers what fills it, or says that the reader's roles do not."""

from typing import Any

import pytest

from tests.factories.cast import Org

pytestmark = pytest.mark.django_db
SEE = "See what you may do"


@pytest.mark.parametrize(
    ("path", "who", "offered"),
    [
        ("posts/", "cal", "posts/new/"),
        ("library/", "cal", "#add"),
        ("campaigns/", "cleo", "#id_name"),
        ("governance/rules/", "lee", "governance/rules/new/blocked_terms/"),
        ("governance/workflows/", "cleo", "governance/workflows/new/?at=org"),
        ("listening/sources/", "cleo", "listening/sources/new/"),
    ],
)
def test_whoever_may_fill_it_finds_how(north: Org, browse: Any, path: str, who: str, offered: str) -> None:
    page = browse(north.people[who]).get(north.url(path)).content.decode()
    blank = page.split('class="blank', 1)[1].split('class="panel', 1)[0]
    assert f'{offered}"' in blank
    assert SEE not in page


@pytest.mark.parametrize("path", ["posts/", "library/", "governance/rules/", "governance/workflows/"])
def test_whoever_may_not_is_told_so(north: Org, browse: Any, path: str) -> None:
    page = browse(north.aud).get(north.url(path)).content.decode()
    assert f'<a class="link" href="{north.url("members/me/rights/")}">{SEE}</a>' in page
