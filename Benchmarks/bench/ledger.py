"""Who used the CPU while turns ran."""

import time
from dataclasses import dataclass

from . import accounts
from .samples import Samples
from .server import Server


@dataclass(frozen=True)
class Reading:
    """CPU seconds so far. `guardian` is that of the guardians that live; `agents` that of every other descendant of the server, ended ones included."""

    host: float
    guardian: float
    agents: float
    client: float
    model: float

    @classmethod
    def take(cls, server: Server, model: Server) -> "Reading":
        server.settle()
        guardians, agents = accounts.descendants_cpu(server.pid)
        agents += accounts.reaped_cpu(server.pid)
        return cls(accounts.own_cpu(server.pid), guardians, agents, time.process_time(), accounts.own_cpu(model.pid))

    @classmethod
    def nothing(cls) -> "Reading":
        return cls(0, 0, 0, 0, 0)

    def plus(self, before: "Reading", after: "Reading") -> "Reading":
        """This and what was used between two readings."""
        return Reading(
            self.host + after.host - before.host,
            self.guardian + after.guardian - before.guardian,
            self.agents + after.agents - before.agents,
            self.client + after.client - before.client,
            self.model + after.model - before.model,
        )


class Ledger:
    """CPU milliseconds per turn, one value for each measured stretch of turns."""

    def __init__(self) -> None:
        self.host = Samples()
        self.guardian = Samples()
        self.agents = Samples()
        self.client = Samples()
        self.model = Samples()

    @property
    def own(self) -> Samples:
        """The host's: the server's and its guardians'."""
        return Samples(host + guardian for host, guardian in zip(self.host, self.guardian, strict=True))

    def add(self, before: Reading, after: Reading, turns: int) -> None:
        for name in ("host", "guardian", "agents", "client", "model"):
            getattr(self, name).append((getattr(after, name) - getattr(before, name)) * 1000 / turns)
