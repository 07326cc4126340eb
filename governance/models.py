"""The models of this package's slices."""

from governance.approvals.models import (
    Comment,
    Decision,
    Request,
    RequestItem,
    RequestStep,
    StepApprover,
    Workflow,
    WorkflowApprover,
    WorkflowStep,
)
from governance.crisis.models import Freeze
from governance.policies.models import Evaluation, Rule, RuleVersion

__all__ = [
    "Comment", "Decision", "Evaluation", "Freeze", "Request", "RequestItem", "RequestStep", "Rule",
    "RuleVersion", "StepApprover", "Workflow", "WorkflowApprover", "WorkflowStep",
]  # fmt: skip
