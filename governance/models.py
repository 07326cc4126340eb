"""The models of this package's slices."""

from governance.approvals.models import (
    Answer,
    Comment,
    Decision,
    Request,
    RequestItem,
    RequestStep,
    Seen,
    StepApprover,
    Workflow,
    WorkflowApprover,
    WorkflowStep,
)
from governance.crisis.models import Freeze
from governance.dryruns.models import DryRun
from governance.notes.models import CalendarNote
from governance.policies.models import Evaluation, Rule, RuleVersion

__all__ = [
    "Answer", "CalendarNote", "Comment", "Decision", "DryRun", "Evaluation", "Freeze", "Request", "RequestItem",
    "RequestStep", "Rule", "RuleVersion", "Seen", "StepApprover", "Workflow", "WorkflowApprover", "WorkflowStep",
]  # fmt: skip
