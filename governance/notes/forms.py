"""An embargo, or a festival or event, as it is typed in."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coe.access.api import Act, Rights
from coe.tenancy.models import Brand, Market
from coe.web.fields import CleanChar
from coe.web.forms import DateField
from coe.web.sorting import local_choices
from governance.notes.states import Kind


class NoteForm(forms.Form):
    """`act`: what it takes at the chosen place."""

    act = Act.POST_DRAFT
    kind = forms.ChoiceField(
        label=gettext_lazy("What it is"), choices=[(one.value, one.label) for one in (Kind.FESTIVAL, Kind.OCCASION)]
    )
    title = CleanChar(at_most=120, label=gettext_lazy("Name"))
    brand = forms.ChoiceField(label=gettext_lazy("Brand"), required=False)
    market = forms.ChoiceField(label=gettext_lazy("Market"), required=False)
    first = DateField(label=gettext_lazy("First day"))
    last = DateField(label=gettext_lazy("Last day"))

    def __init__(self, *args: Any, rights: Rights, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        brands = [brand for brand in Brand.objects.all() if rights.may(self.act, brand=brand)]
        everywhere = [("", _("Every brand"))] if rights.may(self.act) else []
        self._choose("brand", everywhere + local_choices(brands))
        self._choose("market", [("", _("Every market")), *local_choices(Market.objects.all())])
        self.fields["brand"].required = not everywhere

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, Any]:
        """The arguments of the actions, but for the kind."""
        said = self.cleaned_data
        places = {f"{name}_id": UUID(said[name]) if said[name] else None for name in ("brand", "market")}
        return {name: said[name] for name in ("title", "first", "last")} | places


class EmbargoForm(NoteForm):
    act = Act.FREEZE_DECLARE
    kind = None  # type: ignore[assignment]
    title = CleanChar(
        at_most=120,
        label=gettext_lazy("Embargoed subject and reason"),
        help_text=gettext_lazy("Everybody who plans a post for these days reads this."),
    )
