"""Writing the next version of a definition."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coe.web.fields import CleanChar, CleanText
from reporting.metrics.registry import Known

WORDS = ("name", "name_zh", "definition", "definition_zh", "better")


class DefineForm(forms.Form):
    """The words and knobs of a metric. `version` is the one the form began from."""

    name = CleanChar(label=_("Name in English"), at_most=80)
    name_zh = CleanChar(label=_("Name in Chinese"), at_most=80)
    definition = CleanText(label=_("Definition in English"), at_most=500, widget=forms.Textarea(attrs={"rows": 4}))
    definition_zh = CleanText(label=_("Definition in Chinese"), at_most=500, widget=forms.Textarea(attrs={"rows": 4}))
    better = forms.ChoiceField(
        label=_("What is good"), choices=[("up", _("More is better")), ("down", _("Less is better"))]
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, metric: Known, **kwargs: Any) -> None:
        initial = {name: getattr(metric, name) for name in WORDS} | {"version": metric.version}
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        self.knobs = [knob.name for knob in metric.shipped.knobs]
        for knob in metric.shipped.knobs:
            self.fields[knob.name] = forms.IntegerField(
                label=str(knob.label), min_value=knob.low, max_value=knob.high, initial=metric.knob(knob.name)
            )

    @property
    def said(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in WORDS}

    @property
    def turned(self) -> dict[str, int]:
        return {name: self.cleaned_data[name] for name in self.knobs}
