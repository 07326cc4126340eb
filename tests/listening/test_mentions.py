"""The list of what was heard: who sees what, filters, handling, undoing."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coe.audit.models import Entry
from coe.tenancy.context import inside
from listening.mentions.models import Mention
from listening.sources.models import Source
from tests.factories.cast import Cast, Org
from tests.listening.conftest import make_channel, make_feed, make_version, say, source_of


@pytest.fixture
def sources(north: Org) -> dict[str, Source]:
    with inside(north.id):
        return {
            "harbour": source_of(make_channel(north, "harbour", "mastodon", "@harbour")),
            "valley": source_of(make_channel(north, "valley", "bluesky", "valley.example")),
            "news": make_feed(north, None),
        }


def texts(page: Any) -> list[str]:
    """What the list shows, in order, marks removed."""
    found = re.findall(r'<p class="heard-text"[^>]*>(.*?)</p>', page.content.decode(), re.S)
    return [re.sub(r"<[^>]+>", "", one) for one in found]


def look(browse: Any, org: Org, who: str, **query: Any) -> list[str]:
    answer = browse(getattr(org, who)).get(org.url("listening/mentions/"), query)
    assert answer.status_code == 200
    return texts(answer)


def states(org: Org) -> dict[str, str]:
    with inside(org.id):
        return dict(Mention.objects.values_list("text", "state"))


@pytest.fixture
def said(north: Org, sources: dict[str, Source]) -> dict[str, Mention]:
    base = datetime(2026, 11, 2, 12, tzinfo=UTC)
    with inside(north.id):
        return {
            "en": say(sources["harbour"], "Lovely harbour lights", at=base),
            "zh": say(sources["harbour"], "港口的灯光很美", at=base - timedelta(hours=1), language="zh", kind="reply"),
            "hant": say(sources["valley"], "山谷裡的燈光", at=base - timedelta(days=2), language="zh"),
            "news": say(sources["news"], "Grid news", at=base - timedelta(days=9), kind="news", title="Prices"),
        }


def test_everybody_sees_what_their_rights_reach(browse: Any, cast: Cast, said: Any) -> None:
    north = cast.north
    assert look(browse, north, "cleo") == [
        "Lovely harbour lights", "港口的灯光很美", "山谷裡的燈光", "Grid news"
    ]  # fmt: skip
    assert look(browse, north, "gus") == ["Lovely harbour lights", "港口的灯光很美"]
    assert look(browse, north, "vic") == ["山谷裡的燈光"]
    assert browse(north.pat).get(north.url("listening/mentions/")).status_code == 403
    assert browse(cast.south.sue).get(north.url("listening/mentions/")).status_code == 404
    assert look(browse, cast.south, "sue") == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"kind": "reply"}, ["zh"]),
        ({"language": "zh"}, ["zh", "hant"]),
        ({"language": "other"}, []),
        ({"q": "灯光"}, ["zh", "hant"]),
        ({"q": "燈光"}, ["zh", "hant"]),
        ({"q": "HARBOUR lights"}, ["en"]),
        ({"q": "ｈａｒｂｏｕｒ"}, ["en"]),
        ({"q": "prices"}, ["news"]),
        ({"q": "100%"}, []),
        ({"q": "harbour_lights"}, []),
        ({"since": "2026-11-01"}, ["en", "zh"]),
        ({"until": "2026-10-31"}, ["hant", "news"]),
        ({"brand": "valley"}, ["hant"]),
        ({"state": "handled"}, []),
        ({"state": "any"}, ["en", "zh", "hant", "news"]),
        # Nonsense is no filter, and breaks nothing.
        ({"kind": "x'--", "source": "no", "since": "2026-99-99", "older": "zzz"}, [
            "en", "zh", "hant", "news"
        ]),
    ],
)  # fmt: skip
def test_filters(browse: Any, north: Org, said: dict[str, Mention], query: dict[str, str], found: list[str]) -> None:
    assert look(browse, north, "cleo", **query) == [said[key].text for key in found]


def test_filters_by_source_and_a_foreign_one_finds_nothing(
    browse: Any, cast: Cast, said: dict[str, Mention], sources: dict[str, Source]
) -> None:
    assert look(browse, cast.north, "cleo", source=str(sources["valley"].pk)) == [said["hant"].text]
    with inside(cast.south.id):
        foreign = make_feed(cast.south, "bakery", url="http://south.example/feed")
        say(foreign, "Southern secret")
    assert look(browse, cast.north, "cleo", source=str(foreign.pk)) == []


def test_what_was_searched_for_is_marked_and_markup_is_text(browse: Any, north: Org, sources: Any) -> None:
    with inside(north.id):
        say(sources["harbour"], "<b>雪</b> & 燈光")
    page = browse(north.cleo).get(north.url("listening/mentions/"), {"q": "灯光"}).content.decode()
    assert "&lt;b&gt;雪&lt;/b&gt; &amp; <mark>燈光</mark>" in page


def settle(browse: Any, org: Org, who: str, act: str, *mentions: Mention) -> Any:
    data = {"act": act, "pick": [str(one.pk) for one in mentions]}
    return browse(getattr(org, who)).post(org.url("listening/mentions/settle/"), data)


def test_many_are_handled_at_once_and_undone(north: Org, said: dict[str, Mention], browse: Any) -> None:
    client = browse(north.gus)
    url = north.url("listening/mentions/settle/")
    client.post(url, {"act": "handled", "pick": [said["en"].pk, said["zh"].pk]})
    assert states(north)["Lovely harbour lights"] == states(north)["港口的灯光很美"] == "handled"
    page = client.get(north.url("listening/mentions/")).content.decode()
    assert "2 mentions handled." in page
    undo = re.search(r'action="([^"]*/undo/[^"]*)"', page)
    assert undo
    client.post(undo.group(1))
    assert set(states(north).values()) == {"new"}
    # Once only.
    settle(browse, north, "gus", "aside", said["en"])
    client.post(undo.group(1))
    assert states(north)["Lovely harbour lights"] == "aside"
    with inside(north.id):
        assert Entry.objects.filter(act="mention.handle").count() == 5


def test_undoing_leaves_what_somebody_else_settled_since(north: Org, said: dict[str, Mention], browse: Any) -> None:
    client = browse(north.gus)
    client.post(north.url("listening/mentions/settle/"), {"act": "handled", "pick": [said["en"].pk]})
    undo = re.search(r'action="([^"]*/undo/[^"]*)"', client.get(north.url("listening/mentions/")).content.decode())
    settle(browse, north, "cleo", "new", said["en"])
    settle(browse, north, "cleo", "aside", said["en"])
    assert undo
    client.post(undo.group(1))
    assert states(north)["Lovely harbour lights"] == "aside"


@pytest.mark.parametrize("who", ["gus", "ana", "eve"])
def test_a_denied_act_changes_nothing(north: Org, said: dict[str, Mention], browse: Any, who: str) -> None:
    """gus may handle Harbour's only, the others only read; one that is not theirs refuses all."""
    before = states(north)
    answer = settle(browse, north, who, "handled", said["en"], said["hant"])
    assert answer.status_code in {403, 404}
    assert states(north) == before


