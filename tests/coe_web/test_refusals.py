"""What is wrong with a form is said so that one knows what to do, in the order of the page, once for every form."""

import re
from typing import Any

import pytest
from django import forms
from django.utils import translation

from coe.web import refusals
from coe.web.fields import WallTime
from coe.web.forms import DateField, leave_unmarked


class Trip(forms.Form):
    who = forms.CharField(label="Traveller")
    where = forms.ChoiceField(label="Country", choices=[("", "Choose"), ("ch", "CH")])
    day = DateField(label="First day")
    back = WallTime(label="Return")
    files = forms.FileField(label="Ticket")
    stops = forms.MultipleChoiceField(label="Stops", choices=[("a", "A")], widget=forms.CheckboxSelectMultiple)
    sure = forms.BooleanField(label="I have a passport")
    mail = forms.EmailField(label="E-mail")
    note = forms.CharField(label="Note", required=False)
    own = forms.CharField(label="Own", error_messages={"required": "Say it in your words."})
    hidden = forms.CharField(label="Hidden", widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        self.add_error("note", refusals.whole("Write a note."))
        raise forms.ValidationError("The trip is too long.")


def test_each_error_says_what_to_do_and_leads_to_its_field() -> None:
    found = refusals.of_forms([Trip({"mail": "nobody", "own": ""})])
    assert [(one.text, one.label, one.target) for one in found] == [
        ("The trip is too long.", "", ""),
        ("Fill in “Traveller”.", "", "id_who"),
        ("Choose “Country”.", "", "id_where"),
        ("Choose “First day”.", "", "id_day"),
        ("Choose “Return”.", "", "id_back_0"),
        ("Choose “Ticket”.", "", "id_files"),
        ("Choose at least one under “Stops”.", "", "id_stops"),
        ("Tick “I have a passport”.", "", "id_sure"),
        ("Enter a valid email address.", "E-mail", "id_mail"),
        ("Write a note.", "", "id_note"),
        ("Say it in your words.", "", "id_own"),
        ("Fill in “Hidden”.", "", ""),
    ]


def test_the_summary_counts_every_line_and_the_colon_stands_outside_the_link() -> None:
    html = Trip({"mail": "nobody", "own": ""}).render()
    assert "<h2>12 things to correct</h2>" in html
    assert '<a href="#id_mail">E-mail</a>: Enter a valid email address.' in html
    with translation.override("zh-hans"):
        assert re.search(r'<a href="#id_mail">E-mail</a>：\S', Trip({"mail": "nobody"}).render())


def test_boxes_say_what_is_wrong_above_the_first() -> None:
    html = Trip({}).render()
    assert html.index('id="id_stops_error"') < html.index('name="stops"')


@pytest.mark.parametrize(("unmarked", "said"), [((), 1), (("note",), 0)])
def test_what_is_asked_for_in_some_cases_is_not_called_optional(unmarked: tuple[str, ...], said: int) -> None:
    form = Trip()
    leave_unmarked(form, *unmarked)
    assert form.render().count(">optional<") == said


class Always(forms.Form):
    """Only the note and the brand may be left empty: everything else always says something."""

    speed = forms.ChoiceField(choices=[("slow", "Slow"), ("fast", "Fast")], required=False)
    reach = forms.ChoiceField(choices=[("", "All brands"), ("a", "A")], required=False)
    look = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], initial="a", widget=forms.RadioSelect, required=False)
    hours = forms.IntegerField(initial=8, required=False)
    note = forms.CharField(required=False)
    brand = forms.ChoiceField(choices=[("", "—"), ("a", "A")], required=False)


def test_only_what_may_be_left_empty_is_called_optional() -> None:
    form = Always()
    assert [field.name for field in form if ">optional<" in field.as_field_group()] == ["note", "brand"]


def test_a_file_field_has_a_face_in_the_language_of_the_page() -> None:
    html = Trip().render()
    assert re.search(r'<span class="file"><input type="file" name="files"[^>]*><span class="file-face"', html)
    assert "Choose a file" in html and "None chosen yet" in html
