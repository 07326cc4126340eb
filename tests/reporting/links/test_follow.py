"""A short address leads on, counts people, and keeps nothing about them."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coe.tenancy.context import inside
from reporting.links.models import Click
from tests.reporting.conftest import BROWSER, Stage


def clicks(stage: Stage) -> list[tuple[bool, str]]:
    with inside(stage.north.id):
        return list(Click.objects.order_by("at").values_list("counted", "why"))


def test_it_leads_to_the_address_with_utm_and_the_click(stage: Stage) -> None:
    _post, _version, link = stage.post()
    answer = stage.visit(link)
    assert answer.status_code == 302
    parts = urlsplit(answer["Location"])
    query = parse_qs(parts.query)
    assert (parts.netloc, parts.path, parts.fragment) == ("shop.example", "/lake", "top")
    with inside(stage.north.id):
        click = Click.objects.get()
    assert query == {
        "room": ["2"], "utm_source": ["newsroom"], "utm_medium": ["social"], "utm_id": [link.code],
        "coe_click": [str(click.pk)],
    }  # fmt: skip
    assert (click.counted, click.why, click.link_id) == (True, "", link.pk)


def test_nothing_is_set_cached_or_indexed(stage: Stage) -> None:
    _post, _version, link = stage.post()
    answer = stage.visit(link)
    assert not answer.cookies
    assert answer["Cache-Control"] == "no-store"
    assert "noindex" in answer["X-Robots-Tag"]


@pytest.mark.parametrize(
    ("agent", "headers", "why"),
    [
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", {}, "bot"),
        ("facebookexternalhit/1.1", {}, "bot"),
        ("Mozilla/5.0 (compatible; Bluesky Cardyb/1.1; +mailto:support@bsky.app)", {}, "bot"),
        ("curl/8.5.0", {}, "bot"),
        ("", {}, "bot"),
        (BROWSER, {"sec-purpose": "prefetch;prerender"}, "prefetch"),
        (BROWSER, {"x-moz": "prefetch"}, "prefetch"),
        (BROWSER, {"purpose": "preview"}, "prefetch"),
    ],
)
def test_programs_are_led_on_but_not_counted(stage: Stage, agent: str, headers: dict[str, str], why: str) -> None:
    _post, _version, link = stage.post()
    answer = stage.visit(link, agent=agent, **headers)
    assert answer.status_code == 302
    # Nothing is kept, so nothing is there that an order could name; the UTM says which link it was.
    assert ("coe_click" in answer["Location"], f"utm_id={link.code}" in answer["Location"]) == (False, True)
    assert (clicks(stage), why) in [([], "bot"), ([], "prefetch")]


def test_asking_for_the_head_is_not_a_visit(stage: Stage) -> None:
    _post, _version, link = stage.post()
    assert Client().head(f"/l/{link.code}", headers={"user-agent": BROWSER}).status_code == 302
    assert clicks(stage) == []


def test_members_do_not_count_and_members_of_others_do(stage: Stage, browse: Any) -> None:
    _post, _version, link = stage.post()
    stage.visit(link, browse(stage.north.cal))
    stage.visit(link, browse(stage.cast.south.sam), who="192.0.2.8")
    assert clicks(stage) == [(False, "member"), (True, "")]


def test_the_same_visitor_counts_once_a_day_and_link(stage: Stage, time_machine: Any) -> None:
    time_machine.move_to("2026-11-18T12:00:00Z")
    _post, _version, link = stage.post()
    _post, _version, other = stage.post("valley")
    stage.visit(link)
    stage.visit(link)
    stage.visit(link, who="192.0.2.9")
    stage.visit(other)
    time_machine.move_to("2026-11-18T22:59:00Z")
    stage.visit(link)
    # Midnight in Zurich.
    time_machine.move_to("2026-11-18T23:01:00Z")
    stage.visit(link)
    assert clicks(stage) == [(True, "")] * 4


def test_nothing_about_the_visitor_is_stored(stage: Stage) -> None:
    _post, _version, link = stage.post()
    stage.visit(link, who="203.0.113.77", **{"x-forwarded-for": "203.0.113.78", "referer": "https://me.example/"})
    with inside(stage.north.id), connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(c)::text FROM reporting_click c")
        kept = cursor.fetchone()[0]
    assert set(Click._meta.get_fields()) and "203.0.113" not in kept and "Mozilla" not in kept
    assert not any("203.0.113" in key for key in cache._cache)  # type: ignore[attr-defined]


@pytest.mark.parametrize("code", ["zzzzzzzz", "a", "x" * 40])
def test_an_unknown_code_is_a_friendly_404(stage: Stage, code: str) -> None:
    answer = Client().get(f"/l/{code}")
    assert answer.status_code == 404
    assert b"This link leads nowhere" in answer.content
    assert not answer.cookies
    assert clicks(stage) == []


def test_only_reading_is_allowed(stage: Stage) -> None:
    _post, _version, link = stage.post()
    assert Client().post(f"/l/{link.code}").status_code == 405
    assert clicks(stage) == []


def test_it_takes_few_queries(stage: Stage) -> None:
    _post, _version, link = stage.post()
    with CaptureQueriesContext(connection) as seen:
        stage.visit(link)
    said = [query["sql"] for query in seen if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    # The code, context in, the link, the zone, the click, context out.
    assert len(said) == 6, said


def test_a_cache_that_is_away_stops_nobody(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: Any, **kwargs: Any) -> Any:
        raise ConnectionError

    _post, _version, link = stage.post()
    monkeypatch.setattr(cache, "get_or_set", away)
    assert stage.visit(link).status_code == 302
    assert clicks(stage) == [(True, "")]


def test_behind_a_proxy_two_visitors_are_two_and_a_typed_address_is_not_believed(stage: Stage, settings: Any) -> None:
    _post, _version, link = stage.post()
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for told in ("203.0.113.1", "203.0.113.2", "198.51.100.9, 203.0.113.2"):
        stage.visit(link, who="10.0.0.1", **{"x-forwarded-for": told})
    assert [counted for counted, _why in clicks(stage)].count(True) == 2
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    for told in ("203.0.113.3", "203.0.113.4"):
        stage.visit(link, who="10.0.0.1", **{"x-forwarded-for": told})
    assert [counted for counted, _why in clicks(stage)].count(True) == 3


def test_a_reader_who_comes_again_goes_on_under_the_first_click(stage: Stage) -> None:
    _post, _version, link = stage.post()
    first, again, other = stage.click(link), stage.click(link), stage.click(link, who="192.0.2.8")
    assert (again == first, other == first) == (True, False)
    assert clicks(stage) == [(True, "")] * 2
