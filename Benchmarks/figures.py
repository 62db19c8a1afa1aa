"""One measured number and what it is held against, and what the kernel says of a process."""

import re
import statistics
from dataclasses import asdict, dataclass


@dataclass
class Figure:
    """One number, and what it is held against: a limit measured in the same run, or a bound that is promised."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    limit_name: str = ""
    #: The least ratio to the limit that is promised.
    least: float | None = None
    #: The most that the value itself may be.
    most: float | None = None
    #: The least that the value itself may be.
    at_least: float | None = None

    @property
    def ratio(self):
        return self.value / self.limit if self.limit else None

    @property
    def holds(self):
        return ((self.least is None or self.ratio >= self.least)
                and (self.most is None or self.value <= self.most)
                and (self.at_least is None or self.value >= self.at_least))

    @property
    def promise(self):
        """What is promised of it, in words; empty if it is only reported."""
        words = []
        if self.least is not None:
            words.append(f"ratio ≥ {self.least:g}")
        if self.most is not None:
            words.append(f"≤ {self.most:,g} {self.unit}")
        if self.at_least is not None:
            words.append(f"≥ {self.at_least:,g} {self.unit}")
        return ", ".join(words)

    def row(self):
        return asdict(self) | {"ratio": self.ratio, "holds": self.holds}


def memory(process):
    """Resident bytes, and the most there ever were."""
    status = open(f"/proc/{process.pid}/status").read()
    return tuple(int(re.search(rf"{name}:\s+(\d+) kB", status)[1]) * 1024 for name in ("VmRSS", "VmHWM"))


def processor_seconds(process):
    """User and system time of a process, in seconds."""
    fields = open(f"/proc/{process.pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


def percentile(values, share):
    """The least value that `share` of all values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


median = statistics.median
