"""Row locks of freezes."""

from uuid import UUID

from django.http import Http404

from governance.crisis.models import Freeze


def freeze(freeze_id: UUID) -> Freeze:
    held = Freeze.objects.select_for_update(of=("self",)).filter(pk=freeze_id).first()
    if held is None:
        raise Http404
    return held
