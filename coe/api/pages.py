"""The OpenAPI document as rows for the reference page."""

import json
import shlex
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from coe.api.description import document
from coe.api.problems import KINDS

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Parameter:
    name: str
    where: str
    kind: str
    required: bool
    about: str


@dataclass(frozen=True)
class Entry:
    """One operation."""

    id: str
    method: str
    path: str
    title: str
    about: list[str]
    act: str
    parameters: list[Parameter]
    fields: list[Parameter]
    answer: str
    status: str
    curl: str


@dataclass(frozen=True)
class Group:
    name: str
    about: str
    entries: list[Entry]


@lru_cache(maxsize=4)
def groups(base: str) -> list[Group]:
    """Operations by tag, in the order of the tags. BASE is the address of /api/v1."""
    said = document()
    by_tag: dict[str, list[Entry]] = {tag["name"]: [] for tag in said["tags"]}
    for path, methods in said["paths"].items():
        for method in METHODS:
            if operation := methods.get(method):
                by_tag[operation["tags"][0]].append(_entry(said, base, path, method, operation))
    return [Group(tag["name"], tag["description"], by_tag[tag["name"]]) for tag in said["tags"]]


def _entry(said: dict[str, Any], base: str, path: str, method: str, operation: dict[str, Any]) -> Entry:
    parameters = [_resolved(said, one) for one in operation["parameters"]]
    status, success = next((code, one) for code, one in operation["responses"].items() if code.startswith("2"))
    media, content = next(iter(success["content"].items()))
    about = [line for line in operation["description"].split("\n\n") if line and not line.startswith("Needs the act")]
    return Entry(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        title=operation["summary"],
        about=about,
        act=operation["x-act"] or "",
        parameters=[_parameter(one) for one in parameters if one["name"] != "Accept-Language"],
        fields=_fields(said, operation),
        answer=_pretty(content["example"]) if "example" in content else media,
        status=status,
        curl=_curl(base, path, method, operation, parameters),
    )


def _resolved(said: dict[str, Any], thing: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in thing:
        return thing
    found: Any = said
    for part in thing["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return dict(found)


def _parameter(one: dict[str, Any]) -> Parameter:
    return Parameter(
        one["name"], one["in"], _kind(one["schema"]), one.get("required", False), one.get("description", "")
    )


def _kind(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"].rsplit("/", 1)[-1])
    for joined in ("oneOf", "anyOf", "allOf"):
        if joined in schema:
            return " | ".join(_kind(one) for one in schema[joined])
    if "enum" in schema:
        return " | ".join(json.dumps(one, ensure_ascii=False) for one in schema["enum"])
    kinds = schema.get("type", "any")
    kind = " | ".join(kinds) if isinstance(kinds, list) else str(kinds)
    if kind == "array":
        return f"[{_kind(schema.get('items', {}))}]"
    return f"{kind} ({schema['format']})" if "format" in schema else kind


def _fields(said: dict[str, Any], operation: dict[str, Any]) -> list[Parameter]:
    """The members of the body."""
    content = operation.get("requestBody", {}).get("content", {})
    found = []
    for media in content.values():
        schema = _resolved(said, media["schema"])
        needed = schema.get("required", [])
        for name, one in schema.get("properties", {}).items():
            about = one.get("description", "")
            found.append(Parameter(name, "body", _kind(one), name in needed, about))
    return found


def _pretty(example: Any) -> str:
    return json.dumps(example, ensure_ascii=False, indent=2)


def _curl(base: str, path: str, method: str, operation: dict[str, Any], parameters: list[dict[str, Any]]) -> str:
    way = "" if method == "get" else f"-X {method.upper()} "
    lines = [f"curl {way}{shlex.quote(base + path)}"]
    lines.append('-H "Authorization: Bearer $COE_TOKEN"')
    if any(one["name"] == "Idempotency-Key" for one in parameters):
        lines.append('-H "Idempotency-Key: $(uuidgen)"')
    for media, content in operation.get("requestBody", {}).get("content", {}).items():
        if media.startswith("multipart/"):
            lines += [f"-F {shlex.quote(f'{name}=@file' if name == 'file' else f'{name}={value}')}"
                      for name, value in content["example"].items()]  # fmt: skip
        elif content["example"]:
            lines.append(f"-H 'Content-Type: {media}'")
            lines.append(f"-d {shlex.quote(json.dumps(content['example'], ensure_ascii=False))}")
    return " \\\n  ".join(lines)


def problems() -> list[tuple[str, Any]]:
    """(code, kind) of every problem there is; titles and remedies in the reader's language."""
    return list(KINDS.items())
