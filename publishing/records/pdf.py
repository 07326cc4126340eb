"""The approval record: what was approved, who decided when and why, and the audit rows that prove it."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from coe.audit.chain import stamp
from coe.audit.words import sentence
from coe.tenancy.models import Organisation
from coe.web.joining import comma, listed, local_name
from coe.web.links import to
from coe.web.networks import label as network_label
from coe.web.templatetags.coe import day_words, moment_words
from publishing.content.wire import Wire
from publishing.library import files
from publishing.records.selectors import Record
from publishing.records.sheet import Sheet


@dataclass(frozen=True)
class Made:
    content: bytes
    pages: int


def record_pdf(record: Record, *, org: Organisation, reader: str) -> Made:
    """The record in the active language and time zone, times as the pages say them. Raises fonts.NoFont."""
    now = timezone.now()
    writer = _Writer(record, org, now)
    writer.write(reader)
    return Made(bytes(writer.sheet.output()), writer.sheet.pages_count)


class _Writer:
    def __init__(self, record: Record, org: Organisation, now: datetime) -> None:
        self.record, self.org, self.now = record, org, now
        self.view = record.evidence.view
        title = _("Approval record: %(post)s") % {"post": self.view.label}
        self.sheet = Sheet(title=title, language=get_language() or "en", foot=f"{org.name} · {title}", at=now)

    def when(self, moment: datetime | None) -> str:
        return " ".join(moment_words(moment)).strip() if moment else ""

    def write(self, reader: str) -> None:
        sheet, view, post = self.sheet, self.view, self.record.post
        sheet.main_heading(_("Approval record"))
        sheet.text_block(view.label)
        sheet.facts(
            [
                (_("Organisation"), self.org.name),
                (_("Brand"), local_name(post.brand)),
                (_("State"), view.state_label),
                (_("Goes out"), self.when(view.slot)),
                (_("Sent by"), comma().join([view.submitted_by.name, self.when(view.submitted_at)])),
                (_("Closed"), self.when(view.closed_at)),
                (_("Workflow"), view.workflow),
                (_("Digest"), view.digest),
                (_("Address"), f"{settings.BASE_URL}{to(self.org, 'post', post.pk)}"),
                (_("Generated"), comma().join([self.when(self.now), reader])),
                # Short names of zones are said twice in the world: on paper nobody can ask which one was meant.
                (_("Time zone"), timezone.get_current_timezone_name()),
            ]
        )
        self._standing()
        self._content()
        self._decisions()
        self._findings()
        self._comments()
        self._audit()
        sheet.text_block(
            _("Signs the font of this record does not have, such as emoji, are written by their names in brackets."),
            soft=True,
            small=True,
        )

    def _standing(self) -> None:
        if self.record.proven:
            said = _(
                "Proof: worked out anew from version %(number)d, the digests of the content below are those of the "
                "request."
            )
        else:
            said = _(
                "Version %(number)d, shown below, could not be brought to the digests of the request: something "
                "outside the text, such as a link or a picture, is another today."
            )
        self.sheet.ln(2)
        self.sheet.text_block(said % {"number": self.record.revision})
        if not self.record.standing:
            self.sheet.text_block(_("The post has changed since: what it says today was not decided on here."))

    def _content(self) -> None:
        sheet = self.sheet
        sheet.heading(_("What was sent for approval"))
        for wire in self.record.sent:
            sheet.subheading(f"{network_label(wire.channel.network)} · {wire.channel}")
            sheet.facts([(_("Title"), wire.title)])
            sheet.text_block(wire.text or _("no text"))
            sheet.facts(
                [
                    (_("Link"), f"{wire.link} → {wire.target}" if wire.link else ""),
                    (_("Day"), day_words(wire.window)),
                    (_("Digest"), self.record.evidence.items.get(wire.version.pk, wire.digest)),
                ]
            )
        if self.record.sent:
            sheet.pictures(_pictures(self.record.sent[0]))

    def _decisions(self) -> None:
        sheet = self.sheet
        sheet.heading(_("Steps and decisions"))
        for step in self.view.steps:
            people = listed(one.name for one in step.approvers)
            rule = f" ({step.rule})" if step.rule else ""
            sheet.subheading(_("Step %(number)d: %(name)s") % {"number": step.position, "name": step.name})
            sheet.facts(
                [
                    (_("May decide"), f"{people}{rule}"),
                    (_("Opened"), self.when(step.opened_at)),
                    (_("Done"), self.when(step.done_at)),
                ]
            )
            for one in step.decisions:
                why = " · ".join(part for part in (one.reason, one.comment) if part)
                sheet.facts([(one.member.name, comma().join([one.label, self.when(one.at)])), (_("Why"), why)])
            if not step.decisions:
                sheet.text_block(_("Nobody has decided here."), soft=True)

    def _findings(self) -> None:
        sheet, found = self.sheet, self.record.evidence.findings
        sheet.heading(_("Findings of the rules"))
        if not found:
            sheet.text_block(_("The rules found nothing."), soft=True)
        for one in found:
            words = f"“{one.words}” · " if one.words else ""
            sheet.text_block(
                f"{one.number}. {words}{one.message} ({one.rule_name}, "
                + _("version %(version)d") % {"version": one.rule_version}
                + ")"
            )

    def _comments(self) -> None:
        if not self.view.comments:
            return
        self.sheet.heading(_("Comments"))
        for one in self.view.comments:
            self.sheet.subheading(comma().join([one.member.name, self.when(one.at)]))
            self.sheet.text_block(one.text)

    def _audit(self) -> None:
        sheet, evidence, health = self.sheet, self.record.evidence, self.record.health
        sheet.heading(_("Audit"))
        if health is None:
            said = _("The chain of audit rows was not walked yet.")
        elif health.broken:
            said = _("The chain of %(count)d audit rows does not hold: see the audit page. Checked %(at)s.")
        else:
            said = _("The chain of %(count)d audit rows holds. Checked %(at)s.")
        checked = {"count": health.entries, "at": self.when(health.checked_at)} if health else {}
        sheet.text_block(said % checked)
        sheet.text_block(
            _(
                "Each row’s hash covers the row and the hash before it. The complete trail can be verified without "
                "this product: see docs/audit.md."
            ),
            soft=True,
            small=True,
        )
        if evidence.left_off:
            sheet.text_block(
                ngettext("%(count)d older row is left out.", "%(count)d older rows are left out.", evidence.left_off)
                % {"count": evidence.left_off},
                soft=True,
            )
        for entry in evidence.entries:
            sheet.subheading(f"{entry.seq} · {stamp(entry.at)}")
            sheet.text_block(sentence(entry))
            if entry.reason:
                sheet.text_block(f"“{entry.reason}”", soft=True)
            sheet.text_block(entry.hash, soft=True, small=True)


def _pictures(wire: Wire) -> list[tuple[bytes, str]]:
    found = []
    for asset, alt in wire.images:
        try:
            found.append((files.read(asset.org_id, asset.sha256, asset.mime), alt))
        except files.Damaged:
            continue
    return found
