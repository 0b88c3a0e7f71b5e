"""What processes have used: CPU time to the nanosecond, memory as the kernel counts it."""

import contextlib
import os
import time
from dataclasses import dataclass

TICK = os.sysconf("SC_CLK_TCK")


def own_cpu(pid: int) -> float:
    """CPU seconds of one process, its ended threads included, its children not: the clock of clock_getcpuclockid(3)."""
    return time.clock_gettime((~pid << 3) | 2)


def reaped_cpu(pid: int) -> float:
    """CPU seconds of the ended and waited-for descendants of a process, in ticks of 10 ms."""
    with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[13]) + int(fields[14])) / TICK


def children(pid: int) -> list[int]:
    """The living and unreaped children of a process, of all its threads."""
    found = []
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/children", encoding="ascii") as file:
                found += map(int, file.read().split())
    return found


def descendants(pid: int) -> list[int]:
    """The living and unreaped descendants of a process."""
    found = children(pid)
    for child in found:
        found += children(child)
    return found


def descendants_cpu(pid: int) -> tuple[float, float]:
    """CPU seconds of the living guardians below a process, and of its other living descendants."""
    guardians = others = 0.0
    for descendant in descendants(pid):
        # It may end this moment: what it has used is its parent's then.
        with contextlib.suppress(OSError), open(f"/proc/{descendant}/comm", encoding="utf-8", errors="replace") as file:
            is_guardian = file.read() == "roost-guardian\n"
            used = own_cpu(descendant)
            guardians, others = (guardians + used, others) if is_guardian else (guardians, others + used)
    return guardians, others


def descriptors(pid: int) -> int:
    """How many descriptors a process has open."""
    return len(os.listdir(f"/proc/{pid}/fd"))


@dataclass(frozen=True)
class Memory:
    """Resident and proportional set size in MB (10^6 bytes), and what only this process has."""

    rss: float
    pss: float
    private: float


def memory(pid: int) -> Memory:
    sizes: dict[str, int] = {}
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
        for line in file:
            name, _, rest = line.partition(":")
            if rest.endswith("kB\n"):
                sizes[name] = int(rest.split()[0]) * 1024
    private = sizes["Private_Clean"] + sizes["Private_Dirty"]
    return Memory(sizes["Rss"] / 1e6, sizes["Pss"] / 1e6, private / 1e6)
