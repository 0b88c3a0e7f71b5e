"""How long a run may take, and how many rounds fit."""

import time
from collections.abc import Iterator


class Schedule:
    """Seconds since the run began. A part of the run gets fewer rounds, never none, when the time is running out."""

    def __init__(self, limit: float):
        self.limit = limit
        self.began = time.monotonic()

    def rounds(self, count: int, share: float) -> Iterator[int]:
        """At most `count` rounds; no new one begins once `share` of the limit has passed, or would pass with one more like the last."""
        longest = 0.0
        for number in range(count):
            began = time.monotonic()
            if number and began - self.began + longest > share * self.limit:
                return
            yield number
            longest = max(longest, time.monotonic() - began)
