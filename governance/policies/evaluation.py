"""Running all rules that are on over one content, and keeping what they found."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db.models import F, Q
from django.utils.translation import get_language

from governance.policies.checks import MOST_HITS, Content, Found, compiled
from governance.policies.findings import Finding
from governance.policies.models import Evaluation, Moment, RuleVersion
from governance.policies.states import State

# How loud a finding is: the loudest first, then as the text is read.
_LOUDNESS = {"block": 0, "reason": 1, "warn": 2, "info": 3}


def rules_on(*, org_id: UUID, brand_id: UUID | None) -> list[RuleVersion]:
    """The newest version of every rule that is on for a brand; `params` stay in the database until needed."""
    return list(
        RuleVersion.objects.filter(
            Q(rule__brand__isnull=True) | Q(rule__brand=brand_id),
            org_id=org_id,
            rule__state=State.ACTIVE,
            number=F("rule__version"),
        )
        .select_related("rule")
        .defer("params")
        .order_by("rule__name")
    )


def evaluate(
    *,
    org_id: UUID,
    texts: Mapping[str, str],
    brand_id: UUID | None,
    language: str,
    moment: str,
    subject_type: str,
    subject_id: UUID,
    digest: str,
    store: bool = True,
    paid: bool = False,
    rules: Sequence[RuleVersion] | None = None,
) -> list[Finding]:
    """What the rules say about a content, in the active language, numbered as pages mark them.

    `texts` are the fields readers see, by name; names that share what stands before their last dot are read together.
    `rules` are those that are on for the brand, where somebody asked for them already, for many contents at once.
    Stored once per moment, digest and set of rules. Raises ValueError for an unknown moment.
    """
    moment = Moment(moment)
    content = Content.of(texts, language, paid=paid)
    versions = rules_on(org_id=org_id, brand_id=brand_id) if rules is None else rules
    rows = [row for version in versions for row in run(version, content)]
    rows = numbered(rows, list(texts))
    if store:
        Evaluation.objects.bulk_create(
            [
                Evaluation(
                    org_id=org_id, moment=moment, subject_type=subject_type, subject_id=subject_id,
                    digest=digest, rules_run=len(versions), rules=_fingerprint(versions), findings=rows,
                )
            ],
            ignore_conflicts=True,
        )  # fmt: skip
    return worded(rows, versions)


def run(version: RuleVersion, content: Content, *, severity: str = "") -> list[dict[str, Any]]:
    """One rule over one content, as rows for Evaluation.findings (without numbers)."""
    check = compiled(version.pk, version.rule.kind, lambda: version.params)
    found = []
    for one in check.run(content):
        found.append(row_of(version, one, severity or version.rule.severity))
        if len(found) == MOST_HITS:
            break
    return found


def row_of(version: RuleVersion, found: Found, severity: str) -> dict[str, Any]:
    return {
        "rule": str(version.rule_id), "version": version.number, "severity": severity, "field": found.field,
        "start": found.start, "end": found.end, "words": found.words[:200], "suggestion": found.suggestion,
    }  # fmt: skip


def numbered(rows: Iterable[dict[str, Any]], fields: list[str]) -> list[dict[str, Any]]:
    """Rows in the order they are told: loudest first, then as the text is read."""
    order = {field: place for place, field in enumerate(fields)}
    return sorted(
        rows,
        key=lambda row: (_LOUDNESS[row["severity"]], order.get(row["field"], 0), row["start"], row["rule"]),
    )


def worded(rows: Iterable[Mapping[str, Any]], versions: Iterable[RuleVersion]) -> list[Finding]:
    """Stored rows in the reader's language."""
    chinese = (get_language() or "").startswith("zh")
    known = {(str(version.rule_id), version.number): version for version in versions}
    findings = []
    for number, row in enumerate(rows, start=1):
        version = known[row["rule"], row["version"]]
        findings.append(
            Finding(
                rule_id=version.rule_id,
                rule_version=version.number,
                rule_name=(version.rule.name_zh if chinese else "") or version.rule.name,
                severity=row["severity"],
                field=row["field"],
                start=row["start"],
                end=row["end"],
                words=row["words"],
                message=(version.message_zh if chinese else "") or version.message,
                hint=(version.hint_zh if chinese else "") or version.hint,
                suggestion=row.get("suggestion", ""),
                number=number,
            )
        )
    return findings


def submitted(contents: Iterable[tuple[UUID, str]]) -> list[Evaluation]:
    """The newest evaluation made on sending of each (subject id, digest)."""
    wanted = set(contents)
    subjects = {subject for subject, _digest in wanted}
    rows = Evaluation.objects.filter(subject_id__in=subjects, moment=Moment.SUBMIT).order_by("at")
    newest = {(row.subject_id, row.digest): row for row in rows}
    return [row for key, row in newest.items() if key in wanted]


def stored_findings(evaluations: Iterable[Evaluation]) -> list[Finding]:
    """The findings of evaluations made earlier, worded as the rules were worded then, numbered through.

    What was found at the same place in several items is one finding that names them all.
    """
    items: dict[str, list[UUID]] = {}
    rows: dict[str, dict[str, Any]] = {}
    for evaluation in evaluations:
        for row in evaluation.findings:
            key = json.dumps(row, sort_keys=True)
            rows[key] = row
            items.setdefault(key, []).append(evaluation.subject_id)
    versions = _versions(row["rule"] for row in rows.values())
    keys = sorted(rows, key=lambda key: (_LOUDNESS[rows[key]["severity"]], rows[key]["field"], rows[key]["start"]))
    findings = worded((rows[key] for key in keys), versions)
    return [replace(one, item_ids=tuple(items[key])) for one, key in zip(findings, keys, strict=True)]


def _versions(rules: Iterable[str]) -> list[RuleVersion]:
    wanted = set(rules)
    if not wanted:
        return []
    return list(RuleVersion.objects.filter(rule_id__in=wanted).select_related("rule").defer("params"))


def _fingerprint(versions: Iterable[RuleVersion]) -> str:
    return hashlib.sha256("\n".join(sorted(str(version.pk) for version in versions)).encode()).hexdigest()
