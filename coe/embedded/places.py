"""Where things are. Only paths; nothing here touches the disk except `ensure_home`."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOME = Path(os.environ.get("COE_HOME", ROOT / ".coe")).absolute()
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
REDIS = VENV / "redis"
ENV_FILE = HOME / "env"
STATE_FILE = HOME / "state.json"
LOGS = HOME / "log"
RUN = HOME / "run"


def ensure_home() -> None:
    """Create COE_HOME. Other users may pass through it (Postgres, when started by root) but not look in."""
    for path in (HOME, LOGS, RUN):
        path.mkdir(parents=True, exist_ok=True)
    HOME.chmod(0o711)
    LOGS.chmod(0o700)
    RUN.chmod(0o700)


def in_venv() -> bool:
    return Path(sys.prefix).resolve() == VENV.resolve()


def write_private(path: Path, content: str) -> None:
    """Write CONTENT for this user's eyes only. A crash leaves the old file or the new, never half of one."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)
    draft.chmod(0o600)
    draft.replace(path)
