"""Event streams: bursts of events, and memory of streams that wait."""

import json
import socket
import time
from collections.abc import Iterable

from . import accounts, wrk
from .places import Places
from .programs import Programs
from .samples import Samples

EVENTS = 50
BYTES = 300


class Burst:
    """One POST, 50 events of about 300 bytes, 32 connections: our HTTP stack by way of the offline model, and FastAPI."""

    def __init__(self) -> None:
        self.rate = {"roost": Samples(), "peer": Samples()}
        self.cpu = {"roost": Samples(), "peer": Samples()}

    def run(self, places: Places, programs: Programs, rounds: Iterable[int], seconds: int, pins: tuple[int | None, int | None]) -> None:
        prompt = f"[[size:{EVENTS * BYTES}]][[chunks:{EVENTS}]]"
        body = {"model": "m", "max_tokens": 9, "stream": True, "messages": [{"role": "user", "content": prompt}]}
        script = places.folder / "burst.lua"
        script.write_text(
            f"wrk.method = 'POST'\nwrk.body = {json.dumps(json.dumps(body))}\n"
            "wrk.headers['Content-Type'] = 'application/json'\nwrk.headers['x-api-key'] = 'sk-ant-offline'\n"
        )
        for _ in rounds:
            for name, path in (("roost", "/v1/messages"), ("peer", "/burst")):
                with programs.model_stub(pins[0]) if name == "roost" else programs.burst_peer(EVENTS, BYTES, pins[0]) as server:
                    load = wrk.run(places, server, path, seconds, 32, pins[1], script)
                self.rate[name].append(load.rate * EVENTS)
                self.cpu[name].append(load.server_cpu / (load.requests * EVENTS) * 1e5)


def waiting(programs: Programs, count: int = 60) -> float:
    """KB of private memory for each stream that is open and waits for its turn, behind one that runs."""
    with programs.roost(arguments=["--max-agents", "1"]) as server:
        running = _open(server.port, "running", "[[stall:20000]]")
        time.sleep(1.5)
        before = accounts.memory(server.pid).private
        streams = [_open(server.port, f"w{number}", "Hello.") for number in range(count)]
        time.sleep(0.5)
        after = accounts.memory(server.pid).private
        for stream in [running, *streams]:
            stream.close()
    return (after - before) * 1000 / count


def _open(port: int, session: str, prompt: str) -> socket.socket:
    body = json.dumps({"prompt": prompt})
    stream = socket.create_connection(("127.0.0.1", port), timeout=20)
    stream.sendall(
        f"POST /sessions/{session}/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}".encode()
    )
    if not stream.recv(4096).startswith(b"HTTP/1.1 200 "):
        raise RuntimeError(f"the stream of {session} was refused")
    return stream
