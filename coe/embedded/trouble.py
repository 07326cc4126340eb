"""What can go wrong on somebody's machine, said in one line that tells what to do."""

import errno
import shutil
from pathlib import Path

from coe.embedded.places import HOME, ROOT

NO_NETWORK = "No network: {what} could not be downloaded. Check the connection or the proxy, then run it again."
UNTRUSTED = (
    "The connection to download {what} is not trusted: point PIP_CERT and NODE_EXTRA_CA_CERTS to your "
    "network's certificate, then run it again."
)
DISK_FULL = "The disk is full: free some space on the disk that holds {where}, then run it again."
PORT_TAKEN = (
    "Port {port} is taken by another program. Stop that program, or choose another port: "
    "python3 manage.py up --port {other}"
)

PORT_FORBIDDEN = "Port {port} may not be used here. Choose another: python3 manage.py up --port {other}"

NETWORK_SIGNS = (
    "Temporary failure in name resolution",
    "Name or service not known",
    "nodename nor servname",
    "Failed to establish a new connection",
    "NewConnectionError",
    "ConnectTimeoutError",
    "Network is unreachable",
    "No route to host",
    "Connection refused",
    "Connection reset",
    "ProxyError",
    "Cannot connect to proxy",
    "ENOTFOUND",
    "EAI_AGAIN",
    "ECONNREFUSED",
    "ECONNRESET",
    "ETIMEDOUT",
    "ENETUNREACH",
)
CERTIFICATE_SIGNS = ("CERTIFICATE_VERIFY_FAILED", "SELF_SIGNED_CERT", "CERT_HAS_EXPIRED")
DISK_SIGNS = ("No space left on device", "ENOSPC", "Disk quota exceeded", "EDQUOT")
NETWORK_ERRNOS = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.ETIMEDOUT}
DISK_ERRNOS = {errno.ENOSPC, errno.EDQUOT}


class Trouble(Exception):
    """The command cannot go on. Its text is the one line a person reads."""


def explain(error: OSError) -> str:
    """One line for an error of the operating system."""
    where = error.filename or ROOT
    if error.errno in DISK_ERRNOS:
        return DISK_FULL.format(where=where)
    if error.errno in NETWORK_ERRNOS:
        return NO_NETWORK.format(what="what is missing")
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return f"No right to write {where}: make it yours, or set COE_HOME to a folder that is yours."
    return f"{error.strerror or error}: {where}"


def _is_full(place: Path) -> bool:
    return place.exists() and shutil.disk_usage(place).free < 20 * 1024 * 1024


def diagnose(output: str, *, what: str, log: Path) -> str:
    """One line for a program that failed: WHAT it was to bring, its OUTPUT, and the LOG that holds all of it.

    A full disk comes first: it makes downloads fail too, with messages that blame the network.
    """
    full = next((place for place in (ROOT, HOME) if _is_full(place)), None)
    if full or any(sign in output for sign in DISK_SIGNS):
        return DISK_FULL.format(where=full or ROOT)
    if any(sign in output for sign in CERTIFICATE_SIGNS):
        return UNTRUSTED.format(what=what)
    if any(sign in output for sign in NETWORK_SIGNS):
        return NO_NETWORK.format(what=what)
    return f"{what[:1].upper()}{what[1:]}: this step failed. The reason is at the end of {log}"
