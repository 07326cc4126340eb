"""Examples for the description, made from the shapes themselves, so that none can be out of date.

A shape may say its own in `EXAMPLE`; otherwise each field gives one, by its name where the name says enough.
"""

from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from rest_framework import serializers

BY_NAME: dict[str, Any] = {
    "name": "Spring by the water",
    "email": "yuki@example.com",
    "text": "The first boat leaves at seven. Breakfast is on board.",
    "title": "Breakfast on the water",
    "alt": "A wooden boat at a landing stage, early sun.",
    "link_url": "https://example.com/breakfast",
    "url": "https://example.com/breakfast",
    "website": "https://example.com",
    "short": "https://coe.example.com/l/7kq2mfzd",
    "zone": "Europe/Zurich",
    "language": "en",
    "currency": "EUR",
    "reason": "Covers the holiday of a colleague.",
    "note": "Please before Friday.",
    "comment": "The price is missing.",
    "slug": "spring",
    "code": "spring",
    "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "network": "newsroom",
    "handle": "harbour",
    "metric": "engagements",
    "act": "post.approve",
    "acts": ["post.see", "post.draft"],
    "on": "brand:3f0c6a5e-8f0e-4c53-9f6e-2f6f1d1a7b10",
    "body": "We answer within the hour.",
    "icon": "key",
    "types": ["post.published"],
    "kinds": ["freeze.declared"],
    "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "label": "Draft",
    "state": "draft",
}
UUID_SAMPLE = "3f0c6a5e-8f0e-4c53-9f6e-2f6f1d1a7b10"


def sample(shape: Any) -> Any:
    """An example of a shape (class or instance), as JSON."""
    shape = shape() if isinstance(shape, type) else shape
    if isinstance(shape, serializers.ListSerializer):
        return [sample(shape.child)]
    if (own := getattr(shape, "EXAMPLE", None)) is not None:
        return own
    return {name: _field(name, field) for name, field in shape.fields.items()}


def _field(name: str, field: Any) -> Any:
    if isinstance(field, serializers.BaseSerializer):
        return sample(field)
    if isinstance(field, serializers.ListField):
        known = BY_NAME.get(name)
        return known if isinstance(known, list) else [_field(name.removesuffix("s"), field.child)]
    if isinstance(field, serializers.DictField | serializers.JSONField):
        return field.initial or {}
    if isinstance(field, serializers.ChoiceField):
        return next(iter(field.choices), "")
    return _plain(name, field)


def _plain(name: str, field: Any) -> Any:
    table: tuple[tuple[type[Any], Any], ...] = (
        (serializers.UUIDField, UUID_SAMPLE),
        (serializers.BooleanField, True),
        (serializers.IntegerField, 3),
        (serializers.DecimalField, "129.90"),
        (serializers.FloatField, 42.0),
        (serializers.DateField, "2026-03-02"),
        (serializers.TimeField, "21:00:00"),
        (serializers.FileField, "(the file)"),
    )
    if isinstance(field, serializers.SerializerMethodField):
        return _returned(field)
    if isinstance(field, serializers.DateTimeField):
        return "2026-03-02T07:30" if type(field).__name__ == "WallClock" else "2026-03-02T06:30:00Z"
    found = next((value for kind, value in table if isinstance(field, kind)), None)
    if found is not None:
        return found
    known = BY_NAME.get(name)
    return known if isinstance(known, str) else "words"


def _returned(field: Any) -> Any:
    """By what its method says it returns."""
    kind = get_type_hints(getattr(field.parent, field.method_name)).get("return", str)
    kinds = {get_origin(one) or one for one in (get_args(kind) if isinstance(kind, UnionType) else (kind,))}
    table: tuple[tuple[type[Any], Any], ...] = ((bool, True), (int, 3), (list, []), (dict, {}))
    return next((value for one, value in table if one in kinds), "words")
