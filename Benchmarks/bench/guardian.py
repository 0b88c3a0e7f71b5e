"""What the guardian itself costs: a program under it, less the same program alone."""

import os
import resource
import socket

from .places import Places
from .samples import Samples

PROGRAM = "/bin/true"


def measure(places: Places, count: int) -> Samples:
    """CPU milliseconds of one guarded start and end, `count` times."""
    costs = Samples()
    for _ in range(count):
        guarded = _run([str(places.guardian), "--", PROGRAM])
        costs.append((guarded - _run([PROGRAM])) * 1000)
    return costs


def _run(command: list[str]) -> float:
    """CPU seconds of a program and what it waited for. Descriptor 3 is the control socket that the guardian asks for."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        pid = os.posix_spawn(command[0], command, {}, file_actions=[(os.POSIX_SPAWN_DUP2, theirs.fileno(), 3)])
        os.waitpid(pid, 0)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
