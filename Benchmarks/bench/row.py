"""A line of the table."""

from dataclasses import dataclass

from .samples import Samples


@dataclass(frozen=True)
class Row:
    """What was measured, on both sides. `bound` is the budget in the row's unit; without one, nothing is judged."""

    what: str
    ours: Samples
    peer: Samples
    peer_name: str = "Python server"
    digits: int = 1
    budget: str = "–"
    bound: float | None = None
    at_least: bool = False
    why: str = ""

    @property
    def is_met(self) -> bool | None:
        if self.bound is None:
            return None
        return self.ours.median >= self.bound if self.at_least else self.ours.median <= self.bound

    def cells(self) -> list[str]:
        verdict = {True: "met", False: "**missed**", None: "–"}[self.is_met]
        ours = f"{self.ours.text(self.digits)}, n {len(self.ours)}"
        peer = f"{self.peer.text(self.digits)}, n {len(self.peer)} ({self.peer_name})" if self.peer else "–"
        return [self.what, ours, peer, self.budget, verdict]

    def shortfall(self) -> str:
        """One sentence on how far a missed budget is, and why."""
        bound = f"{self.bound:,.{self.digits}f}"
        return f"{self.what}: {self.ours.median:,.{self.digits}f} instead of {bound} ({self.budget}). {self.why}".strip()
