"""What a person may type in the library."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from coe.tenancy.fields import PlaceChoice
from coe.tenancy.models import Brand
from coe.web.fields import CleanChar
from coe.web.forms import DateField
from publishing.library import pictures

MAX_ALT = 1000
MOST_AT_ONCE = 10


class Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class UploadForm(forms.Form):
    """`added` holds (name, Picture) of every good file, also when another was refused."""

    brand = PlaceChoice(Brand.objects.none(), label=_("Brand"), empty_label=None)
    pictures = forms.Field(
        label=_("Pictures"),
        required=False,
        widget=Files(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif", "multiple": True}),
        help_text=_("JPEG, PNG, WebP or GIF, up to 20 MB each. Where and when they were taken is removed."),
    )

    def __init__(self, data: Any = None, files: Any = None, *, brands: Any, **kwargs: Any) -> None:
        self.added: list[tuple[str, pictures.Picture]] = []
        super().__init__(data, files, **kwargs)
        self.fields["brand"].queryset = brands  # type: ignore[attr-defined]

    def clean_pictures(self) -> None:
        files = self.files.getlist("pictures") if hasattr(self.files, "getlist") else []
        if not files:
            raise ValidationError(_("Choose at least one picture."), code="required")
        if len(files) > MOST_AT_ONCE:
            raise ValidationError(_("At most %(limit)d pictures at once."), params={"limit": MOST_AT_ONCE})
        wrong: list[ValidationError] = []
        for file in files:
            try:
                self.added.append(((file.name or "")[-120:], pictures.from_upload(file)))
            except ValidationError as error:
                wrong.append(error)
        if wrong:
            raise ValidationError(wrong)


class FactsForm(forms.Form):
    alt = CleanChar(
        at_most=MAX_ALT,
        label=_("Description"),
        required=False,
        help_text=_("What somebody who cannot see it should know. New posts begin with it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    rights = CleanChar(
        at_most=200,
        label=_("Rights to use it"),
        required=False,
        help_text=_("Whose it is, and by which licence or contract it may be shown."),
    )
    rights_until = DateField(
        label=_("Rights end on"),
        required=False,
        help_text=_("The last day it may be shown. After it no post with this picture can be sent for approval."),
    )
