"""Where picture files lie: MEDIA_ROOT/<org>/<sha256>.<ext>. A file's name is the hash of what is in it."""

import hashlib
import os
import tempfile
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection

EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}


class Damaged(Exception):
    """The file is gone, or is not what its name says."""


def path(org_id: UUID, sha256: str, mime: str) -> Path:
    return Path(settings.MEDIA_ROOT) / str(org_id) / f"{sha256}.{EXTENSIONS[mime]}"


def keep(org_id: UUID, content: bytes, mime: str) -> str:
    """Writes the file unless it is there; returns its sha256. Readers never see half a file.

    Until the transaction ends nobody removes it who asks `alone` first: a row that names it can be committed by then.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    _lock("pg_advisory_xact_lock_shared", org_id, sha256)
    target = path(org_id, sha256, mime)
    if target.is_file() and target.stat().st_size == len(content):
        return sha256
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(name).chmod(0o640)
    Path(name).replace(target)
    return sha256


def alone(org_id: UUID, sha256: str) -> None:
    """Waits for those who keep this picture, and keeps others from it until the transaction ends.

    For whoever looks whether anything names it and then removes it. Of one picture only, so that whoever keeps another
    waits for nobody.
    """
    _lock("pg_advisory_xact_lock", org_id, sha256)


def _lock(function: str, org_id: UUID, sha256: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(hashtextextended(%s, 0))", [f"picture:{org_id}:{sha256}"])


def forget(org_id: UUID, sha256: str, mime: str) -> None:
    """Removes a file that nothing names any more."""
    path(org_id, sha256, mime).unlink(missing_ok=True)


def read(org_id: UUID, sha256: str, mime: str) -> bytes:
    """The bytes of a picture. Raises Damaged unless they hash to the name."""
    try:
        content = path(org_id, sha256, mime).read_bytes()
    except OSError as error:
        raise Damaged(sha256) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise Damaged(sha256)
    return content
