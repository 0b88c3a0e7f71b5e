"""Where and with what a run was made."""

import datetime
import importlib.metadata
import os
import platform
import subprocess
from dataclasses import dataclass

from .places import Places


@dataclass(frozen=True)
class Machine:
    """Facts as name and value, in the order they are shown. Made before the first measurement."""

    facts: list[tuple[str, str]]
    load: float

    @classmethod
    def describe(cls, places: Places) -> "Machine":
        load = os.getloadavg()
        return cls(
            facts=[
                ("date", datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M UTC")),
                ("commit", _first_line("git", "-C", str(places.checkout), "describe", "--always", "--dirty")),
                ("processor", f"{_processor()}, {os.cpu_count()} cores"),
                ("memory", f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB"),
                ("kernel", f"{platform.system()} {platform.release()} {platform.machine()}"),
                ("load average at the start", " ".join(f"{value:.2f}" for value in load)),
                ("claude", _first_line(str(places.claude), "--version")),
                ("Swift", _first_line("swift", "--version")),
                ("Python", platform.python_version()),
                ("peer", ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PEER)),
                ("nginx", _first_line(str(places.nginx), "-e", "stderr", "-v").rpartition("/")[2]),
            ],
            load=load[0],
        )

    @property
    def is_busy(self) -> bool:
        """Whether others kept more than one processor at work when the run began."""
        return self.load > 1.0


PEER = ("claude-agent-sdk", "fastapi", "uvicorn", "uvloop", "httptools", "starlette", "sse-starlette")


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
