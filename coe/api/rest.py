"""Tokens, seen by a token. It makes none: a leaked one could outlive its own revocation."""

from typing import Any

from rest_framework import serializers

from coe.api import actions, selectors
from coe.api.operations import Call, read, write
from coe.api.paging import Page, keyset
from coe.api.shapes import Id, Instant

SELF = "which tokens act for oneself"


class TokenOut(serializers.Serializer[Any]):
    id = Id()
    name = serializers.CharField()
    owner = serializers.CharField()
    shown = serializers.CharField(help_text="Prefix and last four signs.")
    acts = serializers.ListField(child=serializers.CharField(), help_text="In the reader’s language.")
    brands = serializers.ListField(child=serializers.CharField(), help_text="Empty: wherever the member may.")
    made_at = Instant()
    expires_at = Instant()
    last_used_at = Instant(allow_null=True)
    state = serializers.CharField(help_text="active, expired or revoked")


@read("tokens_list", None, tag="me", gives=TokenOut, paged=True, open_because=SELF)
def tokens(call: Call) -> Page:
    """List the member’s own tokens, newest first."""
    rows = selectors.tokens(call.member, call.rights)
    return keyset(call.window, rows, "-made_at", "pk", shown=lambda page: selectors.rows_of(page, call.member))


@write("tokens_revoke_self", None, tag="me", gives=TokenOut, open_because="a program may end its own token")
def revoke_self(call: Call) -> Any:
    """Revoke the token that asks.

    For a program that was told its token leaked. The next request is refused.
    """
    token = actions.give_up(call.actor, token_id=call.caller.token.pk)
    return selectors.rows_of([token], call.member)[0]
