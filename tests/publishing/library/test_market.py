"""The library honours the market that a person narrowed every page to."""

import re
from typing import Any

import pytest

from coe.tenancy.context import inside
from publishing.content.models import Post, PostImage, Version
from publishing.library.models import Asset
from tests.publishing.content.conftest import Stage, channel, picture

pytestmark = pytest.mark.django_db


def test_pictures_of_posts_for_the_market_and_those_free_for_it(stage: Stage, browse: Any) -> None:
    north, bea = stage.north, browse(stage.north.bea)
    at = {code: channel(north, "harbour", "mastodon", f"@{code}@example") for code in list(north.markets)[:2]}
    here, there = at
    for number, name in enumerate((f"{here}.jpg", f"{there}.jpg", "both.jpg", "nowhere.jpg")):
        sent = {"brand": str(north.brands["harbour"].pk), "pictures": picture(size=(80 + number, 60), name=name)}
        assert bea.post(north.url("library/"), sent).status_code == 302
    with inside(north.id):
        for code, one in at.items():
            type(one).objects.filter(pk=one.pk).update(market=north.markets[code])
            for name in (f"{code}.jpg", "both.jpg"):
                post = Post.objects.create(
                    org=north.organisation,
                    brand=north.brands["harbour"],
                    title=name,
                    zone="UTC",
                    author=north.bea.member,
                )
                Version.objects.create(org=north.organisation, post=post, channel=one)
                PostImage.objects.create(
                    org=north.organisation, post=post, asset=Asset.objects.get(name=name), position=0
                )

    def shown(query: str) -> set[str]:
        page = bea.get(north.url(f"library/{query}")).content.decode()
        return set(re.findall(r'<span class="cut t2">(.*?)</span>', page))

    assert shown("") == {f"{here}.jpg", f"{there}.jpg", "both.jpg", "nowhere.jpg"}
    assert shown(f"?market={here}") == {f"{here}.jpg", "both.jpg", "nowhere.jpg"}
    assert shown("?show=unused") == {"nowhere.jpg"}
    assert shown("?market=&show=") == {f"{here}.jpg", f"{there}.jpg", "both.jpg", "nowhere.jpg"}
