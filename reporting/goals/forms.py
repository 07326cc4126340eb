"""Setting a goal."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from coe.tenancy.models import Brand
from coe.web.forms import DateField
from coe.web.sorting import local_choices
from reporting.metrics.registry import GOALS, RATIO, RETURN, SECONDS, Known
from reporting.metrics.selectors import in_force, name_of

LONGEST = timedelta(days=731)


class GoalForm(forms.Form):
    """`target` is typed as people say it: percent for shares and returns, hours for times."""

    metric = forms.ChoiceField(label=_("Metric"))
    brand = forms.ChoiceField(label=_("For"), required=False)
    starts_on = DateField(label=_("From"))
    ends_on = DateField(label=_("To (inclusive)"))
    target = forms.DecimalField(
        label=_("Goal"),
        max_digits=14,
        decimal_places=2,
        min_value=Decimal(0),
        help_text=_("Shares and returns in percent, times in hours, money in the organisation’s currency."),
    )

    def __init__(
        self,
        *args: Any,
        brands: Sequence[Brand],
        whole: bool,
        metrics: Mapping[str, Known] | None = None,
        **kwargs: Any,
    ) -> None:
        """`metrics`: those in force, where the page has read them already."""
        super().__init__(*args, **kwargs)
        self.metrics = in_force() if metrics is None else metrics
        fields: dict[str, Any] = self.fields
        fields["metric"].choices = [(key, name_of(self.metrics[key])) for key in GOALS]
        everybody: list[tuple[str, Any]] = [("", _("The whole organisation"))] if whole else []
        fields["brand"].choices = [*everybody, *local_choices(brands)]
        fields["brand"].required = not whole

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        first, last = said.get("starts_on"), said.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("This day lies before the first one."))
        elif first and last and last - first > LONGEST:
            self.add_error("ends_on", _("A goal lasts at most two years."))
        if said.get("metric") == "lead_time" and said.get("brand"):
            self.add_error("brand", _("Approval time is measured for the whole organisation."))
        if said.get("metric") == "on_time" and (said.get("target") or 0) > 100:
            self.add_error("target", _("A share is at most 100 percent."))
        return said

    @property
    def brand_id(self) -> UUID | None:
        return UUID(self.cleaned_data["brand"]) if self.cleaned_data["brand"] else None

    @property
    def value(self) -> Decimal:
        """In the metric's own unit: shares as 0.97, a return of 250% as 2.5, times in seconds."""
        return in_unit(self.cleaned_data["metric"], self.cleaned_data["target"])


def in_unit(metric: str, typed: Decimal) -> Decimal:
    unit = in_force()[metric].unit
    if unit in {RATIO, RETURN}:
        return typed / 100
    return typed * 3600 if unit == SECONDS else typed
