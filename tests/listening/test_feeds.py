"""Feeds: what is read, what is refused, and that strangers' markup never reaches a page."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from coe.tenancy.context import inside
from coe.web.http import Http
from listening.mentions.models import Mention
from listening.sources import feeds
from listening.sources.models import Source
from listening.sources.polling import poll
from tests.factories.cast import Org
from tests.listening.conftest import FeedServer, entry, make_feed, rss


def add(browse: Any, org: Org, url: str, who: str = "ana", **more: str) -> Any:
    data = {"url": url, "name": "", "brand": "", "language": ""} | more
    return browse(getattr(org, who)).post(org.url("listening/sources/new/"), data)


def all_sources(org: Org) -> list[Source]:
    with inside(org.id):
        return list(Source.objects.all())


def heard(org: Org) -> list[Mention]:
    with inside(org.id):
        return list(Mention.objects.order_by("-published_at", "remote_id"))


def due_again(org: Org) -> None:
    with inside(org.id):
        Source.objects.update(next_poll_at=timezone.now() - timedelta(seconds=1))


def test_a_feed_is_opened_once_and_what_it_says_is_there(browse: Any, north: Org, web: FeedServer) -> None:
    url = web.says("/feed", rss(entry(1, "雪落时，汤正热"), entry(2, "Lifts open")), etag='"a"')
    brand = str(north.brands["harbour"].pk)
    assert add(browse, north, url, brand=brand).status_code == 302
    (source,) = all_sources(north)
    assert (source.name, source.problem, str(source.brand_id)) == ("Alpine News", "", brand)
    assert {(one.title, one.language, one.kind, str(one.brand_id)) for one in heard(north)} == {
        ("雪落时，汤正热", "zh", "news", brand),
        ("Lifts open", "en", "news", brand),
    }
    page = browse(north.gus).get(north.url("listening/mentions/")).content.decode()
    assert "雪落时，汤正热" in page
    assert 'rel="noopener noreferrer nofollow"' in page


def test_a_second_poll_asks_with_the_etag_and_adds_nothing(browse: Any, north: Org, web: FeedServer) -> None:
    url = web.says("/feed", rss(entry(1)), etag='"a"', last_modified="Mon, 02 Nov 2026 08:00:00 GMT")
    add(browse, north, url)
    (source,) = all_sources(north)
    due_again(north)
    poll(north.id, source.pk)
    asked = web.asked[-1][1]
    assert (asked["if-none-match"], asked["if-modified-since"]) == ('"a"', "Mon, 02 Nov 2026 08:00:00 GMT")
    assert len(heard(north)) == 1


def test_polling_twice_adds_only_what_is_new(north: Org, web: FeedServer) -> None:
    url = web.says("/feed", rss(entry(1), entry(2)))
    with inside(north.id):
        source = make_feed(north, url=url)
    assert poll(north.id, source.pk) == 2
    due_again(north)
    assert poll(north.id, source.pk) == 0
    web.says("/feed", rss(entry(1), entry(2), entry(3)))
    due_again(north)
    assert poll(north.id, source.pk) == 1
    assert len(heard(north)) == 3


def test_a_poll_before_its_time_asks_nothing(north: Org, web: FeedServer) -> None:
    with inside(north.id):
        source = make_feed(north, url=web.says("/feed", rss(entry(1))))
    poll(north.id, source.pk)
    asked = len(web.asked)
    assert poll(north.id, source.pk) is None
    assert len(web.asked) == asked


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://127.0.0.1:9/feed", "not on the public internet"),
        ("http://169.254.169.254/latest/meta-data/", "not on the public internet"),
        ("http://[::1]/feed", "not on the public internet"),
        ("ftp://example.org/feed", "Begin the address with https://"),
        ("http://user:secret@example.org/feed", "user name and password"),
        ("javascript:alert(1)", "Begin the address with https://"),
        ("file:///etc/passwd", "Begin the address with https://"),
    ],
)
def test_addresses_that_are_not_opened(browse: Any, north: Org, settings: Any, address: str, words: str) -> None:
    settings.HTTP_ALLOW = []
    answer = add(browse, north, address)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert all_sources(north) == []


def test_a_redirect_to_a_private_address_is_not_followed(browse: Any, north: Org, web: FeedServer) -> None:
    url = web.says("/feed", b"", 302, location="http://127.0.0.2:80/secret")
    assert "not on the public internet" in add(browse, north, url).content.decode()
    assert [path for path, _headers in web.asked] == ["/feed"]


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (200, b"<html><head><title>Hi</title></head><body>No feed</body></html>", "not an RSS or Atom feed"),
        (200, b"\x00\x01\x02" * 500, "not an RSS or Atom feed"),
        (200, b"", "not an RSS or Atom feed"),
        (200, b"/etc/passwd", "not an RSS or Atom feed"),
        (404, b"", "nothing at this address"),
        (410, b"", "ended for good"),
        (401, b"", "asks for a login"),
        (500, b"", "a problem of its own"),
        (200, b"<rss>" + b" " * (2 * 1024 * 1024), "larger than 2 MB"),
        (200, b"<rss version='2.0'><channel>" + b"<a>" * 200_000, "not an RSS or Atom feed"),
    ],
)
def test_what_is_not_a_readable_feed_says_why(
    browse: Any, north: Org, web: FeedServer, status: int, body: bytes, words: str
) -> None:
    answer = add(browse, north, web.says("/feed", body, status), name="Kept")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert 'value="Kept"' in page
    assert all_sources(north) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entity_bombs_are_not_parsed(browse: Any, north: Org, web: FeedServer, encoding: str) -> None:
    bomb = f"""<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE lolz [<!ENTITY a "lol">
      <!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>
      <rss version="2.0"><channel><title>&b;&x;</title><item><title>&b;</title></item></channel></rss>"""
    answer = add(browse, north, web.says("/feed", bomb.encode(encoding)))
    assert "declares entities" in answer.content.decode()
    assert all_sources(north) == []


def test_a_page_that_names_its_feed_says_so(browse: Any, north: Org, web: FeedServer) -> None:
    page = '<html><head><link rel="alternate" type="application/atom+xml" href="/atom.xml"></head></html>'
    answer = add(browse, north, web.says("/blog", page)).content.decode()
    assert f"{web.url}/atom.xml" in answer


def test_no_markup_is_kept(browse: Any, north: Org, web: FeedServer) -> None:
    nasty = (
        "&lt;script&gt;alert(1)&lt;/script&gt;Big &lt;b onmouseover='x()'&gt;news&lt;/b&gt;"
        "&lt;img src=x onerror=alert(2)&gt;\u202egnp.exe"
    )
    body = "<![CDATA[<p>One &amp; two</p><style>p{}</style><iframe src='http://x'></iframe><p>three</p>]]>"
    url = web.says("/feed", rss(entry(1, nasty, body, link="javascript:alert(3)")))
    add(browse, north, url)
    (one,) = heard(north)
    assert one.title == "Big newsgnp.exe"
    assert one.text == "One & two\n\nthree"
    assert one.url == ""
    page = browse(north.cleo).get(north.url("listening/mentions/")).content.decode()
    assert "alert(" not in page
    assert "onerror" not in page


def test_atom_is_read_and_dates_do_not_lie_ahead(north: Org) -> None:
    atom = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN"><title>A</title><id>urn:f</id>
      <entry><id>urn:1</id><title type="text">1 &lt; 2</title><updated>2199-01-01T00:00:00Z</updated>
      <link href="/p/1"/><content type="html">&lt;p&gt;Hello&lt;/p&gt;</content></entry></feed>"""
    found = feeds.parse(atom, address="http://a.example/feed", headers={})
    assert isinstance(found, feeds.Feed)
    (item,) = found.items
    assert (item.title, item.text, item.remote_id, item.url) == ("1 < 2", "Hello", "urn:1", "http://a.example/p/1")
    with inside(north.id):
        source = make_feed(north)
        from listening.mentions.intake import take_in

        take_in(source, found.items)
        assert Mention.objects.get().published_at <= timezone.now()


def test_failures_wait_longer_each_time_and_a_success_forgets_them(north: Org, web: FeedServer) -> None:
    with inside(north.id):
        source = make_feed(north, url=web.says("/feed", b"", 500))
    gaps = []
    for _ in range(3):
        due_again(north)
        poll(north.id, source.pk)
        (now,) = all_sources(north)
        gaps.append(round((now.next_poll_at - timezone.now()).total_seconds() / 60))
    assert (now.problem, now.failures, gaps) == ("broken", 3, [15, 30, 60])
    web.says("/feed", b"", 429, retry_after="7200")
    due_again(north)
    poll(north.id, source.pk)
    (now,) = all_sources(north)
    assert round((now.next_poll_at - timezone.now()).total_seconds()) in range(7190, 7201)
    web.says("/feed", rss(entry(1)))
    due_again(north)
    poll(north.id, source.pk)
    (now,) = all_sources(north)
    assert (now.problem, now.failures, len(heard(north))) == ("", 0, 1)


def test_the_same_feed_is_not_added_twice_and_comes_back_after_retiring(
    browse: Any, north: Org, web: FeedServer
) -> None:
    url = web.says("/feed", rss(entry(1)))
    add(browse, north, url)
    assert "You listen to this feed already" in add(browse, north, f"{url}#top").content.decode()
    (source,) = all_sources(north)
    browse(north.ana).post(north.url(f"listening/sources/{source.pk}/retire/"))
    assert all_sources(north)[0].retired_at is not None
    assert add(browse, north, url).status_code == 302
    assert all_sources(north)[0].retired_at is None
    assert len(heard(north)) == 1


def test_the_reader_is_given_a_size_limit() -> None:
    said: dict[str, Any] = {}

    class Spy(Http):
        def request(self, method: str, url: str, **given: Any) -> Any:
            said.update(given)
            return super().request(method, "http://10.0.0.1/", max_bytes=1)

    assert feeds.read(Spy(), "http://a.example/", {}) == feeds.NoFeed("forbidden")
    assert said["max_bytes"] == feeds.MOST_BYTES
    assert said["follow_redirects"] is True


def test_sources_come_page_by_page_and_by_state(browse: Any, north: Org) -> None:
    with inside(north.id):
        for number in range(51):
            make_feed(north, url=f"http://news.example/{number}", name=f"Feed {number:02}", polled_at=timezone.now())
        make_feed(north, url="http://news.example/quiet", name="Quiet", paused_at=timezone.now())
        make_feed(north, url="http://news.example/broken", name="Broken", problem="gone")
    ana = browse(north.ana)

    def names(**given: Any) -> list[str]:
        return [row.name for row in ana.get(north.url("listening/sources/"), given).context["rows"]]

    assert (len(names()), len(names(page=2))) == (50, 3)
    assert (names(state="paused"), names(state="trouble")) == (["Quiet"], ["Broken"])
    assert (len(names(state="listening")), names(state="listening", page=2)) == (50, ["Feed 50"])
