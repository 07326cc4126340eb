"""Findings as pages show them, and what they demand."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from coe.web.wording import Span
from governance.policies.models import Severity

_FAMILY = {Severity.BLOCK: "stop", Severity.REASON: "stop", Severity.WARN: "wait", Severity.INFO: "idle"}


@dataclass(frozen=True)
class Finding:
    """One thing a rule found. `start` and `end` count Unicode code points of the field's text (both 0: all of it)."""

    rule_id: UUID
    rule_version: int
    rule_name: str
    severity: str
    field: str
    start: int
    end: int
    words: str
    message: str
    hint: str
    suggestion: str
    number: int
    item_ids: tuple[UUID, ...] = ()
    """Of stored findings: the items (versions) it was found in."""

    @property
    def kind(self) -> str:
        """The state family it is shown in: stop, wait or idle."""
        return _FAMILY[Severity(self.severity)]

    @property
    def title(self) -> str:
        return self.message

    @property
    def text(self) -> str:
        """The words it is about, and what to write instead."""
        if self.words and self.suggestion:
            said = _("“%(words)s”. Try “%(suggestion)s”.")
        elif self.words:
            said = _("“%(words)s”.")
        elif self.suggestion:
            said = _("Add “%(suggestion)s”.")
        else:
            return self.hint
        sentence = said % {"words": self.words, "suggestion": self.suggestion}
        return f"{sentence} {self.hint}".strip()

    @property
    def note(self) -> str:
        """What it means for the post, and the rule and version it comes from."""
        return _("%(effect)s · %(rule)s v%(version)d") % {
            "effect": Severity(self.severity).label,
            "rule": self.rule_name,
            "version": self.rule_version,
        }

    @property
    def span(self) -> Span:
        """Its place, for `{% marked text spans %}`."""
        return Span(self.start, self.end, self.number, self.kind)


def blocking(findings: Iterable[Finding]) -> list[Finding]:
    """Findings a post cannot be sent for approval or published with."""
    return [finding for finding in findings if finding.severity == Severity.BLOCK]


def needing_reason(findings: Iterable[Finding]) -> list[Finding]:
    """Findings that pass only when the approver writes why."""
    return [finding for finding in findings if finding.severity == Severity.REASON]
