"""The story of a post from draft to money: every save, request, decision, delivery, word and result, newest first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coe.tenancy.models import Member
from coe.web.joining import flowing, listed
from governance.api import DecisionView, Finding, RequestView
from publishing.content import history
from publishing.content.diff import Change
from publishing.content.models import Revision
from publishing.content.moments import PostMoment

TOGETHER = timedelta(minutes=15)
"""Saves of one person closer than this are one change: writing is kept every few seconds."""


@dataclass(frozen=True)
class Entry:
    """One line of the story. `kind` is a state family or empty; with `who` a face stands before it, else `icon`."""

    at: datetime
    title: str
    icon: str = ""
    kind: str = ""
    who: Member | None = None
    done: str = ""
    """A small mark on the face: ok, stop or wait."""
    note: str = ""
    quote: str = ""
    language: str = ""
    url: str = ""
    changes: list[Change] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    delivery: Any = None
    """A row of publishing.delivery.selectors, shown with every attempt."""
    lines: tuple[tuple[str, str], ...] = ()
    """(network, words) of each channel."""
    ahead: bool = False
    """Still to come."""


def entries(
    *,
    revisions: Sequence[Revision],
    requests: Sequence[RequestView],
    findings: list[Finding],
    deliveries: Sequence[Any],
    comments: Iterable[Any],
    moments: Iterable[PostMoment],
) -> list[Entry]:
    """Newest first, what is still to come on top. `findings` are those of the newest request."""
    found = [*_asked(requests, findings), *_sent(deliveries), *map(_moment, moments)]
    found += [
        Entry(one.at, _("%(name)s said") % {"name": one.member.name}, who=one.member, quote=one.text)
        for one in comments
    ]
    # What happened between two saves keeps them apart: a decision is about what stood then.
    found += _written(revisions, sorted(one.at for one in found if not one.ahead))
    return sorted(found, key=lambda one: (one.ahead, one.at), reverse=True)


def _written(revisions: Sequence[Revision], between: Sequence[datetime]) -> list[Entry]:
    """Revisions come newest first; a run of saves by one person counts as its last, compared with the run before."""
    runs: list[list[Revision]] = []
    for one in revisions:
        later = runs[-1][-1] if runs else None
        apart = (
            later is None
            or later.member_id != one.member_id
            or later.at - one.at > TOGETHER
            or any(one.at <= moment < later.at for moment in between)
        )
        if apart:
            runs.append([one])
        else:
            runs[-1].append(one)
    told = history.told([run[0] for run in runs])
    return [_run(run, save.changes) for run, save in zip(runs, told, strict=True)]


def _run(run: Sequence[Revision], changes: list[Change]) -> Entry:
    newest, oldest = run[0], run[-1]
    name = {"name": newest.member.name}
    if oldest.number == 1:
        title = _("%(name)s began the post") % name
    elif changes:
        fields = list(dict.fromkeys(str(change.label) for change in changes))
        title = _("%(name)s changed: %(fields)s") % {**name, "fields": listed(fields)}
    else:
        title = _("%(name)s kept it without a change") % name
    if newest.number == oldest.number:
        note = _("version %(number)s") % {"number": newest.number}
    else:
        note = _("versions %(first)s to %(last)s") % {"first": oldest.number, "last": newest.number}
    return Entry(newest.at, title, who=newest.member, note=note, changes=changes)


def _asked(requests: Sequence[RequestView], findings: list[Finding]) -> Iterable[Entry]:
    for place, request in enumerate(requests):
        sender = request.submitted_by
        note = request.workflow
        if place == 0 and findings:
            count = len(findings)
            said = ngettext("Rules found %(count)s thing", "Rules found %(count)s things", count) % {"count": count}
            note = f"{note} · {said}" if note else said
        yield Entry(
            request.submitted_at,
            _("Sent by %(name)s") % {"name": sender.name},
            who=sender,
            done="ok",
            note=note,
            findings=findings if place == 0 else [],
        )
        for step in request.steps:
            for decision in step.decisions:
                yield _decided(decision, step.name)
            if request.open and step.state != "done":
                names = listed(member.name for member in step.approvers[:4]) or _("nobody yet")
                yield Entry(
                    step.due_at or request.decide_by,
                    _("Waits for %(step)s") % {"step": step.name}
                    if step.state == "current"
                    else _("Then %(step)s") % {"step": step.name},
                    icon="hourglass",
                    kind="wait" if step.state == "current" else "",
                    note=f"{names} {step.rule}".strip(),
                    ahead=True,
                )
        if request.closed_at and request.state in {"withdrawn", "expired"}:
            yield Entry(request.closed_at, _("The approval ended"), icon="ban", kind="idle", note=request.state_label)


def _decided(decision: DecisionView, step: str) -> Entry:
    said = {
        "approve": _("%(name)s approved"),
        "changes": _("%(name)s asked for changes"),
        "reject": _("%(name)s rejected"),
    }[decision.kind]
    return Entry(
        decision.at,
        said % {"name": decision.member.name},
        who=decision.member,
        done=decision.done,
        note=" · ".join(part for part in (step, decision.reason) if part),
        quote=decision.comment,
    )


def _sent(rows: Sequence[Any]) -> Iterable[Entry]:
    """Each delivery once, where it last moved: every attempt is told inside it."""
    for row in rows:
        tried = row.attempts[-1] if row.attempts else None
        at = row.delivery.sent_at or (tried and (tried.finished_at or tried.started_at)) or row.delivery.slot
        waiting = row.state in {"waiting", "held"} and not row.attempts
        yield Entry(
            at,
            _("%(channel)s: %(state)s") % {"channel": row.channel, "state": row.label},
            icon=row.icon,
            kind=row.kind,
            note=flowing((row.reason.short, row.over, row.fix)),
            delivery=row,
            ahead=waiting,
        )


def _moment(one: PostMoment) -> Entry:
    return Entry(
        one.at, one.title, one.icon, one.kind, who=one.who, note=one.note, quote=one.quote, language=one.language,
        url=one.url, lines=one.lines,
    )  # fmt: skip
