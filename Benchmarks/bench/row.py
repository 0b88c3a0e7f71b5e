"""A line of the table."""

from dataclasses import dataclass

from .samples import Samples


@dataclass(frozen=True)
class Row:
    """What was measured, on both sides. `bound` is the budget in the row's unit; without one, nothing is judged.

    `is_timed` says that others' work on the machine moves the values by factors: rates and latencies, not CPU and memory.
    """

    what: str
    ours: Samples
    peer: Samples
    peer_name: str = "Python server"
    digits: int = 1
    budget: str = "–"
    bound: float | None = None
    at_least: bool = False
    is_timed: bool = False
    why: str = ""

    def keeps(self, value: float) -> bool:
        """Whether one value is within the budget."""
        if self.bound is None:
            return True
        return value >= self.bound if self.at_least else value <= self.bound

    def cells(self, verdict: str) -> list[str]:
        ours = f"{self.ours.text(self.digits)}, n {len(self.ours)}"
        peer = f"{self.peer.text(self.digits)}, n {len(self.peer)} ({self.peer_name})" if self.peer else "–"
        return [self.what, ours, peer, self.budget, verdict]

    def span(self) -> str:
        """The smallest and the largest value."""
        return f"{min(self.ours):,.{self.digits}f} to {max(self.ours):,.{self.digits}f}"

    def shortfall(self) -> str:
        """One sentence on how far a missed budget is, and why."""
        bound = f"{self.bound:,.{self.digits}f}"
        return f"{self.what}: {self.ours.median:,.{self.digits}f} instead of {bound} ({self.budget}). {self.why}".strip()
