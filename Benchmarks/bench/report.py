"""The run as Markdown."""

from .machine import Machine
from .measurements import Measurements
from .verdict import Verdict, judge

INTRODUCTION = """# Benchmarks

Written by `make bench`; not edited by hand. [docs/benchmarks.md](../docs/benchmarks.md) says what each row means and how it is measured.
Every value is median (minimum–maximum) and the number of measurements n, of both sides in turn within one run. Other work on the machine
moves rates and latencies by factors and CPU time by up to two: mind what the table says of other work, and compare the two sides rather than two runs."""

SHARES = """CPU ms per turn by who used it. The guardians are those that live; one that has ended is counted with its agent."""

BUSY = """**The machine was busy with other work when this run began.** Compare the CPU columns; rates and latencies say little."""


def markdown(machine: Machine, measured: Measurements, kind: str, seconds: float) -> str:
    judged = [(row, judge(row, machine)) for row in measured.rows()]
    missed = [f"- {row.shortfall()}" for row, judgement in judged if judgement.verdict is Verdict.MISSED]
    undecided = [f"- {row.what}: {judgement.reason}." for row, judgement in judged if judgement.verdict is Verdict.UNDECIDED]
    nothing = f"Nothing: every budget {'that could be decided' if undecided else 'above'} is met."
    facts = [[name, value] for name, value in [*machine.facts, ("run", f"{kind}, {seconds:.0f} s")]]
    parts = [
        INTRODUCTION,
        _table(["machine", ""], facts),
        *([BUSY] if machine.is_busy else []),
        "## Beside the peers",
        _table(["what", "Roost", "peer", "budget", "verdict"], [row.cells(judgement.verdict.value) for row, judgement in judged]),
        "## What falls short",
        "\n".join(missed) if missed else nothing,
        *(["## What is undecided", "\n".join(undecided)] if undecided else []),
    ]
    if shares := measured.shares():
        parts += ["## Who used the CPU", SHARES, _table(["turns", "server", "guardian", "agent process", "client", "model"], shares)]
    return "\n\n".join(parts) + "\n"


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
