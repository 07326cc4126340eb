"""Declaring and lifting a freeze."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coe.access.api import Act, Rights
from coe.tenancy.models import Brand
from coe.web.fields import CleanText, WallTime
from coe.web.joining import local_name
from coe.web.sorting import by_local_name
from governance.approvals.subjects import channel_rows


class DeclareForm(forms.Form):
    where = forms.ChoiceField(label=gettext_lazy("What stops"))
    reason = CleanText(
        at_most=300,
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("Everybody reads this at the top of every page."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    until = WallTime(
        label=gettext_lazy("Planned end"),
        required=False,
        help_text=gettext_lazy("You are reminded then. It stays on until somebody lifts it."),
    )

    def __init__(self, *args: Any, rights: Rights, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("until", [None, zone])
        self.fields["where"].choices = places(rights)  # type: ignore[attr-defined]

    def place(self) -> dict[str, UUID | None]:
        """The chosen place as arguments for `declare`."""
        kind, _colon, value = self.cleaned_data["where"].partition(":")
        return {
            "brand_id": UUID(value) if kind == "brand" else None,
            "channel_id": UUID(value) if kind == "channel" else None,
        }


def places(rights: Rights) -> list[tuple[str, Any]]:
    """Where this member may stop publishing: everything, brands, channels."""
    found: list[tuple[str, Any]] = [("", _("Choose"))]
    if rights.may(Act.FREEZE_DECLARE):
        found.append(("org", _("Everything: the whole organisation")))
    brands = {brand.pk: brand for brand in Brand.objects.all()}
    mine = [brand for brand in brands.values() if rights.may(Act.FREEZE_DECLARE, brand=brand)]
    if mine:
        found.append((_("One brand"), [(f"brand:{brand.pk}", local_name(brand)) for brand in by_local_name(mine)]))
    channels = [row for row in channel_rows() if rights.may(Act.FREEZE_DECLARE, brand=row.brand_id, channel=row.id)]
    if channels:
        found.append((_("One channel"), [(f"channel:{row.id}", row.label) for row in channels]))
    return found


class LiftForm(forms.Form):
    reason = CleanText(
        at_most=300,
        label=gettext_lazy("Why publishing may go on"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
