"""Whom to invite, and what they will be able to do."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coe.accounts.models import User
from coe.accounts.selectors import Choices
from coe.web.fields import CleanChar
from coe.web.forms import DateField

NEEDS_ROLE = _("Choose a role: you may invite to a part of the organisation only.")


class InviteForm(forms.Form):
    """Cleans to the arguments of coe.accounts.actions.invite, `until` being a day."""

    email = forms.EmailField(label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    name = CleanChar(label=_("Full name"), at_most=80)
    title = CleanChar(label=_("What they do"), at_most=80, required=False)
    language = forms.ChoiceField(
        label=_("Language of the mail"), choices=User._meta.get_field("language").choices or []
    )
    partner_id = forms.UUIDField(label=_("Partner"), required=False, widget=forms.Select)
    role_id = forms.UUIDField(label=_("Role"), required=False, widget=forms.Select)
    on = forms.CharField(label=_("Where it holds"), required=False, max_length=60, widget=forms.Select)
    until = DateField(label=_("Role ends on"), required=False)

    # As the page shows them.
    field_order = ("name", "email", "title", "language", "partner_id", "role_id", "on", "until")
    # The action speaks of things, the form of their ids.
    NAMES = {"role": "role_id", "partner": "partner_id"}

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = choices
        none = [("", _("None yet"))] if choices.role_optional else [("", _("Choose a role"))]
        self._offer("role_id", [*none, *((str(role.pk), role.label) for role in choices.roles)])
        self.fields["role_id"].required = not choices.role_optional
        self.fields["role_id"].error_messages["required"] = NEEDS_ROLE
        self._offer("on", [(one.value, one.label) for one in choices.places])
        self._offer(
            "partner_id", [("", _("Not from a partner")), *((str(one.pk), one.name) for one in choices.partners)]
        )
        if not choices.partners:
            del self.fields["partner_id"]

    def _offer(self, name: str, options: list[tuple[str, Any]]) -> None:
        widget: Any = self.fields[name].widget
        widget.choices = options

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        places = {one.value for one in self.choices.places}
        if given.get("on") and given["on"] not in places:
            self.add_error("on", _("Choose one of the places listed."))
        if not given.get("role_id"):
            given["on"] = ""
        elif given["role_id"] not in {role.pk for role in self.choices.roles}:
            self.add_error("role_id", _("Choose one of the roles listed."))
        return given

    def add_error(self, field: str | None, error: Any) -> None:
        named = self.NAMES.get(field, field) if field else None
        super().add_error(named if named in self.fields else None, error)
