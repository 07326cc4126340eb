"""Kinds, states and severities of rules as pages show them."""

from dataclasses import dataclass
from typing import Any

from governance.policies.models import Kind, Rule, Severity
from governance.policies.states import State

KINDS = list(Kind.choices)
STATES = list(State.choices)


@dataclass(frozen=True)
class Chip:
    """The arguments of components/state.html."""

    kind: str
    icon: str
    text: Any


_STATES = {
    State.DRAFT: ("idle", "pencil"),
    State.ACTIVE: ("ok", "circle-check"),
    State.RETIRED: ("idle", "archive"),
}
_SEVERITIES = {
    Severity.INFO: ("idle", "info-circle"),
    Severity.WARN: ("wait", "alert-triangle"),
    Severity.REASON: ("stop", "writing"),
    Severity.BLOCK: ("stop", "hand-stop"),
}


def state_chip(rule: Rule) -> Chip:
    state = State(rule.state)
    return Chip(*_STATES[state], state.label)


def severity_chip(rule: Rule) -> Chip:
    severity = Severity(rule.severity)
    return Chip(*_SEVERITIES[severity], severity.label)
