"""What a person may choose when only a part of a picture is to be shown."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from publishing.library.crops import LEAST, RATIOS, Box, whole
from publishing.library.models import Asset

WHOLE, FREE = "whole", "free"
SHAPES = [
    (WHOLE, _("Original")), ("1:1", _("Square")), ("4:5", "4:5"), ("1.91:1", "1.91:1"), ("16:9", "16:9"),
    (FREE, _("Free")),
]  # fmt: skip


class CropForm(forms.Form):
    """`box()` is the part that was chosen. A shape without fitting numbers takes the middle of them."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    shape = forms.ChoiceField(choices=SHAPES, label=_("Shape"), widget=forms.RadioSelect)
    x = forms.IntegerField(label=_("From the left"), min_value=0)
    y = forms.IntegerField(label=_("From the top"), min_value=0)
    width = forms.IntegerField(label=_("Width"), min_value=1)
    height = forms.IntegerField(label=_("Height"), min_value=1)
    channel = forms.MultipleChoiceField(
        label=_("For"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one channel.")},
    )

    def __init__(self, data: Any = None, *, asset: Asset, channels: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.asset = asset
        self.fields["channel"].choices = channels  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.errors.keys() & {"x", "y", "width", "height", "shape"} or cleaned["shape"] == WHOLE:
            return cleaned
        if not self.box().inside(self.asset.width, self.asset.height):
            said = _("Choose a part inside the picture (%(width)d × %(height)d), at least %(least)d pixels each way.")
            self.add_error(None, said % {"width": self.asset.width, "height": self.asset.height, "least": LEAST})
        return cleaned

    def box(self) -> Box:
        given = self.cleaned_data
        if given["shape"] == WHOLE:
            return whole(self.asset)
        made = Box(given["x"], given["y"], given["width"], given["height"])
        ratio = RATIOS.get(given["shape"])
        return made.fitted(ratio) if ratio else made


def beginning(box: Box, asset: Asset) -> dict[str, Any]:
    """What the form begins with for a part that is chosen already, or for the whole picture."""
    shape = WHOLE if box == whole(asset) else box.ratio or FREE
    return {"shape": shape, "x": box.x, "y": box.y, "width": box.width, "height": box.height}
