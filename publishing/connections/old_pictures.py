"""Files of account pictures that were replaced. A file's name is its digest, so others may name the same file."""

from uuid import UUID

from django.db import transaction
from django.db.models import Model, TextField
from django.db.models.functions import Cast

from coe.tenancy.context import inside
from publishing.connections.models import Channel
from publishing.content.models import Revision, Version
from publishing.library import files
from publishing.library.models import Asset
from publishing.newsroom.models import Entry

_IN_JSON: tuple[tuple[type[Model], str], ...] = ((Entry, "images"), (Version, "crops"), (Revision, "content"))
"""Where digests stand inside of JSON."""


def let_go(org: UUID, sha256: str, mime: str) -> None:
    """Removes a picture's file once the transaction has committed, unless something names it then.

    A file that cannot be removed is logged and stays; what was done stands.
    """
    if sha256:
        transaction.on_commit(lambda: remove_unnamed(org, sha256, mime), robust=True)


def remove_unnamed(org: UUID, sha256: str, mime: str) -> None:
    """Removes a picture's file unless something names it, or is about to. To be called after the commit."""
    with inside(org):
        files.alone(org, sha256)
        if not _named(sha256):
            files.forget(org, sha256, mime)


def _named(sha256: str) -> bool:
    """Looks at the small tables first: few pictures are more than an account's alone."""
    if Channel.objects.filter(avatar=sha256).exists() or Asset.objects.filter(sha256=sha256).exists():
        return True
    return any(
        model._default_manager.annotate(said=Cast(column, TextField())).filter(said__contains=sha256).exists()
        for model, column in _IN_JSON
    )
