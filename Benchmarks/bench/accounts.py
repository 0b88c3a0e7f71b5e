"""What processes have used: CPU time to the nanosecond, memory as the kernel counts it."""

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
    for thread in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{thread}/children", encoding="ascii") as file:
            found += map(int, file.read().split())
    return found


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
