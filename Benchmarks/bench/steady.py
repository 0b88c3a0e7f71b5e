"""Sessions that live: each has had a turn, and asks on without a pause for a while."""

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


class Steady:
    """Turns per second of one server, latencies in ms, memory in MB afterwards, and who used the CPU."""

    def __init__(self) -> None:
        self.rate = Samples()
        self.end = Samples()
        self.rss = Samples()
        self.ledger = Ledger()

    def run(self, server: Server, model: Server, seconds: float) -> None:
        for number in range(SESSIONS):
            ask(server.port, f"l{number}", "My name is Iris.")
        before = Reading.take(server, model)
        began = time.perf_counter()
        answered = _together(server, began + seconds)
        taken = time.perf_counter() - began
        self.ledger.add(before, Reading.take(server, model), len(answered))
        self.rate.append(len(answered) / taken)
        self.end.append(Samples(turn.done for turn in answered).median)
        self.rss.append(accounts.memory(server.pid).rss)


def _together(server: Server, deadline: float) -> list[Turn]:
    answered: list[Turn] = []
    failures: list[Exception] = []

    def converse(number: int) -> None:
        try:
            while time.perf_counter() < deadline:
                answered.append(ask(server.port, f"l{number}", "What is my name?"))
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


def measure(programs: Programs, model: Server, rounds: Iterable[int], seconds: float) -> dict[str, Steady]:
    """Both servers in turn, each time a fresh one."""
    found = {"roost": Steady(), "peer": Steady()}
    for _ in rounds:
        with programs.roost() as server:
            found["roost"].run(server, model, seconds)
        with programs.peer() as server:
            found["peer"].run(server, model, seconds)
    return found
