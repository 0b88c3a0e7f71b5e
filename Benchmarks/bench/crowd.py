"""Many new sessions at once, each asking its turns one after the other without a pause. No turn begins after the limit."""

import threading
import time
from collections.abc import Iterable

from . import accounts
from .ledger import Ledger, Reading
from .programs import Programs
from .samples import Samples
from .server import Server
from .turn import Turn, ask

SESSIONS = 10


class Crowd:
    """Turns per second of one server, latencies in ms, memory in MB afterwards, and who used the CPU."""

    def __init__(self) -> None:
        self.rate = Samples()
        self.first_event = Samples()
        self.end = Samples()
        self.rss = Samples()
        self.ledger = Ledger()

    def run(self, server: Server, model: Server, turns: int, limit: float) -> None:
        ask(server.port, "warm-up", "Hello.")
        before = Reading.take(server, model)
        began = time.perf_counter()
        answered = self._together(server, turns, began + limit)
        seconds = time.perf_counter() - began
        self.ledger.add(before, Reading.take(server, model), len(answered))
        self.rate.append(len(answered) / seconds)
        self.first_event.append(Samples(turn.first_event for turn in answered).median)
        self.end.append(Samples(turn.done for turn in answered).median)
        self.rss.append(accounts.memory(server.pid).rss)

    @staticmethod
    def _together(server: Server, turns: int, deadline: float) -> list[Turn]:
        answered: list[Turn] = []
        failures: list[Exception] = []

        def converse(number: int) -> None:
            try:
                for turn in range(turns):
                    if time.perf_counter() > deadline:
                        return
                    answered.append(ask(server.port, f"c{number}", f"This is prompt {turn + 1}."))
            except Exception as error:
                failures.append(error)

        threads = [threading.Thread(target=converse, args=(number,)) for number in range(SESSIONS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failures:
            raise failures[0]
        return answered


def measure(programs: Programs, model: Server, rounds: Iterable[int], turns: int, limit: float) -> dict[str, Crowd]:
    """Both servers in turn, each time a fresh one."""
    found = {"roost": Crowd(), "peer": Crowd()}
    for _ in rounds:
        with programs.roost() as server:
            found["roost"].run(server, model, turns, limit)
        with programs.peer() as server:
            found["peer"].run(server, model, turns, limit)
    return found
