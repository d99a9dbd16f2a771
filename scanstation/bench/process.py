"""CPU time and memory of a process tree, from /proc (Linux); None elsewhere."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

MEBIBYTE = 1 << 20


def tree(root: int) -> list[int]:
    """Return a process and everything below it."""
    found = [root]
    for pid in found:
        for task in Path(f"/proc/{pid}/task").glob("*/children"):
            try:
                found.extend(int(child) for child in task.read_text().split())
            except OSError:
                continue
    return found


def rss_mb(root: int) -> float:
    """Return the resident memory of a process tree in MiB; shared pages count once a process."""
    total = 0
    for pid in tree(root):
        try:
            total += int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        except (OSError, IndexError, ValueError):
            continue
    return total * os.sysconf("SC_PAGE_SIZE") / MEBIBYTE


def cpu_seconds(pid: int) -> float:
    """Return user and system time of one process, its reaped children not included."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Memory:
    """Samples of the tree's memory: (seconds since start, MiB)."""

    samples: list[tuple[float, float]] = field(default_factory=list)
    cpu_seconds: float = 0.0
    """What taking them cost, to be left out of what is measured."""

    @property
    def peak(self) -> float:
        """The highest sample."""
        return max((mb for _, mb in self.samples), default=0.0)

    def between(self, start: float, end: float) -> float:
        """Return the mean of the samples in a stretch of time."""
        inside = [mb for second, mb in self.samples if start <= second <= end]
        return sum(inside) / len(inside) if inside else 0.0


@contextmanager
def watch_memory(interval: float = 0.05) -> Iterator[Memory]:
    """Sample the memory of this process and everything below it."""
    memory, stop, start = Memory(), threading.Event(), time.monotonic()

    def sample() -> None:
        while not stop.wait(interval):
            memory.samples.append((time.monotonic() - start, rss_mb(os.getpid())))
            memory.cpu_seconds = time.thread_time()

    thread = threading.Thread(target=sample, daemon=True)
    thread.start()
    try:
        yield memory
    finally:
        stop.set()
        thread.join()


def percentile(values: list[float], share: float) -> float:
    """Return a percentile by the nearest rank; 0 of nothing."""
    ordered = sorted(values)
    place = min(len(ordered) - 1, int(share * len(ordered)))
    return ordered[place] if ordered else 0.0
