"""What many streams leave behind: idle ones, clients that come back again and again, slow readers, peers that have gone without a word.

The agent is the scripted one of the tests, so that the turns are as long as this needs.
"""

import contextlib
import json
import resource
import select
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

from . import accounts
from .followers import LIMIT, Events, Follower, interrupt
from .programs import Programs
from .samples import Samples
from .server import Server

WAITING = "[[fake:wait 3600000]]"
SPARE_DESCRIPTORS = 256
# Longer than the server keeps memory that holds nothing.
RETURN_TIME = 17


@dataclass(frozen=True)
class Load:
    """How much of it."""

    streams: int = 10_000
    idle_seconds: float = 16
    clients: int = 1000
    returns: int = 100
    return_limit: float = 90
    readers: int = 100
    reading_seconds: float = 10
    megabytes: int = 20
    has_dead_peers: bool = True

    @classmethod
    def quick(cls) -> "Load":
        return cls(streams=1000, clients=100, returns=20, readers=20, reading_seconds=3, has_dead_peers=False)


class Endurance:
    """Samples of one run, by what they are of."""

    def __init__(self, load: Load) -> None:
        self.load = load
        self.found: dict[str, Samples] = {}

    def __getitem__(self, name: str) -> Samples:
        return self.found.get(name, Samples())

    def note(self, name: str, value: float) -> None:
        self.found.setdefault(name, Samples()).append(value)

    def run(self, programs: Programs) -> None:
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        with self._dead_peers(programs), programs.roost(agent=programs.places.fake) as server:
            self._idle(server, min(self.load.streams, hard - SPARE_DESCRIPTORS))
            self._return(server)
            self._read_slowly(server)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))

    def _idle(self, server: Server, count: int) -> None:
        """One turn that waits, and everybody follows it: the one who asked, and the others."""
        asker, empty = _begin(server, "idle", WAITING)
        before, open_before = accounts.memory(server.pid), accounts.descriptors(server.pid)
        followers = [Follower(server.port, "idle") for _ in range(count - 1)]
        for follower in followers:
            follower.connect()
        for follower in followers:
            follower.receive_event()
        server.settle(LIMIT)
        after, open_after = accounts.memory(server.pid), accounts.descriptors(server.pid)
        used, began = accounts.own_cpu(server.pid), time.perf_counter()
        time.sleep(self.load.idle_seconds)
        cpu = (accounts.own_cpu(server.pid) - used) / (time.perf_counter() - began)
        self.note("idle streams", count)
        self.note("idle memory", (after.private - before.private) * 1000 / len(followers))
        self.note("idle descriptors", (open_after - open_before) / len(followers))
        self.note("idle cpu", cpu * 1000)
        half = len(followers) // 2
        for follower in followers[:half]:
            follower.close()
        interrupt(server.port, "idle")
        asker.receive_all()
        for follower in followers[half:]:
            follower.receive_all()
        self.note("idle missed", sum(follower.events != asker.events for follower in followers[half:]))
        self.note("idle left", _left(server, empty))
        time.sleep(RETURN_TIME)
        self.note("idle memory left", (accounts.memory(server.pid).private - before.private) * 1000 / len(followers))

    def _return(self, server: Server) -> None:
        """A turn that says something every 0.1 s; a client leaves after each piece that it has got, and comes back."""
        asker, empty = _begin(server, "return", "[[fake:slow 100]][[fake:chunks 100000]]")
        reader = threading.Thread(target=asker.receive_all)
        reader.start()
        before, began = accounts.own_cpu(server.pid), time.perf_counter()
        storm = Storm([Follower(server.port, "return") for _ in range(self.load.clients)], self.load.returns)
        sizes = storm.run(lambda: accounts.memory(server.pid).private, began + self.load.return_limit)
        seconds, cpu = time.perf_counter() - began, accounts.own_cpu(server.pid) - before
        interrupt(server.port, "return")
        reader.join(LIMIT)
        for follower in storm.followers:
            follower.receive_all()
        connections = storm.connections
        self.note("returns", connections)
        self.note("return rate", connections / seconds)
        self.note("return cpu", cpu * 1e6 / connections)
        self.note("return missed", sum(follower.events != asker.events for follower in storm.followers))
        self.note("return memory", (sizes[1] - sizes[0]) * 1e6 / (connections / 2))
        self.note("return left", _left(server, empty))

    def _read_slowly(self, server: Server) -> None:
        """A long answer: one reads as it comes, the others a kilobyte a second; and others as slow who come when it is over."""
        size = 3000
        prompt = f"[[fake:wait 3000]][[fake:spin {self.load.megabytes * 1_000_000 // size} {size}]]"
        asker, empty = _begin(server, "slow", prompt)
        quick = threading.Thread(target=asker.receive_all)
        self.note("slow memory", self._memory_of_readers(server, quick))
        self.note("slow answer", asker.events.count)
        server.settle(LIMIT)
        self.note("late memory", self._memory_of_readers(server))
        self.note("slow left", _left(server, empty))

    def _memory_of_readers(self, server: Server, quick: threading.Thread | None = None) -> float:
        """Kilobytes of the server's memory that a slow reader takes, `quick` being the one that it must not hold up."""
        before = accounts.memory(server.pid).private
        readers = [Follower(server.port, "slow", window=4096) for _ in range(self.load.readers)]
        for reader in readers:
            reader.connect()
        began = time.perf_counter()
        if quick:
            quick.start()
        while (quick and quick.is_alive()) or time.perf_counter() - began < self.load.reading_seconds:
            if time.perf_counter() - began > LIMIT:
                raise RuntimeError(f"slow readers held up a quick one for more than {LIMIT:.0f} s")
            began_round = time.perf_counter()
            for reader in readers:
                reader.receive(1024)
            time.sleep(max(0, 1 - (time.perf_counter() - began_round)))
        used = accounts.memory(server.pid).private - before
        for reader in readers:
            reader.close()
        return used * 1000 / len(readers)

    @contextlib.contextmanager
    def _dead_peers(self, programs: Programs) -> Iterator[None]:
        """They need a minute and next to no processor: beside the rest."""
        if not self.load.has_dead_peers or not can_make_network():
            yield
            return
        places = programs.places
        words = [sys.executable, "-B", "-m", "bench.deadpeers", str(places.roost), str(places.fake), str(places.new_folder("dead"))]
        program = subprocess.Popen(["unshare", "--net", *words], stdout=subprocess.PIPE, text=True, cwd=places.benchmarks)
        try:
            yield
            answer, _ = program.communicate(timeout=LIMIT * 4)
        finally:
            program.terminate()
        if program.returncode:
            raise RuntimeError(f"dead peers could not be measured: status {program.returncode}")
        for name, value in json.loads(answer).items():
            self.note(name, value)


