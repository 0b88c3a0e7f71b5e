"""Where and with what a run was made."""

import datetime
import importlib.metadata
import os
import platform
import subprocess
import time
from dataclasses import dataclass

from .places import Places


@dataclass(frozen=True)
class Machine:
    """Facts as name and value, in the order they are shown. Made before the first measurement."""

    facts: list[tuple[str, str]]
    others: float
    """Processors that other work kept busy just before the first measurement."""

    @classmethod
    def describe(cls, places: Places) -> "Machine":
        # Not the load average, which a build that has just ended keeps high for minutes.
        others = _busy_processors(3)
        return cls(
            facts=[
                ("date", datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC")),
                ("commit", _first_line("git", "-C", str(places.checkout), "describe", "--always", "--dirty")),
                ("processor", f"{_processor()}, {os.cpu_count()} cores"),
                ("memory", f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB"),
                ("kernel", f"{platform.system()} {platform.release()} {platform.machine()}"),
                ("processors busy with other work", f"{others:.2f}"),
                ("claude", _first_line(str(places.claude), "--version")),
                ("Swift", _first_line("swift", "--version")),
                ("Python", platform.python_version()),
                ("peer", ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PEER)),
                ("nginx", _first_line(str(places.nginx), "-e", "stderr", "-v").rpartition("/")[2]),
            ],
            others=others,
        )

    @property
    def is_busy(self) -> bool:
        """Whether others kept more than a fifth of a processor at work when the run began."""
        return self.others > 0.2


PEER = ("claude-agent-sdk", "fastapi", "uvicorn", "uvloop", "httptools", "starlette", "sse-starlette")


def _busy_processors(seconds: float) -> float:
    before = _processor_time()
    time.sleep(seconds)
    return (_processor_time() - before) / seconds


def _processor_time() -> float:
    """Seconds of work of all processors since the machine started (proc(5), /proc/stat)."""
    with open("/proc/stat", encoding="utf-8") as file:
        user, nice, system, _idle, _waiting, *interrupts = (int(number) for number in file.readline().split()[1:8])
    return (user + nice + system + sum(interrupts)) / os.sysconf("SC_CLK_TCK")


def _processor() -> str:
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        for line in file:
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _first_line(*command: str) -> str:
    environment = os.environ | {"DISABLE_AUTOUPDATER": "1"}
    words = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60, check=False, env=environment)
    return words.stdout.strip().partition("\n")[0] or "unknown"
