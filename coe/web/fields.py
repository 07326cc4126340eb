"""Form fields for what people type: clean text, times on a wall clock, web addresses.

Text is taken as meant: control characters vanish, newlines become one kind, emoji stay whole. Bidirectional
overrides are refused, because with them a reader sees other words than are sent.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import BaseValidator, URLValidator
from django.forms.fields import BaseTemporalField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from coe.tenancy.zones import check_zone, instant
from coe.web.places import by_city, zone_time

_NEWLINES = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# C0 and C1 controls other than tab and newline, and halves of surrogate pairs, which no UTF-8 can hold.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SPACES = re.compile(r"[\t\n ]+")

OVERRIDE = _(
    "Remove the invisible character that reverses the reading direction (U+%(point)s, at character %(place)s)."
)


def clean(text: str) -> str:
    """TEXT without control characters, with plain newlines. Raises ValidationError on direction overrides."""
    text = _CONTROLS.sub("", _NEWLINES.sub("\n", text))
    if found := _OVERRIDES.search(text):
        params = {"point": f"{ord(found.group()):04X}", "place": found.start() + 1}
        raise ValidationError(OVERRIDE, code="override", params=params)
    return text


class AtMost(BaseValidator):
    """At most so many code points; the message names the limit and what was given."""

    code = "too_long"
    message = ngettext_lazy(
        "At most %(limit_value)d character fits here; this has %(show_value)d.",
        "At most %(limit_value)d characters fit here; this has %(show_value)d.",
        "limit_value",
    )

    def compare(self, a: Any, b: Any) -> bool:
        return bool(a > b)

    def clean(self, x: Any) -> int:
        return len(x)


class _Clean(forms.CharField):
    """`at_most` counts code points. There is no maxlength attribute: browsers count halves of emoji, and cut."""

    def __init__(self, *, at_most: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # Django's own check would refuse a NUL; here it is removed.
        self.validators = [*kwargs.get("validators", ()), AtMost(at_most)]
        self.at_most = at_most


class CleanText(_Clean):
    """Text of several lines."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        if value in self.empty_values:
            return str(self.empty_value)
        return super().to_python(clean(str(value))) or ""


class CleanChar(_Clean):
    """Text of one line; line breaks and tabs become single spaces."""

    def to_python(self, value: Any) -> str:
        if value in self.empty_values:
            return str(self.empty_value)
        return super().to_python(_SPACES.sub(" ", clean(str(value)))) or ""


class CleanURL(CleanChar):
    """An http or https address without credentials or odd characters."""

    widget = forms.URLInput
    default_error_messages = {
        "scheme": _("Begin the address with https:// (or http://)."),
        "credentials": _("Leave the user name and password out of the address."),
        "invalid": _("This is not a web address. It should look like https://example.com/page."),
    }

    def __init__(self, *, at_most: int = 1000, **kwargs: Any) -> None:
        super().__init__(at_most=at_most, **kwargs)

    def to_python(self, value: Any) -> str:
        address = super().to_python(value)
        if not address:
            return address
        try:
            parts = urlsplit(address)
            host, _port = parts.hostname or "", parts.port
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        if parts.scheme.lower() not in {"http", "https"}:
            raise ValidationError(self.error_messages["scheme"], code="scheme")
        if "@" in parts.netloc:
            raise ValidationError(self.error_messages["credentials"], code="credentials")
        if not host or "\\" in address or len(address) > self.at_most:
            # Length is judged by its own validator; URLValidator would be slow on megabytes.
            if len(address) > self.at_most:
                return address
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        URLValidator(schemes=["http", "https"], message=self.error_messages["invalid"])(address)
        return address


@dataclass(frozen=True)
class Wall:
    """A wall-clock time in a zone, and the moment it means (UTC)."""

    time: datetime
    zone: str
    moment: datetime

    @classmethod
    def at(cls, moment: datetime, zone: str) -> "Wall":
        return cls(moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None), zone, moment.astimezone(UTC))


