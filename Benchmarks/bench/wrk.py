"""Load by wrk, bounded in time, and what it cost the server."""

import re
import resource
import subprocess
from dataclasses import dataclass
from pathlib import Path

from . import accounts
from .places import Places
from .server import Server


@dataclass(frozen=True)
class Load:
    """Of one run of wrk: requests, seconds, CPU seconds of the server and of wrk itself."""

    requests: int
    seconds: float
    server_cpu: float
    client_cpu: float

    @property
    def rate(self) -> float:
        return self.requests / self.seconds


def run(places: Places, server: Server, path: str, seconds: int, connections: int, cpu: int | None, script: Path | None = None) -> Load:
    """Loads `path` with one thread of wrk. An answer other than 2xx or 3xx, or a socket error, is an error."""
    command = [str(places.wrk), "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s"]
    if cpu is not None:
        command = ["taskset", "--cpu-list", str(cpu), *command]
    if script is not None:
        command += ["-s", str(script)]
    workers = [server.pid, *accounts.children(server.pid)]
    before = sum(map(accounts.own_cpu, workers))
    client = resource.getrusage(resource.RUSAGE_CHILDREN)
    words = subprocess.run(
        [*command, f"http://127.0.0.1:{server.port}{path}"], capture_output=True, text=True, timeout=seconds + 30, check=True
    ).stdout
    used = sum(map(accounts.own_cpu, workers)) - before
    now = resource.getrusage(resource.RUSAGE_CHILDREN)
    found = re.search(r"(\d+) requests in ([\d.]+)(m?)s", words)
    if not found or "Socket errors" in words or "Non-2xx" in words:
        raise RuntimeError(f"wrk on {server.name}{path}: {words}")
    client_cpu = now.ru_utime + now.ru_stime - client.ru_utime - client.ru_stime
    return Load(int(found[1]), float(found[2]) / (1000 if found[3] else 1), used, client_cpu)
