"""The public pages of a brand, and the store behind its channel."""

import hashlib
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from uuid import uuid4
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.test import Client
from PIL import Image as Pillow

from coe.tenancy.context import inside
from coe.tenancy.models import Brand
from publishing.channels.base import Image, Message
from publishing.connections.models import Channel
from publishing.library import files
from publishing.newsroom.models import Entry, ViewCount
from publishing.newsroom.store import Shelf
from tests.factories.cast import Cast, Org
from tests.publishing.delivery.stage import Stage

FRONT = "/n/northwind/harbour/"
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture(autouse=True)
def fresh(settings: Any, tmp_path: Any) -> None:
    cache.clear()
    settings.MEDIA_ROOT = str(tmp_path)
    settings.BASE_URL = "https://coe.example"


@pytest.fixture
def channel(north: Org) -> Channel:
    return Stage(north).channel(network="newsroom")


@pytest.fixture
def shelf(north: Org, channel: Channel) -> Shelf:
    with inside(north.id):
        return Shelf(Channel.objects.select_related("brand").get(pk=channel.pk))


def said(text: str = "The north face opens at 07.10. The bakery knows. More at https://example.com/snow.",
         title: str = "First tracks before breakfast", lang: str = "en", **more: Any) -> Message:  # fmt: skip
    return Message(text, more.pop("images", ()), more.pop("link", None), lang, str(uuid4()), datetime.now(UTC), title)


def picture(org: Org) -> Image:
    out = BytesIO()
    Pillow.new("RGB", (40, 30), "navy").save(out, "PNG")
    content = out.getvalue()
    files.keep(org.id, content, "image/png")
    return Image(content, "image/png", "A dark sea", 40, 30, hashlib.sha256(content).hexdigest())


def put(shelf: Shelf, message: Message) -> str:
    """Publishes; the path of the entry."""
    return shelf.put(message.key, message).url.removeprefix("https://coe.example")


def reader(**more: str) -> Client:
    return Client(headers={"user-agent": BROWSER} | more)


def views(org: Org) -> int:
    with inside(org.id):
        return sum(ViewCount.objects.values_list("views", flat=True))


def test_the_same_key_twice_is_one_entry(north: Org, shelf: Shelf) -> None:
    message = said()
    first, second = shelf.put(message.key, message), shelf.put(message.key, said("Other", "Other"))
    assert first == second
    assert shelf.find(message.key) == first
    assert shelf.find(str(uuid4())) is None
    with inside(north.id):
        assert Entry.objects.count() == 1


def test_addresses_speak_when_they_can(shelf: Shelf) -> None:
    assert put(shelf, said()) == f"{FRONT}first-tracks-before-breakfast/"
    again = put(shelf, said())
    assert again.startswith(f"{FRONT}first-tracks-before-breakfast-")
    chinese = put(shelf, said("北坡周六开放。", "早餐之前，先滑第一道", lang="zh-Hans"))
    assert len(chinese) == len(FRONT) + 9
    assert put(shelf, said("Words of the text when there is no title at all here", "")).startswith(
        f"{FRONT}words-of-the-text"
    )
    for reserved in ("en", "zh-hans", "12"):
        assert put(shelf, said("x", reserved)) != f"{FRONT}{reserved}/"


def test_a_page_shares_well_and_runs_nothing(north: Org, shelf: Shelf) -> None:
    image = picture(north)
    path = put(shelf, said("<script>alert(1)</script> & more.\n\nSecond.", "A <b>title</b>", images=(image,)))
    page = reader().get(path)
    html = page.content.decode()
    assert page.status_code == 200
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert '<meta property="og:title" content="A &lt;b&gt;title&lt;/b&gt;">' in html
    assert f'<meta property="og:image" content="https://coe.example{FRONT}picture/{image.sha256}">' in html
    assert f'<link rel="canonical" href="https://coe.example{path}">' in html
    assert 'alt="A dark sea"' in html
    assert "style=" not in html
    assert '<html lang="en"' in html


def test_readers_get_no_cookie_whatever_they_bring(north: Org, shelf: Shelf, browse: Any) -> None:
    path = put(shelf, said())
    member = browse(north.cal)
    for client in (reader(), member):
        for address in (FRONT, path, f"{FRONT}feed.atom", "/-/accent-1f4e6f-1.css", f"{FRONT}nothing-here/"):
            answer = client.get(address, headers={"accept-language": "zh-CN"})
            assert not answer.cookies, address
            assert "cookie" not in answer.get("Vary", "").lower(), address
    assert reader().get(FRONT).content == member.get(FRONT).content


