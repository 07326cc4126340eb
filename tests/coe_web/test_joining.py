"""Words are put together as the reader's language does it."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone, translation

from coe.web.days import span_of_days
from coe.web.joining import filled, flowing, listed
from coe.web.networks import with_network
from coe.web.places import zone_place, zone_time
from coe.web.templatetags.coe import moment_words


@pytest.mark.parametrize(
    ("language", "names", "sentences"),
    [("en", "Ann, Bo", "It is late. Look at it."), ("zh-hans", "Ann、Bo", "It is late. Look at it.")],
)
def test_names_and_sentences(language: str, names: str, sentences: str) -> None:
    with translation.override(language):
        assert listed(["Ann", "Bo"]) == names
        assert flowing(["It is late.", "", "Look at it."]) == sentences
        assert flowing(["已超时。", "请查看。"]) == "已超时。请查看。"


def test_a_network_stands_in_brackets_but_a_newsroom_says_itself_what_it_is() -> None:
    assert with_network("Harbour", "wechat") == "Harbour (WeChat)"
    assert with_network("Harbour news", "newsroom") == with_network("Harbour news", "") == "Harbour news"
    with translation.override("zh-hans"):
        assert with_network("海港", "wechat") == "海港（微信）"
        assert with_network("海港新闻室", "newsroom") == "海港新闻室"


def test_a_chinese_name_brings_no_space_into_a_chinese_sentence() -> None:
    sentence = "%(who)s 将 %(what)s 送审 %(count)d 次"
    given = {"who": "Ann", "what": "春 天", "count": 2}
    assert filled(sentence, given) == "Ann 将 春 天 送审 2 次"
    with translation.override("zh-hans"):
        assert filled(sentence, given) == "Ann 将春 天送审 2 次"
        assert filled("%(share)d%% 来自 %(who)s", {"share": 4, "who": "何静"}) == "4% 来自何静"


@pytest.mark.parametrize(
    ("first", "last", "english", "chinese"),
    [
        ((2026, 11, 16), (2026, 11, 22), "16 Nov to 22 Nov 2026", "2026 年 11 月 16 日至 22 日"),
        ((2026, 11, 30), (2026, 12, 6), "30 Nov to 6 Dec 2026", "2026 年 11 月 30 日至 12 月 6 日"),
        ((2026, 12, 28), (2027, 1, 3), "28 Dec 2026 to 3 Jan 2027", "2026 年 12 月 28 日至 2027 年 1 月 3 日"),
        ((2026, 12, 28), (2026, 12, 28), "28 Dec 2026", "2026 年 12 月 28 日"),
    ],
)
def test_a_span_says_its_year_once(first: tuple[int, ...], last: tuple[int, ...], english: str, chinese: str) -> None:
    days = date(*first), date(*last)
    assert span_of_days(*days) == english
    with translation.override("zh-hans"):
        assert span_of_days(*days) == chinese


@pytest.mark.parametrize(
    ("zone", "english", "chinese"),
    [("Europe/Zurich", "Zurich", "苏黎世"), ("Asia/Shanghai", "Shanghai", "北京"), ("UTC", "UTC", "UTC")],
)
def test_a_zone_is_named_after_its_place(zone: str, english: str, chinese: str) -> None:
    assert zone_place(zone) == english
    assert zone_time(zone) == ("UTC" if zone == "UTC" else f"{english} time")
    with translation.override("zh-hans"):
        assert zone_place(zone) == chinese


@pytest.mark.parametrize(
    ("zone", "month", "english", "short", "full"),
    [
        ("Europe/Zurich", 1, "CET", "UTC+1", "苏黎世时间（UTC+1）"),
        ("Europe/Zurich", 7, "CEST", "UTC+2", "苏黎世时间（UTC+2）"),
        ("Asia/Shanghai", 7, "CST", "UTC+8", "北京时间（UTC+8）"),
        ("Australia/Adelaide", 7, "ACST", "UTC+9:30", "阿德莱德时间（UTC+9:30）"),
        ("America/New_York", 1, "EST", "UTC−5", "纽约时间（UTC−5）"),
        ("UTC", 1, "UTC", "UTC", "UTC"),
    ],
)
def test_a_moment_says_whose_clock_it_is(zone: str, month: int, english: str, short: str, full: str) -> None:
    """Letters such as CET say little in Chinese, and CST means four clocks: there it is how far from UTC, and where."""
    moment = datetime(2027, month, 4, 12, tzinfo=UTC)
    with timezone.override(zone):
        for style, chinese in (("short", short), ("full", full)):
            assert moment_words(moment, style)[1] == english
            with translation.override("zh-hans"):
                assert moment_words(moment, style)[1] == chinese
                assert moment_words(moment, style, zone=False)[1] == ""
