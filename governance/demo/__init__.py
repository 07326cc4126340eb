"""The demo's part of governance: rules, workflows, a freeze gone by, and a year of approvals."""

from governance.demo import approvals, rules, today

__all__ = ["approvals", "rules", "today"]