def test_pages_are_cacheable_and_say_when_nothing_changed(shelf: Shelf) -> None:
    path = put(shelf, said())
    for address in (FRONT, path, f"{FRONT}feed.atom"):
        answer = reader().get(address)
        assert "public" in answer["Cache-Control"]
        assert answer["Last-Modified"]
        same = reader(**{"if-none-match": answer["ETag"]}).get(address)
        assert (same.status_code, same.content) == (304, b"")
        assert same["ETag"] == answer["ETag"]
    before = reader().get(FRONT)["ETag"]
    put(shelf, said(title="Another one"))
    assert reader(**{"if-none-match": before}).get(FRONT).status_code == 200


def test_each_language_has_its_page_and_entries_keep_theirs(north: Org, shelf: Shelf) -> None:
    with inside(north.id):
        Brand.objects.filter(slug="harbour").update(name_zh="港湾")
    english = put(shelf, said())
    chinese = put(shelf, said("北坡周六清晨开放。", "早餐之前，先滑第一道", lang="zh-Hans"))
    page = reader().get(f"{FRONT}en/").content.decode()
    assert page.index("First tracks") < page.index("早餐之前")
    assert "Harbour" in page
    page = reader().get(f"{FRONT}zh-hans/").content.decode()
    assert page.index("早餐之前") < page.index("First tracks")
    assert "港湾" in page
    assert '<html lang="zh-Hans"' in page
    assert '<html lang="zh-Hans"' in reader().get(chinese).content.decode()
    assert '<html lang="en"' in reader().get(english).content.decode()
    assert reader().get(f"{FRONT}fr/").status_code == 404


def test_long_newsrooms_have_pages(shelf: Shelf) -> None:
    for number in range(23):
        put(shelf, said(f"Text {number}.", f"Story number {number}"))
    first, second = reader().get(FRONT).content.decode(), reader().get(FRONT + "?page=2").content.decode()
    assert first.count('class="item"') == 20
    assert second.count('class="item"') == 3
    assert 'rel="next"' in first
    assert 'rel="prev"' in second
    for wrong in ("3", "0", "x", "-1", "99999999999999999999"):
        assert reader().get(FRONT + f"?page={wrong}").status_code == 404


def test_the_feed_is_valid_atom(north: Org, shelf: Shelf) -> None:
    image = picture(north)
    put(
        shelf,
        said("Plain & <simple>. See https://example.com/x?a=1&b=2", images=(image,), link="https://coe.example/l/abc"),
    )
    answer = reader().get(f"{FRONT}feed.atom")
    assert answer["Content-Type"].startswith("application/atom+xml")
    atom = {"a": "http://www.w3.org/2005/Atom"}
    root = ElementTree.fromstring(answer.content)
    (entry,) = root.findall("a:entry", atom)
    assert entry.findtext("a:title", namespaces=atom) == "First tracks before breakfast"
    assert entry.findtext("a:id", namespaces=atom).startswith("urn:uuid:")  # type: ignore[union-attr]
    summary = entry.findtext("a:summary", namespaces=atom) or ""
    assert "Plain &amp; &lt;simple&gt;" in summary
    assert f"https://coe.example{FRONT}picture/{image.sha256}" in summary
    assert "https://coe.example/l/abc" in summary
    assert root.find("a:link[@rel='self']", atom).get("href") == f"https://coe.example{FRONT}feed.atom"  # type: ignore[union-attr]


def test_pictures_are_served_only_when_published(north: Org, shelf: Shelf) -> None:
    image = picture(north)
    address = f"{FRONT}picture/{image.sha256}"
    assert reader().get(address).status_code == 404
    put(shelf, said(images=(image,)))
    answer = reader().get(address)
    assert answer.content == image.content
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["Content-Type"] == "image/png"
    assert reader(**{"if-none-match": answer["ETag"]}).get(address).status_code == 304
    with inside(north.id):
        Entry.objects.update(withdrawn_at=datetime.now(UTC))
    assert reader().get(address).status_code == 404


def test_only_what_is_there(cast: Cast, shelf: Shelf) -> None:
    path = put(shelf, said())
    slug = path.rstrip("/").rpartition("/")[2]
    for wrong in (
        "/n/nobody/harbour/", "/n/northwind/nothing/", "/n/northwind/valley/", f"/n/southgate/bakery/{slug}/",
        f"/n/southgate/harbour/{slug}/", f"/n/northwind/valley/{slug}/", f"{FRONT}other/", f"{FRONT}picture/{'0' * 64}",
    ):  # fmt: skip
        assert reader().get(wrong).status_code == 404, wrong
    assert reader().post(FRONT).status_code == 405


def test_readers_are_counted_once_a_day(north: Org, shelf: Shelf) -> None:
    path = put(shelf, said())
    client = reader()
    client.get(path)
    client.get(path)
    assert views(north) == 1
    Client(headers={"user-agent": BROWSER}, REMOTE_ADDR="198.51.100.7").get(path)
    assert views(north) == 2
    answer = reader().get(path)
    Client(headers={"user-agent": BROWSER, "if-none-match": answer["ETag"]}, REMOTE_ADDR="198.51.100.8").get(path)
    assert views(north) == 3, "an unchanged page was read, too"
    client.get(FRONT)
    assert views(north) == 3


