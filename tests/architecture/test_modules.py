"""Small modules, in the places where one would look for them."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("coe", "governance", "publishing", "listening", "reporting", "tests")
CAP = 500


def sources() -> list[Path]:
    return [
        path
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if "migrations" not in path.parts and "node_modules" not in path.parts
    ]


def test_no_module_is_longer_than_the_cap() -> None:
    long = {
        str(path.relative_to(ROOT)): count for path in sources() if (count := len(path.read_text().splitlines())) > CAP
    }
    assert long == {}


def test_no_catch_all_modules() -> None:
    assert [path for path in sources() if path.stem in {"utils", "helpers", "misc", "common"}] == []


def test_model_modules_of_packages_only_re_export() -> None:
    for package in ("governance", "publishing", "listening", "reporting"):
        tree = ast.parse((ROOT / package / "models.py").read_text())
        kinds = {type(node) for node in tree.body}
        assert kinds <= {ast.Expr, ast.ImportFrom, ast.Assign}, package


def test_templates_carry_no_inline_script_or_style() -> None:
    import re

    bad = re.compile(
        r"<script(?![^>]*(?:\bsrc=|application/json|speculationrules))[^>]*>|<style\b|\sstyle=|\son[a-z]+=\"", re.I
    )
    found = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "templates").rglob("*.html")
        if "mail" not in path.parts and bad.search(path.read_text())
    ]
    assert found == []