# One place or two for every offset people schedule in; any other IANA name is taken as well.
COMMON_ZONES = (
    "UTC", "Africa/Cairo", "Africa/Johannesburg", "Africa/Lagos", "America/Bogota", "America/Chicago",
    "America/Denver", "America/Halifax", "America/Los_Angeles", "America/Mexico_City", "America/New_York",
    "America/Sao_Paulo", "Asia/Dubai", "Asia/Hong_Kong", "Asia/Jakarta", "Asia/Kolkata", "Asia/Seoul",
    "Asia/Shanghai", "Asia/Singapore", "Asia/Taipei", "Asia/Tokyo", "Australia/Sydney", "Europe/Athens",
    "Europe/Berlin", "Europe/Istanbul", "Europe/Lisbon", "Europe/London", "Europe/Madrid", "Europe/Moscow",
    "Europe/Paris", "Europe/Rome", "Europe/Zurich", "Pacific/Auckland",
)  # fmt: skip


class WallInput(forms.MultiWidget):
    """A date and time beside a zone. Subfields are <name>_0 and <name>_1."""

    template_name = "components/form/widgets/wall.html"
    # The label names the time; the zone says itself what it is.
    use_fieldset = False

    def __init__(self, zones: Iterable[str] = COMMON_ZONES, attrs: dict[str, Any] | None = None) -> None:
        look = {"class": "input"} | (attrs or {})
        moment = forms.DateTimeInput(look, format="%Y-%m-%dT%H:%M")
        moment.input_type = "datetime-local"
        self.zones = sorted(set(zones))
        zone = forms.Select(look | {"aria-label": _("Time zone")})
        super().__init__([moment, zone], attrs)

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0" if id_ else id_

    def decompress(self, value: Wall | None) -> list[Any]:
        return [value.time, value.zone] if value else [None, None]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        zone = value[1] if isinstance(value, list) and len(value) > 1 else getattr(value, "zone", None)
        offered = set(self.zones)
        if zone and isinstance(zone, str) and len(zone) < 64:
            offered.add(zone)
        self.widgets[1].choices = [(one, zone_time(one)) for one in sorted(offered, key=by_city)]  # type: ignore[attr-defined]
        return super().get_context(name, value, attrs)


class _Naive(forms.DateTimeField):
    """A time as a clock shows it. Django's field would read it in the active zone, and stumble over its gaps."""

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        if isinstance(value, datetime):
            return value
        found = BaseTemporalField.to_python(self, str(value)[:40])
        return found if isinstance(found, datetime) else None

    def strptime(self, value: str, format: str) -> datetime:
        return datetime.strptime(value, format)


class WallTime(forms.MultiValueField):
    """Cleans to `Wall` or None. A time that a clock change skips, or that is past, is refused here."""

    widget = WallInput
    default_error_messages = {
        "incomplete": _("Choose both a time and a time zone."),
        "invalid": _("This is not a date and time. It should look like 2026-12-24 18:30."),
        "past": _("This time has passed. Choose one in the future."),
        "far": _("This is more than two years away. Choose an earlier time."),
    }

    def __init__(self, *, past_ok: bool = False, **kwargs: Any) -> None:
        self.past_ok = past_ok
        said: Any = {"invalid": self.default_error_messages["invalid"]}
        fields = (
            _Naive(input_formats=_FORMATS, required=False, error_messages=said),
            forms.CharField(max_length=64, required=False, validators=[check_zone]),
        )
        super().__init__(fields, require_all_fields=False, **kwargs)

    def clean(self, value: Any) -> Any:
        # A zone alone is not a time: the picker always sends one.
        if isinstance(value, list) and value and value[0] in self.empty_values:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        return super().clean(value)

    def compress(self, data_list: list[Any]) -> Wall | None:
        if not data_list or not data_list[0]:
            return None
        made, zone = data_list[0], data_list[1]
        if not zone:
            raise ValidationError(self.error_messages["incomplete"], code="incomplete")
        time = made.replace(tzinfo=None, second=0, microsecond=0)
        try:
            moment = instant(time, zone)
        except OverflowError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        now = timezone.now()
        if not self.past_ok and moment <= now:
            raise ValidationError(self.error_messages["past"], code="past")
        if (moment - now).days > 731:
            raise ValidationError(self.error_messages["far"], code="far")
        return Wall(time, zone, moment)


_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S"]
