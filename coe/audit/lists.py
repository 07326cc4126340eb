"""The audit as a table for people. Who wants to verify it takes the complete file (see views.export)."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coe.access.acts import Act
from coe.audit import selectors
from coe.audit.actions import note_export
from coe.audit.words import sentence
from coe.exports.api import Ask, Field, Table, register
from coe.tenancy.zones import named


def register_lists() -> None:
    register("audit", title=gettext_lazy("Audit"), act=Act.AUDIT_EXPORT, table=_audit, note=_note)


def _note(ask: Ask, rows: int) -> None:
    asked = {key: str(ask.GET.get(key, "")) for key in ("actor", "act", "q", "since", "until")}
    filters = {key: value for key, value in asked.items() if value}
    note_export(ask.actor, form="table", filters=filters)


def _audit(ask: Ask) -> Table:
    found = selectors.entries(
        selectors.wanted(ask.GET), zone=ask.org.zone, seen=selectors.readable(ask.rights)
    ).order_by("seq")
    fields = [
        Field("seq", _("Number"), 10), Field("at", named(_("When"), ask.zone)), Field("what", _("What happened"), 60),
        Field("actor_kind", _("Kind of actor"), 12), Field("actor_id", _("Actor’s id"), 38),
        Field("actor_label", _("Who"), 24), Field("act", _("Act"), 18), Field("detail", _("Detail"), 14),
        Field("subject_type", _("Kind of thing"), 20), Field("subject_id", _("Its id"), 38),
        Field("subject_label", _("Done to"), 40), Field("reason", _("Reason"), 32),
        Field("request_id", _("Request"), 20), Field("before", _("Before"), 40), Field("after", _("After"), 40),
        Field("previous", _("Hash before"), 66), Field("hash", _("Hash"), 66),
    ]  # fmt: skip

    def rows() -> Iterator[Sequence[Any]]:
        for one in found.iterator(chunk_size=2000):
            yield [
                one.seq, one.at, sentence(one), one.actor_kind, one.actor_id, one.actor_label, one.act, one.detail,
                one.subject_type, one.subject_id, one.subject_label, one.reason, one.request_id, _json(one.before),
                _json(one.after), one.previous, one.hash,
            ]  # fmt: skip

    return Table(fields, rows(), found.count())


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False) if value else ""
