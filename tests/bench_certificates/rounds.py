"""Times of several rounds, the contestants in turn, and what is made of them."""

import statistics
import time
from collections.abc import Callable


class Rounds:
    """Milliseconds for one file, by contestant."""

    def __init__(self) -> None:
        self.times: dict[str, list[float]] = {}

    def take(self, name: str, count: int, work: Callable[[], object]) -> None:
        started = time.perf_counter()
        work()
        spent = (time.perf_counter() - started) * 1000 / count
        self.times.setdefault(name, []).append(spent)

    def median(self, name: str) -> float:
        return statistics.median(self.times[name])

    def ratio(self, slow: str, fast: str) -> float:
        """Of the medians: times of the same rounds, so that a busy machine slows both."""
        return self.median(slow) / self.median(fast)

    def table(self, base: str) -> str:
        lines = [f"{'':34}{'ms a file':>10}{'least':>9}{'most':>9}{'times naive':>13}"]
        for name, times in self.times.items():
            figures = f"{self.median(name):10.3f}{min(times):9.3f}{max(times):9.3f}"
            lines.append(f"{name:34}{figures}{self.ratio(base, name):13.1f}")
        return "\n".join(lines)
