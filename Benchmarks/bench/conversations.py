"""New sessions one after the other, two turns each; both servers in turn, each when it has settled."""

import time
from collections.abc import Iterable

from .ledger import Ledger, Reading
from .programs import Programs
from .samples import Samples
from .server import Server
from .turn import Turn, ask

# Time in which a person would read.
PAUSE = 0.25


class Conversations:
    """Latencies in ms of one server, and who used the CPU."""

    def __init__(self) -> None:
        self.first_event = Samples()
        self.first_end = Samples()
        self.second_event = Samples()
        self.second_end = Samples()
        self.ledger = Ledger()

    def converse(self, server: Server, session: str) -> None:
        first = self._turn(server, session, "My name is Iris.")
        self.first_event.append(first.first_event)
        self.first_end.append(first.done)
        second = self._turn(server, session, "What is my name?")
        self.second_event.append(second.first_event)
        self.second_end.append(second.done)

    @staticmethod
    def _turn(server: Server, session: str, prompt: str) -> Turn:
        turn = ask(server.port, session, prompt)
        time.sleep(PAUSE)
        return turn


def measure(programs: Programs, model: Server, rounds: Iterable[int], sessions: int) -> dict[str, Conversations]:
    """Both servers run, and get a session each in turn."""
    found = {"roost": Conversations(), "peer": Conversations()}
    for _ in rounds:
        with programs.roost() as roost, programs.peer() as peer:
            _alternate(found, {"roost": roost, "peer": peer}, model, sessions)
    return found


def _alternate(found: dict[str, Conversations], servers: dict[str, Server], model: Server, sessions: int) -> None:
    used = dict.fromkeys(servers, Reading.nothing())
    for server in servers.values():
        ask(server.port, "warm-up", "Hello.")
    for number in range(sessions):
        for name, server in servers.items():
            before = Reading.take(server, model)
            found[name].converse(server, f"s{number}")
            used[name] = used[name].plus(before, Reading.take(server, model))
    for name in servers:
        found[name].ledger.add(Reading.nothing(), used[name], sessions * 2)
