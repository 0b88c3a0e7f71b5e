"""GET /health over kept-alive connections; nginx sends the same bytes from a file."""

from collections.abc import Iterable

from . import wrk
from .places import Places
from .programs import Programs
from .samples import Samples

NAMES = ("roost", "nginx", "peer")


class Health:
    """Requests per second, and CPU seconds per 100,000 requests of server and client."""

    def __init__(self) -> None:
        self.rate = {name: Samples() for name in NAMES}
        self.cpu = {name: Samples() for name in NAMES}
        self.client_cpu = {name: Samples() for name in NAMES}

    def run(self, places: Places, programs: Programs, rounds: Iterable[int], seconds: int, pins: tuple[int | None, int | None]) -> None:
        start = {"roost": programs.roost, "nginx": programs.nginx, "peer": programs.peer}
        for _ in rounds:
            for name in NAMES:
                with start[name](pins[0]) as server:
                    server.settle()
                    wrk.run(places, server, "/health", 1, 64, pins[1])
                    load = wrk.run(places, server, "/health", seconds, 64, pins[1])
                self.rate[name].append(load.rate)
                self.cpu[name].append(load.server_cpu / load.requests * 1e5)
                self.client_cpu[name].append(load.client_cpu / load.requests * 1e5)
