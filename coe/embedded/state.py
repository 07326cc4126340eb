"""What one COE_HOME remembers: passwords, keys and ports chosen once, and the environment made from them."""

import base64
import json
import os
import secrets
import socket
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from coe.embedded.places import ENV_FILE, HOME, STATE_FILE, write_private
from coe.embedded.trouble import Trouble

LOOPBACK = "127.0.0.1"
SERVERS = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")


def _password() -> str:
    return secrets.token_hex(24)


def _credential_key() -> str:
    return f"k1:{base64.b64encode(secrets.token_bytes(32)).decode()}"


@dataclass(frozen=True)
class State:
    """Kept in `state.json`, readable by this user only. A port of 0 is not chosen yet."""

    postgres_port: int = 0
    redis_port: int = 0
    web_port: int = 8000
    superuser_password: str = field(default_factory=_password)
    owner_password: str = field(default_factory=_password)
    app_password: str = field(default_factory=_password)
    redis_password: str = field(default_factory=_password)
    secret_key: str = field(default_factory=lambda: secrets.token_urlsafe(50))
    credential_keys: str = field(default_factory=_credential_key)

    def environment(self) -> dict[str, str]:
        """Every variable the settings read, for the servers under COE_HOME."""
        at = f"{LOOPBACK}:{self.postgres_port}/coe"
        return {
            "DATABASE_URL": f"postgres://coe_app:{self.app_password}@{at}",
            "DATABASE_OWNER_URL": f"postgres://coe_owner:{self.owner_password}@{at}",
            "REDIS_URL": f"redis://:{self.redis_password}@{LOOPBACK}:{self.redis_port}/0",
            "COE_SECRET_KEY": self.secret_key,
            "COE_CREDENTIAL_KEYS": self.credential_keys,
            "COE_BASE_URL": f"http://localhost:{self.web_port}",
            "COE_MAIL_HOST": "",
            "COE_DEBUG": "0",
        }


def load() -> State:
    """The remembered state, or a new one; what an older version did not know yet is filled in."""
    if not STATE_FILE.is_file():
        return State()
    try:
        known = json.loads(STATE_FILE.read_text())
    except ValueError:
        raise Trouble(f"{STATE_FILE} is damaged. Start afresh with: python3 manage.py up --reset") from None
    names = {one.name for one in fields(State)}
    return State(**{name: value for name, value in known.items() if name in names})


def save(state: State) -> None:
    """Write the state, and, unless the environment names the servers, the file that `coe.settings` reads."""
    write_private(STATE_FILE, json.dumps(asdict(state), indent=1) + "\n")
    if external():
        return
    lines = [f"{name}={value}\n" for name, value in state.environment().items()]
    first = "# Written by `manage.py up`. Values in the environment win over these.\n"
    write_private(ENV_FILE, first + "".join(lines))


def external() -> bool:
    """Whether the environment names the servers, so that none are started here."""
    given = [name for name in SERVERS if os.environ.get(name) or os.environ.get(f"{name}_FILE")]
    if given and len(given) < len(SERVERS):
        raise Trouble(f"Set {', '.join(SERVERS)} together, or none of them. Set now: {', '.join(given)}.")
    return bool(given)


def refusal(port: int) -> int:
    """Why PORT on the loopback address cannot be listened on, as an errno; 0 when it can."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            return error.errno or -1
    return 0


def accepts(port: int) -> bool:
    """Whether something answers on PORT of the loopback address."""
    if not port:
        return False
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((LOOPBACK, port)) == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def with_port(state: State, name: str) -> State:
    """STATE with a free port under NAME: the remembered one when nobody took it meanwhile."""
    port = getattr(state, name)
    if port and not refusal(port):
        return state
    changed: dict[str, Any] = {name: free_port()}
    return replace(state, **changed)


def value(environment: Mapping[str, str], name: str) -> str:
    """What NAME says in ENVIRONMENT, or the file that NAME_FILE names, as `coe.settings` reads it."""
    if path := environment.get(f"{name}_FILE"):
        return Path(path).read_text().strip()
    return environment[name]


def process_environment(state: State) -> dict[str, str]:
    """The environment for everything that is started: what is set already wins over what is remembered."""
    return {**state.environment(), **os.environ, "COE_HOME": str(HOME), "PYTHONUNBUFFERED": "1"}
