"""Open tabs on loopback, by asyncio alone: each one a connection that is kept."""

import asyncio
import random
import time
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Seen:
    """What the tabs met: milliseconds per answer, statuses, and how long after it was known to Redis news was heard (s)."""

    took: list[float] = field(default_factory=list)
    took_news: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    heard: list[float] = field(default_factory=list)
    lost: int = 0

    def percentile(self, share: float, *, news: bool = False) -> float:
        ordered = sorted(self.took_news if news else self.took)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")


async def _get(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str, cookie: str) -> tuple[int, bytes]:
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n".encode())
    await writer.drain()
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    status = int(head.split(" ", 2)[1])
    length = next((line.split(":")[1] for line in head.split("\r\n") if line.startswith("content-length:")), "0")
    return status, await reader.readexactly(int(length))


async def tab(port: int, ticket: str, cookie: str, seen: Seen, *, until: float, every: float) -> None:
    """One visible page: waits its turn, asks, notes, and takes the new version when there is one."""
    version = "0"
    await asyncio.sleep(random.random() * every)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while time.monotonic() < until:
        began = time.monotonic()
        try:
            status, said = await asyncio.wait_for(_get(reader, writer, f"/-/pulse?t={ticket}&v={version}", cookie), 10)
        except (OSError, asyncio.IncompleteReadError, TimeoutError):
            seen.lost += 1
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            continue
        now = time.monotonic()
        (seen.took_news if status == 200 else seen.took).append((now - began) * 1000)
        seen.statuses[status] = seen.statuses.get(status, 0) + 1
        if status == 200:
            version = said.decode().split('"version": "')[1].split('"')[0]
            seen.heard.append(time.time() - int(version) / 1_000_000)
        await asyncio.sleep(every * (0.8 + random.random() * 0.3))
    writer.close()


async def streams(port: int, count: int, *, wait: float) -> tuple[int, float | None]:
    """Opens streams; how many said anything within `wait` seconds, and how long a plain page took meanwhile (ms)."""

    async def one() -> tuple[bool, asyncio.StreamWriter | None]:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n")
            await asyncio.wait_for(reader.readuntil(b": here\n\n"), wait)
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            return False, None
        return True, writer

    tasks = [asyncio.create_task(one()) for _ in range(count)]
    await asyncio.sleep(wait / 2)
    began = time.monotonic()
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.wait_for(_get(reader, writer, "/plain", ""), wait / 3)
        plain: float | None = (time.monotonic() - began) * 1000
    except (OSError, TimeoutError, asyncio.IncompleteReadError):
        plain = None
    found = await asyncio.gather(*tasks)
    for _ok, kept in found:
        if kept:
            kept.close()
    return sum(ok for ok, _writer in found), plain


def family(pid: int) -> list[int]:
    """A process and those it started."""
    found = [pid]
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            if parent == pid:
                found += family(int(entry.name))
    return found


def used(pid: int) -> tuple[float, float]:
    """Processor seconds and resident megabytes of a process and its children."""
    seconds = megabytes = 0.0
    for one in family(pid):
        try:
            stat = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
            status = Path(f"/proc/{one}/status").read_text()
        except OSError:
            continue
        seconds += (int(stat[11]) + int(stat[12])) / 100
        megabytes += int(status.split("VmRSS:")[1].split()[0]) / 1024
    return seconds, megabytes
