"""The fields of bodies, parameters and answers. Text is taken as the pages take it: see coe.web.fields."""

import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from coe.web.fields import clean

_SPACES = re.compile(r"[\t\n ]+")


class Shape(serializers.Serializer[Any]):
    """A body or a set of parameters. A name that is not known is an error: mostly it is a typing mistake."""

    def to_internal_value(self, data: Any) -> Any:
        unknown = sorted(set(data) - set(self.fields)) if isinstance(data, dict) else []
        try:
            known = super().to_internal_value(data)
        except serializers.ValidationError as error:
            found: Any = error.detail
            raise serializers.ValidationError({**found, **_unknown(unknown)}) from None
        if unknown:
            raise serializers.ValidationError(_unknown(unknown))
        return known


def _unknown(names: list[Any]) -> dict[str, list[Any]]:
    said = _("This field is not known here. Take it out.")
    return {str(name)[:60]: [serializers.ErrorDetail(str(said), code="unknown")] for name in names[:10]}


class Text(serializers.CharField):
    """A text and nothing else: numbers, lists and booleans are not quietly turned into words."""

    lines = True

    def __init__(self, at_most: int = 20_000, **kwargs: Any) -> None:
        kwargs.setdefault("trim_whitespace", False)
        super().__init__(max_length=at_most, **kwargs)
        # Django's own check would refuse a NUL; here it is removed, as the pages do.
        self.validators = [one for one in self.validators if type(one).__name__ != "ProhibitNullCharactersValidator"]

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        try:
            text = clean(data)
        except ValidationError as error:
            raise serializers.ValidationError(error.messages, code="override") from None
        return text if self.lines else _SPACES.sub(" ", text).strip()


class Line(Text):
    """Text of one line."""

    lines = False

    def __init__(self, at_most: int = 200, **kwargs: Any) -> None:
        super().__init__(at_most, **kwargs)


class Instant(serializers.DateTimeField):
    """A moment: written with any offset, answered in UTC."""

    default_error_messages = {
        "offset": _("Add the offset from UTC, for example +01:00 or Z."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("default_timezone", UTC)
        super().__init__(**kwargs)

    def to_internal_value(self, value: Any) -> datetime:
        if not isinstance(value, str) or len(value) > 40:
            self.fail("invalid", format="2026-12-24T18:30:00+01:00")
        return super().to_internal_value(value)

    def enforce_timezone(self, value: datetime) -> datetime:
        if value.tzinfo is None:
            self.fail("offset")
        try:
            return value.astimezone(UTC)
        except OverflowError:
            self.fail("invalid", format="2026-12-24T18:30:00+01:00")


@extend_schema_field({"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$"})
class WallClock(serializers.DateTimeField):
    """A time as a clock on the wall shows it, without offset; a zone stands beside it."""

    default_error_messages = {
        "offset": _("Leave the offset out: the zone says it."),
    }

    def to_internal_value(self, value: Any) -> datetime:
        if not isinstance(value, str) or len(value) > 40:
            self.fail("invalid", format="2026-12-24T18:30")
        return super().to_internal_value(value)

    def enforce_timezone(self, value: datetime) -> datetime:
        if value.tzinfo is not None:
            self.fail("offset")
        return value

    def to_representation(self, value: Any) -> Any:
        return value.strftime("%Y-%m-%dT%H:%M") if value else None


class Id(serializers.UUIDField):
    def to_internal_value(self, data: Any) -> UUID:
        if not isinstance(data, str):
            self.fail("invalid", value=str(data)[:40])
        return UUID(str(super().to_internal_value(data)))


class Yes(serializers.BooleanField):
    """true or false; words and numbers are taken in addresses only, where there is nothing else."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool) and not isinstance(data, str):
            self.fail("invalid", input=str(data)[:40])
        return bool(super().to_internal_value(data))


class Nothing(Shape):
    """A body that says nothing: {}."""


class Done(serializers.Serializer[Any]):
    """How many things a write changed."""

    changed = serializers.IntegerField()


class Ref(serializers.Serializer[Any]):
    """Something that is named elsewhere: its id, and what it is called."""

    id = Id()
    name = serializers.SerializerMethodField()

    def get_name(self, thing: Any) -> str:
        return str(thing)


class Named(serializers.Serializer[Any]):
    """A machine's word for something, and the reader's."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
