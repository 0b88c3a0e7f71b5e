"""Clients that follow a turn again: raw sockets, so that ten thousand of them fit into one program."""

import json
import socket
import zlib

LIMIT = 60.0


class Events:
    """The whole events of a stream so far: how many, the last one's id, and a checksum of ids and contents."""

    def __init__(self) -> None:
        self.count = 0
        self.last = ""
        self.sum = 0
        self._rest = b""

    def push(self, data: bytes) -> int:
        """Takes the next bytes and says how many events they complete. Comments count for nothing."""
        before = self.count
        *blocks, self._rest = (self._rest + data).split(b"\r\n\r\n")
        for block in blocks:
            if block.startswith(b"id: "):
                self.count += 1
                self.last = block[4 : block.index(b"\r\n")].decode()
                self.sum = zlib.crc32(block, self.sum)
        return self.count - before

    def interrupted(self) -> None:
        """The connection is over: half an event is none."""
        self._rest = b""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Events) and (self.count, self.last, self.sum) == (other.count, other.last, other.sum)


class Follower:
    """One connection at a time to a turn's events. HTTP/1.0, whose answers come without chunks and end with the connection."""

    def __init__(self, port: int, session: str, host: str = "127.0.0.1", source: str | None = None, window: int | None = None):
        self.address = (host, port)
        self.path = f"/sessions/{session}/events"
        self.source = source
        self.window = window
        self.events = Events()
        self.socket: socket.socket | None = None
        self.connections = 0
        self._is_in_head = True
        self._head = b""

    def ask(self, prompt: str) -> None:
        """Begins the turn itself and follows it."""
        body = json.dumps({"prompt": prompt})
        fields = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        self._send(f"POST {self.path.replace('/events', '/messages')}", fields, body)

    def connect(self) -> None:
        """Follows the latest turn from its start, or from the last event that this follower has."""
        fields = f"Last-Event-ID: {self.events.last}\r\n" if self.events.last else ""
        self._send(f"GET {self.path}", fields)

    def _send(self, words: str, fields: str, body: str = "") -> None:
        self.close()
        connection = socket.socket()
        connection.settimeout(LIMIT)
        if self.window is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self.window)
        if self.source is not None:
            connection.bind((self.source, 0))
        connection.connect(self.address)
        connection.sendall(f"{words} HTTP/1.0\r\nHost: 127.0.0.1:{self.address[1]}\r\n{fields}\r\n{body}".encode())
        self.socket = connection
        self.connections += 1
        self._is_in_head, self._head = True, b""

    def receive(self, size: int = 65536) -> int | None:
        """Waits for bytes and says how many events they complete; nothing at the end of the answer."""
        data = self.socket.recv(size) if self.socket else b""
        if not data:
            self.close()
            return None
        return self.events.push(self._body(data))

    def _body(self, data: bytes) -> bytes:
        if not self._is_in_head:
            return data
        self._head += data
        head, end, body = self._head.partition(b"\r\n\r\n")
        if not end:
            return b""
        if not head.startswith((b"HTTP/1.1 200 ", b"HTTP/1.1 204 ", b"HTTP/1.0 200 ", b"HTTP/1.0 204 ")):
            raise RuntimeError(f"{self.path} was refused: {self._head[:300].decode(errors='replace')}")
        self._is_in_head = False
        return body

    def receive_event(self) -> None:
        """Waits until one more event has come."""
        while not (found := self.receive()):
            if found is None:
                raise RuntimeError(f"{self.path} ended after {self.events.count} events")

    def receive_all(self) -> None:
        """Reads to the end."""
        while self.receive() is not None:
            pass

    def close(self) -> None:
        if self.socket:
            self.socket.close()
        self.socket = None
        self.events.interrupted()


def interrupt(port: int, session: str) -> None:
    """Ends a session's turn."""
    with socket.create_connection(("127.0.0.1", port), timeout=LIMIT) as connection:
        connection.sendall(
            f"POST /sessions/{session}/interrupt HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\nContent-Length: 0\r\n\r\n".encode()
        )
        answer = connection.recv(4096)
    if b'"interrupted":true' not in answer:
        raise RuntimeError(f"the turn of {session} could not be interrupted: {answer.decode(errors='replace')}")
