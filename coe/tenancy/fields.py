"""A time zone typed with suggestions, and an accent colour that can be read."""

import re
from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from coe.tenancy.zones import check_zone
from coe.web.fields import CleanChar

READABLE = 4.5  # WCAG 2.2, 1.4.3: text of ordinary size


@lru_cache(maxsize=1)
def zone_names() -> list[str]:
    """Places to suggest: Region/City names, without aliases kept for old machines."""
    regions = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
    return ["UTC", *sorted(name for name in available_timezones() if name.startswith(regions))]


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
        known = {name.lower(): name for name in available_timezones()}
        return known.get(typed.replace(" ", "_").lower(), typed) if len(typed) <= 64 else typed

    def validate(self, value: str) -> None:
        super().validate(value)
        if value:
            check_zone(value[:64])  # The message quotes it, however long it was.


def luminance(colour: str) -> float:
    """Relative luminance (0 to 1) of "#rrggbb", as WCAG defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two "#rrggbb" colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


class AccentField(CleanChar):
    """A colour that white text can be read on. Cleans to "#rrggbb" in small letters, or empty."""

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
