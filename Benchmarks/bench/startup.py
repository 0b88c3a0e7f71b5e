"""Start to first answer, and memory before any session."""

from collections.abc import Iterable

from . import accounts
from .programs import Programs
from .samples import Samples


class Startup:
    """Both servers started in turn, the quick one several times for each start of the slow one."""

    def __init__(self) -> None:
        self.start = {"roost": Samples(), "peer": Samples()}
        self.cpu = {"roost": Samples(), "peer": Samples()}
        self.rss = {"roost": Samples(), "peer": Samples()}
        self.pss = {"roost": Samples(), "peer": Samples()}

    def run(self, programs: Programs, rounds: Iterable[int]) -> None:
        # Once unmeasured, so that both find their files in memory.
        programs.roost().stop()
        programs.peer().stop()
        for _ in rounds:
            for _ in range(3):
                self._measure("roost", programs)
            self._measure("peer", programs)

    def _measure(self, name: str, programs: Programs) -> None:
        with programs.roost() if name == "roost" else programs.peer() as server:
            self.cpu[name].append(accounts.own_cpu(server.pid) * 1000)
            self.start[name].append(server.start_ms)
            server.settle()
            memory = accounts.memory(server.pid)
            self.rss[name].append(memory.rss)
            self.pss[name].append(memory.pss)
