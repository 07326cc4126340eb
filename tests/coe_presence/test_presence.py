"""Two people at one post see each other, and the second to write is told; strangers see nothing."""

from typing import Any
from uuid import uuid4

import pytest

from coe.presence import here
from coe.tenancy.context import inside
from publishing.content.models import Post
from tests.factories.cast import Org

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(north: Org) -> str:
    with inside(north.id):
        cal = north.cal.member
        post = Post.objects.create(org=north.organisation, brand=north.brands["harbour"], zone="UTC", author=cal)
    return north.url(f"here/publishing.post/{post.pk}/")


def test_two_see_each_other_until_one_leaves(north: Org, url: str, browse: Any) -> None:
    cal, bea = browse(north.cal), browse(north.bea)
    assert cal.post(url, {"mode": "reading"}).content.decode().strip() == ""
    assert "Cal Creator is here too" in bea.post(url, {"mode": "reading"}).content.decode()
    assert "Bea Brand is here too" in cal.post(url, {"mode": "reading"}).content.decode()
    assert cal.post(url, {"leave": "on"}).status_code == 204
    assert bea.post(url, {"mode": "reading"}).content.decode().strip() == ""


def test_the_second_writer_reads_along_and_may_take_over(north: Org, url: str, browse: Any) -> None:
    cal, bea = browse(north.cal), browse(north.bea)
    cal.post(url, {"mode": "writing"})
    told = bea.post(url, {"mode": "writing"}).content.decode()
    assert "Cal Creator is writing. You read along." in told
    assert 'data-pen="other"' in told
    assert 'data-pen="mine"' in bea.post(url, {"mode": "writing", "take": "on"}).content.decode()
    assert "Bea Brand is writing. You read along." in cal.post(url, {"mode": "writing"}).content.decode()


def test_whoever_gives_no_sign_is_gone(north: Org, url: str, browse: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    cal, bea = browse(north.cal), browse(north.bea)
    cal.post(url, {"mode": "reading"})
    later = here.time.time() + here.GONE + 1
    monkeypatch.setattr(here.time, "time", lambda: later)
    assert bea.post(url, {"mode": "reading"}).content.decode().strip() == ""


def test_only_who_may_see_the_post_sees_who_is_there(north: Org, south: Org, url: str, browse: Any) -> None:
    browse(north.cal).post(url, {"mode": "writing"})
    assert browse(north.vic).post(url).status_code == 404
    assert browse(south.sue).post(url).status_code == 404
    assert browse(north.cal).post(north.url(f"here/publishing.post/{uuid4()}/")).status_code == 404
    assert browse(north.cal).get(url).status_code == 405


def test_a_reader_takes_no_pen_from_a_writer(north: Org, url: str, browse: Any) -> None:
    cal, lee = browse(north.cal), browse(north.lee)
    cal.post(url, {"mode": "writing"})
    told = lee.post(url, {"mode": "writing", "take": "on"}).content.decode()
    assert "Cal Creator is writing" in told
    assert ('data-pen=""' in told, "data-take" in told) == (True, False)
    assert 'data-pen="mine"' in cal.post(url, {"mode": "writing"}).content.decode()
    assert "Lee Legal is here too" in cal.post(url, {"mode": "writing"}).content.decode()
