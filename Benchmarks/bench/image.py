"""python -m bench.image: the container images beside each other, inside the engine that scripts/bench-image has started."""

import argparse
import json
import socket
import subprocess
import time
from pathlib import Path

from .server import PROBE

START_LIMIT = 60.0
PORTS = {"roost": 21001, "peer": 21002}
# What each needs besides Debian and claude.
CONTENTS = {
    "roost": "/usr/local/bin/roost /usr/local/bin/roost-guardian $(ls /usr/lib/*/libuv.so.1.* /usr/lib/*/libwslay.so.1.* /usr/lib/*/libsimdjson.so.14.* /usr/lib/*/libstdc++.so.6.*)",
    "peer": "--exclude=_bundled /usr/local/lib/python3.11/dist-packages /usr/bin/python3.11 /usr/lib/python3 /usr/lib/python3.11 "
    "/usr/bin/node $(ls /usr/lib/*/libnode.so.*) /usr/share/nodejs",
}


def docker(*arguments: str) -> str:
    return subprocess.run(["docker", *arguments], check=True, capture_output=True, text=True, timeout=120).stdout.strip()


def logs(container: str) -> str:
    words = subprocess.run(["docker", "logs", container], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=30, check=False)
    return words.stdout[-600:].strip() or "it said nothing"


def megabytes_of(image: str) -> float:
    return int(docker("image", "inspect", image, "--format", "{{.Size}}")) / 1e6


def contents_of(name: str, image: str) -> float:
    words = docker("run", "--rm", "--user", "0", "--network", "none", "--entrypoint", "/bin/sh", image, "-c", f"du -cbL {CONTENTS[name]} | tail -n 1")
    return int(words.split()[0]) / 1e6


def start_of(name: str, image: str) -> float:
    """Milliseconds from `docker run` to the first answer."""
    port = PORTS[name]
    words = ["serve"] if name == "roost" else []
    began = time.perf_counter()
    container = docker(
        "run", "--detach", "--network", "host", "--tmpfs", "/data:mode=0700,uid=1000", "-e", f"PORT={port}", "-e", "ANTHROPIC_API_KEY=bench", image, *words
    )
    try:
        while not answers(port):
            if time.perf_counter() - began > START_LIMIT:
                raise RuntimeError(f"{name} did not answer within {START_LIMIT:.0f} s: {logs(container)}")
            time.sleep(0.001)
        return (time.perf_counter() - began) * 1000
    finally:
        docker("rm", "--force", container)


def answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=START_LIMIT) as connection:
            connection.sendall(PROBE)
            return connection.recv(12).startswith(b"HTTP/1.1 200")
    except OSError:
        return False


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.image")
    parser.add_argument("--roost", required=True)
    parser.add_argument("--peer", required=True)
    parser.add_argument("--starts", type=int, default=10)
    parser.add_argument("--output", type=Path, required=True)
    given = parser.parse_args()
    images = {"roost": given.roost, "peer": given.peer}
    found = {name: {"size": [megabytes_of(image)], "contents": [contents_of(name, image)], "start": []} for name, image in images.items()}
    for name, image in images.items():
        start_of(name, image)
    for _ in range(given.starts):
        for name, image in images.items():
            found[name]["start"].append(start_of(name, image))
    given.output.write_text(json.dumps(found))


if __name__ == "__main__":
    main()
