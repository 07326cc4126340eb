"""The act ring: every public function of an actions module is an act, and every act is known everywhere."""

import importlib
import inspect
from pathlib import Path

import pytest
from django.utils import translation

from coe.access.acts import GRANTABLE, GROUP_LABELS, Act
from coe.access.roles import DEFAULTS
from coe.audit.words import SENTENCES

ROOT = Path(__file__).parents[2]
PACKAGES = ("coe", "governance", "publishing", "listening", "reporting")


def modules(name: str) -> list[str]:
    return sorted(
        str(path.relative_to(ROOT).with_suffix("")).replace("/", ".")
        for package in PACKAGES
        for path in (ROOT / package).rglob(name)
    )


# Plain functions in actions modules that join in an act of another package: they take its Doing and record in it.
def joins(function: object) -> bool:
    return "do" in inspect.signature(function).parameters  # type: ignore[arg-type]


@pytest.mark.parametrize("name", modules("actions.py"))
def test_every_public_function_is_an_act(name: str) -> None:
    module = importlib.import_module(name)
    for label, thing in inspect.getmembers(module, inspect.isfunction):
        if label.startswith("_") or thing.__module__ != name:
            continue
        assert isinstance(getattr(thing, "act", None), Act) or joins(thing), f"{name}.{label} is not an @action"


def test_every_act_has_a_role_a_group_and_a_sentence() -> None:
    held = set().union(*(default.acts for default in DEFAULTS))
    assert held == GRANTABLE
    assert {act.group for act in GRANTABLE} == set(GROUP_LABELS)
    assert {act.value for act in Act} <= set(SENTENCES)
    assert {key.split(":")[0] for key in SENTENCES} <= {act.value for act in Act}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_act_is_labelled_in_both_languages(language: str) -> None:
    with translation.override("en"):
        english = {act: str(act.label) for act in Act}
    with translation.override(language):
        for act in Act:
            assert str(act.label)
            if language != "en":
                assert str(act.label) != english[act], act