def test_foreign_and_invented_ids_are_not_there(cast: Cast, said: dict[str, Mention], browse: Any) -> None:
    assert settle(browse, cast.south, "sue", "handled", said["en"]).status_code in {403, 404}
    data = {"act": "handled", "pick": [str(uuid4()), "nonsense"]}
    assert browse(cast.north.cleo).post(cast.north.url("listening/mentions/settle/"), data).status_code == 404
    assert set(states(cast.north).values()) == {"new"}


def test_pages_go_by_key_so_that_arrivals_move_nothing(north: Org, sources: Any, browse: Any) -> None:
    moment = datetime(2026, 11, 2, 12, tzinfo=UTC)
    with inside(north.id):
        for number in range(120):
            # Three share each instant.
            say(sources["harbour"], f"n{number:03}", at=moment - timedelta(minutes=number // 3))
    client, url, seen = browse(north.cleo), north.url("listening/mentions/"), []
    answer = client.get(url)
    for step in range(3):
        seen += texts(answer)
        if step == 0:
            with inside(north.id):
                say(sources["harbour"], "just in", at=moment + timedelta(minutes=1))
        older = re.search(r'rel="next" href="([^"]+)"', answer.content.decode())
        if older:
            answer = client.get(url + older.group(1).replace("&amp;", "&"))
    assert len(seen) == len(set(seen)) == 120
    assert not older
    newer = re.search(r'rel="prev" href="([^"]+)"', answer.content.decode())
    assert newer
    back = texts(client.get(url + newer.group(1).replace("&amp;", "&")))
    assert back == seen[50:100]


def queries(client: Any, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


@pytest.mark.parametrize("path", ["listening/mentions/?state=any", "listening/sources/"])
def test_queries_do_not_grow_with_rows(north: Org, sources: Any, browse: Any, path: str) -> None:
    client = browse(north.cleo)

    def more(count: int) -> None:
        with inside(north.id):
            channel = sources["harbour"].channel
            for number in range(count):
                version = make_version(north, north.cal, channel, str(uuid4()))
                one = say(sources["harbour"], f"words {number}", version=version)
                make_feed(north, "valley", url=f"http://f.example/{one.pk}")

    more(2)
    few = queries(client, north.url(path))
    more(12)
    assert queries(client, north.url(path)) == few


def test_the_rail_counts_what_is_new_to_this_person(north: Org, said: dict[str, Mention], browse: Any) -> None:
    from coe.web import counts

    class Request:
        brand_filter = market_filter = None

    for who, count in (("cleo", 4), ("gus", 2), ("pat", 0)):
        Request.rights = getattr(north, who).actor.rights  # type: ignore[attr-defined]
        with inside(north.id):
            assert counts.count("mentions", Request()) == count  # type: ignore[arg-type]
    home = browse(north.gus).get(north.url()).content.decode()
    assert "All 2" in home


def test_the_post_page_shows_what_answers_it(north: Org, sources: Any, browse: Any) -> None:
    with inside(north.id):
        version = make_version(north, north.cal, sources["harbour"].channel, "r1")
        say(sources["harbour"], "What a view", version=version, kind="reply")
    from listening.mentions.on_post import heard

    class Request:
        org, brand_filter, market_filter = north.organisation, None, None
        rights = north.bea.actor.rights

    with inside(north.id):
        panel = heard(Request(), version.post_id)
        assert panel
        assert panel.context["count"] == 1
        assert heard(Request(), uuid4()) is None
    url = north.url("listening/mentions/")
    assert texts(browse(north.bea).get(url, {"post": str(version.post_id)})) == ["What a view"]


def test_empty_states_say_why(browse: Any, north: Org, sources: Any) -> None:
    client, url = browse(north.gus), north.url("listening/mentions/")
    assert "Nothing new" in client.get(url).content.decode()
    assert "Nothing matches these filters" in client.get(url, {"q": "x"}).content.decode()
    assert "Nothing here yet" in client.get(url, {"state": "handled"}).content.decode()
    with inside(north.id):
        Source.objects.all().delete()
    assert "Nobody is listened to yet" in client.get(url).content.decode()


# ── sources ─────────────────────────────────────────────────────────────────────────────────────


def test_pausing_resuming_and_asking(
    north: Org, feed: Source, browse: Any, woken: Any, django_capture_on_commit_callbacks: Any
) -> None:
    client = browse(north.ana)

    def act(name: str) -> Source:
        client.post(north.url(f"listening/sources/{feed.pk}/{name}/"))
        with inside(north.id):
            return Source.objects.get(pk=feed.pk)

    assert act("pause").paused_at
    assert act("poll").paused_at  # refused, and says why
    assert "This source is paused. Resume it first." in client.get(north.url("listening/sources/")).content.decode()
    assert act("resume").paused_at is None
    with django_capture_on_commit_callbacks(execute=True):
        assert act("poll").next_poll_at <= timezone.now()
    assert woken == [(str(north.id), str(feed.pk))]
    assert act("retire").retired_at


@pytest.mark.parametrize("who", ["gus", "bea", "eve"])
@pytest.mark.parametrize("act", ["pause", "resume", "retire", "poll"])
def test_sources_are_changed_only_by_those_who_may(north: Org, feed: Source, browse: Any, who: str, act: str) -> None:
    assert browse(getattr(north, who)).post(north.url(f"listening/sources/{feed.pk}/{act}/")).status_code == 403
    with inside(north.id):
        now = Source.objects.get(pk=feed.pk)
    assert (now.paused_at, now.retired_at) == (None, None)


def test_a_foreign_source_is_not_there(cast: Cast, browse: Any) -> None:
    with inside(cast.south.id):
        foreign = make_feed(cast.south, "bakery", url="http://south.example/feed")
    for act in ("pause", "resume", "retire", "poll"):
        url = cast.north.url(f"listening/sources/{foreign.pk}/{act}/")
        assert browse(cast.north.ana).post(url).status_code == 404
    with inside(cast.south.id):
        assert Source.objects.get(pk=foreign.pk).paused_at is None


def test_a_feed_for_another_brand_is_refused(north: Org, browse: Any, web: Any) -> None:
    """Whoever manages sources of nothing gets no form; a brand that is not offered is an error at the field."""
    assert browse(north.gus).get(north.url("listening/sources/new/")).status_code == 403
    data = {"url": f"{web.url}/feed", "brand": str(uuid4())}
    answer = browse(north.ana).post(north.url("listening/sources/new/"), data)
    assert answer.status_code == 422
    assert web.asked == []


def test_what_reports_read(north: Org, said: dict[str, Mention]) -> None:
    from listening.api import mention_counts, recent

    harbour, valley = north.brands["harbour"].pk, north.brands["valley"].pk
    with inside(north.id):
        since, until = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 3, tzinfo=UTC)
        counts = mention_counts(since=since, until=until, brand_ids=[harbour, valley])
        assert {(row["brand_id"], row["kind"], row["language"], row["n"]) for row in counts} == {
            (harbour, "mention", "en", 1),
            (harbour, "reply", "zh", 1),
        }
        assert [one.text for one in recent(brand_ids=[harbour, valley], limit=2)] == [
            "Lovely harbour lights", "港口的灯光很美"
        ]  # fmt: skip
