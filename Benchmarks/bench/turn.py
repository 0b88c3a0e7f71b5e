"""One turn as a client sees it."""

import json
import socket
import time
from dataclasses import dataclass

TURN_LIMIT = 60.0


@dataclass(frozen=True)
class Turn:
    """Milliseconds from the moment the client begins to connect."""

    first_event: float
    done: float
    closed: float
    events: int


def ask(port: int, session: str, prompt: str) -> Turn:
    """Posts a prompt and reads the whole stream. Anything but messages and `done` is an error."""
    body = json.dumps({"prompt": prompt}).encode()
    head = (
        f"POST /sessions/{session}/messages HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    began = time.perf_counter()
    with socket.create_connection(("127.0.0.1", port), timeout=TURN_LIMIT) as connection:
        connection.sendall(head.encode() + body)
        return _follow(connection, began, session)


def _follow(connection: socket.socket, began: float, session: str) -> Turn:
    stream = b""
    first = done = 0.0
    while piece := connection.recv(65536):
        stream += piece
        now = (time.perf_counter() - began) * 1000
        if now > TURN_LIMIT * 1000:
            raise RuntimeError(f"the turn of {session} took longer than {TURN_LIMIT:.0f} s")
        if not first and b"event: message" in stream:
            first = now
        if not done and b"event: done" in stream:
            done = now
    if not first or not done:
        raise RuntimeError(f"the turn of {session} did not end with done: {stream[-400:].decode(errors='replace')}")
    return Turn(first, done, (time.perf_counter() - began) * 1000, stream.count(b"event: message"))
