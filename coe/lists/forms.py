"""What a person types about a list."""

from django import forms
from django.utils.translation import gettext_lazy as _

from coe.web.fields import CleanChar


class NameForm(forms.Form):
    name = CleanChar(at_most=60, label=_("Name of the view"))
