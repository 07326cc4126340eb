"""What we send and what our stand-in answers, against the published description of Mastodon's interface.

The description is not part of this project: put `mastodon.json` (OpenAPI) into the folder named by COE_SPECS.
"""

import json
import os
import re
import warnings
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from publishing.channels.base import Heard, Sent
from tests.contracts.fakes.mastodon import FakeMastodon
from tests.contracts.fakes.server import Request
from tests.contracts.harness import HARNESSES, Harness, image, message

FILE = Path(os.environ.get("COE_SPECS", "specs"), "mastodon.json")


class Spec:
    """An OpenAPI 3.1 document."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document

    @cached_property
    def _paths(self) -> list[tuple[re.Pattern[str], str]]:
        # A path without holes comes first: /statuses/context is not /statuses/{id}.
        paths = sorted(self.document["paths"], key=lambda path: path.count("{"))
        return [(re.compile(re.sub(r"\{[^}]*\}", "[^/]+", path)), path) for path in paths]

    def operation(self, request: Request) -> dict[str, Any]:
        for pattern, path in self._paths:
            if pattern.fullmatch(request.path) and request.method.lower() in self.document["paths"][path]:
                return dict(self.document["paths"][path][request.method.lower()])
        raise AssertionError(f"{request.method} {request.path} is not described")

    def errors(self, schema: dict[str, Any], value: Any) -> list[str]:
        jsonschema = pytest.importorskip("jsonschema")
        whole = {**schema, "components": self.document["components"]}
        found = jsonschema.Draft202012Validator(whole).iter_errors(value)
        return [f"{'/'.join(map(str, error.absolute_path))}: {error.message[:150]}" for error in found]

    def names(self, schema: dict[str, Any]) -> set[str]:
        """Every property a schema knows, through references and combinations."""
        if "$ref" in schema:
            schema = self.document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        found = set(schema.get("properties", {}))
        for part in [*schema.get("allOf", []), *schema.get("oneOf", [])]:
            found |= self.names(part)
        return found


@pytest.fixture(scope="module")
def spec() -> Spec:
    if not FILE.exists():
        warnings.warn(f"NOT CHECKED against Mastodon's description: {FILE} is missing", stacklevel=1)
        pytest.skip(f"{FILE} is missing; set COE_SPECS to the folder that holds it")
    return Spec(json.loads(FILE.read_text()))


@pytest.fixture
def worked() -> Iterator[Harness]:
    """A harness whose adapter has done everything it can."""
    harness = HARNESSES["mastodon"]()
    assert isinstance(harness.server, FakeMastodon)
    harness.adapter().check()
    assert isinstance(harness.publish(message("Text", lang="de")), Sent)
    harness.server.rounds = 1
    harness.saved = {}
    what = message("Image", images=[image()], link="https://example.org/a")
    harness.publish(what)
    sent = harness.publish(what)
    assert isinstance(sent, Sent)
    harness.find(what)
    harness.adapter().read_posts([sent.remote_id])
    harness.server.batch = False
    harness.adapter().read_posts([sent.remote_id, "gone"])
    harness.adapter().read_channel()
    harness.server.hear(3)
    assert isinstance(harness.adapter().listen("1"), Heard)
    yield harness
    harness.stop()


def described(harness: Harness) -> list[tuple[Request, Any]]:
    assert harness.server
    return [pair for pair in harness.server.exchanges if "nodeinfo" not in pair[0].path]


@pytest.mark.filterwarnings("default:NOT CHECKED")
def test_every_call_is_described_and_uses_only_known_parameters(spec: Spec, worked: Harness) -> None:
    for request, _ in described(worked):
        operation = spec.operation(request)
        known = {one.get("name") for one in operation.get("parameters", [])}
        assert {name.removesuffix("[]") for name, _ in request.query} <= known, request.path


@pytest.mark.filterwarnings("default:NOT CHECKED")
def test_what_is_sent_has_the_described_shape(spec: Spec, worked: Harness) -> None:
    checked = 0
    for request, _ in described(worked):
        content = spec.operation(request).get("requestBody", {}).get("content", {})
        if "multipart/form-data" in content and request.method == "POST" and request.path.endswith("media"):
            assert request.parts().keys() <= spec.names(content["multipart/form-data"]["schema"])
            checked += 1
        elif request.method == "POST":
            schema = {"anyOf": content["application/json"]["schema"]["oneOf"]}
            assert spec.errors(schema, request.json) == []
            assert request.json.keys() <= spec.names(content["application/json"]["schema"])
            checked += 1
    assert checked == 3


@pytest.mark.filterwarnings("default:NOT CHECKED")
def test_what_the_stand_in_answers_has_the_described_shape(spec: Spec, worked: Harness) -> None:
    for request, reply in described(worked):
        responses = spec.operation(request)["responses"]
        assert str(reply.status) in responses, f"{request.method} {request.path}"
        content = responses[str(reply.status)].get("content")
        if content:
            assert spec.errors(content["application/json"]["schema"], reply.body) == [], request.path
