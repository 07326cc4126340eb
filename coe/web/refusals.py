"""What stands in the way of a form, said so that a reader knows what to do; the same at the field and on top."""

from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseForm, BoundField
from django.utils.translation import gettext as _

from coe.web.joining import flowing

REQUIRED = forms.Field.default_error_messages["required"]
CHOSEN = (forms.Select, forms.RadioSelect, forms.DateInput, forms.DateTimeInput, forms.TimeInput, forms.FileInput)
SEVERAL = (forms.SelectMultiple, forms.CheckboxSelectMultiple)


# Of errors whose words name the field themselves.
WHOLE = ("required", "whole")


@dataclass(frozen=True)
class Refusal:
    """`label` of the field, empty where the text names it already; `target` is the id that a link leads to, if any."""

    text: str
    label: str = ""
    target: str = ""


def of_field(field: BoundField) -> list[Refusal]:
    """What is wrong with one field; for a field that was left empty, made from its label."""
    target = "" if field.is_hidden else field.id_for_label or field.auto_id
    found = []
    for error in field.errors.as_data():
        if error.code == "required" and error.message == REQUIRED:
            found.append(Refusal(missing(field), "", target))
        else:
            label = "" if field.is_hidden or error.code in WHOLE else str(field.label)
            found += [Refusal(str(text), label, target) for text in error.messages]
    return found


def whole(text: str) -> ValidationError:
    """An error that says what to do about its field without the label before it."""
    return ValidationError(text, code="whole")


def missing(field: BoundField) -> str:
    """What to do about a field that was left empty."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return _("Tick “%(label)s”.") % {"label": field.label}
    if isinstance(widget, SEVERAL):
        return _("Choose at least one under “%(label)s”.") % {"label": field.label}
    if isinstance(widget, CHOSEN) or _picked(widget):
        return _("Choose “%(label)s”.") % {"label": field.label}
    return _("Fill in “%(label)s”.") % {"label": field.label}


def _picked(widget: forms.Widget) -> bool:
    """A date beside its zone is picked as a date alone is."""
    return isinstance(widget, forms.MultiWidget) and isinstance(widget.widgets[0], CHOSEN)


def of_forms(found: Iterable[BaseForm]) -> list[Refusal]:
    """Everything that is wrong, in the order of the fields; what belongs to no field first."""
    made: list[Refusal] = []
    for form in found:
        made += [Refusal(str(text)) for text in form.non_field_errors()]
        for field in form:
            made += of_field(field)
    return made


def said(field: BoundField) -> str:
    """What is wrong with one field as one text, for a message that stands elsewhere."""
    return flowing(one.text for one in of_field(field))
