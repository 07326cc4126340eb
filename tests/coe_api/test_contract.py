"""The document: valid, complete with examples, and what was promised; and every page's act has its operation."""

import ast
import json
import re
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.core.management import CommandError, call_command
from drf_spectacular.validation import validate_schema

from coe.api.description import document
from coe.api.management.commands import api_document
from coe.api.problems import KINDS

ROOT = Path(__file__).parents[2]


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, method, one) for path, methods in document()["paths"].items() for method, one in methods.items()]


def test_the_document_is_openapi_3_1() -> None:
    assert document()["openapi"] == "3.1.0"
    validate_schema(document())


def test_the_contract_is_the_one_that_is_kept() -> None:
    """When this fails on purpose: `manage.py api_document --write`, and say in the changelog what changed."""
    said = StringIO()
    call_command("api_document", stdout=said)
    assert "is what docs/api/openapi.json says" in said.getvalue()


def test_a_changed_contract_is_shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    kept = tmp_path / "openapi.json"
    kept.write_text(api_document.KEPT.read_text().replace('"posts_create"', '"posts_make"'))
    monkeypatch.setattr(api_document, "KEPT", kept)
    with pytest.raises(CommandError) as error:
        call_command("api_document")
    assert "posts_make" in str(error.value)
    monkeypatch.setattr(api_document.settings, "BASE_DIR", tmp_path)
    call_command("api_document", "--write", stdout=StringIO())
    assert kept.read_text() == (ROOT / "docs" / "api" / "openapi.json").read_text()


def resolve(reference: dict[str, Any]) -> Any:
    return {**reference, "components": document()["components"]}


def test_every_operation_has_words_examples_and_problems() -> None:
    wrong = []
    for path, method, one in operations():
        bodies = [one.get("requestBody"), *(body for code, body in one["responses"].items() if code.startswith("2"))]
        for body in bodies:
            for media, content in (body or {}).get("content", {}).items():
                if media.endswith("json") and media != "application/x-ndjson":
                    if "example" not in content:
                        wrong.append(f"{method} {path}: no example")
                        continue
                    checker = jsonschema.Draft202012Validator(resolve(content["schema"]))
                    wrong += [
                        f"{method} {path}: {error.message[:90]}" for error in checker.iter_errors(content["example"])
                    ]
        if not one["summary"] or {"401", "404", "429", "500"} - set(one["responses"]):
            wrong.append(f"{method} {path}: no summary, or no problems")
        writes = any(one_["$ref"].endswith("/idempotency-key") for one_ in one["parameters"] if "$ref" in one_)
        if method in ("put", "patch") and not writes:
            wrong.append(f"{method} {path}: a write without Idempotency-Key")
    assert wrong == []


def test_every_problem_stands_in_the_document() -> None:
    said = json.dumps(document()["components"]["responses"])
    # 405 and 406 are said by HTTP itself, at addresses or in formats that are no operation.
    assert [code for code in KINDS if f"#problem-{code}" not in said] == ["method", "not-acceptable"]


# ── pages and operations do the same ────────────────────────────────────────────────────────────

