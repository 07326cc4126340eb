"""What a person may type about the organisation, its brands, markets and partners."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from coe.tenancy import actions
from coe.tenancy.fields import AccentField, ZoneField
from coe.tenancy.marks import marks
from coe.tenancy.models import SLUG
from coe.tenancy.stale import fingerprint
from coe.web.fields import CleanChar, CleanURL
from coe.web.forms import DateField

NAME_ZH = _("Name in Chinese")
NAME_ZH_HELP = _("Shown to people who read Chinese. Empty: the name above.")


class Kept(forms.Form):
    """A form over one row, which remembers how the row looked when it was opened. Without a row it makes a new one."""

    FIELDS: tuple[str, ...] = ()
    FIXED = ""
    """A field that is chosen once."""

    seen = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, row: models.Model | None = None) -> None:
        initial: dict[str, Any] = {}
        if row is not None:
            initial = {name: getattr(row, name) for name in self.FIELDS} | {"seen": fingerprint(row, self.FIELDS)}
        super().__init__(data, initial=initial)
        if row is None:
            del self.fields["seen"]
        elif self.FIXED:
            del self.fields[self.FIXED]

    def see_again(self, row: models.Model) -> None:
        """Shows what was typed over a row that changed meanwhile: saving once more is a decision."""
        again: Any = self.data
        self.data = again = again.copy()
        again["seen"] = fingerprint(row, self.FIELDS)
        self.add_error(
            None,
            _("Somebody else saved this meanwhile. What you typed is still here; save again to replace theirs."),
        )


class OrganisationForm(Kept):
    FIELDS = actions.ORGANISATION
    name = CleanChar(label=_("Name"), at_most=80)
    zone = ZoneField(label=_("Time zone"), help_text=_("Times are shown in it, unless a member chose their own."))
    currency = CleanChar(
        label=_("Currency"), at_most=3, help_text=_("Three letters, such as EUR. Revenue and costs are shown in it."),
        validators=[RegexValidator(r"^[A-Z]{3}$", _("Write three letters, such as EUR."))],
    )  # fmt: skip
    accent = AccentField(
        label=_("Accent colour"), required=False,
        help_text=_("Of buttons, links and what is chosen, in both themes. Empty: the product’s own."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, row: models.Model | None = None) -> None:
        super().__init__(data, row=row)
        self.fields["currency"].widget.attrs |= {"autocapitalize": "characters", "class": "input-short"}


class BrandForm(Kept):
    FIELDS = actions.BRAND
    FIXED = "slug"
    name = CleanChar(label=_("Name"), at_most=60)
    name_zh = CleanChar(label=NAME_ZH, at_most=60, required=False, help_text=NAME_ZH_HELP)
    slug = CleanChar(
        label=_("Short name"), at_most=40, validators=[SLUG],
        help_text=_("Stands in public addresses and cannot be changed later, such as northern-lodges."),
    )  # fmt: skip
    mark = forms.ChoiceField(label=_("Mark"), required=False, widget=forms.RadioSelect)
    accent = AccentField(
        label=_("Accent colour"), required=False,
        help_text=_("Used on the brand’s newsroom page, with white text on it."),
    )  # fmt: skip
    zone = ZoneField(label=_("Time zone"), help_text=_("Slots of this brand’s posts are typed in it."))
    website = CleanURL(label=_("Website"), at_most=200, required=False)

    def __init__(self, data: Any = None, *, row: models.Model | None = None, zone: str = "") -> None:
        super().__init__(data, row=row)
        field: Any = self.fields["mark"]
        field.choices = [("", _("Initials")), *((name, name) for name in marks())]
        if row is None:
            self.initial["zone"] = zone
            self.initial["mark"] = ""


class MarketForm(Kept):
    FIELDS = actions.MARKET
    FIXED = "code"
    name = CleanChar(label=_("Name"), at_most=60)
    name_zh = CleanChar(label=NAME_ZH, at_most=60, required=False, help_text=NAME_ZH_HELP)
    code = CleanChar(
        label=_("Code"), at_most=12, validators=[SLUG],
        help_text=_("Small letters, such as ch or apac. It cannot be changed later."),
    )  # fmt: skip


class PartnerForm(Kept):
    FIELDS = actions.PARTNER
    name = CleanChar(label=_("Name"), at_most=80)
    contract_ends = DateField(
        label=_("Contract ends"), required=False,
        help_text=_("Shown beside the partner’s members when you grant them a role."),
    )  # fmt: skip
