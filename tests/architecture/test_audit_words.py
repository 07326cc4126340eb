"""The audit says what happened: every detail that the code writes has a sentence, and every sentence is written."""

import ast
import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from coe.access.acts import Act
from coe.audit.models import Entry
from coe.audit.outcomes import OUTCOMES, STEPS
from coe.audit.words import SENTENCES, sentence
from governance.approvals.models import DecisionKind

ROOT = Path(__file__).parents[2]
PACKAGES = ("coe", "governance", "publishing", "listening", "reporting")
KINDS = tuple(DecisionKind.values)
# What no reading of the code can tell: the values an expression takes, by module and expression.
VALUES: dict[tuple[str, str], tuple[str, ...]] = {
    ("governance.approvals.actions", "f'{kind}-given'"): tuple(f"{kind}-given" for kind in KINDS),
    ("governance.approvals.actions", "f'{row.kind}-counts'"): tuple(f"{kind}-counts" for kind in KINDS),
    ("governance.approvals.deciding", "choice.kind"): KINDS,
    ("coe.chats.actions", "f'chat {to.value}'"): ("chat enabled", "chat disabled", "chat removed"),
    ("coe.webhooks.actions", "to.value"): ("enabled", "disabled", "removed"),
    ("listening.mentions.actions", "to.value"): ("handled", "aside"),
    ("governance.approvals.requests", "state.value"): ("approved", "sent_back", "rejected", "expired", "withdrawn"),
    ("publishing.content.handlers", "state.value"): ("sent_back", "rejected", "expired", "draft"),
    ("publishing.delivery.settling", "state.value"): ("sent", "refused", "unknown", "waiting", "held", "expired"),
}  # fmt: skip


@dataclass(frozen=True)
class Made:
    """A call of a function, and where it stands."""

    module: str
    function: ast.FunctionDef | None
    call: ast.Call


def _calls() -> Iterator[Made]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if "demo" in parts or "migrations" in parts or parts[-1] == "demo":
                continue
            yield from _inside(".".join(parts), None, ast.parse(path.read_text()))


def _inside(module: str, function: ast.FunctionDef | None, node: ast.AST) -> Iterator[Made]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call):
            yield Made(module, function, child)
        yield from _inside(module, child if isinstance(child, ast.FunctionDef) else function, child)


@cache
def calls() -> tuple[Made, ...]:
    return tuple(_calls())


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _argument(call: ast.Call, name: str, place: int | None) -> ast.expr | None:
    named = next((one.value for one in call.keywords if one.arg == name), None)
    if named is None and place is not None and place < len(call.args):
        return call.args[place]
    return named


def _values(made: Made, given: ast.expr | None) -> set[str]:
    """Every text an expression can be; what a parameter can be is asked of the function's callers."""
    if given is None:
        return {""}
    known = VALUES.get((made.module, ast.unparse(given)))
    if known is not None:
        return set(known)
    match given:
        case ast.Constant(value=str(text)):
            return {text}
        case ast.IfExp(body=one, orelse=other):
            return _values(made, one) | _values(made, other)
        case ast.BoolOp(values=parts):
            return set().union(*(_values(made, part) for part in parts))
        case ast.Name(id=name) if made.function is not None:
            return _of_parameter(made, made.function, name)
    raise AssertionError(f"{made.module}: say in VALUES what {ast.unparse(given)} can be")


def _of_parameter(made: Made, function: ast.FunctionDef, name: str) -> set[str]:
    plain = [one.arg for one in function.args.args]
    action = any("action(" in ast.unparse(one) for one in function.decorator_list)
    place = plain.index(name) if name in plain else None
    found: set[str] = set()
    near = made.module.rsplit(".", 1)[0]
    for other in calls():
        own = other.function is function or _name(other.call) != function.name
        if own or not other.module.startswith(near if function.name.startswith("_") or action else PACKAGES):
            continue
        given = _argument(other.call, name, place)
        if given is not None:
            found |= _values(other, given)
    return found


def _act(made: Made) -> str:
    """The act under which a call records, where its own function says so."""
    for one in made.function.decorator_list if made.function else ():
        if ast.unparse(one).startswith("action(Act."):
            return Act[ast.unparse(one).removeprefix("action(Act.").removesuffix(")")].value
    return ""


@cache
def written() -> frozenset[tuple[str, str, str]]:
    """(module, act or nothing, detail) of everything that is recorded."""
    found = set()
    for made in calls():
        records = isinstance(made.call.func, ast.Attribute) and made.call.func.attr == "record" and made.call.args
        if records and ast.unparse(made.call.func.value) in {"do", "theirs"}:
            for detail in _values(made, _argument(made.call, "detail", None)) - {""}:
                found.add((made.module, _act(made), detail))
    return frozenset(found)


def _apps(module: str) -> set[str]:
    parts = module.split(".")
    return {parts[1] if parts[0] == "coe" else parts[0]}


def test_every_detail_has_a_sentence() -> None:
    assert len(written()) > 100
    silent = [
        (module, act, detail)
        for module, act, detail in sorted(written())
        if not any(key.split(":")[1:] == [detail] and (key.split(":")[0] == act or (not act)) for key in SENTENCES)
        and not any(f"{app}." in key and key.endswith(f":{detail}") for key in OUTCOMES for app in _apps(module))
    ]
    assert silent == []


def test_every_sentence_is_written_by_something() -> None:
    acts = {(act, detail) for _module, act, detail in written()}
    dead = [
        key
        for key in SENTENCES
        if ":" in key and not acts & {(key.split(":")[0], key.split(":")[1]), ("", key.split(":")[1])}
    ]
    details = {(app, detail) for module, _act_, detail in written() for app in _apps(module)}
    dead += [key for key in OUTCOMES if (key.split(".")[0], key.split(":")[1]) not in details]
    assert dead == []
    assert set(STEPS) <= set(OUTCOMES)


@pytest.mark.parametrize("key", [*SENTENCES, *OUTCOMES])
def test_every_sentence_can_be_said(key: str) -> None:
    """With what every entry has; those of a step also with the step's facts."""
    head, detail = ([*key.split(":"), ""])[:2]
    act, kind = (head, "x.y") if key in SENTENCES else ("system.maintain", head)
    facts: dict[str, Any] = {"step": 2, "step_name": "Legal check", "brand": "Harbour"}
    for after in ({}, facts):
        entry = Entry(act=act, detail=detail, subject_type=kind, subject_label="Spring", actor_label="Lea", after=after)
        said = sentence(entry)
        assert "%(" not in said
        if after and key in STEPS:
            assert all(words in said for words in ("tep 2 (Legal check)", "Spring", "Harbour")), said


def test_the_lists_of_what_cannot_be_read_are_no_longer_than_needed() -> None:
    texts = {(made.module, ast.unparse(one.value)) for made in calls() for one in made.call.keywords}
    texts |= {(module, part) for module, text in texts for part in text.split(" or ")}
    assert set(VALUES) <= texts
    for module, _expression in VALUES:
        importlib.import_module(module)
    assert all(one != other for one, other in pairwise(sorted(VALUES)))
