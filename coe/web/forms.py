"""How forms are drawn: `{{ form }}` and `{{ form.field.as_field_group }}` look right everywhere.

`FORM_RENDERER` is this Renderer; it sends Django's widget templates to templates/components/form/widgets.
Date fields take the browser's own picker, which only understands ISO dates, in every language.
"""

from datetime import datetime
from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

WIDGETS = "components/form/widgets"
OURS = {
    **dict.fromkeys(
        (
            "text",
            "number",
            "email",
            "url",
            "password",
            "hidden",
            "color",
            "search",
            "tel",
            "input",
            "checkbox",
        ),
        "input",
    ),
    **dict.fromkeys(("date", "datetime", "time"), "date"),
    **dict.fromkeys(("radio", "checkbox_select"), "many"),
    **dict.fromkeys(("file", "clearable_file_input"), "file"),
    "textarea": "textarea",
    "select": "select",
}


class Renderer(DjangoTemplates):
    """Our templates where we have one, Django's otherwise."""

    form_template_name = "components/form/form.html"
    field_template_name = "components/form/field.html"
    formset_template_name = "components/form/formset.html"

    def get_template(self, template_name: str) -> Any:
        if template_name.startswith("django/forms/widgets/"):
            ours = OURS.get(template_name.removeprefix("django/forms/widgets/").removesuffix(".html"))
            if ours:
                return get_template(f"{WIDGETS}/{ours}.html")
        try:
            return get_template(template_name)
        except TemplateDoesNotExist:
            return super().get_template(template_name)

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        if widget := context.get("widget"):
            _dress(widget, template_name.rsplit("/", 1)[-1].removesuffix(".html"))
        return str(super().render(template_name, context, request=request))


def _dress(widget: dict[str, Any], kind: str) -> None:
    """Give a widget, or each of its options, the class its kind has; classes it brings stay."""
    if kind in {"radio", "checkbox_select"}:
        look = "radio" if kind == "radio" else "check"
        for _group, options, _index in widget["optgroups"]:
            for option in options:
                _add(option["attrs"], look)
        widget["attrs"]["data_flow"] = "flow" in widget["attrs"].get("class", "").split()
        return
    if kind != "hidden":
        _add(widget["attrs"], "check" if kind == "checkbox" else "input")


def _add(attrs: dict[str, Any], name: str) -> None:
    names = attrs.get("class", "").split()
    if name not in names:
        attrs["class"] = " ".join([name, *names])


def leave_unmarked(form: forms.BaseForm, *names: str) -> None:
    """Fields that are asked for in some cases only: they are not called optional, and not required by the browser."""
    for name in names:
        form.fields[name].asked = True  # type: ignore[attr-defined]


def may_be_empty(field: forms.BoundField) -> bool:
    """Whether a field is called optional: not what is asked for, and not what always holds a value. A choice always
    does, unless one of its options is only a dash; a number does when the form brings one along."""
    inner, widget = field.field, field.field.widget
    if inner.required or getattr(inner, "asked", False):
        return False
    if isinstance(inner, forms.ModelChoiceField):  # asked without reading its rows
        return inner.empty_label is not None and not any(map(str.isalnum, str(inner.empty_label)))
    if isinstance(widget, forms.Select | forms.RadioSelect) and not widget.allow_multiple_selected:
        empty = [str(label) for value, label in widget.choices if value in ("", None)]
        blank = any(not any(map(str.isalnum, label)) for label in empty)
        return blank or (isinstance(widget, forms.RadioSelect) and not empty and inner.initial is None)
    return not (isinstance(widget, forms.NumberInput) and inner.initial is not None)


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class DateField(forms.DateField):
    """A day, typed or picked. Cleans to `date`."""

    widget = DateInput


class MomentField(forms.DateTimeField):
    """A moment in the active time zone, to the minute. Cleans to an aware `datetime`."""

    widget = MomentInput

    def prepare_value(self, value: Any) -> Any:
        made = super().prepare_value(value)
        return made.replace(second=0, microsecond=0) if isinstance(made, datetime) else made