class Storm:
    """Clients that leave after each piece and come back, so many times each, and then stay."""

    def __init__(self, followers: list[Follower], returns: int) -> None:
        self.followers = followers
        self.returns = returns
        self._waiting = select.epoll()
        self._by_descriptor: dict[int, Follower] = {}
        self._left = len(followers)

    @property
    def connections(self) -> int:
        return sum(follower.connections for follower in self.followers)

    def run(self, size, deadline: float) -> tuple[float, float]:
        """Returns the server's size when half of it is done, and at the end."""
        for follower in self.followers:
            self._connect(follower)
        half, total, sizes = None, len(self.followers) * self.returns, []
        while self._left:
            if time.perf_counter() > deadline:
                raise RuntimeError(f"{self.connections} of {total} connections were all that could be made in time")
            for descriptor, _ in self._waiting.poll(1):
                self._receive(self._by_descriptor[descriptor])
            if half is None and self.connections > total / 2:
                half = size()
        sizes = (half if half is not None else size(), size())
        self._waiting.close()
        return sizes

    def _connect(self, follower: Follower) -> None:
        follower.connect()
        descriptor = follower.socket.fileno()
        self._by_descriptor[descriptor] = follower
        self._waiting.register(descriptor, select.EPOLLIN)

    def _receive(self, follower: Follower) -> None:
        descriptor = follower.socket.fileno()
        found = follower.receive()
        if found is None:
            raise RuntimeError(f"a stream ended after {follower.events.count} events, before its turn did")
        if not found:
            return
        self._waiting.unregister(descriptor)
        del self._by_descriptor[descriptor]
        if follower.connections < self.returns:
            self._connect(follower)
        else:
            self._left -= 1
            follower.connect()


def _begin(server: Server, session: str, prompt: str) -> tuple[Follower, int]:
    """A turn of a session whose process is there, and how many descriptors the server had before."""
    first = Follower(server.port, session)
    first.ask("Hello.")
    first.receive_all()
    server.settle()
    empty = accounts.descriptors(server.pid)
    asker = Follower(server.port, session)
    asker.ask(prompt)
    asker.receive_event()
    return asker, empty


def _left(server: Server, empty: int) -> int:
    """Descriptors that are still open more than before, once the server has had time to close them."""
    deadline = time.perf_counter() + 10
    while (left := accounts.descriptors(server.pid) - empty) > 0 and time.perf_counter() < deadline:
        time.sleep(0.05)
    return left


def can_make_network() -> bool:
    """Whether there may be a network of its own, and rules in it."""
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        words = ["unshare", "--net", "iptables", "--list-rules"]
        return subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=10, check=False).returncode == 0
    return False
