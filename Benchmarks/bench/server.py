"""A measured program from its start to its end."""

import contextlib
import os
import signal
import socket
import time
from pathlib import Path

from . import accounts

START_LIMIT = 30.0
STOP_LIMIT = 20.0
# Longer than a server waits before it starts a spare.
SETTLED = 0.7
PROBE = b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"


class Server:
    """A process that listens on a port of 127.0.0.1. `start_ms` is the time from its creation to its first answer."""

    def __init__(self, name: str, command: list[str], environment: dict[str, str], port: int, folder: Path, cpu: int | None = None):
        self.name = name
        self.port = port
        self.log = folder / f"{name}.log"
        self.reaped = False
        if cpu is not None:
            command = ["/usr/bin/taskset", "--cpu-list", str(cpu), *command]
        descriptor = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        actions = [(os.POSIX_SPAWN_DUP2, descriptor, 1), (os.POSIX_SPAWN_DUP2, descriptor, 2)]
        began = time.perf_counter()
        self.pid = os.posix_spawn(command[0], command, environment, file_actions=actions, setsid=True)
        os.close(descriptor)
        self._await_answer(began)
        self.start_ms = (time.perf_counter() - began) * 1000

    def _await_answer(self, began: float) -> None:
        while not self._answers():
            if os.waitpid(self.pid, os.WNOHANG)[0] == self.pid:
                self.reaped = True
                raise RuntimeError(f"{self.name} ended before it answered; it said: {self.last_words()}")
            if time.perf_counter() - began > START_LIMIT:
                self.stop()
                raise RuntimeError(f"{self.name} did not answer within {START_LIMIT:.0f} s; it said: {self.last_words()}")
            time.sleep(0.0002)

    def _answers(self) -> bool:
        """Any HTTP answer counts: not every program has a /health."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=START_LIMIT) as connection:
                connection.sendall(PROBE)
                return connection.recv(12).startswith(b"HTTP/1.1 ")
        except OSError:
            return False

    def last_words(self) -> str:
        return self.log.read_text(errors="replace")[-600:].strip() or "nothing"

    def settle(self, limit: float = 20.0) -> None:
        """Waits until neither the server nor what it has started is at work: the last turn's process has ended or waits, a spare is ready."""
        deadline = time.perf_counter() + limit
        while self._work(SETTLED) > SETTLED * 0.1:
            if time.perf_counter() > deadline:
                raise RuntimeError(f"{self.name} is still at work {limit:.0f} s after its last turn")

    def _work(self, seconds: float) -> float:
        """CPU seconds that the server and its descendants use in so many seconds."""
        before = self._used()
        time.sleep(seconds)
        return self._used() - before

    def _used(self) -> float:
        return accounts.own_cpu(self.pid) + sum(accounts.descendants_cpu(self.pid)) + accounts.reaped_cpu(self.pid)

    def stop(self) -> None:
        """SIGTERM, then SIGKILL."""
        deadline = time.perf_counter() + STOP_LIMIT
        number = signal.SIGTERM
        while not self.reaped:
            os.kill(self.pid, number)
            while not self.reaped and time.perf_counter() < deadline:
                self.reaped = os.waitpid(self.pid, os.WNOHANG)[0] == self.pid
                time.sleep(0.002)
            number, deadline = signal.SIGKILL, deadline + STOP_LIMIT
        # Whatever of its session it left behind.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
