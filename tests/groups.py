"""All tests in groups, several at once: many wait for a device, a window or a server.

Each group is a pytest of its own, whose output is written whole once it has ended, and the types
are checked beside them. What is in no group of its own is in ``rest``, so that a new folder is
never left out. The code is 1 if anything failed.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

AT_ONCE = 3
"""On two processors: while one group waits, another computes."""
COMPUTING = {"images", "rest"}
NICENESS = 10
"""As nice as the program's recognition: neither waits for the other."""
COUNTED = re.compile(r"(\d+) ([a-z]+)")


@dataclass(frozen=True, slots=True)
class Group:
    """What one process does.

    Attributes:
        words: its command line after ``python``.
        computes: and waits for nobody; it gives way to those that do.
    """

    name: str
    words: tuple[str, ...]
    computes: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a group: the exit code, what it wrote, seconds from begin to end."""

    group: Group
    code: int
    output: str
    seconds: float

    @property
    def last_line(self) -> str:
        """Say it in a line; pytest and mypy end with one."""
        lines = self.output.strip().splitlines() or [""]
        return lines[-1].strip("= ")

    @property
    def counts(self) -> Counter[str]:
        """Return how many tests passed, failed and so on, as pytest says."""
        found = COUNTED.findall(self.last_line.split(" in ")[0])
        return Counter({word.removesuffix("s"): int(number) for number, word in found})


KILL = "tests/ui/test_kill.py"
APART = {
    "ui": ("tests/ui",),
    "kill": (KILL,),
    "devices": ("tests/escl", "tests/system", "tests/unit/devices"),
    "flow": ("tests/flow",),
    "images": ("tests/unit/imaging", "tests/unit/ocr", "tests/unit/separation"),
    "crash": ("tests/crash",),
}
"""Folders with a group each. What announces devices in the network of this machine, or looks for
them there, is in ``devices``. The window that is killed is a process of its own and takes a third
of the time of ``ui``: beside it, not in it."""
LEFT_OUT = {"ui": (f"--ignore={KILL}",)}


def tests(name: str, *words: str) -> Group:
    """Return a pytest with a cache of its own."""
    words = ("-m", "pytest", *words, "-o", f"cache_dir=.pytest_cache/{name}")
    return Group(name, words, name in COMPUTING)


def all_groups() -> list[Group]:
    """Return everything that is to be done, in the order in which it begins."""
    apart = [tests(name, *folders, *LEFT_OUT.get(name, ())) for name, folders in APART.items()]
    ignored = (f"--ignore={folder}" for folders in APART.values() for folder in folders)
    types = Group("types", ("-m", "mypy"), computes=True)
    return [types, *apart, tests("rest", "tests", *ignored)]


def run(group: Group, running: list[subprocess.Popen[str]]) -> Outcome:
    """Run a group to its end; its errors are part of its output.

    In a session of its own, among which Linux divides the processors evenly (sched(7),
    "autogroup"): else the program's background work, which is nicer than any test, would wait
    for the tests of other groups.
    """
    begun = time.monotonic()
    nice = ("nice", "-n", str(NICENESS)) if group.computes else ()
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
        process = subprocess.Popen(
            [*nice, sys.executable, *group.words],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        running.append(process)
        code = process.wait()
        output.seek(0)
        return Outcome(group, code, output.read(), time.monotonic() - begun)


def run_all(groups: Iterable[Group], at_once: int = AT_ONCE) -> list[Outcome]:
    """Run groups, as many at once as are wanted, and write each one's output when it ends."""
    outcomes: list[Outcome] = []
    running: list[subprocess.Popen[str]] = []
    with ThreadPoolExecutor(at_once) as lanes, _ended_with_us(lanes, running):
        for ended in as_completed([lanes.submit(run, one, running) for one in groups]):
            outcome = ended.result()
            say(f"\n######## {outcome.group.name}\n{outcome.output.rstrip()}")
            outcomes.append(outcome)
    return outcomes


@contextmanager
def _ended_with_us(
    lanes: ThreadPoolExecutor, running: Sequence[subprocess.Popen[str]]
) -> Iterator[None]:
    """Whoever is interrupted interrupts the groups."""
    try:
        yield
    except BaseException:
        lanes.shutdown(wait=False, cancel_futures=True)
        for process in running:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGINT)
        raise


def summary(outcomes: Sequence[Outcome]) -> str:
    """Return a line for each group, and one for all tests together."""
    lines = [
        f"{'FAILED' if one.code else 'passed':7}{one.group.name:8}{one.seconds:6.0f} s"
        f"  {one.last_line}"
        for one in outcomes
    ]
    together: Counter[str] = sum((one.counts for one in outcomes), Counter())
    counted = ", ".join(f"{number} {word}" for word, number in sorted(together.items()))
    return "\n".join(["\n######## all", *lines, counted])


def heed_signals() -> None:
    """End on both signals, also where a shell that works in the background had one ignored."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)


def say(text: str) -> None:
    """Write to standard output at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> None:
    """Run everything; end with 1 if anything failed."""
    heed_signals()
    os.chdir(Path(__file__).parent.parent)
    outcomes = run_all(all_groups())
    say(summary(outcomes))
    raise SystemExit(any(one.code for one in outcomes))


if __name__ == "__main__":
    main()
