"""python -m bench.deadpeers: peers that have gone without a word, in a network of its own, which is gone with this program.

Half of them follow a turn that says nothing any more; the others one that says more than they have taken. What they leave is printed as JSON.
"""

import json
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from . import accounts
from .endurance import RETURN_TIME, WAITING
from .followers import Follower
from .places import clean_environment
from .server import Server

PEERS = 100
ADDRESS = "10.77.0.2"
PORT = 8000
# Longer than a heartbeat and the time in which a peer has to take something.
LIMIT = 150.0


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    roost, fake, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    _run("ip", "link", "set", "lo", "up")
    _run("ip", "address", "add", f"{ADDRESS}/32", "dev", "lo")
    environment = clean_environment(folder) | {"ROOST_CLAUDE": fake, "ROOST_CACHE": str(folder / "cache")}
    command = [roost, "serve", "--model-stub", "--listen", f"127.0.0.1:{PORT}", "--data", str(folder / "data")]
    with Server("roost", command, environment, PORT, folder) as server:
        print(json.dumps(_measure(server)))


def _measure(server: Server) -> dict[str, float]:
    prompts = {"silent": WAITING, "talking": f"[[fake:wait 4000]][[fake:spin 3000 3000]]{WAITING}"}
    for session in prompts:
        _ask(server, session, "Hello.").receive_all()
    server.settle()
    askers = [_ask(server, session, prompt) for session, prompt in prompts.items()]
    for asker in askers:
        asker.receive_event()
        threading.Thread(target=asker.receive_all, daemon=True).start()
    before, memory = accounts.descriptors(server.pid), accounts.memory(server.pid).private
    peers = [Follower(PORT, session, source=ADDRESS, window=4096) for session in prompts for _ in range(PEERS // 2)]
    for peer in peers:
        peer.connect()
        peer.receive_event()
    _run("iptables", "--append", "INPUT", "--source", ADDRESS, "--jump", "DROP")
    _run("iptables", "--append", "INPUT", "--destination", ADDRESS, "--jump", "DROP")
    began = time.perf_counter()
    while accounts.descriptors(server.pid) > before and time.perf_counter() - began < LIMIT:
        time.sleep(0.2)
    seconds, left = time.perf_counter() - began, accounts.descriptors(server.pid) - before
    time.sleep(RETURN_TIME)
    used = (accounts.memory(server.pid).private - memory) * 1000 / PEERS
    return {"dead seconds": seconds, "dead left": left, "dead memory left": used}


def _ask(server: Server, session: str, prompt: str) -> Follower:
    follower = Follower(server.port, session)
    follower.ask(prompt)
    return follower


def _run(*command: str) -> None:
    subprocess.run(command, check=True, timeout=10)


if __name__ == "__main__":
    main()
