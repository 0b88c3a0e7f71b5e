"""Where things are: the programs that are measured, and a folder for one run."""

import os
import socket
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Places:
    """Absolute paths. `folder` is emptied when the run is over."""

    checkout: Path
    folder: Path
    roost: Path
    claude: Path
    fake: Path
    python: Path
    nginx: Path
    wrk: Path

    @property
    def benchmarks(self) -> Path:
        return self.checkout / "Benchmarks"

    def new_folder(self, name: str) -> Path:
        """A new folder of this run whose name begins with `name`."""
        number = 0
        while True:
            path = self.folder / f"{name}-{number}"
            try:
                path.mkdir(mode=0o700)
                return path
            except FileExistsError:
                number += 1


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def clean_environment(home: Path) -> dict[str, str]:
    """What every measured program gets: nothing of the person's own settings, no proxy, no traffic but to the model."""
    return {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "LANG": "C.UTF-8",
        "HOME": str(home),
        "TMPDIR": str(home),
        "NO_PROXY": "127.0.0.1",
        "DISABLE_AUTOUPDATER": "1",
        "DISABLE_TELEMETRY": "1",
        "DISABLE_ERROR_REPORTING": "1",
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
    }
