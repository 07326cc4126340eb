"""A time zone typed with suggestions, and an accent colour that can be read."""

import re
from functools import lru_cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from coe.tenancy.zones import check_zone, known_zones
from coe.web.accent import READABLE, contrast
from coe.web.fields import CleanChar
from coe.web.joining import local_name


@lru_cache(maxsize=1)
def zone_names() -> list[str]:
    """Places to suggest: Region/City names, without aliases kept for old machines."""
    regions = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
    return ["UTC", *sorted(name for name in known_zones() if name.startswith(regions))]


class PlaceChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Brands or markets, by their names in the reader's language."""

    def label_from_instance(self, obj: Any) -> str:
        return local_name(obj)


class ZoneInput(forms.TextInput):
    template_name = "tenancy/zone_input.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"] |= {"list": f"{name}-zones", "autocomplete": "off", "spellcheck": "false"}
        context["zones"] = zone_names()
        return context


class ZoneField(CleanChar):
    """An IANA time zone such as Asia/Tokyo."""

    widget = ZoneInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(at_most=64, **kwargs)

    def to_python(self, value: Any) -> str:
        """What people type: any case, spaces for underscores."""
        typed = super().to_python(value)
        known = {name.lower(): name for name in known_zones()}
        return known.get(typed.replace(" ", "_").lower(), typed) if len(typed) <= 64 else typed

    def validate(self, value: str) -> None:
        super().validate(value)
        if value:
            check_zone(value[:64])  # The message quotes it, however long it was.


class AccentInput(forms.TextInput):
    """The colour as it is typed, beside what it looks like and whether it can be read; live where scripts run."""

    template_name = "tenancy/accent_input.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        typed = str(context["widget"]["value"] or "")
        context["widget"]["attrs"] |= {"class": "input-short", "spellcheck": "false", "autocomplete": "off"}
        shown = typed if re.fullmatch(r"#[0-9a-f]{6}", typed) else ""
        return context | {"shown": shown, "ratio": f"{contrast(shown, '#ffffff'):.1f}" if shown else ""}


class AccentField(CleanChar):
    """A colour that white text can be read on. Cleans to "#rrggbb" in small letters, or empty."""

    widget = AccentInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(at_most=7, **kwargs)

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value).lower()
        if short := re.fullmatch(r"#?([0-9a-f])([0-9a-f])([0-9a-f])", typed):
            return "#" + "".join(sign * 2 for sign in short.groups())
        return f"#{typed}" if re.fullmatch(r"[0-9a-f]{6}", typed) else typed

    def validate(self, value: str) -> None:
        super().validate(value)
        if not value:
            return
        if not re.fullmatch(r"#[0-9a-f]{6}", value):
            raise ValidationError(_("Write the colour as six digits, such as #17536b."), code="invalid")
        ratio = contrast(value, "#ffffff")
        if ratio < READABLE:
            raise ValidationError(
                _("White text on this colour has a contrast of %(ratio)s : 1; it needs 4.5 : 1. Choose a darker one."),
                code="contrast",
                params={"ratio": f"{ratio:.1f}"},
            )