@pytest.mark.parametrize(
    "headers",
    [
        {"user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"}, {"user-agent": "curl/8.5.0"}, {"user-agent": ""},
        {"user-agent": "Mastodon/4.3.1 (http.rb/5.2.0; +https://x.example/)"},
        {"user-agent": "Mozilla/5.0 (X11) HeadlessChrome/120"},
        {"user-agent": BROWSER, "sec-purpose": "prefetch;prerender"}, {"user-agent": BROWSER, "purpose": "prefetch"},
    ],
)  # fmt: skip
def test_programs_are_not_readers(north: Org, shelf: Shelf, headers: dict[str, str]) -> None:
    path = put(shelf, said())
    assert Client(headers=headers).get(path).status_code == 200
    assert views(north) == 0


def test_own_members_are_not_readers_and_others_are(cast: Cast, shelf: Shelf, browse: Any) -> None:
    path = put(shelf, said())
    browse(cast.north.cal).get(path, headers={"user-agent": BROWSER})
    assert views(cast.north) == 0
    reader().head(path)
    assert views(cast.north) == 0
    browse(cast.south.sue).get(path, headers={"user-agent": BROWSER})
    assert views(cast.north) == 1


def test_nothing_of_a_reader_is_kept(north: Org, shelf: Shelf) -> None:
    path = put(shelf, said())
    Client(headers={"user-agent": BROWSER}, REMOTE_ADDR="198.51.100.77").get(path)
    with inside(north.id):
        (count,) = ViewCount.objects.values()
    assert set(count) == {"id", "org_id", "entry_id", "day", "views"}
    assert not any("198.51.100.77" in str(value) for value in cache._cache.values())  # type: ignore[attr-defined]


def test_the_store_measures_views(north: Org, shelf: Shelf) -> None:
    message = said()
    kept = shelf.put(message.key, message)
    other = shelf.put(str(uuid4()), said("Unread", "Unread"))
    reader().get(kept.url.removeprefix("https://coe.example"))
    assert shelf.figures([kept.remote_id, other.remote_id, str(uuid4()), ""]) == {
        kept.remote_id: {"views": 1},
        other.remote_id: {"views": 0},
        "": {"views": 1, "posts": 2},
    }


def test_brand_colour_is_a_stylesheet(north: Org, shelf: Shelf) -> None:
    with inside(north.id):
        Brand.objects.filter(slug="harbour").update(accent="#1f5a7a")
    page = reader().get(FRONT).content.decode()
    assert '<link rel="stylesheet" href="/-/accent-1f5a7a-1.css">' in page
    answer = reader().get("/-/accent-1f5a7a-1.css")
    assert answer["Content-Type"].startswith("text/css") and not answer.has_header("Vary")
    assert "--accent:light-dark(#1f5a7a," in answer.content.decode()


def test_the_page_speaks_the_readers_language_whatever_came_last(north: Org, shelf: Shelf) -> None:
    english = put(shelf, said())
    put(shelf, said("北坡周六清晨开放。", "早餐之前，先滑第一道", lang="zh-Hans"))
    for accepted, lang in (("de, en;q=0.8", "en"), ("zh-CN, en;q=0.5", "zh-Hans"), ("fr", "en")):
        answer = reader(**{"accept-language": accepted}).get(FRONT)
        page = answer.content.decode()
        assert f'<html lang="{lang}"' in page
        assert "Accept-Language" in answer["Vary"] and answer["Content-Language"] == lang
        assert f'href="{FRONT}en/" lang="en"' in page and f'href="{FRONT}zh-hans/" lang="zh-Hans"' in page
    asked = reader(**{"accept-language": "en"}).get(FRONT + "?lang=zh-hans")
    assert '<html lang="zh-Hans"' in asked.content.decode()
    # An entry keeps its own language inside a page that speaks the reader's.
    page = reader(**{"accept-language": "zh"}).get(english).content.decode()
    assert '<html lang="zh-Hans"' in page and '<article class="news-article" lang="en">' in page
    assert f'href="{english}?lang=en"' in page


def test_news_in_one_language_are_shown_to_every_reader(shelf: Shelf) -> None:
    put(shelf, said("北坡周六清晨开放。", "早餐之前，先滑第一道", lang="zh-Hans"))
    page = reader(**{"accept-language": "en"}).get(FRONT).content.decode()
    assert '<html lang="en"' in page and '<article class="item" lang="zh-Hans">' in page


def test_an_empty_newsroom_says_so(north: Org, channel: Channel) -> None:
    assert "Nothing has been published here yet." in reader().get(FRONT).content.decode()
    assert reader().get(f"{FRONT}feed.atom").status_code == 200
