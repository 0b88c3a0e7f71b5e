"""Whether a row keeps its budget, as far as its measurements can say."""

from dataclasses import dataclass
from enum import Enum

from .machine import Machine
from .row import Row


class Verdict(Enum):
    NONE = "–"
    MET = "met"
    MISSED = "**missed**"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Judgement:
    """A verdict; `reason` says why an undecided one is."""

    verdict: Verdict
    reason: str = ""


def judge(row: Row, machine: Machine) -> Judgement:
    """Values on both sides of the budget decide nothing, nor do times on a machine that was busy."""
    if row.bound is None:
        return Judgement(Verdict.NONE)
    kept = [row.keeps(value) for value in row.ours]
    reasons = []
    if any(kept) and not all(kept):
        reasons.append(f"values on both sides of the budget ({row.budget}), {row.span()}")
    if row.is_timed and machine.is_busy:
        reasons.append(f"the machine was busy (others kept {machine.others:.2f} processors at work)")
    if reasons:
        return Judgement(Verdict.UNDECIDED, "; ".join(reasons))
    return Judgement(Verdict.MET if all(kept) else Verdict.MISSED)
