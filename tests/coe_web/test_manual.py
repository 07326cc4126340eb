"""The documentation: served to everybody, from a build, under a policy of its own."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from coe.web.guide import docs_url


@pytest.fixture
def built(tmp_path: Path, settings: Any) -> Path:
    for language in ("en", "zh-hans"):
        (tmp_path / language / "_static").mkdir(parents=True)
        (tmp_path / language / "index.html").write_text(f"<p>{language}</p>")
        (tmp_path / language / "_static" / "theme.css").write_text("p{}")
    (tmp_path / "csp.json").write_text(json.dumps({"script-src": ["'sha256-abc='"], "style-src": []}))
    settings.DOCS_ROOT = tmp_path
    return tmp_path


def test_it_is_open_and_cacheable(built: Path, db: None) -> None:
    answer = Client().get("/docs/zh-hans/")
    assert b"".join(answer.streaming_content) == b"<p>zh-hans</p>"
    assert answer["Cache-Control"] == "public, max-age=300"
    again = Client().get("/docs/zh-hans/", headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304
    assert "Cookie" not in answer.get("Vary", "")


def test_the_way_in_speaks_the_readers_language(built: Path, db: None) -> None:
    answer = Client().get("/docs/", headers={"accept-language": "zh-CN"})
    assert answer["Location"] in ("/docs/zh-hans/", "/docs/en/")
    assert docs_url("roles#grant") == "/docs/en/roles.html#grant"


def test_only_its_pages_allow_what_stands_inside_them(built: Path, db: None) -> None:
    policy = Client().get("/docs/en/")["Content-Security-Policy"]
    assert re.search(r"script-src[^;]*'sha256-abc='", policy)
    assert "unsafe" not in policy
    assert "sha256" not in Client().get("/account/login/")["Content-Security-Policy"]
    assert "sha256" not in Client().get("/docs/en/_static/theme.css")["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["../csp.json", "..%2f..%2fetc/passwd", "missing.html", "%2e%2e/csp.json"])
def test_nothing_outside_is_read(built: Path, path: str, db: None) -> None:
    assert Client().get(f"/docs/en/{path}").status_code == 404


def test_a_build_that_is_missing_is_explained(built: Path, db: None) -> None:
    answer = Client().get("/docs/fr/")
    assert answer.status_code == 404
    assert "docs/site/build.py" in answer.content.decode()
