"""A day that was typed is said in words, so that nobody reads 3 April for 4 March."""

from datetime import date, datetime

import pytest
from django import forms
from django.utils.translation import override

from coe.web.fields import WallTime
from coe.web.forms import DateField, MomentField
from coe.web.places import zone_time
from coe.web.templatetags.coe import day_words


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        ("2027-03-04", "Thursday 4 March 2027", "2027 年 3 月 4 日（周四）"),
        (date(2027, 4, 3), "Saturday 3 April 2027", "2027 年 4 月 3 日（周六）"),
        ("2027-03-04T18:30", "Thursday 4 March 2027, 18:30", "2027 年 3 月 4 日（周四）18:30"),
        (datetime(2027, 3, 4, 18, 30), "Thursday 4 March 2027, 18:30", "2027 年 3 月 4 日（周四）18:30"),
        ("2027-02-30", "", ""), ("soon", "", ""), ("", "", ""), (None, "", ""),
    ],
)  # fmt: skip
def test_a_day_in_words(value: object, english: str, chinese: str) -> None:
    with override("en"):
        assert day_words(value) == english
    with override("zh-hans"):
        assert day_words(value) == chinese


class Typed(forms.Form):
    day = DateField()
    moment = MomentField()
    slot = WallTime(past_ok=True)


def test_every_date_control_has_its_line() -> None:
    html = str(
        Typed({"day": "2027-03-04", "moment": "2027-03-04T18:30", "slot_0": "2027-03-04T07:05", "slot_1": "UTC"})
    )
    assert html.count("data-said-date=") == 3
    assert '<span class="said-date" data-said-date="id_day">Thursday 4 March 2027</span>' in html
    assert 'data-said-date="id_slot_0">Thursday 4 March 2027, 07:05<' in html


@pytest.mark.parametrize("typed", ["../../x", "Asia/", "/etc/passwd", "Asia/Shanghai\x00", "America/Indiana"])
def test_what_is_no_zone_is_said_as_it_was_typed_or_by_its_end(typed: str) -> None:
    assert zone_time(typed)
