"""allauth's second factors, fitted to this house: secrets are sealed, names are ours."""

from typing import Any
from uuid import UUID

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coe.tenancy.secrets import newest_key, seal, unseal

# A login belongs to no organisation, so its secrets are bound to none.
NOWHERE = UUID(int=0)
BOUND: dict[str, Any] = {"org": NOWHERE, "row": NOWHERE, "column": "second-factor"}


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("That did not match. Try again with a new code."),
        "unverified_email": gettext_lazy("Confirm your e-mail first; then a second factor can be set up."),
        "cannot_generate_recovery_codes": gettext_lazy("Set up an authenticator app or a passkey first."),
    }

    def encrypt(self, text: str) -> str:
        return seal({"secret": text}, **BOUND)

    def decrypt(self, encrypted_text: str) -> str:
        secret: str = unseal(encrypted_text, **BOUND)["secret"]
        return secret

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": "CoE"}

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("Passkey %(number)d") % {"number": count + 1}


def seal_anew() -> tuple[int, int]:
    """Moves every stored secret to the newest key: (moved, standing there already). Safe to run again."""
    moved = current = 0
    adapter = FactorAdapter()
    for row in Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).order_by("pk"):
        fresh = dict(row.data)
        for name in ("secret", "seed"):
            stored = row.data.get(name)
            if not stored:
                continue
            if stored.startswith(f"{newest_key()}."):
                current += 1
                continue
            fresh[name] = adapter.encrypt(adapter.decrypt(stored))
            moved += 1
        if fresh != row.data:
            # Only if nobody changed it meanwhile: recovery codes note there which of them were used.
            Authenticator.objects.filter(pk=row.pk, data=row.data).update(data=fresh)
    return moved, current
