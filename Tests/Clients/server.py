"""A built `roost serve` of its own: the real claude, the offline model, a loopback port, a folder that goes with it."""

import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

KEY = "key-of-the-client-tests"
START_LIMIT = 60.0
STOP_LIMIT = 30.0


class Server:
    """One data folder, and the servers that run on it one after another, on the same port."""

    def __init__(self, roost: Path, folder: Path, *arguments: str, key: str | None = KEY) -> None:
        self.roost = roost
        self.key = key
        self.folder = folder
        self.arguments = arguments
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None
        self.log = folder / "log"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> "Server":
        begun = self.log.stat().st_size if self.log.exists() else 0
        command = [self.roost, "serve", "--model-stub", "--isolation", "none", "--admin", "off", "--listen", f"127.0.0.1:{self.port}",
                   "--data", self.folder / "data", *self.arguments]
        environment = {name: os.environ[name] for name in ("HOME", "PATH", "TMPDIR", "ROOST_CACHE", "XDG_CACHE_HOME") if name in os.environ}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, env=environment | ({"AGENT_AUTH_TOKEN": self.key} if self.key else {}), stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self._await_port(begun)
        return self

    def _await_port(self, begun: int) -> None:
        deadline = time.monotonic() + START_LIMIT
        while time.monotonic() < deadline:
            words = self.log.read_bytes()[begun:].decode(errors="replace")
            if found := re.search(r"\blistening\b.*127\.0\.0\.1:(\d+)", words):
                self.port = int(found[1])
                return
            if self.process.poll() is not None:
                raise RuntimeError(f"roost serve ended with {self.process.returncode}: {words[-2000:]}")
            time.sleep(0.02)
        raise RuntimeError(f"roost serve did not listen within {START_LIMIT} s: {words[-2000:]}")

    def kill(self) -> None:
        """Without a warning."""
        self._end(signal.SIGKILL)

    def begin_stopping(self) -> None:
        """As an operator does, without waiting for the end."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)

    def stop(self) -> None:
        """As an operator does."""
        self._end(signal.SIGTERM)

    def _end(self, signal_number: int) -> None:
        process, self.process = self.process, None
        if process is None or process.poll() is not None:
            return
        process.send_signal(signal_number)
        try:
            process.wait(STOP_LIMIT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(STOP_LIMIT)
            raise

    def remove(self) -> None:
        try:
            self.stop()
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)
