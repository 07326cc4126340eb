"""The file a person uploads."""

from django import forms
from django.utils.translation import gettext_lazy as _

from publishing.importing.reading import MOST_BYTES, Grid, Unreadable, read


class FileForm(forms.Form):
    """Cleans to the bytes; `grid` is the table in them."""

    file = forms.FileField(
        label=_("CSV or XLSX file"), widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}), max_length=300
    )
    grid: Grid

    def clean_file(self) -> bytes:
        upload = self.cleaned_data["file"]
        self.name = str(upload.name or "")[-120:]
        content: bytes = upload.read(MOST_BYTES + 1)
        try:
            self.grid = read(content)
        except Unreadable as error:
            raise forms.ValidationError(str(error.said), code="unreadable") from None
        return content
