"""The bar of a phone: the few places somebody needs most, never more than four."""

import re
from typing import Any

import pytest

from tests.factories.cast import Org

pytestmark = pytest.mark.django_db


def bar(page: str) -> list[str]:
    found = re.search(r'<nav class="tabbar".*?</nav>', page, re.DOTALL)
    assert found
    return re.findall(r'<a href="/o/[^/]+/([^"]*)"', found[0])


def test_an_administrator_finds_members_and_requests_in_it(north: Org, browse: Any) -> None:
    assert bar(browse(north.ida).get(north.url("members/")).content.decode()) == ["", "members/", "access/requests/"]


def test_who_writes_posts_keeps_posts_and_sees_only_what_is_open_to_them(north: Org, browse: Any) -> None:
    places = bar(browse(north.cal).get(north.url("")).content.decode())
    assert places[:3] == ["", "approvals/", "calendar/"]
    assert "access/requests/" not in places and len(places) <= 4