# Acts of pages that programs do not have, and why. This table only shrinks.
PAGES_ONLY = {
    "coe.api.actions.create_token": "a token makes no token: a leaked one could outlive its revocation",
    "coe.api.actions.revoke_token": "people revoke on the page; a program ends its own token",
    "coe.api.actions.revoke_any_token": "whoever oversees tokens is a person at the page",
    "coe.accounts.actions.accept": "joining is done by whoever holds the mailed link, before any token",
    "governance.approvals.actions.answer": "the seconds to take a click back; a program decides at once",
    "governance.approvals.actions.retract": "takes such a click back",
    "governance.approvals.actions.saw": "which content a person last looked at, for what changed since",
    "coe.accounts.policy_actions.change_policy": "how strictly people sign in is decided by a person who is signed in",
    "coe.onboarding.actions.hide": "folds the checklist of the first page away",
    "coe.onboarding.actions.show": "unfolds it",
    "coe.onboarding.actions.work_alone": "ticks a line of that checklist",
    "coe.onboarding.actions.ask_sample": "samples are for looking around by hand",
    "coe.onboarding.actions.remove_sample": "samples are for looking around by hand",
    "coe.lists.actions.choose_columns": "which columns a person sees in a table",
    "coe.lists.actions.delete_view": "a view is filters of a page under a name; programs send filters",
    "coe.lists.actions.keep_view": "a view is filters of a page under a name; programs send filters",
    "coe.lists.actions.open_with": "a view is filters of a page under a name; programs send filters",
    "coe.lists.actions.rename_view": "a view is filters of a page under a name; programs send filters",
    "coe.lists.actions.share_view": "a view is filters of a page under a name; programs send filters",
    "coe.exports.actions.order": "files for spreadsheets; programs read the lists themselves",
    "publishing.calendar.actions.make_feed": "a secret address outlives the token that would make it, like a token",
    "publishing.calendar.actions.renew_feed": "a secret address outlives the token that would make it, like a token",
    "publishing.importing.actions.begin": "carried on later with all rights of its member, which a token may not have",
    "publishing.importing.actions.check_some": "a step of an import, by its member",
    "publishing.importing.actions.give_up": "a step of an import, by its member",
    "publishing.importing.actions.run_some": "a step of an import, by its member",
    "publishing.importing.trying.resume": "goes on with an import, by its member at the page",
    "publishing.importing.actions.take": "tables are filled in by people; programs create posts themselves",
    "publishing.importing.actions.undo": "takes such a table back",
    "coe.accounts.leaving.leave": "a person leaves by hand; a program could lock its member out",
    "coe.accounts.trail.note": "notes in the audit how somebody signed in",
    "reporting.exports.actions.export": "notes that a file of results was handed out; programs read the figures",
    "publishing.records.actions.note": "notes that a record was handed out",
}
REST = re.compile(r"(^|_)rest\.py$|^shifting\.py$")
"""Operations, and what they call to choose between acts."""


FOLDERS = ("coe", "governance", "publishing", "listening", "reporting")


def modules() -> list[Path]:
    return [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts]


def uses(path: Path) -> set[str]:
    """Dotted names a module reaches through its imports: `actions.create` becomes publishing.content.actions.create."""
    tree = ast.parse(path.read_text())
    known: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            known |= {name.asname or name.name: f"{node.module}.{name.name}" for name in node.names}
    used = {known[node.id] for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id in known}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in known:
            used.add(f"{known[node.value.id]}.{node.attr}")
    return used


def acts(paths: list[Path]) -> set[str]:
    from coe.access.acts import Act

    found = set()
    names = set().union(*map(uses, paths))
    for name in names:
        module, _dot, attribute = name.rpartition(".")
        if module.split(".")[0] in FOLDERS and (ROOT / module.replace(".", "/")).with_suffix(".py").is_file():
            thing = getattr(import_module(module), attribute, None)
            if isinstance(getattr(thing, "act", None), Act):
                found.add(f"{thing.__module__}.{thing.__name__}")
    return found


def every_act() -> set[str]:
    """Every action in the code that a person may be behind, wherever it stands and whoever calls it."""
    from coe.access.acts import Act

    found = set()
    for path in modules():
        if "@action(" not in path.read_text():
            continue
        module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for name, thing in vars(module).items():
            act = getattr(thing, "act", None)
            if isinstance(act, Act) and act.group not in {"public", "system"} and thing.__module__ == module.__name__:
                found.add(f"{module.__name__}.{name}")
    return found


def test_every_act_of_a_person_is_an_operation_or_says_why_not() -> None:
    people = every_act()
    programs = acts([path for path in modules() if REST.search(path.name)])
    assert len(people) > 100
    missing = people - programs - set(PAGES_ONLY)
    assert missing == set()
    assert set(PAGES_ONLY) - (people - programs) - {"coe.accounts.actions.accept"} == set(), "a stale exemption must go"
    assert len(PAGES_ONLY) <= 33
