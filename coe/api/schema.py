"""The description of an operation for drf-spectacular: everything it needs stands in the Operation."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent, build_serializer_context  # noqa: F401
from rest_framework import serializers

from coe.access.gate import Audience
from coe.api.problems import KINDS, MEDIA_TYPE
from coe.api.samples import sample

ALWAYS = ("token-missing", "not-found", "throttled", "broken")
NAMES = {400: "BadRequest", 401: "Unauthorized", 403: "Forbidden", 404: "NotFound", 409: "Conflict",
         413: "TooLarge", 415: "MediaType", 422: "Unprocessable", 428: "RevisionMissing", 429: "Throttled",
         500: "Broken", 503: "Unavailable"}  # fmt: skip


class OperationSchema(AutoSchema):
    """Reads `view.operations`. Answers are said in English, whatever language the request has."""

    def get_operation(self, path: str, path_regex: str, path_prefix: str, method: str, registry: Any) -> Any:
        self.registry, self.path, self.path_regex = registry, path, path_regex
        self.path_prefix, self.method = path_prefix, method.upper()
        operation = self.view.operations[self.method]  # type: ignore[attr-defined]
        title, _blank, about = (operation.run.__doc__ or "").strip().partition("\n")
        said = {
            "operationId": operation.id,
            "summary": title.rstrip("."),
            "description": _description(operation, about),
            "tags": [operation.tag],
            "parameters": self._parameters(operation),
        }
        if operation.takes is not None:
            said["requestBody"] = self._request(operation)
        said["security"] = [{"token": []}]
        said["responses"] = {str(operation.status): self._success(operation), **_problems(operation)}
        said["x-act"] = operation.act.value if operation.act else None
        return said

    # ── parameters ──────────────────────────────────────────────────────────────────────────────

    def _parameters(self, operation: Any) -> list[dict[str, Any]]:
        import uritemplate

        found = list(self._resolve_path_parameters(uritemplate.variables(self.path)))  # type: ignore[no-untyped-call]
        if operation.filters is not None:
            found += [self._query(name, field) for name, field in operation.filters().fields.items()]
        names = ["limit", "cursor"] * operation.paged + ["idempotency-key"] * operation.writes
        names += ["if-match"] * operation.revised + ["accept-language"]
        return found + [{"$ref": f"#/components/parameters/{name}"} for name in names]

    def _query(self, name: str, field: Any) -> dict[str, Any]:
        schema = self._map_serializer_field(field, "request")
        said: dict[str, Any] = {"name": name, "in": "query", "schema": schema, "required": field.required}
        if field.help_text:
            said["description"] = str(field.help_text)
            schema.pop("description", None)
        return said

    # ── bodies ──────────────────────────────────────────────────────────────────────────────────

    def _request(self, operation: Any) -> dict[str, Any]:
        media = "multipart/form-data" if operation.upload else "application/json"
        shape = operation.takes()
        if not shape.fields:
            return {"content": {media: {"schema": {"type": "object"}, "example": {}}}}
        component = self.resolve_serializer(shape, "request")
        required = any(field.required for field in shape.fields.values())
        body = {"content": {media: {"schema": component.ref, "example": sample(shape)}}}
        return {**body, "required": True} if required else body

    def _success(self, operation: Any) -> dict[str, Any]:
        headers = {"headers": {"ETag": {"$ref": "#/components/headers/ETag"}}} if operation.revised else {}
        if operation.streams:
            media: Any = {operation.streams: {"schema": {"type": "string", "format": "binary"}}}
        elif operation.gives is None:
            media = {"application/json": {"schema": {"type": "object"}, "example": {}}}
        else:
            media = {"application/json": self._body(operation)}
        return {"description": "Done." if operation.writes else "Found.", "content": media, **headers}

    def _body(self, operation: Any) -> dict[str, Any]:
        shape = operation.gives()
        component = self.resolve_serializer(shape, "response")
        if not operation.paged:
            return {"schema": component.ref, "example": sample(shape)}
        page = ResolvedComponent(  # type: ignore[no-untyped-call]
            name=f"{component.name}Page", type=ResolvedComponent.SCHEMA, schema=_page(component.ref),
            object=f"{component.name}Page",
        )  # fmt: skip
        self.registry.register_on_missing(page)
        return {"schema": page.ref, "example": {"items": [sample(shape)], "next_cursor": None, "next": None}}

    def _map_serializer_field(self, field: Any, direction: Any, bypass_extensions: bool = False) -> Any:
        # Free-form objects are said as such; drf-spectacular would leave their type open.
        if type(field) is serializers.JSONField:
            return {"type": "object", "additionalProperties": {}}
        return super()._map_serializer_field(field, direction, bypass_extensions)  # type: ignore[no-untyped-call]


def _page(ref: Any) -> dict[str, Any]:
    nothing = {"type": "null"}
    return {
        "type": "object",
        "properties": {
            "items": {"type": "array", "items": ref},
            "next_cursor": {"oneOf": [{"type": "string"}, nothing], "description": "For ?cursor; null at the end."},
            "next": {"oneOf": [{"type": "string", "format": "uri"}, nothing], "description": "Its address."},
        },
        "required": ["items", "next_cursor", "next"],
    }


def _description(operation: Any, about: str) -> str:
    lines = [line.strip() for line in about.strip().splitlines()]
    said = " ".join(lines)
    door = operation.door
    needs = "Open to every member." if isinstance(door, tuple) else f"Needs the act `{operation.act.value}`."
    assert not isinstance(door, tuple) or door[0] is Audience.MEMBER
    return f"{said}\n\n{needs}" if said else needs


def codes(operation: Any) -> list[str]:
    """The problems an operation may answer with."""
    found = [*ALWAYS, "token-unknown", "token-expired", "token-revoked"]
    if operation.act:
        found += ["forbidden", "token-scope"]
    if operation.filters is not None or operation.paged:
        found.append("parameters")
    if operation.takes is not None:
        found += ["malformed", "fields", "too-large", "media-type"]
    if operation.writes:
        found += ["idempotency-key", "in-progress", "key-reused", "stale", "wrong-state", "unavailable"]
    if operation.revised:
        found.append("revision-missing")
    return found


def _problems(operation: Any) -> dict[str, Any]:
    by_status = sorted({KINDS[code].status for code in codes(operation)})
    return {str(status): {"$ref": f"#/components/responses/{NAMES[status]}"} for status in by_status}


def shared() -> dict[str, Any]:
    """Components that operations refer to: parameters, headers, problem answers, the way to sign in."""
    return {
        "parameters": {
            "limit": {
                "name": "limit", "in": "query", "required": False,
                "schema": {"type": "integer", "minimum": 1, "maximum": 100, "default": 50},
            },
            "cursor": {
                "name": "cursor", "in": "query", "required": False, "schema": {"type": "string"},
                "description": "The next_cursor of the page before, with the same filters.",
            },
            "idempotency-key": {
                "name": "Idempotency-Key", "in": "header", "required": True,
                "schema": {"type": "string", "minLength": 1, "maxLength": 120},
                "description": "New for each intended effect, the same for its retries. Kept for 24 hours.",
                "example": "7d1c3f9e-post-create",
            },
            "if-match": {
                "name": "If-Match", "in": "header", "required": False, "schema": {"type": "string"},
                "description": "The ETag that was read, unless the body says `revision`.", "example": '"3"',
            },
            "accept-language": {
                "name": "Accept-Language", "in": "header", "required": False,
                "schema": {"type": "string", "enum": ["en", "zh-Hans"]},
                "description": "The language of titles, labels and problems.",
            },
        },
        "headers": {"ETag": {"schema": {"type": "string"}, "description": "The revision, for If-Match."}},
        "responses": {NAMES[status]: _problem_response(status) for status in sorted(NAMES)},
    }  # fmt: skip


def _problem_response(status: int) -> dict[str, Any]:
    kinds = {code: kind for code, kind in KINDS.items() if kind.status == status}
    examples = {
        code: {
            "value": {
                "type": f"/api/v1/docs#problem-{code}", "title": str(kind.title), "status": status,
                "detail": str(kind.remedy), "instance": "urn:request:4f1d2c3b5a697887",
            }
        }
        for code, kind in kinds.items()
    }  # fmt: skip
    return {
        "description": " · ".join(str(kind.title) for kind in kinds.values()),
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": examples}},
    }


PROBLEM = {
    "type": "object",
    "description": "Problem details (RFC 9457). More members may stand beside these.",
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "description": "Leads to its explanation; stable."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string", "description": "The id of the request, for asking us about it."},
        "act": {"type": "string", "description": "403: the act that is missing."},
        "ask": {
            "type": "array",
            "description": "403: who can grant it.",
            "items": {
                "type": "object",
                "properties": {"id": {"type": "string"}, "name": {"type": "string"}},
                "required": ["id", "name"],
            },
        },
        "revision": {"type": "integer", "description": "409: the revision that stands now."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "pointer": {"type": "string", "description": "JSON pointer into the body, such as #/text."},
                    "parameter": {"type": "string", "description": "Instead of pointer, for the address."},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
                "required": ["code", "detail"],
            },
        },
    },
    "required": ["type", "title", "status", "detail", "instance"],
}
