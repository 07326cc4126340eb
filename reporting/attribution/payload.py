"""What a shop or a sheet says about one conversion, and what is wrong with it. The same rules for both."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from coe.tenancy.zones import instant
from reporting.attribution.models import Conversion

UTM = ("utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_id")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_CENTURY = datetime(2000, 1, 1, tzinfo=UTC)
AHEAD = timedelta(minutes=5)


@dataclass(frozen=True)
class Report:
    """One conversion as reported. `value` may be negative: a refund."""

    external_id: str
    kind: str
    value: Decimal
    currency: str
    occurred_at: datetime
    click: UUID | None = None
    utm: dict[str, str] = field(default_factory=dict)

    def facts(self) -> tuple[Any, ...]:
        """What must be equal for a repeated report to be the same one."""
        return (self.kind, self.value, self.currency, self.occurred_at)


def _plain(value: str) -> None:
    if _CONTROLS.search(value):
        raise serializers.ValidationError(_("Take out the control characters."))


class Words(serializers.CharField):
    """A text and nothing else: numbers, lists and booleans are not quietly turned into words."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(validators=[_plain], **kwargs)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class Amount(serializers.DecimalField):
    """At most two decimals, never NaN, never a boolean."""

    default_error_messages = {
        "invalid": _("Write an amount such as 129.90, with a point and no currency sign."),
        "max_decimal_places": _("Round it to two decimals."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=14, decimal_places=2, **kwargs)

    def to_internal_value(self, data: Any) -> Decimal:
        if isinstance(data, bool) or not isinstance(data, (str, int, float, Decimal)):
            self.fail("invalid")
        if isinstance(data, str) and not re.fullmatch(r"[+-]?\d{1,16}(\.\d{1,8})?", data.strip()):
            self.fail("invalid")
        return Decimal(super().to_internal_value(str(data).strip()))


class Moment(serializers.Field[datetime, Any, str, Any]):
    """A time with its offset. With a `zone` in the context (sheets), one without is on that zone's wall clock."""

    default_error_messages = {
        "invalid": _("Write a time such as 2026-12-24T18:30:00+01:00."),
        "offset": _("Add the offset from UTC, for example +01:00 or Z."),
        "future": _("This lies in the future. Report a conversion after it happened."),
        "old": _("This lies before the year 2000."),
    }

    def to_internal_value(self, data: Any) -> datetime:
        if not isinstance(data, str) or len(data) > 40:
            self.fail("invalid")
        try:
            read = parse_datetime(data.strip())
        except ValueError:
            read = None
        if read is None:
            self.fail("invalid")
        try:
            moment = self._placed(read)
        except (OverflowError, OSError):
            self.fail("invalid")
        if moment > timezone.now() + AHEAD:
            self.fail("future")
        if moment < _CENTURY:
            self.fail("old")
        return moment

    def _placed(self, read: datetime) -> datetime:
        if read.tzinfo is not None:
            return read.astimezone(UTC)
        zone = self.context.get("zone")
        if not zone:
            self.fail("offset")
        ZoneInfo(zone)
        try:
            return instant(read, zone)
        except ValidationError as error:
            raise serializers.ValidationError(error.messages) from None

    def to_representation(self, value: datetime) -> str:
        return value.isoformat()


class ClickId(serializers.UUIDField):
    """The text of a UUID; numbers are not taken for one."""

    def to_internal_value(self, data: Any) -> UUID:
        if not isinstance(data, str):
            self.fail("invalid", value=data)
        return UUID(str(super().to_internal_value(data)))


class Utm(serializers.Serializer[Any]):
    utm_source = Words(max_length=60, required=False, allow_blank=True)
    utm_medium = Words(max_length=60, required=False, allow_blank=True)
    utm_campaign = Words(max_length=60, required=False, allow_blank=True)
    utm_content = Words(max_length=60, required=False, allow_blank=True)
    utm_id = Words(max_length=12, required=False, allow_blank=True)


class ReportFields(serializers.Serializer[Any]):
    """{external_id, kind, value, currency, occurred_at, click? | utm?}"""

    external_id = Words(max_length=120)
    kind = serializers.ChoiceField(
        choices=Conversion.Kind.choices,
        error_messages={"invalid_choice": _("Write one of: order, lead, booking.")},
    )
    value = Amount()
    currency = serializers.RegexField(
        r"^[A-Z]{3}\Z", error_messages={"invalid": _("Write the three capital letters of ISO 4217, such as EUR.")}
    )
    occurred_at = Moment()
    click = ClickId(
        required=False,
        allow_null=True,
        format="hex_verbose",
        error_messages={"invalid": _("Send the coe_click of the landing address as it came.")},
    )
    utm = Utm(required=False, allow_null=True)

    def to_internal_value(self, data: Any) -> Any:
        unknown = sorted(set(data) - set(self.fields)) if isinstance(data, dict) else []
        try:
            known = super().to_internal_value(data)
        except serializers.ValidationError as error:
            found: Any = error.detail
            if unknown and isinstance(found, dict):
                found = {**found, **_unknown(unknown)}
            raise serializers.ValidationError(found) from None
        if unknown:
            raise serializers.ValidationError(_unknown(unknown))
        return known


def _unknown(names: list[str]) -> dict[str, list[Any]]:
    return {str(name)[:60]: [_("This field is not known here. Take it out.")] for name in names[:10]}


class Wrong(Exception):
    """What is wrong, by field: [(field, sentence that says how to put it right)]."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


def read(data: Any, *, zone: str = "") -> Report:
    """A report from decoded JSON, or a row of a sheet. Raises Wrong."""
    fields = ReportFields(data=data, context={"zone": zone})
    if not fields.is_valid():
        raise Wrong(list(_flat(fields.errors)))
    said = fields.validated_data
    utm = {name: value for name, value in (said.get("utm") or {}).items() if value}
    return Report(
        said["external_id"], said["kind"], said["value"], said["currency"], said["occurred_at"],
        said.get("click"), utm,
    )  # fmt: skip


def _flat(errors: Any, before: str = "") -> Any:
    for name, found in errors.items():
        path = f"{before}{name}"
        if isinstance(found, dict):
            yield from _flat(found, f"{path}.")
        else:
            for sentence in found:
                yield path, str(sentence)
