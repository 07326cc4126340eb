"""Search over everything: what one may see is found, in either language, and nothing else."""

import re
from datetime import date
from typing import Any

import pytest
from django.utils import translation

from coe.tenancy.context import inside
from publishing.content.models import Campaign, Post, Version
from tests.factories.cast import Org
from tests.publishing.content.conftest import channel

pytestmark = pytest.mark.django_db


def write(org: Org, brand: str, author: str, **said: Any) -> Post:
    with inside(org.id):
        member = getattr(org, author).member
        return Post.objects.create(
            org=org.organisation, brand=org.brands[brand], zone="UTC", author=member, authors=[member.pk], **said
        )


def found(client: Any, org: Org, words: str, **more: Any) -> dict[str, list[str]]:
    """Group → what its results are called, from the list under the field."""
    answer = client.get(org.url("search/"), {"q": words} | more, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    groups: dict[str, list[str]] = {}
    for part in re.split(r'id="group-', answer.content.decode())[1:]:
        titles = re.findall(r'<span class="hit-title"[^>]*>(.*?)</span>', part.split('id="more-')[0], re.S)
        groups[part.split('"')[0]] = [re.sub(r"<.*?>", "", title) for title in titles]
    return groups


def test_a_post_is_found_by_any_of_its_words(north: Org, browse: Any) -> None:
    write(north, "harbour", "cal", title="Winter at the lake", text="Sauna, then snow")
    write(north, "harbour", "cal", text="雪森溫泉\n冬至開放", language="zh-Hans")
    cal = browse(north.cal)
    assert found(cal, north, "winter snow")["posts"] == ["Winter at the lake · Sauna, then snow"]
    assert found(cal, north, "温泉")["posts"] == ["雪森溫泉 冬至開放"]
    assert "posts" not in found(cal, north, "winter 温泉")


def test_a_post_is_found_by_what_one_channel_says(north: Org, browse: Any) -> None:
    post = write(north, "harbour", "cal", title="Plain", text="Plain")
    where = channel(north, "harbour", "bluesky", "harbour.example")
    with inside(north.id):
        Version.objects.create(org=north.organisation, post=post, channel=where, own_text="Glühwein for all")
    assert found(browse(north.cal), north, "GLÜHWEIN")["posts"] == ["Plain"]


def test_a_changed_text_is_found_by_its_new_words(north: Org, browse: Any) -> None:
    post = write(north, "harbour", "cal", title="Before")
    with inside(north.id):
        post.title = "After"
        post.save(update_fields=["title", "folded"])
    cal = browse(north.cal)
    assert "posts" not in found(cal, north, "before")
    assert found(cal, north, "after")["posts"] == ["After"]


def test_nothing_is_found_that_one_may_not_see(north: Org, south: Org, browse: Any) -> None:
    write(north, "valley", "vic", title="Secret plan")
    assert "posts" not in found(browse(north.cal), north, "secret")
    assert found(browse(north.vic), north, "secret")["posts"] == ["Secret plan"]
    nia = found(browse(north.nia), north, "e")
    assert set(nia) <= {"pages", "help"}
    assert browse(south.sam).get(north.url("search/"), {"q": "secret"}).status_code == 404


def test_people_are_found_by_who_sees_members(north: Org, browse: Any) -> None:
    assert found(browse(north.ida), north, "cleo")["people"] == ["Cleo Lead"]
    assert "people" not in found(browse(north.cal), north, "cleo")


@pytest.mark.parametrize("words", ["freezes", "pause"])
def test_pages_are_found_by_what_they_are_for(north: Org, browse: Any, words: str) -> None:
    assert "Freezes" in found(browse(north.cleo), north, words)["pages"]


def test_pages_are_found_by_their_chinese_name_whatever_the_language(north: Org, browse: Any) -> None:
    with translation.override("zh-hans"):
        word = translation.gettext("Freezes")
    assert "Freezes" in found(browse(north.cleo), north, word)["pages"]


def test_pages_one_may_not_open_are_not_found(north: Org, browse: Any) -> None:
    assert "Audit" not in found(browse(north.cal), north, "audit").get("pages", [])
    assert "Audit" in found(browse(north.aud), north, "audit")["pages"]


def test_five_of_a_group_and_the_way_to_all(north: Org, browse: Any) -> None:
    for number in range(7):
        write(north, "harbour", "cal", title=f"Lake {number}")
    cal = browse(north.cal)
    answer = cal.get(north.url("search/"), {"q": "lake"}, headers={"HX-Request": "true"}).content.decode()
    assert answer.count('id="hit-posts-') == 5
    assert f'href="{north.url("posts/?q=lake")}"' in answer
    assert "5 results shown." in answer


def test_the_page_works_without_script_and_remembers(north: Org, browse: Any) -> None:
    write(north, "harbour", "cal", title="Lake")
    cal = browse(north.cal)
    page = cal.get(north.url("search/"), {"q": "lake"}).content.decode()
    assert "<mark>Lake</mark>" in page
    assert "Nothing found" in cal.get(north.url("search/"), {"q": "zzz"}).content.decode()
    assert cal.post(north.url("search/remember/"), {"q": "snow"}).status_code == 204
    empty = cal.get(north.url("search/"), headers={"HX-Request": "true"}).content.decode()
    assert re.findall(r'data-words="(\w+)"', empty) == ["snow", "zzz", "lake"]


def test_what_like_takes_for_signs_is_searched_as_it_is(north: Org, browse: Any) -> None:
    write(north, "harbour", "cal", title="100 % wool")
    cal = browse(north.cal)
    assert found(cal, north, "%")["posts"] == ["100 % wool"]
    assert "posts" not in found(cal, north, "_%_")


def test_one_group_goes_on_over_pages(north: Org, browse: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("coe.search.registry.ON_PAGE", 2)
    with inside(north.id):
        for number in range(5):
            Campaign.objects.create(
                org=north.organisation, name=f"Lake{number}", slug=f"lake-{number}",
                starts_on=date(2030, 1, 1), ends_on=date(2030, 2, 1),
            )  # fmt: skip
    client, seen = browse(north.bea), []
    address = north.url("search/") + "?q=lake&in=campaigns"
    for _page in range(3):
        page = client.get(address).content.decode()
        seen += re.findall(r"Lake</mark>(\d)", page)
        following = re.findall(r'href="([^"]*page=\d)"', page)
        address = following[-1].replace("&amp;", "&") if following else ""
    assert sorted(seen) == ["0", "1", "2", "3", "4"]
    assert client.get(north.url("search/") + "?q=lake&in=campaigns&page=nonsense").status_code == 200
