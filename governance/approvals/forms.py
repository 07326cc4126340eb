"""What a person types to decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coe.web.fields import CleanText
from governance.approvals.models import DecisionKind, Reason


class DecideForm(forms.Form):
    """`digest` and `step` are those of the page the person looked at."""

    kind = forms.ChoiceField(choices=DecisionKind.choices)
    digest = forms.RegexField(r"^[0-9a-f]{64}$")
    step = forms.IntegerField(min_value=1, max_value=100)
    reason = forms.ChoiceField(choices=[("", _("Choose why")), *Reason.choices], required=False, label=_("Why"))
    comment = CleanText(
        at_most=2000, required=False, label=_("What to change"), widget=forms.Textarea(attrs={"rows": 3})
    )

    def chosen(self) -> dict[str, Any]:
        """The arguments of `actions.answer`."""
        return {name: self.cleaned_data[name] for name in ("kind", "digest", "step", "reason", "comment")}


class CommentForm(forms.Form):
    text = CleanText(at_most=2000, label=_("Comment"), widget=forms.Textarea(attrs={"rows": 2}))
