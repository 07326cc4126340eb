"""What packages to the right use of governance.

Rules: `evaluate(…)` says what the rules find in texts, `blocking` and `needing_reason` sort findings. What was said
before is read through `register_past_posts(provider)`, to try a rule on it.
Approval: a subject (a post) covers items (its versions), each with the digest of exactly what will be sent.
`open_request(do, …)` in the transaction of sending; `lapse(do, …)` when the content changed or was taken back;
`reslot(do, …)` when only the moment moved and digests stayed; `standing_approval(item, digest)` at the moment of use.
A provider registered with `register_subject` shows subjects in the approval pages; its `current_digest` returns
`combined_digest([(item_id, digest), …])` over what would be sent now.
Comments: `remark(do, …)` at any time, `comments_on(subject)`, and `listeners(…)`: who is told of one.
Freezes: `freeze_for(brand_id=…, channel_id=…)` at the moment of use; `register_channels` lets freezes and workflows
name channels.
Days: `embargo_on(brand_id=…, market_ids=…, day=…)` while writing, when sending and at the moment of use;
`notes_between(…)` for the calendar.

Events: `approval.waiting` {request, step}, `approval.decided` {request, subject_type, subject_id, outcome},
`freeze.declared` and `freeze.lifted` {freeze}.
"""

from coe.notices.api import Picture
from governance.approvals.comments import comments_on, listeners, remark
from governance.approvals.deciding import findings_of
from governance.approvals.digest import combined_digest
from governance.approvals.evidence import Evidence, evidence_of
from governance.approvals.flow import Flow, FlowStep, workflow_for
from governance.approvals.lead import Pressure, lead_times, pressure
from governance.approvals.requests import SubmitRefused, lapse, open_request, reslot
from governance.approvals.standing import Standing, approved_by, sent_at, standing_approval
from governance.approvals.story import DecisionView, RequestView, StepView, latest_request, requests_about, traces_of
from governance.approvals.subjects import (
    Card,
    ChannelRow,
    Detail,
    Provider,
    Wording,
    register_channels,
    register_subject,
)  # fmt: skip
from governance.crisis.models import Freeze
from governance.crisis.selectors import freeze_for, freezes_on, freezes_since
from governance.dryruns.past import Behind, PastPost, Said, register_past_posts
from governance.notes.models import CalendarNote
from governance.notes.selectors import between as notes_between
from governance.notes.selectors import embargo_on
from governance.policies.evaluation import evaluate, rules_on
from governance.policies.findings import Finding, blocking, needing_reason
from governance.policies.models import RuleVersion

__all__ = [
    "Behind",
    "CalendarNote",
    "Card",
    "ChannelRow",
    "DecisionView",
    "Detail",
    "Evidence",
    "Finding",
    "Flow",
    "FlowStep",
    "Freeze",
    "PastPost",
    "Picture",
    "Pressure",
    "Provider",
    "RequestView",
    "RuleVersion",
    "Said",
    "Standing",
    "Wording",
    "StepView",
    "SubmitRefused",
    "approved_by",
    "blocking",
    "combined_digest",
    "comments_on",
    "embargo_on",
    "evaluate",
    "evidence_of",
    "findings_of",
    "freeze_for",
    "freezes_on",
    "freezes_since",
    "lapse",
    "latest_request",
    "lead_times",
    "listeners",
    "needing_reason",
    "notes_between",
    "open_request",
    "pressure",
    "register_channels",
    "register_past_posts",
    "register_subject",
    "remark",
    "requests_about",
    "reslot",
    "rules_on",
    "sent_at",
    "standing_approval",
    "traces_of",
    "workflow_for",
]
