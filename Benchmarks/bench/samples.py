"""Numbers of one kind."""

import statistics


class Samples(list[float]):
    """Measured values, shown as median (min-max)."""

    @property
    def median(self) -> float:
        return statistics.median(self)

    def text(self, digits: int = 1) -> str:
        if not self:
            return "–"
        shape = f",.{digits}f"
        return f"{self.median:{shape}} ({min(self):{shape}}–{max(self):{shape}})"
