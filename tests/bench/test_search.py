"""Searching 50,000 posts: the folded column against ILIKE on the texts in every spelling. Prints milliseconds."""

import statistics
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef, Q

from coe.search.folding import spellings
from coe.tenancy.context import inside
from publishing.content import searching
from publishing.content.models import Post, Version
from tests.factories.cast import Org
from tests.publishing.content.conftest import channel

pytestmark = [pytest.mark.bench, pytest.mark.django_db]
POSTS = 50_000
EN = (
    "Winter opens at the lake with {}. Slow mornings, warm water and a long table for everybody who comes up the "
    "mountain this week. Rooms are few; bring somebody you like, and leave the telephone below."
)
ZH = "冬天从{}开始。雪森汤泉在湖边开放，早晨很慢，水很暖，长桌为每一位上山的客人准备。房间不多，请带上喜欢的人，把手机留在山下。"
WORDS = ("lake", "湖边", "needle", "针叶", "nowhere", "无处")


def plain(posts: Any, word: str) -> Any:
    """The words as the list searched for them before: each spelling in each column."""
    said, own = Q(), Q()
    for one in spellings(word):
        said |= Q(title__icontains=one) | Q(text__icontains=one)
        own |= Q(own_title__icontains=one) | Q(own_text__icontains=one)
    return posts.filter(said | Exists(Version.objects.filter(own, post=OuterRef("pk")))).order_by("-updated_at", "pk")


def milliseconds(run: Callable[[], Any], times: int = 7) -> float:
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        run()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


def test_searching_fifty_thousand_posts(north: Org, capsys: pytest.CaptureFixture[str]) -> None:
    where = channel(north, "harbour", "bluesky", "harbour.example")
    member = north.cal.member
    with inside(north.id):
        made = [
            Post(
                org=north.organisation, brand=north.brands["harbour"], zone="UTC", author=member, authors=[member.pk],
                title=f"Post {number}" if number % 3 else "",
                text=(ZH if number % 2 else EN).format(
                    ("针叶林" if number % 2 else "a needle") if number % 10_000 < 2 else f"snow {number}"
                ),
            )
            for number in range(POSTS)
        ]  # fmt: skip
        Post.objects.bulk_create(made, batch_size=2000)
        Version.objects.bulk_create(
            [
                Version(org=north.organisation, post=one, channel=where, own_text="Only here" if n % 20 == 0 else None)
                for n, one in enumerate(made)
            ],
            batch_size=2000,
        )
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL jit = off")
        rows = []
        for word in WORDS:
            mine = milliseconds(lambda word=word: list(searching.found(Post.objects.all(), [word])[:6]))
            other = milliseconds(lambda word=word: list(plain(Post.objects.all(), word)[:6]), times=3)
            rows.append((word, mine, other))
    with capsys.disabled():
        for word, mine, other in rows:
            print(f"\n{word:10} folded {mine:7.1f} ms   ILIKE {other:7.1f} ms   ratio {other / mine:5.1f}", end="")
    assert all(other > mine for _word, mine, other in rows)
